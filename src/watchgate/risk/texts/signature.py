"""Signature: the few words of a listed name of which one must stand in a text for the name to be looked at there.

All other words together cannot bring what a name needs. The words that say most are taken first, and of these those
borne by fewest names, so that what stands everywhere (Mohammed, bank, trading, a number) begins no comparison where a
rarer word can.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from watchgate.risk.names.similarity import INITIAL, SAME, VARIANT
from watchgate.risk.names.token import WEIGHT_INITIAL, WEIGHT_RARE, Kind, Token
from watchgate.risk.texts.bound import Bound

LIGHTEST = 4
"""The least weight of a word (token.py)."""


class Level:
    """`plain`: texts of Latin words. In others single letters may stand for words, and what is spelled the same may
    weigh otherwise."""

    def __init__(self, bound: Bound, *, plain: bool) -> None:
        self._bound = bound
        self._plain = plain
        self._most: dict[tuple[int, bool], float] = {}

    def word(self, one: Token) -> float:
        """The most that a word gains."""
        key = one.weight, one.abjad
        found = self._most.get(key)
        if found is None:
            gain = self._bound.gain
            same = one.weight if self._plain and not one.abjad else WEIGHT_RARE
            alike = max(gain(one.weight, other, VARIANT) for other in (LIGHTEST, WEIGHT_RARE))
            found = self._most[key] = max(0.0, gain(one.weight, same, SAME), alike)
        return found

    def without(self, one: Token) -> float:
        """The most that it gains where neither it nor a pair with it is covered."""
        return 0.0 if self._plain else max(0.0, initial_gain(self._bound, one))

    def pair(self, first: Token, second: Token) -> float:
        """The most that two neighbours gain as one word beyond what each gains."""
        weight = first.weight + second.weight
        return max(0.0, self._bound.gain(weight, WEIGHT_RARE, SAME) - self.word(first) - self.word(second))


def initial_gain(bound: Bound, word: Token) -> float:
    """Of a word for which a single letter stands: an edge to an initial is no heavier than two of them."""
    return bound.missing * word.weight + (INITIAL / 1000 - bound.share) * 2 * WEIGHT_INITIAL


def signature(
    words: Sequence[tuple[int, Token]],
    beside: float,
    need: float,
    level: Level,
    borne: Callable[[int], int],
) -> list[int]:
    """The places in `words` (number, word) of those of which one must be covered. `beside`: what pairs may bring more;
    `need`: what has to be gained; `borne`: by how many names a word is borne."""
    order = sorted(
        range(len(words)),
        key=lambda at: (words[at][1].kind > Kind.WORD, -words[at][1].weight, borne(words[at][0]), at),
    )
    most = beside + sum(level.word(word) for _, word in words)
    for taken, at in enumerate(order):
        if most < need:
            return order[:taken]
        most += level.without(words[at][1]) - level.word(words[at][1])
    return order
