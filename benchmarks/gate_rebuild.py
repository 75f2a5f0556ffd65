"""`watchgate bench gate_rebuild`: all indexes made anew from the ledger, and merged ones, give the same decisions.

A gate decides clean payments and payments that name listed parties, while evidence is appended, changed and withdrawn;
its views follow. Then the same records are decided at the same instants by views made from nothing but the ledger, and
by views that were kept on the disk: sha256 against sha256.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from random import Random

from gate_clean import CleanPayments
from gate_deck_people import people
from gate_home import home_copy, policy
from harness import Result
from watchgate.gate.decide.decide import decide
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.records.read import read_messages
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.clock import now_us
from watchgate.model.delivery import Delivery
from watchgate.model.grade import OFFICIAL
from watchgate.model.handling import PUBLIC
from watchgate.model.record import Record
from watchgate.model.statement import Entry, Locator, Retraction, Statement

SEED = 20_261_122
PAYMENTS, PAYMENTS_FULL = 500, 10_000
CHANGES, CHANGES_FULL = 100, 1_000
LISTED_SHARE = 0.3


def run(full: bool) -> list[Result]:
    """500 payments after 100 changes; `full`: 10,000 after 1,000."""
    payments, changes = (PAYMENTS_FULL, CHANGES_FULL) if full else (PAYMENTS, CHANGES)
    with home_copy() as home:
        ledger = open_ledger(home)
        followed = Evidence.at(ledger, policy(), views=home / "views")
        records = _records(followed, payments)
        _change(ledger, followed, records, changes)
        instant = now_us()
        first = _decided(records, followed, instant)
        held = sum(verdict != "pass" for verdict, _ in first)
        kept = _decided(records, Evidence.at(ledger, policy(), views=home / "views"), instant)
        shutil.rmtree(home / "views")
        (home / "views").mkdir(mode=0o700)
        made_anew = _decided(records, _from_ledger(ledger, home), instant)
        ledger.close()
    note = f"{payments:,} payments, {held:,} of them held or stopped, after {changes:,} changes of the evidence"
    return [
        Result(
            measure="decisions that differ once all indexes are made anew from the ledger",
            value=sum(one != other for one, other in zip(first, made_anew, strict=True)),
            unit=f"of {payments:,}",
            target=0,
            at_most=True,
            note=note,
        ),
        Result(
            measure="decisions that differ once views are taken from the disk and merged with what came since",
            value=sum(one != other for one, other in zip(first, kept, strict=True)),
            unit=f"of {payments:,}",
            target=0,
            at_most=True,
        ),
    ]


def _from_ledger(ledger: Ledger, home: Path) -> Evidence:
    evidence = Evidence.at(ledger, policy())
    assert not list((home / "views").iterdir()), "nothing was read from the disk but the ledger"
    return evidence


def _records(evidence: Evidence, count: int) -> list[Record]:
    random, clean = Random(SEED), CleanPayments(SEED)
    listed = people(evidence, SEED).names
    found: list[Record] = []
    while len(found) < count:
        message = clean.pacs008()
        if random.random() < LISTED_SHARE:
            name = random.choice(listed).name.replace("&", "&amp;").replace("<", "&lt;")
            head, middle, tail = message.partition(b"<Cdtr><Nm>")
            message = head + middle + name.encode() + b"</Nm>" + tail.partition(b"</Nm>")[2]
        found += [record for one in read_messages(message) for record in one.records]
    return found


def _change(ledger: Ledger, evidence: Evidence, records: Sequence[Record], count: int) -> None:
    """People who stand in these payments are listed, and some withdrawn again; the views follow each."""
    random = Random(SEED)
    made: list[Locator] = []
    for number in range(count):
        entries: list[Entry]
        if made and random.random() < 0.3:
            entries = [Retraction(target=made.pop(random.randrange(len(made))), reason="delisted")]
        else:
            names = [name.text for one in random.choice(records).parties for name in one.party.names]
            entries = _listing(f"bench-{number}", random.choice(names))
        position = ledger.append(
            Delivery(source="us_ofac_sdn", entries=tuple(entries), grade=OFFICIAL, handling=PUBLIC)
        ).position
        if isinstance(entries[0], Statement):
            made.append(Locator(position, 0))
        evidence.catch_up()


def _listing(entity: str, name: str) -> list[Entry]:
    return [
        Statement(entity_id=entity, schema="LegalEntity", prop="name", value=name, dataset="us_ofac_sdn"),
        Statement(entity_id=f"{entity}-s", schema="Sanction", prop="entity", value=entity, dataset="us_ofac_sdn"),
        Statement(entity_id=f"{entity}-s", schema="Sanction", prop="program", value="BENCH", dataset="us_ofac_sdn"),
    ]


def _decided(records: Sequence[Record], evidence: Evidence, at: int) -> list[tuple[str, str]]:
    found = [decide(record, evidence, policy(), decided_at=at) for record in records]
    return [(one.verdict.value, one.sha256) for one in found]
