"""One fact from room to room: original, delivery, entry, later acts, entity, screening."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from watchgate.ledger.proof import check_proof, proved_entry
from watchgate.model.delivery import Delivery
from watchgate.model.errors import NotFoundError, WatchgateError
from watchgate.model.handling import SYSTEM
from watchgate.model.statement import Confirmation, ListRecord, Locator, Marking, Retraction, Span, Statement, Status
from watchgate.risk.parties import is_party_schema, party_of, primary_name

if TYPE_CHECKING:
    from watchgate.cli.screened_part import ScreenedPart
    from watchgate.ledger.interface import Snapshot
    from watchgate.ledger.sqlite_ledger import SqliteLedger

CONTEXT = 80
"""Characters of the document shown before and after a span."""


class Original(msgspec.Struct, frozen=True, kw_only=True):
    """Where it can be seen again. `found`: the original is kept here and its bytes give its sha256.

    `excerpt`: the place in the document, with what stands around it.
    """

    sha256: str
    path: str | None
    found: bool
    size_bytes: int = 0
    record_id: str | None = None
    excerpt: str | None = None


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """What changed it later: `confirmed`, `retracted` or `marked`, by whom, in which entry, when, and why."""

    what: str
    locator: str
    recorded_at: int
    by: str | None
    reason: str


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """The whole way of one statement. `proof_holds`: its Merkle path leads to the head's root, both checked here.

    `belongs_to`: the parties it speaks of, by caption. `screened`: what it adds to screening; `screened_since`: the
    position from which it does, None when it does not.
    """

    statement: Statement
    locator: str
    status: Status
    original: Original | None
    delivery: Delivery
    proof_holds: bool
    proof_hashes: int
    head_position: int
    head_root: str
    acts: tuple[Act, ...]
    caption: str
    belongs_to: tuple[str, ...]
    screened: tuple[ScreenedPart, ...]
    screened_since: int | None


def trace(ledger: SqliteLedger, reference: str) -> Trace:
    """Follow the statement `reference` (locator or id); NotFoundError when it is none."""
    from watchgate.cli.screened_part import screened_parts

    locator = ledger.find(reference, reader=SYSTEM)
    snapshot = ledger.as_of(reader=SYSTEM)
    statement, delivery = snapshot.statement(locator), snapshot.delivery(locator.position)
    if statement is None or delivery is None:
        raise NotFoundError(f"{reference} is not a statement but an act", hint="trace the statement it is about")
    proof = ledger.prove(locator, reader=SYSTEM)
    acts = _acts(ledger, snapshot, statement, delivery)
    confirmed = statement.status is Status.CONFIRMED
    screened = tuple(screened_parts(snapshot, statement)) if confirmed else ()
    since = None
    if screened:
        since = max([locator.position, *(_position(act) for act in acts if act.what == "confirmed")])
    return Trace(
        statement=statement,
        locator=str(locator),
        status=statement.status,
        original=_original(ledger, statement, delivery),
        delivery=delivery,
        proof_holds=check_proof(proof) and proof.head.root == ledger.head().root,
        proof_hashes=len(proof.entry_path) + len(proof.log_path),
        head_position=proof.head.position,
        head_root=proof.head.root,
        acts=acts,
        caption=_caption(snapshot, statement.entity_id),
        belongs_to=_belongs_to(snapshot, statement),
        screened=screened,
        screened_since=since,
    )


def _original(ledger: SqliteLedger, statement: Statement, delivery: Delivery) -> Original | None:
    evidence = statement.evidence
    cited = evidence.sha256 if isinstance(evidence, ListRecord | Span) else None
    sha256 = cited or delivery.file_sha256
    if sha256 is None:
        return None
    record = evidence.record_id if isinstance(evidence, ListRecord) else None
    try:
        path = ledger.originals.path(sha256)
        content = ledger.originals.read(sha256, bytes_max=path.stat().st_size)
    except WatchgateError:  # not there, or its bytes are others: said as not found, the rest of the way is still shown
        return Original(sha256=sha256, path=None, found=False, record_id=record)
    excerpt = None
    if isinstance(evidence, Span):
        text = content.decode(errors="replace")
        before, after = text[max(0, evidence.start - CONTEXT) : evidence.start], text[evidence.end :][:CONTEXT]
        excerpt = " ".join(f"{before}>>{evidence.raw}<<{after}".split())
    return Original(
        sha256=sha256, path=str(path), found=True, size_bytes=len(content), record_id=record, excerpt=excerpt
    )


def _acts(ledger: SqliteLedger, snapshot: Snapshot, statement: Statement, delivery: Delivery) -> tuple[Act, ...]:
    """Acts upon the statement, in order: looked for among deliveries of its source, then, if need be, in all others."""
    first = proved_entry(ledger.prove(statement.locator, reader=SYSTEM))
    asserted = getattr(first, "status", None)
    headers = [header for header in snapshot.deliveries() if header.position > delivery.position]
    own = [header for header in headers if header.source == delivery.source]
    found = _acts_in(ledger, own, statement.locator)
    explained = {act.what for act in found}
    missing = statement.status is Status.RETRACTED and "retracted" not in explained
    missing = missing or (statement.status is Status.CONFIRMED != asserted and "confirmed" not in explained)
    if missing:
        others = [header for header in headers if header.source != delivery.source]
        found = sorted([*found, *_acts_in(ledger, others, statement.locator)], key=_position)
    return tuple(found)


def _acts_in(ledger: SqliteLedger, headers: list[Delivery], target: Locator) -> list[Act]:
    found: list[Act] = []
    for header in headers:
        delivery = next(iter(ledger.follow(header.position - 1, reader=SYSTEM)))
        for ordinal, entry in enumerate(delivery.entries):
            if isinstance(entry, Statement) or entry.target != target:
                continue
            what, by, reason = _told(entry, delivery)
            found.append(
                Act(
                    what=what,
                    locator=str(Locator(header.position, ordinal)),
                    recorded_at=header.recorded_at,
                    by=by,
                    reason=reason,
                )
            )
    return found


def _told(entry: Retraction | Confirmation | Marking, delivery: Delivery) -> tuple[str, str | None, str]:
    match entry:
        case Retraction(reason=reason):
            return "retracted", delivery.author, reason
        case Confirmation(by=by, reason=reason):
            return "confirmed", by, reason
        case Marking(handling=handling):
            return "marked", delivery.author, handling.tlp.label


def _position(act: Act) -> int:
    return int(act.locator.split(".")[0])


def _caption(snapshot: Snapshot, entity_id: str) -> str:
    return primary_name(party_of(entity_id, snapshot.entity(entity_id))) or entity_id


def _belongs_to(snapshot: Snapshot, statement: Statement) -> tuple[str, ...]:
    """For a listing, a document or a link: the parties it is about."""
    if is_party_schema(statement.schema):
        return ()
    about = [one.value for one in snapshot.entity(statement.entity_id) if snapshot.entity(one.value)]
    return tuple(f"{entity_id} ({_caption(snapshot, entity_id)})" for entity_id in dict.fromkeys(about))
