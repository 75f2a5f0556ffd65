"""Records, decisions and history entries written short, for tests of the gate's history."""

from __future__ import annotations

from hashlib import sha256

from watchgate.gate.history.entry import Entry, Received
from watchgate.gate.history.history import History
from watchgate.gate.records.record_id import record_id
from watchgate.model.decision import Decision, Match, Verdict, sealed
from watchgate.model.party import Identifier, Name, Party
from watchgate.model.policy import Policy
from watchgate.model.policy_file import default_policy
from watchgate.model.record import AddressForm, Amount, Message, NotCompared, Record, RecordParty, Text

DECIDED_AT = 1_763_800_000_000_000
ROOT = "Document/FIToFICstmrCdtTrf/CdtTrfTxInf"


def party(role: str, name: str, *identifiers: Identifier, address: str = "") -> RecordParty:
    """A party of a payment."""
    found = Party(
        id=role,
        names=(Name(name),),
        identifiers=identifiers,
        countries=("de",),
        addresses=(address,) if address else (),
    )
    return RecordParty(role, found, f"{ROOT}/{role}", AddressForm.HYBRID if address else AddressForm.NONE)


def payment(
    number: int,
    *,
    debtor: str = "Anna Nowak",
    creditor: str = "Sven Olsson",
    text: str = "Invoice 4711 machine parts",
    content: str = "",
    customer: str = "",
    sender: str = "BANKDEFF",
    uetr: str = "",
    ordinal: int = 0,
) -> Record:
    """Payment `number` of a sender; `content` makes other bytes of the same ids."""
    digest = sha256(f"{number} {content}".encode()).hexdigest()
    ids = {"sender": sender, "message_id": f"M{number}", "transaction_id": f"T{number}-{ordinal}"}
    return Record(
        id=record_id(**ids, bytes_sha256=digest, ordinal=ordinal),
        kind="pacs.008.001.08",
        bytes_sha256=digest,
        **ids,
        ordinal=ordinal,
        customer=customer,
        execution_date="2026-11-22",
        parties=(
            party("debtor", debtor, Identifier("iban", f"DE{number:020}"), address="Hauptstr. 1, 60311 Frankfurt"),
            party("creditor", creditor),
            party("creditor_agent", "Sparbanken", Identifier("swiftBic", "SPRBSESS")),
        ),
        amounts=(Amount("EUR", 10_000 + number),),
        references={"end_to_end_id": f"E{number}", **({"uetr": uetr} if uetr else {})},
        texts=(Text(text, f"{ROOT}/RmtInf/Ustrd"),) if text else (),
        not_compared=(NotCompared(f"{ROOT}/IntrBkSttlmAmt", "an amount names nobody"),),
    )


def decided(
    record: Record,
    verdict: Verdict = Verdict.PASS,
    *,
    position: int = 7,
    at: int = DECIDED_AT,
    matches: tuple[Match, ...] = (),
    policy: Policy | None = None,
) -> Decision:
    """A decision on `record`."""
    return sealed(
        Decision(
            record_id=record.id,
            verdict=verdict,
            decided_at=at,
            position=position,
            policy_sha256=(policy or default_policy()).sha256,
            engine="watchgate test",
            weights="0123456789abcdef",
            matches=matches,
            not_compared=record.not_compared,
            warnings=("test_list is 12 days old",),
            rule="pass_not_found" if verdict is Verdict.PASS else "hold_listed",
            reason=f"not found at position {position}" if verdict is Verdict.PASS else "held for a test",
        )
    )


def met(record: Record, entity_id: str = "e1", score: int = 910) -> Match:
    """A match of the record's first party."""
    first = record.parties[0]
    return Match(
        role=first.role,
        element=first.element,
        text=first.party.names[0].text,
        entity_id=entity_id,
        score=score,
        effect=Verdict.HOLD,
    )


def entry(record: Record, decision: Decision | None = None, *, uetrs: tuple[str, ...] = ()) -> Entry:
    """What the gate gives the history, with bytes of the right sha256."""
    data = f"{record.message_id[1:]} ".encode()
    known = sha256(data).hexdigest() == record.bytes_sha256
    received = Received(data if known else _bytes_of(record), record.bytes_sha256, DECIDED_AT)
    message = Message(
        kind=record.kind, bytes_sha256=record.bytes_sha256, message_id=record.message_id, sender=record.sender
    )
    return Entry(received, message, record, decision or decided(record), uetrs)


def keep(history: History, *records: Record, verdict: Verdict = Verdict.PASS, position: int = 7) -> list[int]:
    """Keep decisions on `records`; their numbers."""
    history.know_policy(default_policy())
    return [
        one.number for one in history.keep([entry(one, decided(one, verdict, position=position)) for one in records])
    ]


def _bytes_of(record: Record) -> bytes:
    """The bytes of a record with `content`, found among those a test uses."""
    for content in ("other", "third", "forged"):
        data = f"{record.message_id[1:]} {content}".encode()
        if sha256(data).hexdigest() == record.bytes_sha256:
            return data
    raise AssertionError("a test uses content that is not known here")
