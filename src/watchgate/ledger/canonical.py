"""The canonical bytes of an entry: what is stored, hashed and proved. One encoding, and it never changes.

A JSON array (RFC 8259, UTF-8, no white space, only the escapes JSON demands) whose fields stand in a fixed order;
a default value is null, and nulls at the end are left out. So anyone can read and hash a row ten years from now, in
any language, without this program.

    ["s", entity_id, schema, prop, value, dataset, evidence, status, original_value, lang, origin,
          valid_from, valid_to, external, first_seen, last_seen]      statement; status null means confirmed
    ["r", [position, ordinal], reason]                                retraction
    ["c", [position, ordinal], by, reason]                            confirmation
    ["m", [position, ordinal], handling]                              marking
    evidence: ["list", record_id, sha256] ["span", sha256, start, end, raw] ["chain", chain, block, transaction, output]
              ["scene", [scene_id, ...], geometry]
    handling: [tlp, [organisation, ... sorted], originator, originator_control, expires_at]

Position 0 in a target means the delivery the act itself stands in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from watchgate.model.handling import Handling, Tlp
from watchgate.model.statement import (
    ChainOutput,
    Confirmation,
    Entry,
    Evidence,
    ListRecord,
    Locator,
    Marking,
    Retraction,
    Scene,
    Span,
    Statement,
    Status,
)


class ListRow(msgspec.Struct, frozen=True, array_like=True, tag="list", gc=False):
    record_id: str
    sha256: str | None = None


class SpanRow(msgspec.Struct, frozen=True, array_like=True, tag="span", gc=False):
    sha256: str
    start: int
    end: int
    raw: str


class ChainRow(msgspec.Struct, frozen=True, array_like=True, tag="chain", gc=False):
    chain: str
    block: int
    transaction: str
    output: int | None = None


class SceneRow(msgspec.Struct, frozen=True, array_like=True, tag="scene", gc=False):
    scene_ids: tuple[str, ...]
    geometry: str


class HandlingRow(msgspec.Struct, frozen=True, array_like=True):
    tlp: str
    releasable_to: tuple[str, ...] | None = None
    originator: str | None = None
    originator_control: bool | None = None
    expires_at: int | None = None


class StatementRow(msgspec.Struct, frozen=True, array_like=True, tag="s", gc=False):
    entity_id: str
    schema: str
    prop: str
    value: str
    dataset: str
    evidence: ListRow | SpanRow | ChainRow | SceneRow | None = None
    status: Status | None = None
    original_value: str | None = None
    lang: str | None = None
    origin: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    external: bool | None = None
    first_seen: str | None = None
    last_seen: str | None = None


class RetractionRow(msgspec.Struct, frozen=True, array_like=True, tag="r"):
    target: tuple[int, int]
    reason: str


class ConfirmationRow(msgspec.Struct, frozen=True, array_like=True, tag="c"):
    target: tuple[int, int]
    by: str
    reason: str | None = None


class MarkingRow(msgspec.Struct, frozen=True, array_like=True, tag="m"):
    target: tuple[int, int]
    handling: HandlingRow


EntryRow = StatementRow | RetractionRow | ConfirmationRow | MarkingRow

_encode = msgspec.json.Encoder().encode
decode_row: Callable[[bytes], EntryRow] = msgspec.json.Decoder(EntryRow).decode
"""Canonical bytes -> row; one of `UNREADABLE` when they are none."""

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, KeyError, TypeError, AttributeError)
"""What reading stored bytes raises when a flipped bit made them, or the type they are stored as, something else."""

KIND_AT = 2
"""Where the letter of the kind stands in canonical bytes, to tell kinds apart without decoding."""
STATEMENT, RETRACTION, CONFIRMATION, MARKING = b"srcm"


def encode_entry(entry: Entry) -> bytes:
    """The canonical bytes; UnicodeEncodeError when a text holds half a surrogate pair."""
    return encode_and_look(entry)[0]


def encode_and_look(entry: Entry) -> tuple[bytes, bool]:
    """The canonical bytes, and whether every field certainly has its own type.

    A struct does not look at types when it is made. False means that only reading the bytes back can tell: the look is
    kept to the usual kind of statement, because it is taken at each one, and reading back costs five times as much.
    """
    if type(entry) is not Statement:
        return _encode_other(entry), False
    head = (entry.entity_id, entry.schema, entry.prop, entry.value, entry.dataset)
    rest = (
        None if entry.status is Status.CONFIRMED else entry.status,
        entry.original_value,
        entry.lang,
        entry.origin,
        entry.valid_from,
        entry.valid_to,
        entry.external or None,
        entry.first_seen,
        entry.last_seen,
    )
    evidence = entry.evidence
    plain = set(map(type, head)) == _TEXT
    if type(evidence) is ListRecord and evidence.sha256 is None:
        cited: list[Any] | None = ["list", evidence.record_id]
        plain = plain and type(evidence.record_id) is str
    else:
        cited = None if evidence is None else _evidence_fields(evidence)
        plain = plain and evidence is None
    if rest == _NO_REST:
        return _encode(("s", *head, cited) if cited else ("s", *head)), plain
    return _encode(_trim(["s", *head, cited, *rest])), plain and set(map(type, rest)) <= _TEXT_OR_NOTHING


def _encode_other(entry: Entry) -> bytes:
    if isinstance(entry, Statement):
        raise TypeError("a statement is not of a class derived from Statement")
    if isinstance(entry, Retraction):
        return _encode(["r", entry.target, entry.reason])
    if isinstance(entry, Confirmation):
        return _encode(_trim(["c", entry.target, entry.by, entry.reason or None]))
    return _encode(["m", entry.target, handling_fields(entry.handling)])


def statement_from(row: StatementRow, *, entry_id: str, position: int, ordinal: int, status: Status) -> Statement:
    """The statement as readers know it, with what the ledger gave it and how it stands."""
    return Statement(
        entity_id=row.entity_id,
        schema=row.schema,
        prop=row.prop,
        value=row.value,
        dataset=row.dataset,
        lang=row.lang,
        original_value=row.original_value,
        origin=row.origin,
        external=row.external is True,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        status=status,
        evidence=None if row.evidence is None else _evidence_from(row.evidence),
        id=entry_id,
        position=position,
        ordinal=ordinal,
    )


def act_from(row: RetractionRow | ConfirmationRow | MarkingRow, position: int) -> Retraction | Confirmation | Marking:
    """The act as readers know it; a target inside its own delivery gets that delivery's position."""
    target = Locator(row.target[0] or position, row.target[1])
    if isinstance(row, RetractionRow):
        return Retraction(target=target, reason=row.reason)
    if isinstance(row, ConfirmationRow):
        return Confirmation(target=target, by=row.by, reason=row.reason or "")
    return Marking(target=target, handling=handling_from(row.handling))


def draft_from(row: EntryRow) -> Entry:
    """The entry as it was before the ledger gave it anything: encoding it again gives the same bytes."""
    if not isinstance(row, StatementRow):
        return act_from(row, 0)
    return statement_from(row, entry_id="", position=0, ordinal=0, status=row.status or Status.CONFIRMED)


def handling_fields(handling: Handling) -> list[Any]:
    """The handling as canonical fields."""
    return _trim(
        [
            Tlp(handling.tlp).name,
            sorted(handling.releasable_to) or None,
            handling.originator,
            handling.originator_control or None,
            handling.expires_at,
        ]
    )


def handling_from(row: HandlingRow) -> Handling:
    """The handling of canonical fields; KeyError when the TLP level is none."""
    return Handling(
        tlp=Tlp[row.tlp],
        releasable_to=frozenset(row.releasable_to or ()),
        originator=row.originator,
        originator_control=row.originator_control is True,
        expires_at=row.expires_at,
    )


_NO_REST = (None,) * 9
_TEXT = {str}
_TEXT_OR_NOTHING = {str, type(None)}


def _evidence_fields(evidence: Evidence) -> list[Any]:
    if isinstance(evidence, ListRecord):
        if evidence.sha256 is None:
            return ["list", evidence.record_id]
        return ["list", evidence.record_id, evidence.sha256]
    if isinstance(evidence, Span):
        return ["span", evidence.sha256, evidence.start, evidence.end, evidence.raw]
    if isinstance(evidence, ChainOutput):
        return _trim(["chain", evidence.chain, evidence.block, evidence.transaction, evidence.output])
    return ["scene", evidence.scene_ids, evidence.geometry]


def _evidence_from(row: ListRow | SpanRow | ChainRow | SceneRow) -> Evidence:
    if isinstance(row, ListRow):
        return ListRecord(row.record_id, row.sha256)
    if isinstance(row, SpanRow):
        return Span(row.sha256, row.start, row.end, row.raw)
    if isinstance(row, ChainRow):
        return ChainOutput(row.chain, row.block, row.transaction, row.output)
    return Scene(row.scene_ids, row.geometry)


def _trim(fields: list[Any]) -> list[Any]:
    while fields[-1] is None:
        fields.pop()
    return fields
