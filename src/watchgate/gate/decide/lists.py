"""Which lists cannot support that somebody was not found: too old at the decision instant, or never loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from watchgate.ledger.interface import Snapshot
from watchgate.model.freshness import HOUR_US, day_end
from watchgate.model.policy import Policy
from watchgate.model.staleness import ages, missing, stale
from watchgate.risk.list_ages import ListAges

SURELY_US = 1_000_000
"""Before a list is too old nothing needs to be worked out; of the last second it is, whatever rounding says."""


class ListDoubt(NamedTuple):
    """Lists that are missing, or one that is too old. `binds`: the policy relies on them, so nothing passes without.

    `datasets`: the list, or all lists of an authority of which none was ever loaded.
    """

    datasets: frozenset[str]
    sentence: str
    missing: bool
    binds: bool


class ListDoubts:
    """The doubts at any instant, from the headers of the deliveries up to one position, which moves forward only."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._ages = ListAges()
        self._dates: dict[str, str] = {}
        self._followed = False
        self._fresh_until = 0
        self._absent: tuple[ListDoubt, ...] = ()
        relied = {dataset for authority in policy.authorities.values() for dataset in authority.lists}
        self._relied = frozenset(relied | set(policy.lists))

    def follow(self, snapshot: Snapshot) -> None:
        """Take in the deliveries up to the snapshot's position."""
        dates = dict(self._ages.dates(snapshot))
        if dates == self._dates and self._followed:
            return
        ends = [
            day_end(date) + round(self._policy.for_list(source.split(".")[0]).max_age_hours * HOUR_US)
            for source, date in dates.items()
            if ages(source, self._policy)
        ]
        absent = (*self._missing(dates), *self._silent(dates))
        self._dates, self._fresh_until, self._absent = dates, min(ends, default=0) - SURELY_US, absent
        self._followed = True

    def at(self, at_us: int) -> tuple[ListDoubt, ...]:
        """Missing lists first, then those too old at `at_us` (UTC microseconds), each by name."""
        if at_us <= self._fresh_until:
            return self._absent
        old = [
            ListDoubt(
                frozenset({one.dataset}),
                one.sentence,
                missing=False,
                binds=one.required or one.dataset in self._relied,
            )
            for one in stale(self._dates, {}, self._policy, at_us)
        ]
        return (*self._absent, *old)

    def _missing(self, dates: Mapping[str, str]) -> list[ListDoubt]:
        """Lists that the policy requires and that were never loaded."""
        return [
            ListDoubt(
                frozenset({one}),
                f"{one} is required by the policy and has never been loaded",
                missing=True,
                binds=True,
            )
            for one in missing(dates, self._policy)
        ]

    def _silent(self, dates: Mapping[str, str]) -> list[ListDoubt]:
        """Authorities of which nothing is loaded: each is said, and nothing passes where it is required, or is all."""
        loaded = {source.split(".")[0] for source in dates}
        silent = [name for name, one in self._policy.authorities.items() if one.lists and loaded.isdisjoint(one.lists)]
        none_speaks = len(silent) == len(self._policy.authorities)
        return [
            ListDoubt(
                frozenset(self._policy.authorities[name].lists),
                f"the policy has the law of {name} in force here, and no list of it has ever been loaded",
                missing=True,
                binds=none_speaks or self._policy.authorities[name].required,
            )
            for name in sorted(silent)
        ]
