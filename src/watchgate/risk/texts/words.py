"""The distinct words of listed names, and for a word of a text those similar enough to cover them.

Lossless: words that meet by a key (the same, variant, sound, shape, bones, vowels left out, cut short) share it; words
one edit apart are found by what is left of them without a letter (`one_edit.py`); more edits, and edits in sound, are
similar enough only in long words, which are compared with all. Every word found is scored with `similarity` itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from watchgate.risk.names.similarity import (
    COARSE,
    FEWEST_SOUNDS,
    GRANTED,
    MOST_EDITS,
    SHORTEST_CUT,
    edit_similarity,
    similarity,
    without_vowels,
)
from watchgate.risk.names.spellings import Spellings
from watchgate.risk.names.token import Kind, Token
from watchgate.risk.texts.one_edit import OneEdit

MOST_REMEMBERED = 50_000
LONGEST = 64
"""Letters; no edit makes longer words too unlike."""

Near = tuple[int, int]


class Lengths(NamedTuple):
    """From which length of the longer word 1, 2 and 3 edits are similar enough; LONGEST where never."""

    one: int
    two: int
    three: int

    def scanned(self, length: int) -> bool:
        """Whether a word of that length may be similar by two edits or three."""
        return length + 2 >= self.two or length + 3 >= self.three

    def reached(self, length: int) -> bool:
        """Whether it may be by one or more."""
        return length + 1 >= self.one or self.scanned(length)


class Words:
    """Words by number, in order of arrival; none is ever taken out. `least`: from what similarity they are near."""

    def __init__(self, least: int) -> None:
        self.tokens: list[Token] = []
        self.least = least
        self._number: dict[Token, int] = {}
        self._by: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._one_edit = OneEdit()
        self._edited: list[int] = []
        self._texts, self._sounds = Spellings(), Spellings()
        self._spelled: list[int] = []
        self._spelled_texts, self._spelled_sounds = Spellings(), Spellings()
        self._near: dict[Token, tuple[int, list[Near]]] = {}
        loss = 1000 - least
        self._plain = _lengths(lambda edits, length: edit_similarity(edits, length) >= least)
        self._heard = _lengths(lambda edits, length: edit_similarity(edits, length + 1) * 95 // 100 >= least)
        lenient = 1000 - loss * 5 // 3 - 2
        self._plain_spelled = _lengths(lambda edits, length: edit_similarity(edits, length) >= lenient)
        self._heard_spelled = _lengths(lambda edits, length: edit_similarity(edits, length + 1) * 95 // 100 >= lenient)
        swapped = next((n for n in range(3, LONGEST) if 1000 - 600 // n >= least), LONGEST)
        self._shortest_edited = min(swapped, self._plain.one - 1, self._plain_spelled.one - 1)

    def add(self, word: Token) -> int:
        """The number of `word`, new or old."""
        number = self._number.get(word)
        if number is None:
            number = self._number[word] = len(self.tokens)
            self.tokens.append(word)
            self._register(number, word)
        return number

    def near(self, words: Sequence[Token]) -> list[list[Near]]:
        """For each of `words` all that are similar to it by `least` or more: number and similarity."""
        if len(self._near) > MOST_REMEMBERED:
            self._near.clear()
        unknown = [word for word in dict.fromkeys(words) if self._near.get(word, (-1,))[0] < len(self.tokens)]
        if unknown:
            edited = self._one_edit.near([word.text for word in unknown])
            for word, one_edit in zip(unknown, edited, strict=True):
                found = self._candidates(word)
                if word.kind < Kind.INITIAL and len(word.text) >= self._shortest_edited:
                    found.update(self._edited[at] for at in one_edit)
                near = [(number, value) for number in found if (value := self._similar(word, number)) >= self.least]
                self._near[word] = (len(self.tokens), near)
        return [self._near[word][1] for word in words]

    def near_text(self, texts: Sequence[str]) -> list[list[int]]:
        """For each of `texts` the numbers of words with that spelling, or about one edit from it."""
        edited = self._one_edit.near(texts)
        by_text = self._by["text"]
        return [
            [*by_text.get(text, ()), *(self._edited[at] for at in one_edit)]
            for text, one_edit in zip(texts, edited, strict=True)
        ]

    def with_bones(self, skeleton: str, *, abjad: bool) -> list[int]:
        """The numbers of words with these consonants, of an abjad or of other scripts."""
        return self._by["abjad" if abjad else "voiced"].get(skeleton, [])

    def _similar(self, word: Token, number: int) -> int:
        return similarity(word, self.tokens[number])[0]

    def _register(self, number: int, word: Token) -> None:
        for kind, key in _registered(word):
            self._by[kind][key].append(number)
        self._texts.append(word.text)
        self._sounds.append(word.sound)
        if word.kind == Kind.SPELLED:
            self._spelled.append(number)
            self._spelled_texts.append(word.text)
            self._spelled_sounds.append(word.sound)
        if word.kind < Kind.INITIAL and len(word.text) >= self._shortest_edited:
            self._edited.append(number)
            self._one_edit.append(word.text)

    def _candidates(self, word: Token) -> set[int]:
        found: set[int] = set()
        for kind, key in self._asked(word):
            found.update(self._by[kind].get(key, ()))
        if word.kind < Kind.INITIAL:
            lenient = word.kind == Kind.SPELLED
            consonants = len(word.sound) - word.sound.count(".")
            if lenient or self._plain.scanned(len(word.text)):
                found.update(self._texts.near(word.text, 0, most=MOST_EDITS))
            if lenient or self._heard.reached(consonants):
                found.update(self._sounds.near(word.sound, 0, most=MOST_EDITS, slack=1, fewest=FEWEST_SOUNDS))
            if self._spelled and not lenient:
                found.update(self._near_spelled(word, consonants))
        return found

    def _near_spelled(self, word: Token, consonants: int) -> Iterable[int]:
        """Words of translations that are spelled out meet with less of a likeness."""
        near: list[int] = []
        if self._plain_spelled.scanned(len(word.text)):
            near += self._spelled_texts.near(word.text, 0, most=MOST_EDITS)
        if self._heard_spelled.reached(consonants):
            near += self._spelled_sounds.near(word.sound, 0, most=MOST_EDITS, slack=1, fewest=FEWEST_SOUNDS)
        return (self._spelled[at] for at in near)

    def _asked(self, word: Token) -> list[tuple[str, str]]:
        keys = _shared(word)
        if word.kind < Kind.INITIAL:
            keys.append(("voiced" if word.abjad else "abjad", word.skeleton))
            keys.append(("bare", word.text))
            keys.append(("text", without_vowels(word.text)))
            if self.least <= COARSE:
                keys.append(("coarse" if word.kind == Kind.SPELLED else "spelled", word.coarse))
        return keys


def _shared(word: Token) -> list[tuple[str, str]]:
    keys = [("text", word.text)]
    if word.variant:
        keys.append(("variant", word.variant))
    if word.kind < Kind.INITIAL:
        keys += [("sound", word.sound), ("shape", word.shape)]
        if len(word.text) >= SHORTEST_CUT:
            keys.append(("cut", word.text[:SHORTEST_CUT]))
    return keys


def _registered(word: Token) -> list[tuple[str, str]]:
    if word.kind in GRANTED or word.kind == Kind.INITIAL:
        return []
    keys = _shared(word)
    if word.kind < Kind.INITIAL:
        keys.append(("abjad" if word.abjad else "voiced", word.skeleton))
        keys.append(("coarse", word.coarse))
        bare = without_vowels(word.text)
        if bare != word.text:
            keys.append(("bare", bare))
        if word.kind == Kind.SPELLED:
            keys.append(("spelled", word.coarse))
    return keys


def _lengths(enough: Callable[[int, int], bool]) -> Lengths:
    one, two, three = (
        next((length for length in range(3, LONGEST) if enough(edits, length)), LONGEST) for edits in (1, 2, 3)
    )
    return Lengths(one, two, three)
