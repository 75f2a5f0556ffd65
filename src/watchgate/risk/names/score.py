"""How alike two names are: 0 to NAME_MAX, as a sum over the words that stand for each other.

    similarity = value / (matched + conflict + EXTRA * surplus + lack)

value: weight times similarity over the aligned words. matched: their weight. What both sides have left over is a
conflict (two different people share the rest of the name) and counts in full; what only one side has more is surplus
(a patronymic, a second family name) and counts little. `lack`: where anything is left over, the words that do meet
must by themselves say who it is; what they fall short of that counts as missing. All integers; symmetric.
"""

from __future__ import annotations

import msgspec

from watchgate.risk.names.alignment import Edge, align
from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.readings import Sense, compare
from watchgate.risk.names.token import Kind, Token

NAME_MAX = 920
"""What the exact name alone scores; the rest is for what supports it."""

CONFLICT = 100
REST_FREE = 20
"""What may be left over without a question: a form, a title, an article."""
SURPLUS_PERSON = 10
SURPLUS_OTHER = 45
EVIDENCE_PERSON = 240
EVIDENCE_OTHER = 160


class NameScore(msgspec.Struct, frozen=True):
    """`points` 0-NAME_MAX; `edges` between the words of `a` and `b` as analysed; `sense`: words, or a whole reading."""

    points: int
    edges: tuple[Edge, ...] = ()
    sense: Sense = Sense.WORDS


def score_names(a: Analysis, b: Analysis, *, person: bool) -> NameScore:
    """The score of two names; `person`: compare as names of people."""
    if not person:
        return _words(a, b, person=False)
    similarity, sense, instead = compare(a.readings, b.readings)
    read = NameScore(NAME_MAX * similarity // 1000, sense=sense)
    if instead and a.key != b.key:
        return read
    spelled = _words(a, b, person=True)
    return read if read.points > spelled.points else spelled


def _words(a: Analysis, b: Analysis, *, person: bool) -> NameScore:
    """In an order of the two that does not depend on which was asked about: of equal assignments one is taken."""
    if b.key < a.key:
        turned = _score(b, a, person=person)
        edges = tuple(msgspec.structs.replace(edge, left=edge.right, right=edge.left) for edge in turned.edges)
        return NameScore(turned.points, edges)
    return _score(a, b, person=person)


def _score(a: Analysis, b: Analysis, *, person: bool) -> NameScore:
    left, right = a.tokens, b.tokens
    if not left or not right:
        return NameScore(0)
    edges = align(left, right)
    if not any(_names(edge, left) for edge in edges):
        return NameScore(0)
    value = sum(edge.value for edge in edges)
    matched = sum(edge.weight for edge in edges)
    rest_left = _rest(left, edges, "left")
    rest_right = _rest(right, edges, "right")
    conflict = 2 * min(rest_left, rest_right) * CONFLICT // 100
    surplus = abs(rest_left - rest_right) * (SURPLUS_PERSON if person else SURPLUS_OTHER) // 100
    lack = 0
    if max(rest_left, rest_right) > REST_FREE:
        lack = max(0, (EVIDENCE_PERSON if person else EVIDENCE_OTHER) - matched)
    return NameScore(NAME_MAX * value // (1000 * (matched + conflict + surplus + lack)), edges)


def _names(edge: Edge, tokens: tuple[Token, ...]) -> bool:
    """Whether the edge is between words that can name somebody."""
    first = tokens[(edge.left & -edge.left).bit_length() - 1]
    return first.kind in (Kind.WORD, Kind.GENERIC, Kind.TITLE, Kind.NUMBER)


def _rest(tokens: tuple[Token, ...], edges: tuple[Edge, ...], side: str) -> int:
    used = 0
    for edge in edges:
        used |= edge.left if side == "left" else edge.right
    return sum(one.weight for index, one in enumerate(tokens) if not used >> index & 1)
