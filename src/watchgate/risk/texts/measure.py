"""Measure: what a row of a listed name needs to be found, and what of it is granted or free."""

from __future__ import annotations

from collections.abc import Sequence

from watchgate.risk.names.score import SURPLUS_OTHER, free_in_translation
from watchgate.risk.names.similarity import SAME
from watchgate.risk.names.token import WEIGHT_RARE, Kind, Token
from watchgate.risk.texts.bound import ROUNDING, Bound
from watchgate.risk.texts.kept_names import KeptRow
from watchgate.risk.texts.row import NO_NUMBER, Row
from watchgate.risk.texts.signature import Worths, stands_for

_WORD, _GENERIC, _INITIAL = Kind.WORD, Kind.GENERIC, Kind.INITIAL
_CERTAIN = (Kind.NUMBER, Kind.TITLE)
"""Words that are met as they are or not at all: hardly alike is no other."""


class Measure:
    """`worths`: what words gain."""

    def __init__(self, bound: Bound) -> None:
        self._bound = bound
        self.worths = Worths(bound)

    def row(
        self,
        name: int,
        tokens: tuple[Token, ...],
        words: tuple[int, ...],
        pairs: tuple[int, ...],
        *,
        person: bool,
        translation: bool,
    ) -> Row:
        """The row, with what it needs: as much as it costs that nothing of it is there. Light words and initials are
        granted, being looked at in the windows alone, and so are words of one letter.

        A number, or a title, is met or it is not, so that one that is not there is left over for certain: that costs
        an organisation SURPLUS_OTHER of its weight.

        What a translation may add or drop costs nothing where it is not there, as long as a word that few bear is met
        (`score.py`): so a name without such a word needs all of it.
        """
        needed = translated = 0
        granted = 0.0
        for number, one in zip(words, tokens, strict=True):
            needed += one.weight
            if not free_in_translation(one):
                translated += one.weight
            if number == NO_NUMBER:
                granted += self.worths.of(one).same
        letters = self.letters(tokens)
        missing, slack = self._bound.missing, self._bound.slack(person=person)
        telling = any(one.kind <= _WORD for one in tokens)
        need = missing * needed - slack - letters
        freed = self._freed(tokens) if translation and telling else self._owed(tokens, person=person)
        owed = -sum([min(0.0, one) for one in freed])
        if owed:
            need += owed - self._bound.share * ROUNDING
        need_translated = missing * translated - slack - letters if telling else need
        return Row(
            name=name,
            tokens=tokens,
            words=words,
            pairs=pairs,
            numbers=_numbers(words, pairs),
            need=need_translated if translation else need,
            need_translated=need_translated,
            granted=granted,
            person=person,
            begins=self._begins(words, tokens, person=person),
            freed=freed,
        )

    def kept(self, kept: KeptRow, every: Sequence[Token]) -> Row:
        """The row that was kept; `every`: the tokens by number."""
        tokens = tuple([every[number] for number in kept.tokens])
        return Row(
            name=kept.name,
            tokens=tokens,
            words=kept.words,
            pairs=kept.pairs,
            numbers=_numbers(kept.words, kept.pairs),
            need=kept.need,
            need_translated=kept.need_translated,
            granted=kept.granted,
            person=kept.person,
            begins=self._begins(kept.words, tokens, person=kept.person),
            freed=self._freed(tokens) if kept.translated else self._owed(tokens, person=kept.person),
        )

    def letters(self, tokens: Sequence[Token]) -> float:
        """What of its need a row is spared for its words of one letter, which single letters of a text are."""
        gain = self._bound.gain
        return sum(
            [gain(one.weight, WEIGHT_RARE, SAME) for one in tokens if len(one.text) == 1 and one.kind <= _GENERIC]
        )

    def initials(self, tokens: Sequence[Token]) -> float:
        """What of the grant of an organisation's name its initials are, which single letters alone meet."""
        return sum([self.worths.of(one).same for one in tokens if one.kind == _INITIAL])

    def _freed(self, tokens: Sequence[Token]) -> tuple[float, ...]:
        """What each word of a translation would cost if it had to be there; none where none is free."""
        freed = tuple([self._bound.missing * one.weight if free_in_translation(one) else 0.0 for one in tokens])
        return freed if any(freed) else ()

    def _owed(self, tokens: Sequence[Token], *, person: bool) -> tuple[float, ...]:
        """What each number and title costs more than another word that is not there, below nothing; none where none
        does."""
        if person:
            return ()
        more = self._bound.share * SURPLUS_OTHER / 100 - self._bound.missing
        owed = tuple([-more * one.weight if one.kind in _CERTAIN else 0.0 for one in tokens])
        return owed if any(owed) else ()

    def _begins(self, words: Sequence[int], tokens: Sequence[Token], *, person: bool) -> tuple[float, ...]:
        """What each word gains by an initial."""
        worth = self.worths.of
        return tuple(
            [
                worth(one).initial
                if number != NO_NUMBER and one.kind < _INITIAL and stands_for(one, person=person)
                else 0.0
                for number, one in zip(words, tokens, strict=True)
            ]
        )


def freed_numbers(row: Row) -> tuple[float, ...]:
    """By the `numbers` of a row what it has `freed`; none where that is nothing."""
    if not row.freed:
        return ()
    words = [cost for number, cost in zip(row.words, row.freed, strict=True) if number != NO_NUMBER]
    pairs = [row.freed[at] + row.freed[at + 1] for at, number in enumerate(row.pairs) if number != NO_NUMBER]
    return (*words, *pairs)


def _numbers(words: Sequence[int], pairs: Sequence[int]) -> tuple[int, ...]:
    return tuple([number for number in (*words, *pairs) if number != NO_NUMBER])
