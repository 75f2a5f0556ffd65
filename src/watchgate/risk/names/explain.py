"""A name score as reasons: a part for each pair of words that meet, what is missing, and the weak alias' ceiling.

The points of all parts add up to the score, exactly.
"""

from __future__ import annotations

from watchgate.model.match import Reason
from watchgate.risk.names.alignment import Edge
from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.readings import Sense
from watchgate.risk.names.score import NameScore
from watchgate.risk.names.similarity import Way
from watchgate.risk.names.token import Kind, Token

WAYS = {
    Way.SAME: "the same word",
    Way.VARIANT: "spellings of one name",
    Way.SOUND: "sounds alike",
    Way.SPELLING: "spelled nearly alike",
    Way.SKELETON: "the same consonants across scripts",
    Way.INITIAL: "an initial",
    Way.CUT: "one is cut short",
    Way.VOWELS_LEFT_OUT: "vowels left out",
    Way.SHAPE: "looks alike",
}

SENSES = {
    Sense.KOREAN: "read as Korean, syllable by syllable",
    Sense.CHINESE: "read as Mandarin, syllable by syllable",
    Sense.BRIDGE: "the same characters, read as Mandarin in one and as Korean in the other",
    Sense.ACRONYM: "one is the acronym of the other",
    Sense.CHARACTERS: "character by character",
}


def name_reasons(score: NameScore, query: Analysis, candidate: Analysis, points: int, *, weak: bool) -> list[Reason]:
    """The reasons for `points`, in the order of the query's words."""
    if score.sense != Sense.WORDS:
        return [*_whole(score, query, candidate), *_ceiling(score, query, candidate, points, weak=weak)]
    total = sum(edge.value for edge in score.edges)
    reasons: list[Reason] = []
    given = 0
    left, right = query.spellings[score.spellings[0]], candidate.spellings[score.spellings[1]]
    for index, edge in enumerate(score.edges):
        share = score.points - given if index == len(score.edges) - 1 else score.points * edge.value // total
        given += share
        reasons.append(_part(edge, share, left, right))
    reasons += _left_over(score.edges, left, right)
    return [*reasons, *_ceiling(score, query, candidate, points, weak=weak)]


def _whole(score: NameScore, query: Analysis, candidate: Analysis) -> list[Reason]:
    return [
        Reason(
            kind="name",
            points=score.points,
            detail=SENSES[score.sense],
            query=query.text,
            candidate=candidate.text,
        )
    ]


def _ceiling(score: NameScore, query: Analysis, candidate: Analysis, points: int, *, weak: bool) -> list[Reason]:
    if not weak:
        return []
    lowered = points < score.points
    return [
        Reason(
            kind="weak_alias",
            points=points - score.points,
            detail="a weak alias supports a match and does not make one" if lowered else "a weak alias",
            query=query.text,
            candidate=candidate.text,
        )
    ]


def _part(edge: Edge, points: int, left: tuple[Token, ...], right: tuple[Token, ...]) -> Reason:
    detail = WAYS[edge.way] + (", two words written as one" if edge.joined else "")
    if edge.similarity < 1000:
        detail += f" ({edge.similarity / 10:.0f} %)"
    return Reason(
        kind="name",
        points=points,
        detail=detail,
        query=_written(edge.left, left),
        candidate=_written(edge.right, right),
    )


def _written(mask: int, tokens: tuple[Token, ...]) -> str:
    return " ".join(one.written for index, one in enumerate(tokens) if mask >> index & 1)


def _left_over(edges: tuple[Edge, ...], left: tuple[Token, ...], right: tuple[Token, ...]) -> list[Reason]:
    query = _unused([edge.left for edge in edges], left)
    candidate = _unused([edge.right for edge in edges], right)
    if not query and not candidate:
        return []
    if query and candidate:
        detail = "each name has words that the other does not answer"
    else:
        detail = "words that stand in one name only"
    return [Reason(kind="name_rest", points=0, detail=detail, query=query, candidate=candidate)]


def _unused(masks: list[int], tokens: tuple[Token, ...]) -> str:
    used = 0
    for mask in masks:
        used |= mask
    words = [one.written for index, one in enumerate(tokens) if not used >> index & 1 and one.kind < Kind.FORM]
    return " ".join(words)
