"""Signature: the few words of a listed name of which one must stand in a text for the name to be looked at there.

All other words together cannot bring what a name needs. The words that say most are taken first, and of these those
borne by fewest names, so that what stands everywhere (Mohammed, bank, trading, a number) begins no comparison where a
rarer word can.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from watchgate.risk.names.similarity import INITIAL, SAME, VARIANT
from watchgate.risk.names.token import WEIGHT_INITIAL, WEIGHT_RARE, Kind, Token
from watchgate.risk.texts.bound import Bound
from watchgate.risk.texts.row import NO_NUMBER, Row

LIGHTEST = 4
"""The least weight of a word (token.py)."""
_LEAST_NEED = 1e-9
"""A name of light words alone still needs one of its words in the text."""
_WORD = Kind.WORD


class Worth(NamedTuple):
    """What a word gains. `same`: by the same word. `initial`: by a single letter that stands for it.

    `plain`: at most, in texts of Latin words. `rich`: in others, where single letters may stand for words, and what is
    spelled the same may weigh otherwise. `left`: at most there, where neither it nor a pair with it is covered.
    """

    same: float
    initial: float
    plain: float
    rich: float
    left: float

    def less(self, cost: float) -> Worth:
        """The same where so much of what it gains does not count."""
        if not cost:
            return self
        return Worth(
            self.same - cost,
            self.initial - cost,
            max(0.0, self.plain - cost),
            max(0.0, self.rich - cost),
            max(0.0, self.left - max(0.0, cost)),
        )


class Worths:
    """What words gain goes by their weight and kind of script alone: a hundred of such there are, each found once."""

    def __init__(self, bound: Bound) -> None:
        self._bound = bound
        self._known: dict[tuple[int, bool], Worth] = {}

    def of(self, one: Token) -> Worth:
        """What a word gains."""
        key = one.weight, one.abjad
        return self._known.get(key) or self._found(*key)

    def pair(self, weight: int, freed: float, first: Worth, second: Worth) -> tuple[float, float]:
        """The most that two neighbours of this weight together gain as one word beyond what each gains: in texts of
        Latin words, and in others. `freed`: what of that does not count."""
        most = self._bound.gain(weight, WEIGHT_RARE, SAME) - freed
        return max(0.0, most - first.plain - second.plain), max(0.0, most - first.rich - second.rich)

    def _found(self, weight: int, abjad: bool) -> Worth:
        gain = self._bound.gain
        same, initial = gain(weight, weight, SAME), initial_gain(self._bound, weight)
        alike = max(gain(weight, other, VARIANT) for other in (LIGHTEST, WEIGHT_RARE))
        rich = max(0.0, gain(weight, WEIGHT_RARE, SAME), alike)
        plain = rich if abjad else max(0.0, same, alike)
        found = self._known[weight, abjad] = Worth(same, initial, plain, rich, max(0.0, initial))
        return found


def initial_gain(bound: Bound, weight: int) -> float:
    """Of a word for which a single letter stands: an edge to an initial is no heavier than two of them."""
    return bound.missing * weight + (INITIAL / 1000 - bound.share) * 2 * WEIGHT_INITIAL


def letter_gain(bound: Bound, weight: int) -> float:
    """At most, of a word of one letter that stands in the text: there it is a word as well, or an initial."""
    return max(initial_gain(bound, weight), bound.gain(weight, WEIGHT_RARE, SAME))


def stands_for(one: Token, *, person: bool) -> bool:
    """Whether a letter may stand for the word: of an organisation letters are an acronym (`alignment.OF_PEOPLE`)."""
    return person or len(one.text) == 1


def signatures(row: Row, least: float, worths: Worths, borne: Sequence[int]) -> tuple[list[int], list[int]]:
    """The places of the words of both signatures of a row, in texts of Latin words and in others, where it needs
    `least`. `borne`: by the number of a word by how many names it is borne."""
    tokens, words = row.tokens, row.words
    worth = [worths.of(one) for one in tokens]
    if not row.person:
        worth = [
            one if stands_for(token, person=False) else one._replace(left=0.0)
            for one, token in zip(worth, tokens, strict=True)
        ]
    if row.freed:
        worth = [one.less(cost) for one, cost in zip(worth, row.freed, strict=True)]
    ranked = sorted(
        [
            (one.kind > _WORD, -one.weight, borne[number], at)
            for at, (number, one) in enumerate(zip(words, tokens, strict=True))
            if number != NO_NUMBER
        ]
    )
    beside = beside_rich = 0.0
    for at, number in enumerate(row.pairs):
        if number != NO_NUMBER:
            freed = row.freed[at] + row.freed[at + 1] if row.freed else 0.0
            weight = tokens[at].weight + tokens[at + 1].weight
            more, more_rich = worths.pair(weight, freed, worth[at], worth[at + 1])
            beside, beside_rich = beside + more, beside_rich + more_rich
    held = [one for one, number in zip(worth, words, strict=True) if number != NO_NUMBER]
    order = [one[-1] for one in ranked]
    in_order = [worth[at] for at in order]
    need = max(_LEAST_NEED, row.need - row.granted)
    plain = signature(beside + sum([one.plain for one in held]), [one.plain for one in in_order], need)
    need = max(_LEAST_NEED, least - row.granted)
    rich = signature(beside_rich + sum([one.rich for one in held]), [one.rich - one.left for one in in_order], need)
    return order[:plain], order[:rich]


def signature(most: float, losses: Iterable[float], need: float) -> int:
    """How many words it takes, of those in order: of these one must be covered.

    `most`: what all gain at most. `losses`: how much less that is where a word is not covered, one after the other.
    `need`: what has to be gained.
    """
    taken = 0
    for loss in losses:
        if most < need:
            break
        most -= loss
        taken += 1
    return taken
