"""Attesting: how the whole base stands compared, with the lists it was compared with and their ages."""

from __future__ import annotations

from watchgate.gate.customers.screening import basis_of
from watchgate.gate.decide.lists import ListDoubts
from watchgate.gate.decide.version import weights_of_decisions
from watchgate.gate.history.attestations import counted, seal
from watchgate.gate.history.customer_answers import CustomerAnswers
from watchgate.gate.history.history import History
from watchgate.ledger.interface import Ledger, Snapshot
from watchgate.model.customer import Attestation, ListAge
from watchgate.model.freshness import age_hours
from watchgate.model.handling import SYSTEM
from watchgate.model.policy import Policy
from watchgate.risk.list_ages import ListAges
from watchgate.risk.version import engine_version


def attest(ledger: Ledger, history: History, policy: Policy) -> Attestation:
    """Count the base as it stands, seal that into the history, and give it back."""
    return seal(history, _drafted(ledger, history, policy))


def _drafted(ledger: Ledger, history: History, policy: Policy) -> Attestation:
    found = counted(history, basis_of(CustomerAnswers(history), policy))
    now = history.clock()
    snapshot = ledger.as_of(reader=SYSTEM, position=found.position)
    doubts = ListDoubts(policy)
    doubts.follow(snapshot)
    binding = [one for one in doubts.at(now) if one.binds]
    return Attestation(
        position=found.position,
        customers=found.customers,
        compared=found.compared,
        owners=found.owners,
        matched=found.matched,
        partly=found.partly,
        policy_sha256=policy.sha256,
        engine=engine_version(),
        weights=weights_of_decisions(),
        since=found.since,
        until=found.until,
        moment=found.moment,
        base=found.base,
        lists=_ages(snapshot, {one for doubt in binding for one in doubt.datasets}, now),
        doubts=tuple(one.sentence for one in binding),
        left=found.left,
    )


def _ages(snapshot: Snapshot, doubtful: set[str], now: int) -> tuple[ListAge, ...]:
    """Each list by the oldest of its sources, as the policy takes it."""
    oldest: dict[str, str] = {}
    for source, date in ListAges().dates(snapshot).items():
        dataset = source.split(".")[0]
        oldest[dataset] = min(date, oldest.get(dataset, date))
    return tuple(
        ListAge(dataset, date, round(age_hours(date, now), 1), "too old" if dataset in doubtful else "")
        for dataset, date in sorted(oldest.items())
    )
