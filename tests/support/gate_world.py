"""A small world for tests of decisions: lists of three authorities, a policy, records written short."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from support.parties import delivered, says
from watchgate.gate.decide.decide import decide
from watchgate.gate.decide.evidence import Evidence
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.clock import parse_instant
from watchgate.model.decision import Decision
from watchgate.model.exception import NO_EXCEPTIONS, Exceptions
from watchgate.model.party import Identifier, Name, Party
from watchgate.model.policy import Policy, parse_policy
from watchgate.model.record import Record, RecordParty, Text
from watchgate.model.statement import Entry

NOW = parse_instant("2026-11-22T12:00:00Z")
LEI = Identifier("leiCode", "5493001KJTIIGC8Y1R12")
IMO = Identifier("imoNumber", "9161003")
POLICY_TEXT = """
[gate]
text_threshold = 0.90

[default_list]
max_age_hours = 100000

[lists.us_list]
max_age_hours = 48
required = true

[lists.eu_list]
max_age_hours = 48

[authorities.US-OFAC]
lists = ["us_list"]
time_zone = "America/New_York"

[authorities.EU]
lists = ["eu_list"]
time_zone = "Europe/Brussels"

[rails.wire]

[rails.instant]
hold_seconds = 10.0
not_in_flight = ["eu_list"]

[rails.card]
hold_seconds = 2.5
"""
POLICY = parse_policy(POLICY_TEXT)


def listed(
    entity_id: str,
    schema: str,
    dataset: str = "us_list",
    *,
    programme: str = "P1",
    start: str = "2020-01-02",
    end: str | None = None,
    **properties: str | list[str],
) -> list[Entry]:
    """A party and the listing of it."""
    dates = {"startDate": start} | ({"endDate": end} if end else {})
    listing = says(
        f"{entity_id}-sanction",
        "Sanction",
        dataset,
        entity=entity_id,
        authority="test",
        program=programme,
        **dates,  # type: ignore[arg-type]
    )
    return [*says(entity_id, schema, dataset, **properties), *listing]  # type: ignore[arg-type]


def usual() -> dict[str, list[Entry]]:
    """The lists of the world: a person and a company of the US, a person of the EU, a ship, one who is delisted."""
    return {
        "us_list": [
            *listed("us-1", "Person", name="Kim Chol Su", birthDate="1962-03-01", country="kp", alias="Kim Cheol-soo"),
            *says("us-1", "Person", "us_list", weakAlias="Viktor Zolotov"),
            *listed("us-2", "Company", name="Tornado Shipping Company", leiCode=LEI.value, country="ru"),
            *listed("us-3", "Vessel", name="Lady Rasputina", imoNumber=IMO.value),
            *listed("us-4", "Person", name="Gheorghe Delistescu", end="2024-05-01"),
        ],
        "eu_list": [*listed("eu-1", "Person", "eu_list", programme="EU-P", name="Wilhelm Oberstaufen")],
        "club_list": [*listed("club-1", "Person", "club_list", name="Bartholomew Quickfinger")],
    }


@contextmanager
def world(lists: dict[str, list[Entry]] | None = None, *, date: str = "2026-11-21") -> Iterator[Ledger]:
    """A ledger with these lists, each of `date`."""
    with TemporaryDirectory() as folder:
        ledger = open_ledger(Path(folder), clock=lambda: NOW)
        for dataset, entries in (usual() if lists is None else lists).items():
            ledger.append(delivered(*entries, source=dataset, snapshot_date=date, complete=True))
        try:
            yield ledger
        finally:
            ledger.close()


def add(ledger: Ledger, *entries: Entry, source: str = "us_list") -> int:
    """One more delivery; its position."""
    return ledger.append(delivered(*entries, source=source)).position


def named(name: str, role: str = "creditor", element: str = "", **fields: object) -> RecordParty:
    """A party of a record, by default the creditor, of any kind."""
    party = Party(id="", schema="Thing", names=(Name(name),) if name else (), **fields)  # type: ignore[arg-type]
    return RecordParty(role=role, party=party, element=element or role.title())


def record(*parties: RecordParty, texts: tuple[str, ...] = (), **fields: object) -> Record:
    """A payment of these parties, with free texts."""
    written = tuple(Text(text, f"RmtInf/Ustrd[{number}]") for number, text in enumerate(texts))
    return Record(id="r1", kind="json", bytes_sha256="0" * 64, parties=parties, texts=written, **fields)  # type: ignore[arg-type]


def decided(
    ledger: Ledger,
    asked: Record,
    *,
    policy: Policy = POLICY,
    exceptions: Exceptions = NO_EXCEPTIONS,
    at: int = NOW,
    position: int | None = None,
) -> Decision:
    """The decision on a record with the evidence at `position`, or now."""
    return decide(asked, Evidence.at(ledger, policy, position), policy, exceptions, decided_at=at)
