"""ListAges: what an answer must say of lists that are too old, or that the policy requires and nobody loaded."""

from __future__ import annotations

from collections.abc import Mapping

from watchgate.ledger.interface import Snapshot
from watchgate.model.policy import Policy
from watchgate.model.staleness import missing, newest, stale


class ListAges:
    """Dates by source, read from each delivery's header once."""

    def __init__(self) -> None:
        self._position = 0
        self._dates: dict[str, str] = {}

    def warnings(self, snapshot: Snapshot, policy: Policy, now_us: int) -> tuple[str, ...]:
        """One sentence a list, those that are missing first. `snapshot` may only ever move forward."""
        dates = self.dates(snapshot)
        absent = [
            f"{dataset} is required by the policy and has never been loaded" for dataset in missing(dates, policy)
        ]
        return (*absent, *(one.sentence for one in stale(dates, {}, policy, now_us)))

    def dates(self, snapshot: Snapshot) -> Mapping[str, str]:
        """Source -> the newest date it is known to be of. `snapshot` may only ever move forward."""
        fresh = newest(
            header
            for position in range(self._position + 1, snapshot.position + 1)
            if (header := snapshot.delivery(position)) is not None
        )
        for source, date in fresh.items():
            self._dates[source] = max(date, self._dates.get(source, ""))
        self._position = snapshot.position
        return self._dates
