"""Pairs: two neighbouring words of a listed name as they are written as one, and those that a word of a text is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import msgspec

from watchgate.risk.names.alignment import Joined, join_similarity
from watchgate.risk.names.token import Kind, Token
from watchgate.risk.texts.on_demand import OnDemand
from watchgate.risk.texts.one_edit import KeptEdits, OneEdit
from watchgate.risk.texts.words import Near

Script = tuple[bool, bool]
"""Whether of an abjad; whether of those alone of which the bones may be enough."""

SCRIPTS: tuple[Script, ...] = ((False, False), (False, True), (True, False), (True, True))


class KeptPairs(msgspec.Struct, frozen=True, array_like=True):
    """By which keys the first `count` pairs are found."""

    count: int
    edited: KeptEdits
    boned: set[int]
    by_bones: list[tuple[Script, dict[str, list[int]]]]


class Pairs:
    """Pairs by number, in order of arrival; none is ever taken out. `least`: the similarity from which they are met."""

    def __init__(self, least: int, kept: KeptPairs | None = None, make: Callable[[int], Joined] | None = None) -> None:
        """`make`: the pair with a number, of those that were kept."""
        self.all: OnDemand[Joined] = OnDemand(kept.count, make) if kept is not None else OnDemand()
        self._least = least
        self._number: dict[Joined, int] = {}
        self._kept = len(self.all)
        self._edited = OneEdit(kept.edited if kept is not None else None)
        self._boned: set[int] = kept.boned if kept is not None else set()
        self._by_bones: dict[Script, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._unboned: dict[Script, list[int]] = defaultdict(list)
        if kept is not None:
            for script, found in kept.by_bones:
                self._by_bones[script] = defaultdict(list, found)

    def kept(self) -> KeptPairs:
        """What may be kept of it beside the pairs themselves."""
        by_bones = [(script, self._boned_of(script)) for script in SCRIPTS]
        return KeptPairs(count=len(self.all), edited=self._edited.kept(), boned=self._boned, by_bones=by_bones)

    def add(self, both: Joined, *, across: bool) -> int:
        """The number of a pair, new or old. `across`: its bones alone, in the other kind of script, may be enough."""
        number = self._number.get(both)
        if number is None and self._kept:  # a table of all that were kept would be made for the first change alone
            (near,) = self._edited.near([both.text])
            number = next((one for one in near if one < self._kept and self.all[one] == both), None)
        if number is None:
            number = self._number[both] = len(self.all)
            self.all.append(both)
            self._edited.append(both.text)
            self._unboned[both.abjad, False].append(number)
        if across and number not in self._boned:
            self._boned.add(number)
            self._unboned[both.abjad, True].append(number)
        return number

    def near(self, words: Sequence[Token], *, bones: bool) -> list[list[Near]]:
        """For each of `words` the pairs that it is: number and similarity. By its bones alone only those of which these
        may be enough, unless `bones`."""
        edited = self._edited.near([word.text if word.kind <= Kind.GENERIC else "" for word in words])
        return [
            [
                (number, value)
                for number in dict.fromkeys((*numbers, *self._across(word, bones=bones)))
                if (value := self.similar(word, number))
            ]
            if word.kind <= Kind.GENERIC
            else []
            for word, numbers in zip(words, edited, strict=True)
        ]

    def similar(self, word: Token, number: int) -> int:
        """How similar a word is to the pair with this number; 0 where that is less than `least`."""
        value = join_similarity(self.all[number], word)[0]
        return value if value >= self._least else 0

    def _across(self, word: Token, *, bones: bool) -> Sequence[int]:
        """Pairs of the other kind of script with the bones of `word`."""
        return self._boned_of((not word.abjad, not bones)).get(word.skeleton, ())

    def _boned_of(self, script: Script) -> dict[str, list[int]]:
        """By bones; those of all are read when first asked."""
        found = self._by_bones[script]
        if self._unboned[script]:
            for number in self._unboned[script]:
                found[self.all[number].bones.consonants].append(number)
            self._unboned[script].clear()
        return found

    def __len__(self) -> int:
        return len(self.all)
