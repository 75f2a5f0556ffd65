"""Two names that stand alone: compared as of the kind of thing they name or, where nobody says, of either kind."""

from __future__ import annotations

from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.qualifiers import may_be_person
from watchgate.risk.names.readings import compare
from watchgate.risk.names.score import NameScore, score_names
from watchgate.risk.query import ANYTHING


def score_pair(first: Analysis, second: Analysis, schema: str = ANYTHING) -> NameScore:
    """The score of two names under a schema of FollowTheMoney; ANYTHING: what bears them is not known.

    Then the better of both ways counts: as of people and as of anything else. But two names that can both be read as
    a Korean's or a Chinese's are compared as of people alone: word by word, different ones would meet (Yong-chol,
    Yong-chun).
    """
    if schema != ANYTHING:
        return score_names(first, second, person=may_be_person(schema))
    as_people = score_names(first, second, person=True)
    _, _, read_instead = compare(first.readings, second.readings)
    if read_instead:
        return as_people
    as_others = score_names(first, second, person=False)
    return as_others if as_others.points > as_people.points else as_people
