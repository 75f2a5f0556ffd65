"""How the lists stand: what is loaded, of which date, how old that is by the policy, and what waits for a person."""

from __future__ import annotations

from pathlib import Path

import msgspec

from watchgate.ledger.interface import Ledger, Snapshot
from watchgate.model.freshness import age_hours
from watchgate.model.handling import SYSTEM
from watchgate.model.policy import Policy
from watchgate.model.staleness import newest, stale
from watchgate.watch.lists.feed_state import FeedStates
from watchgate.watch.lists.history import read_history


class SourceStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One source. `snapshot_date`: the last day it is known to have been current; `content_date`: of the file itself.

    `read_at`: when its newest complete delivery was recorded, UTC microseconds. `waiting`: why withdrawals wait.
    `error`: why the last update of it failed.
    """

    source: str
    dataset: str
    entities: int
    statements: int
    snapshot_date: str | None
    content_date: str | None
    age_hours: float | None
    max_age_hours: float
    read_at: int
    sha256: str | None
    waiting: str | None
    interrupted: bool
    error: str | None


class ListsStatus(msgspec.Struct, frozen=True, kw_only=True):
    """All of them. `stale`: sentences; `missing`: datasets the policy requires and the ledger never had."""

    sources: tuple[SourceStatus, ...]
    stale: tuple[str, ...]
    missing: tuple[str, ...]
    position: int

    @property
    def exit_code(self) -> int:
        """1 when something needs a person, else 0."""
        return int(bool(self.stale or self.missing or any(one.waiting or one.interrupted for one in self.sources)))


def status(ledger: Ledger, *, home: Path, policy: Policy, now_us: int) -> ListsStatus:
    """The state of every source that ever had a complete delivery, by name."""
    snapshot = ledger.as_of(reader=SYSTEM)
    headers = list(snapshot.deliveries())
    dates = newest(headers)
    states = FeedStates(home).read()
    datasets: dict[str, str] = {}
    sources = []
    for source, date in sorted(dates.items()):
        history = read_history(header for header in headers if header.source == source)
        counts = _count(snapshot, source)
        dataset = counts.dataset or source.split(".")[0]
        datasets[source] = dataset
        last = history.last_complete
        state = states.get(source)
        sources.append(
            SourceStatus(
                source=source,
                dataset=dataset,
                entities=counts.entities,
                statements=counts.statements,
                snapshot_date=date,
                content_date=history.content_date,
                age_hours=round(age_hours(date, now_us), 1),
                max_age_hours=policy.for_list(dataset).max_age_hours,
                read_at=last.recorded_at if last else 0,
                sha256=last.file_sha256 if last else None,
                waiting=history.waiting,
                interrupted=history.interrupted,
                error=state.error if state else None,
            )
        )
    too_old = stale(dates, datasets, policy, now_us)
    required = (name for name, rule in policy.lists.items() if rule.required)
    return ListsStatus(
        sources=tuple(sources),
        stale=tuple(one.sentence for one in too_old),
        missing=tuple(sorted(set(required) - set(datasets.values()))),
        position=snapshot.position,
    )


class _Counts(msgspec.Struct, frozen=True):
    entities: int
    statements: int
    dataset: str | None


def _count(snapshot: Snapshot, source: str) -> _Counts:
    entities: set[str] = set()
    statements, dataset = 0, None
    for statement in snapshot.source(source):
        entities.add(statement.entity_id)
        statements += 1
        dataset = statement.dataset
    return _Counts(len(entities), statements, dataset)
