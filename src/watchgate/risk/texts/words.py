"""The distinct words of listed names, and for a word of a text those similar enough to cover them.

Lossless: words that meet by a key (the same, variant, sound, shape, bones, vowels left out, cut short) share it; words
one edit apart are found by what is left of them without a letter (`one_edit.py`); more edits, and edits in sound, are
similar enough only in long words, which are compared with all. Keys by which no two words are as similar as is asked
are not kept. Every word found is scored with `similarity` itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
from rapidfuzz.distance import OSA

from watchgate.risk.names.similarity import (
    COARSE,
    FEW_SOUNDS,
    FEWEST_SOUNDS,
    GRANTED,
    MORE_EDITS,
    MOST_EDITS,
    ONE_VOWEL,
    SHAPES,
    SHORTEST_CUT,
    edit_similarity,
    similarity,
    without_vowels,
)
from watchgate.risk.names.token import Kind, Token
from watchgate.risk.texts.column import Column, KeptColumn
from watchgate.risk.texts.one_edit import KeptEdits, OneEdit
from watchgate.risk.texts.ordered import KeptOrder, Ordered
from watchgate.risk.texts.spelled import Spelled, lenient

LONGEST = 64
"""Letters; no edit makes longer words too unlike."""

BARE = 900
"""The similarity of a word and the same without its vowels."""

CUT = 30
"""What each letter costs that a word is cut short by."""

SOUNDS = (0, 0, ONE_VOWEL, 890, 940, 960)
"""At most, by the number of consonants, between words that sound the same."""

HARDLY_ALIKE = 2
"""Consonants of which words that sound the same are hardly alike, unless they are a letter apart (ONE_VOWEL)."""

HARDLY = 740
"""What they are then."""

Near = tuple[int, int]


class Lengths(NamedTuple):
    """From which length of the longer word 1, 2 and 3 edits are similar enough; LONGEST where never."""

    one: int
    two: int
    three: int

    def edits(self, length: int) -> int:
        """The most by which a word of that length may be similar, from two on; else 0."""
        return 3 if length + 3 >= self.three else 2 if length + 2 >= self.two else 0

    def reached(self, length: int) -> bool:
        """Whether it may be by one or more."""
        return length + 1 >= self.one or self.edits(length) > 0


class KeptWords(msgspec.Struct, frozen=True, array_like=True):
    """All of it: the words, and by which keys they are found. `heads` and `tails` in order."""

    tokens: list[Token]
    by: dict[str, dict[str, list[int]]]
    boned: set[int]
    one_edit: KeptEdits
    texts: KeptColumn
    sounds: KeptColumn
    heads: KeptOrder
    tails: KeptOrder


class Words:
    """Words by number, in order of arrival; none is ever taken out. `least`: from what similarity they are near."""

    def __init__(self, least: int, kept: KeptWords | None = None) -> None:
        self.tokens: list[Token] = []
        self.least = least
        self._number: dict[Token, int] = {}
        self._kept = 0
        self._by: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._boned: set[int] = set()
        self._one_edit = OneEdit()
        self._edited: list[int] = []
        self._texts, self._sounds = Column(), Column()
        self._in_order = (Ordered(), Ordered())
        loss = 1000 - least
        self._plain = _lengths(lambda edits, length: edit_similarity(edits, length) >= least)
        self._heard = _lengths(lambda edits, length: edit_similarity(edits, length + 1) * 95 // 100 >= least)
        spelled = 1000 - loss * 5 // 3 - 2  # three fifths of a loss count (`lenient`)
        plain_spelled = _lengths(lambda edits, length: edit_similarity(edits, length) >= spelled)
        self._spelled = Spelled(plain_spelled.two, plain_spelled.three)
        swapped = next((n for n in range(3, LONGEST) if lenient(1000 - 600 // n) >= least), LONGEST)
        self._shortest_edited = min(swapped, self._plain.one - 1, plain_spelled.one - 1)
        self._cut = loss // CUT
        if kept is not None:
            self._restore(kept)

    def kept(self) -> KeptWords:
        """What may be kept of it."""
        return KeptWords(
            tokens=self.tokens,
            by=self._by,
            boned=self._boned,
            one_edit=self._one_edit.kept(),
            texts=self._texts.kept(),
            sounds=self._sounds.kept(),
            heads=self._in_order[0].kept(),
            tails=self._in_order[1].kept(),
        )

    def _restore(self, kept: KeptWords) -> None:
        self.tokens, self._boned = kept.tokens, kept.boned
        self._kept = len(self.tokens)
        for kind, keys in kept.by.items():
            self._by[kind] = defaultdict(list, keys)
        self._one_edit = OneEdit(kept.one_edit)
        self._texts = Column([one.text for one in self.tokens], kept.texts)
        self._sounds = Column([one.sound for one in self.tokens], kept.sounds)
        self._in_order = (Ordered(kept.heads), Ordered(kept.tails))
        self._edited = [number for number, one in enumerate(self.tokens) if self._editable(one)]
        for number, one in enumerate(self.tokens):
            if one.kind == Kind.SPELLED:
                self._spelled.add(number, one.text)

    def add(self, word: Token, *, across: bool) -> int:
        """The number of `word`, new or old. `across`: its bones alone, in the other kind of script, may be enough."""
        number = self._number.get(word)
        if number is None and self._kept:
            known = self.with_text(word.text)
            number = next((one for one in known if one < self._kept and self.tokens[one] == word), None)
        if number is None:
            number = self._number[word] = len(self.tokens)
            self.tokens.append(word)
            self._register(number, word)
        if across and number not in self._boned and word.kind < Kind.INITIAL:
            self._boned.add(number)
            self._by[bones_key(word.abjad, across=True)][word.skeleton].append(number)
        return number

    def near(self, words: Iterable[Token], *, bones: bool) -> list[list[Near]]:
        """For each of `words` all that are similar to it by `least` or more: number and similarity.

        By its bones only those whose bones may be enough, unless `bones`.
        """
        asked = list(words)
        edited = self._one_edit.near([word.text if self._editable(word) else "" for word in asked])
        found = []
        for word, one_edit in zip(asked, edited, strict=True):
            candidates = self._candidates(word, bones=bones)
            candidates.update([number for at in one_edit if self._edits(word, number := self._edited[at])])
            found.append([(number, value) for number in candidates if (value := self.similar(word, number))])
        return found

    def _edits(self, word: Token, number: int) -> bool:
        """Whether one edit may be enough: in short words only the exchange of two neighbours is."""
        other = self.tokens[number]
        length = max(len(word.text), len(other.text))
        if length >= self._plain.one or Kind.SPELLED in (word.kind, other.kind):
            return True
        return len(word.text) == len(other.text) and sorted(word.text) == sorted(other.text)

    def similar(self, word: Token, number: int) -> int:
        """How similar a word is to the one with this number; 0 where that is less than `least`."""
        value = similarity(word, self.tokens[number])[0]
        return value if value >= self.least else 0

    def with_text(self, text: str) -> list[int]:
        """The numbers of words with that spelling."""
        return self._by["text"].get(text, [])

    def one_edit(self, texts: list[str]) -> list[list[int]]:
        """For each of `texts` the numbers of words about one edit from it."""
        return [[self._edited[at] for at in found] for found in self._one_edit.near(texts)]

    def heads(self, text: str) -> int:
        """The lengths of longer words that begin with `text`, as bits."""
        return self._in_order[0].lengths(text)

    def tails(self, text: str) -> int:
        """The lengths of longer words that end with it, as bits."""
        return self._in_order[1].lengths(text[::-1])

    def with_bones(self, skeleton: str, *, abjad: bool, bones: bool) -> list[int]:
        """The numbers of words with these consonants, of an abjad or of other scripts."""
        return self._by[bones_key(abjad, across=not bones)].get(skeleton, [])

    def any_with_bones(self, *, abjad: bool, bones: bool) -> bool:
        """Whether there are any."""
        return bool(self._by[bones_key(abjad, across=not bones)])

    def _editable(self, word: Token) -> bool:
        return word.kind < Kind.INITIAL and len(word.text) >= self._shortest_edited

    def _register(self, number: int, word: Token) -> None:
        for kind, key in self._registered(word):
            self._by[kind][key].append(number)
        self._texts.append(word.text)
        self._sounds.append(word.sound)
        if word.kind == Kind.SPELLED:
            self._spelled.add(number, word.text)
        if self._editable(word):
            self._edited.append(number)
            self._one_edit.append(word.text)
        if word.kind <= Kind.GENERIC:
            self._in_order[0].append(word.text)
            self._in_order[1].append(word.text[::-1])

    def _candidates(self, word: Token, *, bones: bool) -> set[int]:
        found: set[int] = set()
        for kind, key in self._asked(word, bones=bones):
            numbers = self._by[kind].get(key, ())
            found.update(numbers if kind != "sound" else self._sounding(word, numbers))
        if word.kind < Kind.INITIAL:
            length = len(word.text)
            if self._cut and length >= SHORTEST_CUT:
                tokens = self.tokens
                found.update(
                    number
                    for number in self._by["cut"].get(word.text[:SHORTEST_CUT], ())
                    if -self._cut <= len(tokens[number].text) - length <= self._cut
                )
            spelled = word.kind == Kind.SPELLED
            consonants = len(word.sound) - word.sound.count(".")
            most = MOST_EDITS if spelled else self._plain.edits(length)
            if most:
                found.update(self._texts.about(word.text, most=most))
            if spelled or self._heard.reached(consonants):
                found.update(self._sounds.about(word.sound, most=MOST_EDITS, slack=1, fewest=FEWEST_SOUNDS))
            if len(self._spelled) and not spelled:
                found.update(self._spelled.near(word.text))
        return found

    def _sounding(self, word: Token, numbers: Sequence[int]) -> Iterable[int]:
        """Those of the words that sound the same that may be alike enough."""
        consonants = len(word.sound) - word.sound.count(".")
        if consonants == HARDLY_ALIKE and lenient(HARDLY) < self.least:
            edits, spelled = 1, False
        elif consonants == FEW_SOUNDS:
            edits, spelled = 1 + max(0, SOUNDS[FEW_SOUNDS] - self.least) // MORE_EDITS, True
        else:
            return numbers
        tokens, text = self.tokens, word.text
        if spelled and word.kind == Kind.SPELLED:
            return numbers
        return [
            number
            for number in numbers
            if (spelled and tokens[number].kind == Kind.SPELLED)
            or OSA.distance(text, tokens[number].text, score_cutoff=edits) <= edits
        ]

    def _asked(self, word: Token, *, bones: bool) -> Iterator[tuple[str, str]]:
        yield from self._shared(word)
        if word.kind < Kind.INITIAL:
            yield bones_key(not word.abjad, across=not bones), word.skeleton
            if self.least <= BARE:
                yield "bare", word.text
                yield "text", without_vowels(word.text)
            if self.least <= COARSE:
                yield "coarse" if word.kind == Kind.SPELLED else "spelled", word.coarse

    def _shared(self, word: Token) -> Iterator[tuple[str, str]]:
        yield "text", word.text
        if word.variant:
            yield "variant", word.variant
        if word.kind < Kind.INITIAL:
            spelled = word.kind == Kind.SPELLED or len(self._spelled) > 0
            most = SOUNDS[min(5, len(word.sound) - word.sound.count("."))]
            if most and (lenient(most) if spelled else most) >= self.least:
                yield "sound", word.sound
            if self.least <= SHAPES:
                yield "shape", word.shape

    def _registered(self, word: Token) -> Iterator[tuple[str, str]]:
        if word.kind in GRANTED or word.kind == Kind.INITIAL:
            return
        yield "text", word.text
        if word.variant:
            yield "variant", word.variant
        if word.kind < Kind.INITIAL:
            yield bones_key(word.abjad, across=False), word.skeleton
            yield "sound", word.sound
            if self.least <= SHAPES:
                yield "shape", word.shape
            if len(word.text) >= SHORTEST_CUT:
                yield "cut", word.text[:SHORTEST_CUT]
            if self.least <= COARSE:
                yield "coarse", word.coarse
                if word.kind == Kind.SPELLED:
                    yield "spelled", word.coarse
            bare = without_vowels(word.text)
            if self.least <= BARE and bare != word.text:
                yield "bare", bare


def bones_key(abjad: bool, *, across: bool) -> str:
    """The kind of key of bones: of all words, or of those of which bones alone may be enough."""
    return ("abjad" if abjad else "voiced") + ("+" if across else "")


def _lengths(enough: Callable[[int, int], bool]) -> Lengths:
    one, two, three = (
        next((length for length in range(3, LONGEST) if enough(edits, length)), LONGEST) for edits in (1, 2, 3)
    )
    return Lengths(one, two, three)
