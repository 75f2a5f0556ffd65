"""Standing: of the rows to be looked at for a piece of a text, those of which enough may stand in it.

Most rows of a piece need words that are not in the text. So for each piece it is kept what it fulfils by itself, and
for the other rows by which word or pair more they may be fulfilled: a text then asks for what it covers, and touches no
other row. Lossless for texts of Latin words: a row that is fulfilled gains by something that the piece does not cover,
or gains more by another piece than by this one, and then all rows of the piece are taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from watchgate.risk.texts.bound import NEARLY

Asked = tuple[float, tuple[int, ...], float, tuple[float, ...]]
"""Of a row: what words and pairs have to gain, their numbers, what initials may gain for them, and what of each gain
does not count in a translation."""


class Standing(NamedTuple):
    """`rows`: all of a piece. `alone`: the places in it of those that it fulfils by itself; `beside`: by the number of
    what has to stand beside the piece the places of the others."""

    rows: tuple[int, ...]
    alone: tuple[int, ...]
    beside: dict[int, list[int]]

    def met(self, own: Mapping[int, float], known: Mapping[int, float]) -> Sequence[int]:
        """The rows of which enough may stand in a text that covers `known`; `own`: what the piece covers."""
        for number, gain in own.items():
            if known[number] > gain:
                return self.rows
        others = self.beside.keys() & known.keys()
        if not others and not self.alone:
            return ()
        places = set(self.alone)
        for number in others:
            places.update(self.beside[number])
        return [self.rows[at] for at in sorted(places)]


NOTHING = Standing((), (), {})


def standing(
    rows: tuple[int, ...], own: Mapping[int, float], asked: Sequence[Asked], lettered: Mapping[int, float]
) -> Standing:
    """`own`: what the piece covers; `asked`: of all rows; `lettered`: what they need more where no letters stand."""
    if not rows:
        return NOTHING
    alone: list[int] = []
    beside: dict[int, list[int]] = {}
    for at, row in enumerate(rows):
        need, numbers, _, freed = asked[row]
        if lacking(need + lettered.get(row, 0.0), numbers, freed, own) <= NEARLY:
            alone.append(at)
        else:
            for number in numbers:
                if number not in own:
                    beside.setdefault(number, []).append(at)
    return Standing(rows, tuple(alone), beside)


def lacking(need: float, numbers: Sequence[int], freed: Sequence[float], gains: Mapping[int, float]) -> float:
    """What of `need` is left where `gains` stand in the text."""
    if freed:
        for number, cost in zip(numbers, freed, strict=True):
            if number in gains and gains[number] > cost:
                need -= gains[number] - cost
    else:
        for number in numbers:
            if number in gains and gains[number] > 0.0:
                need -= gains[number]
    return need
