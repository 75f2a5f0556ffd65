"""A relationship record of GLEIF's level 2, whatever file format it came in (RR-CDF 2.1).

GLEIF records who consolidates whose accounts: control, not a share. The percentage of its quantifiers measures the
consolidation (and some write 1.00 for all of it), so it is kept in words and never as a share of ownership.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from watchgate.watch.lists.entry import Claim, ListEntry, RefusedEntry
from watchgate.watch.lists.values.entities import Claims
from watchgate.watch.ownership.interests import ownership, power

DATASET = "gleif"
SOURCE = "gleif.relationships"
LEI = re.compile(r"[0-9A-Z]{18}\d{2}")

CONSOLIDATED = frozenset({"IS_DIRECTLY_CONSOLIDATED_BY", "IS_ULTIMATELY_CONSOLIDATED_BY"})
BRANCH = "IS_INTERNATIONAL_BRANCH_OF"
FUNDS = {
    "IS_FUND-MANAGED_BY": "fund manager",
    "IS_SUBFUND_OF": "umbrella fund",
    "IS_FEEDER_TO": "master fund",
}
VOID = frozenset({"ANNULLED", "DUPLICATE", "PENDING_VALIDATION"})
"""Registrations that say nothing, or not yet."""


class Relationship(msgspec.Struct, frozen=True, kw_only=True):
    """`child` is the start node. `period`: (start, end) of the relationship itself, as written."""

    child: str
    child_type: str
    parent: str
    parent_type: str
    kind: str
    status: str
    registration: str
    period: tuple[str, str] = ("", "")
    quantifiers: Sequence[str] = ()
    qualifiers: Sequence[str] = ()
    sources: str = ""


class Reading:
    """The records of one file in turn; a party is named once."""

    def __init__(self) -> None:
        self._named: set[str] = set()
        self._said: dict[str, int] = {}

    def entries(self, found: Relationship, where: str) -> Iterator[ListEntry | RefusedEntry]:
        """What one record says: both parties by their LEI, and the relationship."""
        record_id = f"{found.child} {found.kind} {found.parent}".strip() or where
        problem = _problem(found)
        if problem is not None:
            yield RefusedEntry(record_id=record_id[:200], reason=problem)
            return
        for lei in (found.child, found.parent):
            if lei not in self._named:
                self._named.add(lei)
                party = Claims()
                party.add("leiCode", lei)
                yield party.entry(f"lei-{lei}", lei, "Company")
        count = self._said[record_id] = self._said.get(record_id, 0) + 1
        suffix = f"-{count}" if count > 1 else ""
        yield _relationship(found, f"gleif-{found.child}-{found.kind.lower()}-{found.parent}{suffix}", record_id)


def _relationship(found: Relationship, entity_id: str, record_id: str) -> ListEntry:
    child, parent = f"lei-{found.child}", f"lei-{found.parent}"
    claims = list(_remarks(found))
    start, end = found.period
    if found.kind in FUNDS:
        called = FUNDS[found.kind]
        return power(
            entity_id, record_id, holder=parent, over=child, called=called, start=start, end=end, claims=claims
        )
    branch = found.kind == BRANCH
    return ownership(
        entity_id,
        record_id,
        owner=parent,
        asset=child,
        percentage="100" if branch else "",
        called="international branch" if branch else "accounting consolidation",
        role=found.kind,
        start=start,
        end=end,
        claims=claims,
    )


def _remarks(found: Relationship) -> Iterator[Claim]:
    if found.registration in VOID or found.status == "INACTIVE":
        yield Claim("status", "inactive", None, found.registration if found.registration in VOID else found.status)
    elif found.status:
        yield Claim("status", found.status.lower(), None, found.status)
    if found.registration:
        yield Claim("summary", f"Registration: {found.registration}", None, found.registration)
    for text in (*found.qualifiers, *found.quantifiers):
        yield Claim("description", text)
    if found.sources:
        yield Claim("description", f"Validation: {found.sources}", None, found.sources)


def _problem(found: Relationship) -> str | None:
    for word, node, kind in (("start", found.child, found.child_type), ("end", found.parent, found.parent_type)):
        if kind != "LEI" or not LEI.fullmatch(node):
            return f"its {word} node is no LEI: {kind[:40]} {node[:40]!r}"
    if found.kind not in CONSOLIDATED and found.kind not in FUNDS and found.kind != BRANCH:
        return f"relationship type {found.kind[:80]!r} is not known"
    return "both nodes are the same" if found.child == found.parent else None
