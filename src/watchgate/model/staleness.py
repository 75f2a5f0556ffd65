"""Which lists are too old for the policy, read from the headers of the deliveries.

Only complete deliveries count: a snapshot wholly loaded, or an empty delivery that says the publisher still serves it.
Sources without one (people, partners) are no lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from watchgate.model.clock import iso
from watchgate.model.delivery import Delivery
from watchgate.model.freshness import age_hours
from watchgate.model.policy import Policy

NO_LISTS = ("tags_", "prices_")
"""How datasets of attribution tags and of prices begin: they support nobody's absence."""


class Stale(msgspec.Struct, frozen=True, kw_only=True):
    """A list older than the policy allows. `as_of`: the date it is known to be of. `required`: needed for readiness."""

    dataset: str
    source: str
    as_of: str
    age_hours: float
    max_age_hours: float
    required: bool

    @property
    def sentence(self) -> str:
        """`us_ofac_sdn is 12 days old (as of 2026-11-10), more than the 72 hours the policy allows`."""
        age = f"{self.age_hours / 24:.0f} days" if self.age_hours >= 48 else f"{self.age_hours:.0f} hours"
        return f"{self.dataset} is {age} old (as of {self.as_of}), more than the {self.max_age_hours:g} hours allowed"


def newest(headers: Iterable[Delivery]) -> dict[str, str]:
    """Source -> the newest date any of its complete deliveries is of, from headers in any order.

    A delivery without a date is of the day the ledger took it; none is of a later day than that.
    """
    found: dict[str, str] = {}
    for header in headers:
        if header.complete:
            recorded = iso(header.recorded_at)[:10]
            found[header.source] = max(min(header.snapshot_date or recorded, recorded), found.get(header.source, ""))
    return found


def ages(source: str, policy: Policy) -> bool:
    """Whether a source can be too old: attribution tags and prices are so only where the policy names them."""
    dataset = source.split(".")[0]
    return not dataset.startswith(NO_LISTS) or dataset in policy.lists


def stale(dates: Mapping[str, str], dataset_of: Mapping[str, str], policy: Policy, now_us: int) -> tuple[Stale, ...]:
    """The lists that are too old at `now_us`, one for each dataset: a list is as old as the oldest of its sources.

    `dataset_of`: source -> dataset; a source that is not in it is the dataset of its name up to the first dot.
    """
    oldest: dict[str, tuple[float, str]] = {}
    for source, date in sorted(dates.items()):
        if not ages(source, policy):
            continue
        dataset = dataset_of.get(source) or source.split(".")[0]
        oldest[dataset] = max((age_hours(date, now_us), source), oldest.get(dataset, (-1.0, "")))
    found = []
    for dataset, (age, source) in sorted(oldest.items()):
        rule = policy.for_list(dataset)
        if age > rule.max_age_hours:
            found.append(
                Stale(
                    dataset=dataset,
                    source=source,
                    as_of=dates[source],
                    age_hours=round(age, 1),
                    max_age_hours=rule.max_age_hours,
                    required=rule.required,
                )
            )
    return tuple(found)


def missing(dates: Mapping[str, str], policy: Policy) -> tuple[str, ...]:
    """The datasets the policy requires of which no source was ever loaded whole."""
    loaded = {source.split(".")[0] for source in dates}
    return tuple(sorted(name for name, rule in policy.lists.items() if rule.required and name not in loaded))
