"""What else is known of two parties raises or lowers what their names score, by documented steps.

Nothing lowers that is not stated on both sides; of several values the best-agreeing pair counts, so that one more
birth date or country never removes a hit that the others support.
"""

from __future__ import annotations

from functools import cache

from watchgate.model.ftm import schemata
from watchgate.model.match import Reason
from watchgate.model.party import Party

BIRTH_DAY = 60
BIRTH_MONTH = 50
BIRTH_YEAR = 30
BIRTH_NEAR = -60
BIRTH_CONFLICT = -200
COUNTRY = 20
COUNTRY_CONFLICT = -110
GENDER_CONFLICT = -200
SCHEMA_CONFLICT = -400

MOST_SUPPORT = BIRTH_DAY + COUNTRY
"""The most that agreement can add: what a search by names has to leave room for."""


def qualify(query: Party, candidate: Party) -> list[Reason]:
    """The reasons, best agreement first taken, in fixed order: schema, birth date, country, gender."""
    found = [_schema(query, candidate), _birth(query, candidate), _country(query, candidate), _gender(query, candidate)]
    return [reason for reason in found if reason is not None]


def may_be_person(schema: str) -> bool:
    """Whether names under this schema are compared as names of people."""
    return schema == "Person"


@cache
def schemas_meet(a: str, b: str) -> bool:
    """Whether a thing of schema `a` can be one of schema `b`: one kind, or two that something can be both of.

    Lists do not agree on which organisation is a company, so all legal entities but people meet.
    """
    if a == b:
        return True
    known = schemata()
    if a not in known or b not in known:
        return False
    if all(known[name].is_a("LegalEntity") and not known[name].is_a("Person") for name in (a, b)):
        return True
    return any(one.is_a(a) and one.is_a(b) for one in known.values())


def _schema(query: Party, candidate: Party) -> Reason | None:
    if schemas_meet(query.schema, candidate.schema):
        return None
    return Reason(
        kind="schema",
        points=SCHEMA_CONFLICT,
        detail=f"a {query.schema} is not a {candidate.schema}",
        query=query.schema,
        candidate=candidate.schema,
    )


def _birth(query: Party, candidate: Party) -> Reason | None:
    best: tuple[int, str, str] | None = None
    for left in query.birth_dates:
        for right in candidate.birth_dates:
            points = compare_dates(left, right)
            if best is None or points > best[0]:
                best = (points, left, right)
    if best is None:
        return None
    points, left, right = best
    detail = {
        BIRTH_DAY: "born on the same day",
        BIRTH_MONTH: "born in the same month",
        BIRTH_YEAR: "born in the same year, as far as both say",
        BIRTH_NEAR: "birth dates are near but differ",
        BIRTH_CONFLICT: "birth dates contradict each other",
    }[points]
    return Reason(kind="birth_date", points=points, detail=detail, query=left, candidate=right)


def compare_dates(a: str, b: str) -> int:
    """Points for two ISO dates of their own precision: compared as far as both go.

    Near is: the same year with another day or month, one year apart at most, or one digit of the year different while
    day and month agree.
    """
    shared = min(len(a), len(b))
    if a[:shared] == b[:shared]:
        return {4: BIRTH_YEAR, 7: BIRTH_MONTH, 10: BIRTH_DAY}.get(shared, BIRTH_YEAR)
    year_a, year_b = a[:4], b[:4]
    if year_a == year_b:
        return BIRTH_NEAR
    if not (year_a.isdigit() and year_b.isdigit() and len(year_a) == len(year_b)):
        return BIRTH_CONFLICT
    if abs(int(year_a) - int(year_b)) <= 1:
        return BIRTH_NEAR
    same_day = shared == 10 and a[4:] == b[4:]
    digits = sum(x != y for x, y in zip(year_a, year_b, strict=True))
    return BIRTH_NEAR if same_day and digits == 1 else BIRTH_CONFLICT


def _country(query: Party, candidate: Party) -> Reason | None:
    if not query.countries or not candidate.countries:
        return None
    shared = sorted(set(query.countries) & set(candidate.countries))
    left, right = ", ".join(query.countries[:8]), ", ".join(candidate.countries[:8])
    if shared:
        return Reason(kind="country", points=COUNTRY, detail="same country", query=shared[0], candidate=shared[0])
    return Reason(kind="country", points=COUNTRY_CONFLICT, detail="no country in common", query=left, candidate=right)


def _gender(query: Party, candidate: Party) -> Reason | None:
    if not query.genders or not candidate.genders or set(query.genders) & set(candidate.genders):
        return None
    return Reason(
        kind="gender",
        points=GENDER_CONFLICT,
        detail="genders contradict each other",
        query=query.genders[0],
        candidate=candidate.genders[0],
    )
