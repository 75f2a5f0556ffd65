"""The demonstration's second half: evidence arrives after the payments, and the lookback meets them with it.

Everything said here is made up, and stands in a ledger that is thrown away. Gate and lookback take turns on one and the
same evidence, because making it twice would take longer than all the rest; in a service each has its own process.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event
from typing import TYPE_CHECKING

import msgspec

from watchgate.cli.demo import COMPANY, LEI, PAYER
from watchgate.gate.decide.decide import decide
from watchgate.gate.history.history import open_history
from watchgate.gate.lookback.lookback import Lookback, Looked
from watchgate.model.decision import Decision, Verdict
from watchgate.model.delivery import Delivery
from watchgate.model.grade import OFFICIAL
from watchgate.model.handling import PUBLIC, SYSTEM
from watchgate.model.policy import BINDING
from watchgate.model.policy_file import default_policy
from watchgate.model.statement import Entry, Retraction, Statement

if TYPE_CHECKING:
    from watchgate.cli.demo_payments import Payments
    from watchgate.gate.service_answers import Answer
    from watchgate.ledger.sqlite_ledger import SqliteLedger

AUTHORITIES = {"US-OFAC": "us_ofac_sdn", "EU": "eu_fsf", "GB": "gb_fcdo_sanctions"}
OWNERS = ("Rurik Vantongeren", "Isaura Delacroix-Benn")


class ByAuthority(msgspec.Struct, frozen=True, kw_only=True):
    """What one authority's rule makes of who owns a party, and what that calls for."""

    authority: str
    kind: str
    calls_for: Verdict
    detail: str


class Later:
    """What happens after the payments of the sample."""

    def __init__(self, ledger: SqliteLedger, payments: Payments) -> None:
        self._ledger = ledger
        self._payments = payments
        self._number = 0

    def designated(self) -> tuple[Looked, int]:
        """OFAC lists the payer of the salaries; what the lookback finds, and the delivery it came with."""
        return self._arrives(
            _says("demo-1", "Company", "us_ofac_sdn", name=PAYER, country="nl"),
            _says("demo-1-listing", "Sanction", "us_ofac_sdn", entity="demo-1", program="DEMO", startDate="2026-01-02"),
        )

    def owned(self) -> tuple[Looked, int]:
        """Two persons whom OFAC, the EU and the UK list turn out to own a quarter of a company each."""
        said = [_says("demo-2", "Company", "register", name=COMPANY, leiCode=LEI)]
        for number, name in enumerate(OWNERS):
            owner = f"demo-owner-{number}"
            edge = {"owner": owner, "asset": "demo-2", "percentage": "25", "startDate": "2024-05-01"}
            said.append(_says(f"demo-own-{number}", "Ownership", "register", **edge))
            for dataset in AUTHORITIES.values():
                listing = {"entity": owner, "program": "DEMO", "startDate": "2025-03-01"}
                said.append(_says(owner, "Person", dataset, name=name))
                said.append(_says(f"{owner}-{dataset}", "Sanction", dataset, **listing))
        return self._arrives(*said)

    def withdrawn(self, position: int) -> tuple[Looked, int]:
        """All that a delivery said is taken back."""
        taken = [
            Retraction(target=entry.locator, reason="delisted")
            for delivery in self._ledger.follow(position - 1, reader=SYSTEM)
            if delivery.position == position
            for entry in delivery.entries
            if isinstance(entry, Statement)
        ]
        return self._arrives(taken)

    def pay(self, debtor: str, creditor: str, **more: str) -> Answer:
        """One more payment through the gate."""
        self._number += 1
        body = {"transaction_id": f"LATER-{self._number}", "debtor": debtor, "creditor": creditor, **more}
        (message,) = self._payments.gate.decide_bytes(msgspec.json.encode(body), "later")
        (answer,) = message.transactions
        return answer

    def by_authority(self, answer: Answer) -> list[ByAuthority]:
        """What each authority's rule calls for, were it alone: certain identity, so what binds stops."""
        found = [ground for match in answer.matches for ground in match.grounds if ground.authority in AUTHORITIES]
        stop = self._payments.policy.gate.stop
        return [
            ByAuthority(
                authority=one.authority or "",
                kind=one.kind.value,
                calls_for=Verdict.STOP if one.kind in stop and one.kind in BINDING and not one.doubt else Verdict.HOLD,
                detail=one.detail,
            )
            for one in sorted(found, key=lambda one: list(AUTHORITIES).index(one.authority or ""))
        ]

    def feed_cut(self) -> Decision:
        """A payment of nobody listed, under the usual policy: no list was brought up to date for longer than that."""
        gate = self._payments.gate
        stored = gate.history.get(str(self.pay("Hafenwerkzeug Lindqvist GmbH", "Atelier Roussel et Fils").number))
        assert stored.record is not None
        usual = default_policy()
        return decide(stored.record, gate.evidence.under(usual), usual, decided_at=gate.clock())

    def _arrives(self, *said: Sequence[Entry]) -> tuple[Looked, int]:
        """The next delivery, and the lookback of it, while no gate is at work."""
        evidence = self._payments.pause()
        entries = tuple(entry for own in said for entry in own)
        receipt = self._ledger.append(Delivery(source="demo", entries=entries, grade=OFFICIAL, handling=PUBLIC))
        history = open_history(self._payments.home)
        lookback = Lookback(self._ledger, history, self._payments.policy)
        assert lookback.take()
        try:
            lookback.begin(evidence.position, evidence=evidence)
            (looked,) = lookback.run(Event())
        finally:
            lookback.close()
            history.close()
            self._payments.resume()
        return looked, receipt.position


def _says(entity_id: str, schema: str, dataset: str, **properties: str) -> list[Entry]:
    return [
        Statement(entity_id=entity_id, schema=schema, prop=prop, value=value, dataset=dataset)
        for prop, value in properties.items()
    ]
