"""Which check of the customers a payment relies on, where the law has lists checked on them and not in flight.

Its attestation is noted with the references of the payment; that there is none yet is said as what was not compared.
Where the rail's policy says how old the check may be (`customers_max_age_hours`), nothing passes on an older one, on
one that left somebody out, or on none.
"""

from __future__ import annotations

from threading import Lock

import msgspec

from watchgate.gate.history.attestations import attestations
from watchgate.gate.history.history import History
from watchgate.model.clock import MICROSECONDS, iso
from watchgate.model.customer import Attestation
from watchgate.model.policy import Policy
from watchgate.model.record import NotCompared, Record

LOOK_US = 1 * MICROSECONDS
"""How long the last attestation is taken for the newest one."""
HOUR_US = 3_600 * MICROSECONDS
REFERENCE = "customers_attestation"
NONE_YET = "the customers were never attested to have been compared"


class CustomersChecked:
    """Of one history. Safe for several threads."""

    def __init__(self, history: History, policy: Policy) -> None:
        self._history = history
        self._policy = policy
        self._lock = Lock()
        self._looked_at = 0
        self._last: Attestation | None = None

    def said(self, record: Record) -> Record:
        """`record` with the check it relies on, where its rail leaves lists to the customers."""
        rail = self._policy.rails.get(record.rail)
        if rail is None or not rail.not_in_flight:
            return record
        last = self._newest()
        if last is None:
            missing = NotCompared("customers", NONE_YET)
            return msgspec.structs.replace(record, not_compared=(*record.not_compared, missing))
        said = f"{last.number}, {iso(last.at)}, sha256 {last.sha256}"
        return msgspec.structs.replace(record, references={**record.references, REFERENCE: said})

    def lag(self, record: Record) -> str:
        """Why nothing may pass on this check; empty where it is young enough, or the policy does not ask."""
        rail = self._policy.rails.get(record.rail)
        if rail is None or not rail.not_in_flight or rail.customers_max_age_hours is None:
            return ""
        last = self._newest()
        if last is None:
            return f"{NONE_YET}, and the rail {record.rail!r} relies on it (watchgate customers load)"
        if last.compared < last.customers:
            left = last.customers - last.compared
            return f"{left:,} of {last.customers:,} customers were not compared (attestation {last.number})"
        since = last.since or last.at
        if self._history.clock() - since > rail.customers_max_age_hours * HOUR_US:
            return (
                f"the customers were last compared in full at {iso(since)}, more than the "
                f"{rail.customers_max_age_hours:g} hours the rail {record.rail!r} allows"
            )
        return ""

    def _newest(self) -> Attestation | None:
        now = self._history.clock()
        with self._lock:
            if not self._looked_at or not 0 <= now - self._looked_at < LOOK_US:
                self._last = next(iter(attestations(self._history, 1)), None)
                self._looked_at = now
            return self._last
