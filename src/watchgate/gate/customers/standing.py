"""Where the customer base stands, at one glance and without comparing anybody."""

from __future__ import annotations

import msgspec

from watchgate.gate.customers.following import EVERY_S, LOCK
from watchgate.gate.customers.screening import basis_of
from watchgate.gate.history.attestations import attestations, counted
from watchgate.gate.history.customer_answers import CustomerAnswers
from watchgate.gate.history.customer_base import CustomerBase
from watchgate.gate.history.history import History
from watchgate.ledger.lock import WriterLock
from watchgate.model.clock import MICROSECONDS
from watchgate.model.policy import Policy


class CustomersStanding(msgspec.Struct, frozen=True, kw_only=True):
    """`compared` of `customers` stand compared at `position`; `matched` call for a look. `due_at`: when the first of
    them has to be compared again (UTC microseconds, 0 without any). `running`: whether somebody follows the base.
    `attestation`: number of the last one, made at `attested_at`; 0 without."""

    customers: int
    compared: int
    position: int
    matched: int
    due_at: int
    running: bool
    attestation: int
    attested_at: int


def customers_standing(history: History, policy: Policy) -> CustomersStanding | None:
    """As it is now; None where no customer was ever loaded."""
    if CustomerBase(history).last_load() is None:
        return None
    found = counted(history, basis_of(CustomerAnswers(history), policy), hashed=False)
    last = next(iter(attestations(history, 1)), None)
    probe = WriterLock(history.folder / LOCK)
    running = not probe.take()
    probe.release()
    return CustomersStanding(
        customers=found.customers,
        compared=found.compared,
        position=found.position,
        matched=found.matched,
        due_at=found.since + EVERY_S * MICROSECONDS if found.since else 0,
        running=running,
        attestation=last.number if last is not None else 0,
        attested_at=last.at if last is not None else 0,
    )
