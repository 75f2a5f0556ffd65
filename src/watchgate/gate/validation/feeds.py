"""Feed reconciliation: what a publisher's file says against what the ledger holds of it, source by source."""

from __future__ import annotations

import msgspec


class Refused(msgspec.Struct, frozen=True):
    """An entry of the file that is not in force, and why."""

    record_id: str
    reason: str


class FeedCount(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One source. The kept original is read again, and each statement of it is looked for in the ledger.

    `in_file`: entries of the file; `records_in_file`: what the publisher numbers in it; `stated`: how many these are by
    the manifest of a bundled file, counted by other means (0: not stated). `loaded`: the publisher's records in force;
    `statements`: their statements. `not_loaded`, `beyond`: statements of the file that are not in force, and of the
    ledger that are not in the file. `withdrawn`: statements taken back since the first snapshot. `waiting`: why
    withdrawals wait. `interrupted`: a load did not come to its end. `age_hours` against `max_age_hours` of the policy.
    `note`: why it could not be reconciled.
    """

    source: str
    dataset: str
    title: str = ""
    sha256: str = ""
    snapshot_date: str = ""
    age_hours: float = 0.0
    max_age_hours: float = 0.0
    deliveries: int = 0
    in_file: int = 0
    stated: int = 0
    records_in_file: int = 0
    loaded: int = 0
    statements: int = 0
    not_loaded: int = 0
    beyond: int = 0
    withdrawn: int = 0
    refused: tuple[Refused, ...] = ()
    waiting: str = ""
    interrupted: bool = False
    note: str = ""

    @property
    def stale(self) -> bool:
        """Older than the policy allows."""
        return self.age_hours > self.max_age_hours

    @property
    def reconciled(self) -> bool:
        """Whether every statement of the file is in force and nothing else is."""
        miscounted = bool(self.stated) and self.stated != self.records_in_file
        return not (
            miscounted
            or self.note
            or self.not_loaded
            or self.beyond
            or self.refused
            or self.waiting
            or self.interrupted
        )
