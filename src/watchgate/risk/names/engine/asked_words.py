"""The words of names that were asked about lately, numbered and encoded: a name of words met before is gathered.

Of each word there is its record, its letters and its facts, as a segment has them (`words.py`, `word_facts.py`), two
numbers for `asked_write.py`, and what `plain_known.py` says of it. Words are numbered in two ways that give one number:
by their letters, in the kernel that takes plain names apart, and as tokens of an analysis. Of words of an abjad, what
two of them are as one word depends on how they are written, so that is numbered as well; of other words the kernel
makes it. The number of a word is told with its marks (`asked_marks.py`).
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeGuard

import numpy as np

from watchgate.ledger.compiled import brief
from watchgate.risk.names.alignment import Joined, join, may_follow, may_precede
from watchgate.risk.names.engine.asked_marks import ABJAD, FOLLOWS, JOINED, PRECEDES
from watchgate.risk.names.engine.plain_about import about_of
from watchgate.risk.names.engine.plain_known import SLOT, bytes_of, look_up, put_again, put_word
from watchgate.risk.names.engine.plain_room import COUNTED, FILLED
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.word_facts import kind, word_facts
from watchgate.risk.names.engine.words import Longs, strings_of, strings_of_joined
from watchgate.risk.names.engine.words_bones import bone_table
from watchgate.risk.names.engine.words_encode import PARTS, PLACE, RECORD, Bytes, Codes, encode_into
from watchgate.risk.names.lexicon import entry
from watchgate.risk.names.token import Token

MOST = 32_768
"""Words from which on all are forgotten, before the next question."""
_LETTERS_A_WORD = 48
_FEWEST = 1024


class AskedWords:
    """To be used by one thread at a time."""

    def __init__(self) -> None:
        self.records: Longs = np.zeros(_FEWEST * RECORD, dtype=np.int64)
        self.letters: Bytes = np.zeros(_FEWEST * _LETTERS_A_WORD, dtype=np.uint8)
        self.facts: Longs = np.zeros(_FEWEST, dtype=np.int64)
        self.about: Longs = np.zeros(_FEWEST, dtype=np.int64)
        self.met: Longs = np.zeros(2 * _FEWEST, dtype=np.int64)
        self.slots: Longs = np.zeros(2 * SLOT * _FEWEST, dtype=np.int64)
        self.counts: Longs = np.zeros(2, dtype=np.int64)
        self._number: dict[Token | Joined, int] = {}
        self._new: list[Token | Joined] = []

    def __len__(self) -> int:
        return int(self.counts[COUNTED]) + len(self._new)

    def numbers(self, tokens: Sequence[Token]) -> list[int]:
        """The numbers of words, with their marks; those that are new are encoded by the next `encode`."""
        known = self._number
        try:
            found = [known[one] for one in tokens]
        except KeyError:
            found = [self._numbered(one) for one in tokens]
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
                text, size, told = strings_of(one)
                facts.append(word_facts(one))
            else:
                text, size, told = strings_of_joined(one)
                facts.append(0)
            texts.append(text)
            sizes += size
            kinds += told
        codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        first, free = self.counts.tolist()
        self.make_room(len(new), 8 * len(codes) + 2 * len(new))
        self.facts[first : first + len(new)] = facts
        consonants = np.zeros(2 * max(sizes[::PARTS]), dtype=np.uint32)
        self.counts[FILLED] = encode_more(
            codes,
            np.frombuffer(array("q", sizes), dtype=np.int64),
            np.frombuffer(array("q", kinds), dtype=np.int64),
            bone_table(),
            consonants,
            self.records,
            self.letters,
            first,
            free,
        )
        self.counts[COUNTED] += len(new)
        self._new = []
        for number, one in enumerate(new, start=first):
            if _is_by_letters(one):
                known = entry(one.written)
                if known.token == one:
                    self.about[number] = about_of(known, self._number[one])
                    put_word(bytes_of(one.written), number, self.slots)

    def make_room(self, words: int, letters: int) -> None:
        """Room for so many more."""
        words += int(self.counts[COUNTED])
        letters += int(self.counts[FILLED])
        if words > len(self.facts):
            self.records = _longer(self.records, 2 * words * RECORD)
            self.facts = _longer(self.facts, 2 * words)
            self.about = _longer(self.about, 2 * words)
            self.met = _longer(self.met, 4 * words)
            self._rehash(4 * words)
        if letters > len(self.letters):
            self.letters = _longer(self.letters, 2 * letters)

    def _rehash(self, slots: int) -> None:
        """More slots, a power of two of them."""
        before = self.slots.reshape(-1, SLOT)
        self.slots = np.zeros(SLOT << slots.bit_length(), dtype=np.int64)
        put_again(before.ravel(), self.slots)

    def _numbered(self, one: Token | Joined) -> int:
        number = self._number.get(one)
        if number is None:
            flags = _flags(one) if isinstance(one, Token) else 0
            number = self._by_letters(one)
            if number < 0:
                number = len(self)
                self._new.append(one)
            number |= flags
            self._number[one] = number
        return number

    def _by_letters(self, one: Token | Joined) -> int:
        """The number of a word that the kernel met; -1 where it did not."""
        if not _is_by_letters(one):
            return -1
        number = look_up(bytes_of(one.written), self.slots, self.records, self.letters)
        return number if number >= 0 and kind(int(self.facts[number])) == one.kind else -1

    def _joined(self, tokens: Sequence[Token], found: list[int]) -> list[int]:
        """With the numbers of neighbours of an abjad written as one."""
        for place, (first, second) in enumerate(pairwise(tokens)):
            both = join(first, second) if first.abjad else None
            if both is not None:
                found[place] |= (self._numbered(both) + 1) << JOINED
        return found


def _is_by_letters(one: Token | Joined) -> TypeGuard[Token]:
    """Whether it may be what a word of these letters is by itself."""
    return isinstance(one, Token) and one.text == one.written != "" and one.text.isascii()


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
