"""Words as numbers: a `Token`, or two neighbours written as one (`Joined`), is a record of 8 int64 and some letters.

A record is one cache line. Column by column, at `RECORD * number + column` of `Words.records`:

| column | what |
|---|---|
| TEXT_LETTERS | signature of the text: a bit for the first and one for the second occurrence of each letter; |
|              | from bit 56 on its length (127: or more) |
| SOUND_LETTERS | the same of the sound, with its consonants as length |
| VARIANT, SKELETON, SHAPE, COARSE | 64-bit hash of that key; 0 where it is empty, and for equal keys alone equal |
| FACTS | bits 0-3 kind + 1, 4-11 weight, 12 abjad, 13 wide, 14 bare, 15-16 letters of the coarse sound (3: or more), |
|       | 17-32 letters of the text, 33-48 letters of the sound |
| PLACE | bits 0-31 where its letters begin, 32-47 consonants of the sound, 48-62 consonants of the skeleton |

`Words.letters` holds for each word the text, the sound and the gaps one behind the other. Letters are a byte each, or
four bytes (little endian) in a `wide` word, which has a letter beyond U+00FF. A gap is two bytes: see `words_encode`.
`bare`: the text has no vowel behind its first letter.

Texts and sounds are compared by their letters. Of the other keys only the hashes are kept: that two different keys of
a query's word and of one among a million words have one hash has a probability of 1e-13, and would make two words
similar that are not; no hit is lost by it.

Of a joined word the kind is INITIAL where one of the two is, else WORD; it has text, weight, abjad, skeleton and gaps.
Nothing here depends on how a word was written: words of several scripts that are compared alike are one word.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.risk.names.alignment import Joined
from watchgate.risk.names.engine.words_bones import bone_table
from watchgate.risk.names.engine.words_encode import (
    PARTS,
    RECORD,
    UNKNOWN_BONES,
    encode_few,
    encode_into,
    letters_needed,
)
from watchgate.risk.names.token import Kind, Token

Longs = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
_WORD, _INITIAL = int(Kind.WORD), int(Kind.INITIAL)
_FEW = 64
"""Of so many words the letters are given the most room they can take: eight bytes a letter, two a word."""


class Words(NamedTuple):
    """`records`: RECORD int64 a word; `letters`: what they point into."""

    records: Longs
    letters: Bytes

    def __len__(self) -> int:
        """How many words."""
        return len(self.records) // RECORD


def encode(tokens: Sequence[Token], joined: Sequence[Joined] = ()) -> Words:
    """The records of `tokens`, and behind them those of `joined`, in the order given."""
    texts: list[str] = []
    sizes: list[int] = []
    facts: list[int] = []
    for one in tokens:
        text, size, fact = strings_of(one)
        texts.append(text)
        sizes += size
        facts += fact
    for both in joined:
        text, size, fact = strings_of_joined(both)
        texts.append(text)
        sizes += size
        facts += fact
    return encode_strings("".join(texts), sizes, facts)


Strings = tuple[str, tuple[int, ...], tuple[int, int, int]]
"""PARTS strings one behind the other, how long each is, and the facts beside them: kind, weight, abjad."""


def strings_of(word: Token) -> Strings:
    """What the record of a word is made from."""
    gaps = "\0".join(word.gaps)
    parts = (word.text, word.sound, word.skeleton, word.variant, word.shape, word.coarse, gaps)
    return "".join(parts), tuple(map(len, parts)), (int(word.kind), word.weight, int(word.abjad))


def strings_of_joined(both: Joined) -> Strings:
    """What the record of two words written as one is made from: bones of others than abjads the kernel finds."""
    kind = _INITIAL if both.initial else _WORD
    if not both.abjad:
        return both.text, (len(both.text), 0, 0, 0, 0, 0, 0), (kind, both.weight, UNKNOWN_BONES)
    consonants, gaps = both.bones
    parts = (both.text, "", consonants, "", "", "", "\0".join(gaps))
    return "".join(parts), tuple(map(len, parts)), (kind, both.weight, 1)


def encode_strings(text: str, lengths: list[int], facts: list[int]) -> Words:
    """PARTS strings and three facts (kind, weight, abjad or UNKNOWN_BONES) a word, as `encode` has them.

    `text`: all strings one behind the other; `lengths`: of each.
    """
    count = len(lengths) // PARTS
    few = count <= _FEW
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    sizes = np.frombuffer(array("q", lengths), dtype=np.int64)
    known = np.frombuffer(array("q", facts), dtype=np.int64)
    records = np.zeros(count * RECORD, dtype=np.int64)
    room = 8 * len(codes) + 2 * count if few else letters_needed(codes, sizes, known)
    letters = np.zeros(room, dtype=np.uint8)
    consonants = np.zeros(2 * max(lengths[::PARTS], default=0), dtype=np.uint32)
    encoded = encode_few if few else encode_into
    size = encoded(codes, sizes, known, bone_table(), consonants, records, letters)
    return Words(records, letters[:size])
