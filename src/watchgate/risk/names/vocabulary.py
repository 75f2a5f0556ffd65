"""The distinct words of an index, and for a word asked about all of them that are similar to it.

Lossless: two words that meet by edits are near in spelling or in sound (`spellings.py`); two that meet in any other way
(`similarity.Way`) share a key. What is found is scored with `similarity` itself. Bounds: docs/names-bounds.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from watchgate.risk.names.alignment import SHORTEST_JOINED_EDIT, Joined, join_similarity
from watchgate.risk.names.similarity import FEWEST_SOUNDS, INITIAL, MOST_EDITS, SHORTEST_CUT, similarity, without_vowels
from watchgate.risk.names.spellings import Spellings
from watchgate.risk.names.token import Kind, Token

MOST_REMEMBERED = 10_000
"""Words whose neighbours are kept: some ten kilobytes each."""
Key = tuple[str, str]


class Vocabulary:
    """Words by number, in order of arrival; none is ever taken out."""

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self._number: dict[Token, int] = {}
        self._texts = Spellings()
        self._sounds = Spellings()
        self._by_key: dict[Key, list[int]] = defaultdict(list)
        self._near: dict[Token, tuple[int, list[tuple[int, int]]]] = {}

    def add(self, word: Token) -> int:
        """The number of `word`, new or old."""
        number = self._number.get(word)
        if number is None:
            number = self._number[word] = len(self.tokens)
            self.tokens.append(word)
            self._texts.append(word.text)
            self._sounds.append(word.sound)
            for key in _registered(word):
                self._by_key[key].append(number)
        return number

    def near(self, word: Token) -> list[tuple[int, int]]:
        """All words similar to `word`, with their similarity; what is new since the last time is added to the rest."""
        upto, known = self._near.get(word, (0, []))
        if upto < len(self.tokens):
            known = known + self._search(word, upto)
            if len(self._near) > MOST_REMEMBERED:
                self._near.clear()
            self._near[word] = (len(self.tokens), known)
        return known

    def near_joined(self, both: Joined) -> list[tuple[int, int]]:
        """All words that two neighbouring words of a query, written as one, may stand for."""
        numbers = set(self._by_key.get(("text", both.text), ()))
        numbers.update(self._by_key.get((_bones_of(not both.abjad), both.bones.consonants), ()))
        if len(both.text) >= SHORTEST_JOINED_EDIT - 1:
            numbers.update(self._texts.near(both.text, 0, most=1))
        found = ((number, join_similarity(both, self.tokens[number])[0]) for number in numbers)
        return [(number, value) for number, value in found if value]

    def _search(self, word: Token, start: int) -> list[tuple[int, int]]:
        if word.kind == Kind.INITIAL:
            begun = [
                (number, INITIAL)
                for number in self._from(("begins", word.text[:1]), start)
                if self.tokens[number].text.startswith(word.text)
            ]
            return begun + self._scored(word, self._from(("text", word.text), start))
        candidates: set[int] = set()
        for key in _asked(word):
            candidates.update(self._from(key, start))
        if word.kind < Kind.INITIAL:
            candidates.update(self._texts.near(word.text, start, most=MOST_EDITS))
            candidates.update(self._sounds.near(word.sound, start, most=MOST_EDITS, slack=1, fewest=FEWEST_SOUNDS))
        return self._scored(word, candidates)

    def _from(self, key: Key, start: int) -> list[int]:
        return [number for number in self._by_key.get(key, ()) if number >= start]

    def _scored(self, word: Token, numbers: Iterable[int]) -> list[tuple[int, int]]:
        found = ((number, similarity(word, self.tokens[number])[0]) for number in numbers)
        return [(number, value) for number, value in found if value]


def _shared(word: Token) -> list[Key]:
    """Keys that are equal for two words that meet by another way than edits, an initial or a coarse sound."""
    keys = [("text", word.text)]
    if word.variant:
        keys.append(("variant", word.variant))
    if word.kind < Kind.INITIAL:
        keys.append(("sound", word.sound))
        keys.append(("shape", word.shape))
        keys.append(("bare", without_vowels(word.text)))
        if len(word.text) >= SHORTEST_CUT:
            keys.append(("cut", word.text[:SHORTEST_CUT]))
    return keys


def _registered(word: Token) -> list[Key]:
    """What a word of the index is found by: initials by their letter, what they may stand for by its first letter."""
    keys = _shared(word)
    if word.kind == Kind.INITIAL:
        keys.append(("initial", word.text[:1]))  # an initial of another script may be two letters here (Ш is sh)
    elif word.kind < Kind.INITIAL:
        keys.append(("begins", word.text[:1]))
        keys.append((_bones_of(word.abjad), word.skeleton))
        keys.append(("coarse", word.coarse))
        if word.kind == Kind.SPELLED:
            keys.append(("spelled", word.coarse))
    return keys


def _asked(word: Token) -> list[Key]:
    """What a word asks for: by its coarse sound only what is spelled out, unless it is itself."""
    keys = _shared(word)
    if word.kind < Kind.INITIAL:
        keys.append(("initial", word.text[:1]))
        keys.append((_bones_of(not word.abjad), word.skeleton))
        keys.append(("coarse" if word.kind == Kind.SPELLED else "spelled", word.coarse))
    return keys


def _bones_of(abjad: bool) -> str:
    """Bones are compared between an abjad and another script only."""
    return "abjad" if abjad else "voiced"
