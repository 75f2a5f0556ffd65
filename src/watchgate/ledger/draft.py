"""What may enter the ledger: a delivery is checked entry by entry and refused whole, with the entry and the reason.

What needs the ledger itself (does the target of a retraction exist?) is checked by the writer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import msgspec

from watchgate.ledger.canonical import decode_row, draft_from, encode_and_look
from watchgate.ledger.merkle import root_of
from watchgate.ledger.originals import Originals
from watchgate.ledger.plain import encode_plain
from watchgate.ledger.random_bytes import random_bytes
from watchgate.ledger.references import REFERENCE_PROPS
from watchgate.ledger.salted import salted_leaves
from watchgate.ledger.schema import ENTRIES_MAX
from watchgate.model.delivery import Delivery
from watchgate.model.errors import BadInputError
from watchgate.model.grade import parse_grade
from watchgate.model.handling import PUBLIC, UNMARKED, Handling, Tlp
from watchgate.model.statement import Entry, Evidence, ListRecord, Locator, Span, Statement, Status

ENTRY_BYTES_MAX = 1 << 20
DELIVERY_BYTES_MAX = 256 << 20
LINE_CHARACTERS_MAX = 4_096
"""Source, author, note, entity id: one line each."""
SLICE = 256
"""Entries worked on together: few enough to stay in a processor's cache."""
COLUMNS_FROM = 16
"""Entries from which looking at columns is cheaper than looking at each."""
CHAINS = "chain:"
"""How the sources begin that say which blocks of a chain were read (`transfers/ranges.py`), without entries."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_USUAL_HANDLING = (PUBLIC, UNMARKED)
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


class Draft(msgspec.Struct, frozen=True):
    """A checked delivery.

    `payloads`: the canonical bytes of each entry. `entities`: the entity of each statement, None for an act.
    By ordinal, `targets`: the target of each act; `refers`: the entity a statement's value points to, where its
    property is of that kind.
    """

    delivery: Delivery
    payloads: list[bytes]
    entities: list[str | None]
    targets: dict[int, Locator]
    refers: dict[int, str]


class SealedDraft(msgspec.Struct, frozen=True):
    """A checked delivery with its entries hashed: all of it that does not depend on its position."""

    draft: Draft
    secret: bytes
    root: str


def seal(draft: Draft) -> SealedDraft:
    """Give the delivery the secret that salts its leaves, and their root."""
    secret = random_bytes()
    return SealedDraft(draft, secret, root_of(salted_leaves(secret, draft.payloads)).hex())


def check_delivery(delivery: Delivery, originals: Originals) -> Draft:
    """Check `delivery`; BadInputError names the field or the ordinal of the entry."""
    check_header(delivery)
    draft = Draft(delivery, [], [], {}, {})
    for start in range(0, len(delivery.entries), SLICE):
        entries = delivery.entries[start : start + SLICE]
        if len(entries) < COLUMNS_FROM or not _take_usual(draft, entries):
            for entry in entries:
                _take(draft, entry, originals)
    size = sum(map(len, draft.payloads))
    if size > DELIVERY_BYTES_MAX:
        raise BadInputError(
            f"the delivery has {size:,} bytes, at most {DELIVERY_BYTES_MAX:,} are taken", hint="split it"
        )
    return draft


def _take_usual(draft: Draft, entries: Sequence[Entry]) -> bool:
    """Add usual statements to the draft all at once; not when there are others or something is wrong with one."""
    plain = encode_plain(entries)
    if (
        plain is None
        or max(map(len, plain.payloads)) > ENTRY_BYTES_MAX
        or max(map(len, plain.entities)) > LINE_CHARACTERS_MAX
        or not all(map(is_date, plain.dates))
        or not all(map(_SHA256.fullmatch, plain.sha256s))
    ):
        return False
    if not REFERENCE_PROPS.isdisjoint(plain.props):
        numbered = enumerate(zip(plain.props, plain.values, strict=True), len(draft.payloads))
        draft.refers.update((ordinal, value) for ordinal, (prop, value) in numbered if prop in REFERENCE_PROPS)
    draft.payloads.extend(plain.payloads)
    draft.entities.extend(plain.entities)
    return True


def _take(draft: Draft, entry: Entry, originals: Originals) -> None:
    """Add any entry to the draft, or say what is wrong with it."""
    ordinal = len(draft.payloads)
    if isinstance(entry, Statement):
        if entry.id or entry.position or entry.ordinal:
            raise _refuse(ordinal, "id, position and ordinal are given by the ledger", "leave them out")
        draft.payloads.append(canonical_bytes(entry, ordinal))
        _check_statement(entry, ordinal, originals)
        draft.entities.append(entry.entity_id)
        if entry.prop in REFERENCE_PROPS:
            draft.refers[ordinal] = entry.value
    else:
        draft.payloads.append(canonical_bytes(entry, ordinal))
        draft.entities.append(None)
        draft.targets[ordinal] = _check_target(entry.target, ordinal)


def canonical_bytes(entry: Entry, ordinal: int) -> bytes:
    """The entry's canonical bytes, read back where a field may have a wrong type: nothing unreadable is stored."""
    try:
        payload, plain = encode_and_look(entry)
        same = plain or draft_from(decode_row(payload)) == entry
    except UnicodeEncodeError as error:
        raise _refuse(ordinal, "a text holds half of a surrogate pair, which is no character") from error
    except (msgspec.DecodeError, TypeError, AttributeError, ValueError, KeyError) as error:
        raise _refuse(ordinal, f"a field has the wrong type: {error}") from error
    if not same:
        raise _refuse(ordinal, "a field has the wrong type: it would be read back as something else")
    if len(payload) > ENTRY_BYTES_MAX:
        raise _refuse(ordinal, f"it has {len(payload):,} bytes, at most {ENTRY_BYTES_MAX:,} are taken")
    return payload


def check_header(delivery: Delivery) -> None:
    """BadInputError when a field of the delivery itself cannot be used."""
    if delivery.position or delivery.recorded_at or delivery.id or delivery.root:
        raise BadInputError(
            "position, recorded_at, id and root are given by the ledger", where="delivery", hint="leave them out"
        )
    if len(delivery.entries) > ENTRIES_MAX:
        raise BadInputError(
            f"the delivery has {len(delivery.entries):,} entries, at most {ENTRIES_MAX:,} are taken", hint="split it"
        )
    _check_line(delivery.source, "source")
    if delivery.entries and delivery.source.startswith(CHAINS):
        raise BadInputError(
            f"{delivery.source!r} is the name of a chain, of which blocks alone speak",
            where="delivery.source",
            hint="say it under a name of your own",
        )
    for field, text in (("author", delivery.author), ("note", delivery.note)):
        if text is not None:
            _check_line(text, field)
    if parse_grade(delivery.grade) != delivery.grade:
        raise BadInputError(f"{delivery.grade!r} is not a grade", where="delivery.grade", hint="write it as B2")
    if delivery.file_sha256 is not None and not _SHA256.fullmatch(delivery.file_sha256):
        raise BadInputError("not a sha256 in lower-case hex", where="delivery.file_sha256")
    if delivery.snapshot_date is not None and not is_date(delivery.snapshot_date):
        raise BadInputError(
            f"{delivery.snapshot_date!r} is not a date", where="delivery.snapshot_date", hint="write it as 2026-03-01"
        )
    if not isinstance(delivery.complete, bool):
        raise BadInputError("not true or false", where="delivery.complete")
    _check_handling(delivery.handling, "delivery.handling")


def is_date(text: str) -> bool:
    """Whether `text` is an ISO 8601 date of any precision: 2024, 2024-03, 2024-03-01."""
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


def _check_statement(statement: Statement, ordinal: int, originals: Originals) -> None:
    if not (statement.entity_id and statement.schema and statement.prop and statement.value and statement.dataset):
        raise _refuse(ordinal, "entity_id, schema, prop, value and dataset may not be empty")
    if len(statement.entity_id) > LINE_CHARACTERS_MAX:
        raise _refuse(ordinal, "entity_id is too long")
    if statement.status is Status.RETRACTED:
        raise _refuse(ordinal, "a statement is asserted as proposed or confirmed", "append a Retraction instead")
    if statement.valid_from is not None and not is_date(statement.valid_from):
        raise _refuse(
            ordinal, f"valid_from {statement.valid_from!r} is not a date", "write 2024, 2024-03 or 2024-03-01"
        )
    if statement.valid_to is not None and not is_date(statement.valid_to):
        raise _refuse(ordinal, f"valid_to {statement.valid_to!r} is not a date", "write 2024, 2024-03 or 2024-03-01")
    if statement.evidence is not None:
        _check_evidence(statement.evidence, ordinal, originals)


def _check_evidence(evidence: Evidence, ordinal: int, originals: Originals) -> None:
    if isinstance(evidence, ListRecord):
        if evidence.sha256 is not None and not _SHA256.fullmatch(evidence.sha256):
            raise _refuse(ordinal, "the evidence's sha256 is not lower-case hex of 64 characters")
    elif isinstance(evidence, Span):
        if not _SHA256.fullmatch(evidence.sha256):
            raise _refuse(ordinal, "the evidence's sha256 is not lower-case hex of 64 characters")
        if not 0 <= evidence.start < evidence.end:
            raise _refuse(ordinal, f"the span [{evidence.start}, {evidence.end}) is empty or turned round")
        try:
            stored = originals.text(evidence.sha256)[evidence.start : evidence.end]
        except BadInputError as error:
            raise _refuse(ordinal, error.message, error.hint) from error
        if stored != evidence.raw:
            raise _refuse(
                ordinal,
                f"raw is not what stands at [{evidence.start}, {evidence.end}) of document {evidence.sha256[:12]}",
                "quote the document character for character",
            )


def _check_target(target: Locator, ordinal: int) -> Locator:
    if target.position == 0 and not 0 <= target.ordinal < ordinal:
        raise _refuse(ordinal, f"its target {target.ordinal} in the same delivery does not stand before it")
    if target.position < 0 or not 0 <= target.ordinal < ENTRIES_MAX:
        raise _refuse(ordinal, f"its target {target.position}.{target.ordinal} cannot exist")
    return Locator(*target)


def _check_handling(handling: Handling, where: str) -> None:
    if handling in _USUAL_HANDLING:
        return
    try:
        Tlp(handling.tlp)
        named = [*handling.releasable_to, *([handling.originator] if handling.originator is not None else [])]
        usable = all(isinstance(name, str) and name.strip() for name in named)
    except (ValueError, TypeError, AttributeError) as error:
        raise BadInputError(f"not a handling: {error}", where=where) from error
    if not usable:
        raise BadInputError("an organisation has no name", where=where)
    if handling.expires_at is not None and not isinstance(handling.expires_at, int):
        raise BadInputError("expires_at is not an instant in microseconds", where=where)


def _check_line(text: str, field: str) -> None:
    if not isinstance(text, str) or not text or len(text) > LINE_CHARACTERS_MAX:
        raise BadInputError(f"it is empty or longer than {LINE_CHARACTERS_MAX:,} characters", where=f"delivery.{field}")
    if min(text) < " ":
        raise BadInputError(
            "it holds a control character", where=f"delivery.{field}", hint="write one line of plain text"
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadInputError("it holds half of a surrogate pair", where=f"delivery.{field}") from error


def _refuse(ordinal: int, reason: str, hint: str | None = None) -> BadInputError:
    return BadInputError(reason, where=f"entry {ordinal} of the delivery", hint=hint)
