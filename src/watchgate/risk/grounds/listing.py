"""Listing: that an authority put a party on a list, under what and from when to when: what one Sanction entity says."""

from __future__ import annotations

import msgspec

from watchgate.model.statement import Locator
from watchgate.risk.grounds.days import begun, ceased, day_of, past
from watchgate.risk.grounds.facts import Facts, Said

STARTS = ("startDate", "listingDate")
"""When it begins to be law; where that is not said, the day it was listed."""


class Listing(msgspec.Struct, frozen=True, gc=False):
    """`party` is listed by `dataset`. Dates as the list says them; `until` is the last day (the law's own way to say
    it), `since` and `before` the bounds [since, before) within which the statement itself holds.

    Of several dates of one listing the earliest begins it and the latest ends it: it is in force on any day on which
    one reading says so.
    """

    sanction_id: str
    party: str
    dataset: str
    authority: str
    programme: str
    start: str | None
    until: str | None
    since: str | None
    before: str | None
    stands_on: tuple[Locator, ...]

    def over(self, day: str) -> bool:
        """Whether it is no longer in force on `day`, a date where the authority sits."""
        return past(day, self.until) or ceased(day, self.before)

    def begun(self, day: str) -> bool:
        """Whether it was in force already on `day`."""
        return begun(day, self.start) and begun(day, self.since)


def listings_of(facts: Facts) -> tuple[Listing, ...]:
    """The listings one Sanction entity makes: one for each party and dataset."""
    by_dataset: dict[str, list[Said]] = {}
    for one in facts.said:
        by_dataset.setdefault(one.dataset, []).append(one)
    return tuple(
        _listing(facts.entity_id, party, dataset, said)
        for dataset, said in by_dataset.items()
        for party in dict.fromkeys(one.value for one in said if one.prop == "entity")
    )


def _listing(sanction_id: str, party: str, dataset: str, said: list[Said]) -> Listing:
    naming = [one for one in said if one.prop == "entity" and one.value == party]
    ends = [day_of(one.value) for one in said if one.prop == "endDate"]
    open_since = any(one.valid_from is None for one in naming)
    open_to = any(one.valid_to is None for one in naming)
    return Listing(
        sanction_id=sanction_id,
        party=party,
        dataset=dataset,
        authority=next((one.value for one in said if one.prop == "authority"), dataset),
        programme="; ".join(sorted(_values(said, "program") or _values(said, "programId"))),
        start=next((day for prop in STARTS if (day := _earliest(said, prop))), None),
        until=None if None in ends else max((day for day in ends if day), default=None),
        since=None if open_since else min((one.valid_from for one in naming if one.valid_from), default=None),
        before=None if open_to else max((one.valid_to for one in naming if one.valid_to), default=None),
        stands_on=tuple(one.locator for one in said if one.prop != "entity" or one.value == party),
    )


def _earliest(said: list[Said], prop: str) -> str | None:
    return min((day for one in said if one.prop == prop if (day := day_of(one.value))), default=None)


def _values(said: list[Said], prop: str) -> list[str]:
    return list(dict.fromkeys(one.value for one in said if one.prop == prop))
