"""The Beneficial Ownership Data Standard (BODS 0.2, 0.3, 0.4): a JSON array of statements, or one a line.

A statement that a later one replaces is left out. An interest of shares or votes keeps its bounds; one that is
`indirect` says so, because it may be made of others that stand beside it. An interested party that is not named is a
note of the company.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from watchgate.model.errors import BadInputError
from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.opening import decode_json, json_document, json_lines
from watchgate.watch.lists.values.entities import Claims
from watchgate.watch.ownership.bods_parties import party_claims, schema_of
from watchgate.watch.ownership.bods_records import BodsRecord, Selection, dicts, party_named, text_of
from watchgate.watch.ownership.bods_share import share_text
from watchgate.watch.ownership.interests import office, ownership, power

SHARED = frozenset(
    {
        "shareholding",
        "votingRights",
        "rightsToSurplusAssets",
        "rightsToSurplusAssetsOnDissolution",
        "rightsToProfitOrIncome",
    }
)
OFFICES = frozenset({"seniorManagingOfficial", "boardMember", "boardChair"})
_ID = re.compile(rb'"statementI[Dd]"\s*:')
_KIND = re.compile(rb'"(?:recordType|statementType)"\s*:\s*"(?:entity|person|relationship|ownershipOrControl)')
_CLEAN = re.compile(r"[^a-z0-9]+")


def recognise(path: Path, head: bytes) -> ListFile | None:
    """JSON whose objects are BODS statements; the source is called after the file, since BODS has many publishers."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith((b"[", b"{")) or not _ID.search(head) or not _KIND.search(head):
        return None
    name = re.sub(r"[-_.]?(?:19|20)\d{2}(?:[-_]?\d{2}){0,2}(?!\d)", "", path.name.split(".")[0].lower())
    dataset = f"bods_{_CLEAN.sub('_', name).strip('_') or 'export'}"
    return ListFile(paths=(path,), format=FORMAT.name, source=dataset, dataset=dataset)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """Parties and interests in file order; the file is read twice, to know first what is replaced."""
    selection = Selection()
    for number, statement in _statements(file.paths[0]):
        selection.look(number, statement)
    for number, statement in _statements(file.paths[0]):
        found = selection.record(number, statement)
        if isinstance(found, RefusedEntry):
            yield found
        elif found is not None:
            yield from _entries(found)


FORMAT = ListFormat(
    name="bods", title="Beneficial Ownership Data Standard 0.2-0.4 (JSON)", recognise=recognise, read=read, tried=False
)


def _statements(path: Path) -> Iterator[tuple[int, Any]]:
    """Each statement with its number; a broken line is a number with None."""
    lines = json_lines(path)
    _first, content = next(lines, (0, b""))
    if content.startswith(b"{") and content.endswith(b"}"):
        yield 1, _decoded(content, path)
        for number, line in lines:
            yield number, _decoded(line, path)
        return
    lines.close()  # type: ignore[attr-defined]
    document = json_document(path)
    if isinstance(document, dict):
        document = document.get("statements") or [document]
    if not isinstance(document, list):
        raise BadInputError("is no array of BODS statements", where=str(path))
    yield from enumerate(document, 1)


def _decoded(content: bytes, path: Path) -> Any:
    try:
        return decode_json(content, where=str(path))
    except BadInputError:
        return None


def _entries(record: BodsRecord) -> Iterator[ListEntry | RefusedEntry]:
    if record.kind != "relationship":
        if not record.closed:
            claims = party_claims(record)
            if not len(claims):
                claims.add("notes", "Nothing is said of it but that it is there")
            yield claims.entry(_id(record.id), record.statement, schema_of(record))
        return
    subject, why = party_named(record.details, "subject")
    if not subject:
        yield RefusedEntry(record_id=record.statement, reason=f"names no subject: {why[:200]}")
        return
    holder, why = party_named(record.details, "interestedParty")
    if not holder:
        note = Claims()
        note.add("notes", f"Owner or controller unspecified: {why}", original=why)
        yield note.entry(_id(subject), record.statement, "Company")
        return
    interests = list(dicts(record.details.get("interests"))) or [{}]
    for number, interest in enumerate(interests, 1):
        yield _interest(record, number, interest, _id(holder), _id(subject))


def _interest(record: BodsRecord, number: int, interest: dict[str, Any], holder: str, subject: str) -> ListEntry:
    kind = text_of(interest, "type") or "unknownInterest"
    level = text_of(interest, "directOrIndirect", "interestLevel")
    share = share_text(interest.get("share"))
    start, end = text_of(interest, "startDate"), text_of(interest, "endDate")
    end = end or (record.date if record.closed else "")
    remarks = Claims()
    remarks.add("description", text_of(interest, "details"))
    entity_id, where = f"{_id(record.id)}-{number}", record.statement
    if kind in OFFICES:
        return office(entity_id, where, holder=holder, of=subject, called=kind, start=start, end=end, claims=remarks)
    if kind in SHARED or share:
        return ownership(
            entity_id,
            where,
            owner=holder,
            asset=subject,
            percentage=share,
            called=kind,
            role=level,
            start=start,
            end=end,
            claims=remarks,
        )
    return power(entity_id, where, holder=holder, over=subject, called=kind, start=start, end=end, claims=remarks)


def _id(record_id: str) -> str:
    return f"bods-{record_id}"
