"""Two parties compared: the best pair of names, then what else is known. This is the specification of every index.

A weak alias (OFAC FAQ 122-125) never makes a match: alone it stays below WEAK_CEILING, and beside a better name it
only stands among the reasons. Support counts only for names that are near by themselves (NAME_FLOOR).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from watchgate.model.match import Hit
from watchgate.model.party import NameKind, Party
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.names.explain import name_reasons
from watchgate.risk.names.qualifiers import may_be_person, qualify
from watchgate.risk.names.score import NameScore, score_names

NAME_FLOOR = 600
WEAK_CEILING = 700


class BestName(msgspec.Struct, frozen=True):
    """The pair of names that scores most. `points` after the ceiling for weak ones; ties by the names' text."""

    points: int
    score: NameScore
    query: Analysis
    candidate: Analysis
    weak: bool


def score_parties(query: Party, candidate: Party, threshold: int = NAME_FLOOR) -> Hit | None:
    """The hit of `query` on `candidate`, None below `threshold` or where the names are further than NAME_FLOOR."""
    person = compare_as_people(query.schema, candidate.schema)
    pairs = [
        (analyse(left.text), analyse(right.text), NameKind.WEAK in (left.kind, right.kind))
        for left in query.names
        for right in candidate.names
    ]
    return hit(query, candidate, pairs, threshold, person=person)


def compare_as_people(a: str, b: str) -> bool:
    """Whether two names are compared as names of people: when either is known to be one."""
    return may_be_person(a) or may_be_person(b)


def hit(
    query: Party, candidate: Party, pairs: Sequence[tuple[Analysis, Analysis, bool]], threshold: int, *, person: bool
) -> Hit | None:
    """As `score_parties`, for the pairs of names (with: is one of them weak) that can matter."""
    best = max(
        (_best(left, right, weak=weak, person=person) for left, right, weak in pairs),
        key=lambda one: (one.points, not one.weak, one.query.text, one.candidate.text),
        default=None,
    )
    if best is None or best.points < NAME_FLOOR:
        return None
    qualifiers = qualify(query, candidate)
    total = min(1000, best.points + sum(reason.points for reason in qualifiers))
    if total < threshold:
        return None
    return Hit(
        entity_id=candidate.id,
        score=total,
        reasons=(*name_reasons(best.score, best.query, best.candidate, best.points, weak=best.weak), *qualifiers),
    )


def _best(left: Analysis, right: Analysis, *, weak: bool, person: bool) -> BestName:
    score = score_names(left, right, person=person)
    points = min(score.points, WEAK_CEILING) if weak else score.points
    return BestName(points, score, left, right, weak)
