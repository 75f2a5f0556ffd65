"""The distinct words of an index, and for a word asked about all of them that are similar to it.

Lossless: a letter signature (a thermometer of up to two occurrences of each letter) differs by at most one bit on each
side for an edit, by none for a transposition; so words whose signatures differ by more than the most edits on either
side cannot be near by spelling. The ways that are not edits (sound, variants, skeletons, cut words, initials, vowels
left out) have keys of their own. Survivors are scored with `similarity` itself. Bounds: docs/names-bounds.md.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from watchgate.risk.names.alignment import SHORTEST_JOINED_EDIT, Joined, join_similarity
from watchgate.risk.names.similarity import MOST_EDITS, SHORTEST_CUT, similarity, without_vowels
from watchgate.risk.names.token import Kind, Token

_GROWTH = 1024


class Vocabulary:
    """Words by number, in order of arrival; none is ever taken out."""

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self._number: dict[Token, int] = {}
        self._signatures = np.zeros(_GROWTH, dtype=np.uint64)
        self._sound_signatures = np.zeros(_GROWTH, dtype=np.uint64)
        self._lengths = np.zeros(_GROWTH, dtype=np.int16)
        self._sound_lengths = np.zeros(_GROWTH, dtype=np.int16)
        self._by_key: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._near: dict[Token, tuple[int, list[tuple[int, int]]]] = {}

    def add(self, word: Token) -> int:
        """The number of `word`, new or old."""
        number = self._number.get(word)
        if number is not None:
            return number
        number = self._number[word] = len(self.tokens)
        self.tokens.append(word)
        if number == len(self._signatures):
            self._grow()
        self._signatures[number] = signature(word.text)
        self._sound_signatures[number] = signature(word.sound)
        self._lengths[number] = len(word.text)
        self._sound_lengths[number] = len(word.sound)
        for key in (*_keys(word), *_own_letter(word)):
            self._by_key[key].append(number)
        return number

    def near(self, word: Token) -> list[tuple[int, int]]:
        """All words similar to `word`, with their similarity; what is new since the last time is added to the rest."""
        upto, known = self._near.get(word, (0, []))
        if upto < len(self.tokens):
            found = known + self._search(word, upto)
            if len(self._near) > 200_000:
                self._near.clear()
            self._near[word] = (len(self.tokens), found)
            return found
        return known

    def near_joined(self, both: Joined) -> list[tuple[int, int]]:
        """All words that two neighbouring words of a query, written as one, may stand for."""
        end = len(self.tokens)
        numbers = set(self._by_key.get(("text", both.text), ()))
        numbers.update(self._by_key.get(("skeleton", both.bones.consonants), ()))
        if len(both.text) >= SHORTEST_JOINED_EDIT - 1:
            numbers.update(_scan(self._signatures, self._lengths, both.text, 0, end, most=1))
        found = ((number, join_similarity(both, self.tokens[number])[0]) for number in numbers)
        return [(number, value) for number, value in found if value]

    def _search(self, word: Token, start: int) -> list[tuple[int, int]]:
        end = len(self.tokens)
        candidates: set[int] = set()
        for key in (*_keys(word), *_first_letters(word)):
            if key[0] == "coarse" and word.kind == Kind.WORD:
                continue  # only what is spelled out meets by it, and registers itself under SPELLED
            candidates.update(number for number in self._by_key.get(key, ()) if number >= start)
        if word.kind <= Kind.INITIAL:
            candidates.update(_scan(self._signatures, self._lengths, word.text, start, end))
            candidates.update(_scan(self._sound_signatures, self._sound_lengths, word.sound, start, end))
        found = []
        for number in candidates:
            value = similarity(word, self.tokens[number])[0]
            if value:
                found.append((number, value))
        return found

    def _grow(self) -> None:
        size = 2 * len(self._signatures)
        for name in (name for name, value in vars(self).items() if isinstance(value, np.ndarray)):
            old = getattr(self, name)
            new = np.zeros(size, dtype=old.dtype)
            new[: len(old)] = old
            setattr(self, name, new)


def signature(text: str) -> int:
    """64 bits: for each letter and dot whether it occurs, and whether it occurs twice."""
    bits = 0
    for character in text:
        slot = (ord(character) & 31) if character.isalpha() else 27 + ord(character) % 5
        bit = 1 << slot
        bits |= bit << 32 if bits & bit else bit
    return bits


Bits = npt.NDArray[np.uint64]
Lengths = npt.NDArray[np.int16]


def _scan(
    signatures: Bits,
    lengths: Lengths,
    text: str,
    start: int,
    end: int,
    most: int = MOST_EDITS,
) -> list[int]:
    """The numbers of words that may be within the admissible edits of `text`."""
    length = len(text)
    most = min(most, (length + MOST_EDITS + 1) // 3)
    bits, sizes = signatures[start:end], lengths[start:end]
    close = np.flatnonzero(np.abs(sizes - length) <= most)
    own = np.uint64(signature(text))
    others = bits[close]
    missing = np.bitwise_count(own & ~others)
    surplus = np.bitwise_count(others & ~own)
    kept = close[(missing <= most) & (surplus <= most)]
    return [int(number) + start for number in kept]


def _keys(word: Token) -> list[tuple[str, str]]:
    """Keys that are equal for two words that meet by another way than edits or an initial."""
    keys = [("text", word.text)]
    if word.variant:
        keys.append(("variant", word.variant))
    if word.kind <= Kind.INITIAL:
        keys.append(("sound", word.sound))
        keys.append(("skeleton", word.skeleton))
        keys.append(("coarse", word.coarse))
        keys.append(("shape", word.shape))
        keys.append(("bare", without_vowels(word.text)))
        if len(word.text) >= SHORTEST_CUT:
            keys.append(("cut", word.text[:SHORTEST_CUT]))
    return keys


def _first_letters(word: Token) -> list[tuple[str, str]]:
    """An initial asks for what begins with it, a word for the initial it begins with."""
    if word.kind == Kind.INITIAL:
        return [("begins", word.text[:1])]
    return [("initial", word.text[:1])] if word.kind < Kind.INITIAL else []


def _own_letter(word: Token) -> list[tuple[str, str]]:
    if word.kind == Kind.INITIAL:
        return [("initial", word.text[:1])]
    return [("begins", word.text[:1])] if word.kind < Kind.INITIAL else []
