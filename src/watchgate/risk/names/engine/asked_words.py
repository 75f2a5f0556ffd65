"""The words of names that were asked about lately, numbered and encoded: a name of words met before is gathered.

Of each word there is its record, its letters and its facts, as a segment has them (`words.py`, `word_facts.py`), and
two numbers for `asked_write.py`. The number of a word has PRECEDES and FOLLOWS in it where it may be written as one
with a neighbour, and ABJAD where it is of one: what two of those are as one word depends on how they are written, so
they are numbered as well; of other words the kernel makes them.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from watchgate.ledger.compiled import brief
from watchgate.risk.names.alignment import Joined, join, may_follow, may_precede
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.word_facts import word_facts
from watchgate.risk.names.engine.words import Longs, strings_of, strings_of_joined
from watchgate.risk.names.engine.words_bones import bone_table
from watchgate.risk.names.engine.words_encode import PARTS, PLACE, RECORD, Bytes, Codes, encode_into
from watchgate.risk.names.token import Token

MOST = 32_768
"""Words from which on all are forgotten, before the next question."""
ABJAD, PRECEDES, FOLLOWS = 1 << 30, 1 << 29, 1 << 28
NUMBER_MASK = FOLLOWS - 1
JOINED = 32
"""From this bit on stands, of a word of an abjad, the number of what it is as one word with the next, and one more."""
_LETTERS_A_WORD = 48


class AskedWords:
    """To be used by one thread at a time."""

    def __init__(self) -> None:
        self.records: Longs = np.zeros(1024 * RECORD, dtype=np.int64)
        self.letters: Bytes = np.zeros(1024 * _LETTERS_A_WORD, dtype=np.uint8)
        self.facts: Longs = np.zeros(1024, dtype=np.int64)
        self.met: Longs = np.zeros(2 * 1024, dtype=np.int64)
        self._number: dict[Token | Joined, int] = {}
        self._new: list[Token | Joined] = []
        self._encoded = 0
        self._free = 0

    def __len__(self) -> int:
        return len(self._number)

    def numbers(self, tokens: Sequence[Token]) -> list[int]:
        """The numbers of words; those that are new are encoded by the next `encode`."""
        known = self._number
        try:
            found = [known[one] for one in tokens]
        except KeyError:
            found = [self._numbered(one, _flags(one)) for one in tokens]
        if found and max(found) >= ABJAD:
            return self._joined(tokens, found)
        return found

    def encode(self) -> None:
        """Encode what is new."""
        new = self._new
        if not new:
            return
        texts: list[str] = []
        sizes: list[int] = []
        kinds: list[int] = []
        facts: list[int] = []
        for one in new:
            if isinstance(one, Token):
                text, size, kind = strings_of(one)
                facts.append(word_facts(one))
            else:
                text, size, kind = strings_of_joined(one)
                facts.append(0)
            texts.append(text)
            sizes += size
            kinds += kind
        codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        count = self._encoded + len(new)
        self._make_room(count, self._free + 8 * len(codes) + 2 * len(new))
        self.facts[self._encoded : count] = facts
        consonants = np.zeros(2 * max(sizes[::PARTS]), dtype=np.uint32)
        self._free = encode_more(
            codes,
            np.frombuffer(array("q", sizes), dtype=np.int64),
            np.frombuffer(array("q", kinds), dtype=np.int64),
            bone_table(),
            consonants,
            self.records,
            self.letters,
            self._encoded,
            self._free,
        )
        self._encoded = count
        self._new = []

    def _numbered(self, one: Token | Joined, flags: int = 0) -> int:
        number = self._number.get(one)
        if number is None:
            number = len(self._number) | flags
            self._number[one] = number
            self._new.append(one)
        return number

    def _joined(self, tokens: Sequence[Token], found: list[int]) -> list[int]:
        """With the numbers of neighbours of an abjad written as one."""
        for place, (first, second) in enumerate(pairwise(tokens)):
            both = join(first, second) if first.abjad else None
            if both is not None:
                found[place] |= (self._numbered(both) + 1) << JOINED
        return found

    def _make_room(self, words: int, letters: int) -> None:
        if words > len(self.facts):
            self.records = _longer(self.records, 2 * words * RECORD)
            self.facts = _longer(self.facts, 2 * words)
            self.met = _longer(self.met, 4 * words)
        if letters > len(self.letters):
            self.letters = _longer(self.letters, 2 * letters)


def _flags(word: Token) -> int:
    flags = ABJAD if word.abjad else 0
    return flags | (PRECEDES if may_precede(word) else 0) | (FOLLOWS if may_follow(word) else 0)


def _longer(column: Array, size: int) -> Array:
    made = np.zeros(size, dtype=column.dtype)
    made[: len(column)] = column
    return made


@brief
def encode_more(
    codes: Codes, sizes: Longs, kinds: Longs, bones: Longs, consonants: Codes,
    records: Longs, letters: Bytes, words: int, free: int,
) -> int:  # fmt: skip
    """Encode words behind so many `words` and `free` letters; how many letters there are then."""
    taken = encode_into(codes, sizes, kinds, bones, consonants, records[words * RECORD :], letters[free:])
    for number in range(words, words + len(sizes) // PARTS):
        records[number * RECORD + PLACE] += free
    return free + taken
