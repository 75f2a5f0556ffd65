"""The three kinds of BODS statements, 0.2 to 0.4, in one shape: what 0.4 calls a record.

Until 0.3 a statement is published anew under another id and names those it replaces; from 0.4 on a record keeps its id
over its statements, and the last of them holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from watchgate.watch.lists.entry import RefusedEntry

OLD_KINDS = {
    "entityStatement": "entity",
    "personStatement": "person",
    "ownershipOrControlStatement": "relationship",
}


class BodsRecord(msgspec.Struct, frozen=True):
    """`id`: what relationships name it by. `statement`: the id of the statement it is taken from. `closed`: ended."""

    id: str
    kind: str
    statement: str
    date: str
    closed: bool
    details: dict[str, Any]


class Selection:
    """First every statement is looked at (`look`), then those that hold are told from those that are replaced."""

    def __init__(self) -> None:
        self._replaced: set[str] = set()
        self._last: dict[tuple[str, str], tuple[str, int]] = {}

    def look(self, number: int, statement: Any) -> None:
        """Take note of what a statement replaces; `number` is its place in the file."""
        if not isinstance(statement, dict):
            return
        self._replaced.update(one for one in _list(statement.get("replacesStatements")) if isinstance(one, str))
        if "recordType" in statement:
            key = (_text(statement, "recordType"), _text(statement, "recordId"))
            self._last[key] = max(self._last.get(key, ("", -1)), (_text(statement, "statementDate"), number))

    def record(self, number: int, statement: Any) -> BodsRecord | RefusedEntry | None:
        """The record a statement makes; None when a later one replaces it."""
        if not isinstance(statement, dict):
            return RefusedEntry(record_id=f"statement {number}", reason="is no JSON object")
        if "recordType" in statement:
            return self._of_04(number, statement)
        found, kind = _text(statement, "statementID"), OLD_KINDS.get(_text(statement, "statementType"), "")
        if not found or not kind:
            reason = "has no statementID, or a statementType that is not known"
            return RefusedEntry(record_id=found or f"statement {number}", reason=reason)
        if found in self._replaced:
            return None
        return BodsRecord(found, kind, found, _text(statement, "statementDate"), False, statement)

    def _of_04(self, number: int, statement: dict[str, Any]) -> BodsRecord | RefusedEntry | None:
        kind, found = _text(statement, "recordType"), _text(statement, "recordId")
        named = _text(statement, "statementId") or f"statement {number}"
        details = statement.get("recordDetails")
        closed = _text(statement, "recordStatus") == "closed"
        if self._last.get((kind, found), ("", number))[1] != number:
            return None
        if kind not in OLD_KINDS.values() or not found:
            return RefusedEntry(record_id=named, reason="has no recordId, or a recordType that is not known")
        if not isinstance(details, dict):
            if closed:
                return None
            return RefusedEntry(record_id=named, reason="has no recordDetails")
        return BodsRecord(found, kind, named, _text(statement, "statementDate"), closed, details)


def party_named(details: dict[str, Any], role: str) -> tuple[str, str]:
    """The record that is `subject` or `interestedParty`, and in words why there is none."""
    said = details.get(role)
    if isinstance(said, str):
        return said, ""
    if not isinstance(said, dict):
        return "", "not said"
    for key in ("describedByEntityStatement", "describedByPersonStatement"):
        if isinstance(said.get(key), str) and said[key]:
            return str(said[key]), ""
    reasons = said.get("unspecified") if isinstance(said.get("unspecified"), dict) else said
    assert isinstance(reasons, dict)
    return "", ": ".join(str(reasons[key]) for key in ("reason", "description") if reasons.get(key)) or "not said"


def dicts(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON array; nothing of anything else."""
    yield from (one for one in _list(value) if isinstance(one, dict))


def text_of(value: Any, *keys: str) -> str:
    """The first of `keys` that holds text in a JSON object."""
    if isinstance(value, dict):
        for key in keys:
            found = value.get(key)
            if isinstance(found, str) and found.strip():
                return " ".join(found.split())
    return ""


def _list(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else ()


def _text(statement: dict[str, Any], key: str) -> str:
    found = statement.get(key)
    return found.strip()[:255] if isinstance(found, str) else ""
