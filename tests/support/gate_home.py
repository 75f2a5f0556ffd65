"""A home with a small world of lists and a policy, for tests of the gate's service and its commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.gate_world import NOW, POLICY_TEXT, usual
from support.parties import delivered
from support.payments import pacs008, transfer
from watchgate.gate.service import Gate
from watchgate.gate.service_answers import Answer
from watchgate.ledger.open import open_ledger
from watchgate.model.clock import Clock
from watchgate.model.policy import parse_policy
from watchgate.model.statement import Entry

LISTED = "Kim Chol Su"
"""A person of the lists in this world."""
FRESH = POLICY_TEXT.replace("= 48", "= 1000000")
"""The world's policy for tests that run by the clock on the wall: no list grows stale."""


def fill(home: Path, *, policy: str = POLICY_TEXT) -> Path:
    """The world's lists and a policy; returns `home`."""
    ledger = open_ledger(home, clock=lambda: NOW)
    for dataset, entries in usual().items():
        ledger.append(delivered(*entries, source=dataset, snapshot_date="2026-11-21", complete=True))
    ledger.close()
    (home / "policy.toml").write_text(policy)
    return home


@contextmanager
def gate(home: Path, *, policy: str | None = None, clock: Clock = lambda: NOW) -> Iterator[Gate]:
    """The gate of a filled home."""
    found = Gate(home, parse_policy(policy) if policy is not None else None, clock=clock)
    try:
        yield found
    finally:
        found.close()


def add(home: Path, *entries: Entry, source: str = "us_list", clock: Clock = lambda: NOW) -> int:
    """One more delivery; its position."""
    ledger = open_ledger(home, clock=clock)
    try:
        return ledger.append(delivered(*entries, source=source)).position
    finally:
        ledger.close()


def pay(number: int = 1, *creditors: str, remittance: str = "", debtor: str = "") -> bytes:
    """Message `number` with a transaction for each creditor, or one for nobody in particular."""
    inside = f"<RmtInf><Ustrd>{remittance}</Ustrd></RmtInf>" if remittance else ""
    transactions = [
        transfer(
            inside,
            creditor=f"<Nm>{name}</Nm>",
            debtor=f"<Nm>{debtor}</Nm>" if debtor else "",
            number=1_000 * number + ordinal,
        )
        for ordinal, name in enumerate(creditors or ("Atelier du Port",))
    ]
    return pacs008(*transactions, message_id=f"M-{number}").encode()


def only(gate: Gate, data: bytes, name: str = "") -> Answer:
    """The one answer to `data`."""
    (message,) = gate.decide_bytes(data, name)
    (answer,) = message.transactions
    return answer
