"""Every place in a message of every supported type where something is compared, by the element table.

A place is a path of tags, such as CdtTrfTxInf/Cdtr/Nm, and what is compared there. The table nests blocks in one
another without end (charges in charges, a contact in a contact), so that each row is taken once for each role it can
have in a type of message, where the path to it is shortest.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import NamedTuple

import msgspec

from watchgate.gate.records.address import MAY_HOLD_NAMES
from watchgate.gate.records.element_table import ANY, Branch, Element, root_element, rows

KINDS = ("pacs.008", "pacs.009", "pacs.004", "pain.001", "app_header")
TWICE = ("contact", "underlying")
"""What may stand in a role once: no message nests a contact in a contact."""
INVENTED = "NewElmt"
"""A tag the table does not know: it is compared as text."""


class What(StrEnum):
    """What is compared at a place, and so what is planted there."""

    NAME = "name"
    BANK_NAME = "bank_name"
    TEXT = "text"
    STRAY = "stray"
    IDENTIFIER = "identifier"
    NUMBER = "number"
    IBAN = "iban"
    ACCOUNT = "account"
    CLEARING = "clearing"


WORDS = (What.TEXT, What.STRAY)
"""Compared as free text, with the threshold of texts."""

_BY_ACTION = {
    "name": What.NAME,
    "bank_name": What.BANK_NAME,
    "text": What.TEXT,
    "scheme_text": What.TEXT,
    "issuer": What.TEXT,
    "address_line": What.TEXT,
    "identifier": What.IDENTIFIER,
    "number": What.NUMBER,
    "iban": What.IBAN,
    "account_number": What.ACCOUNT,
    "proxy": What.ACCOUNT,
    "clearing_number": What.CLEARING,
    **dict.fromkeys(("in", "party", "account", "address", "transaction", "batch"), What.STRAY),
}
"""Beside these, countries and birth dates qualify and never hit, streets and towns are compared as places alone, and
the rest is skipped with the reason in the table."""


class Place(msgspec.Struct, frozen=True):
    """`tags` from below the message element (or AppHdr) down; `argument` of the table, such as the kind of identifier.
    `fresh`: how many tags lead to the party or account that is made anew, 0 where there is none around it."""

    kind: str
    tags: tuple[str, ...]
    what: What
    role: str
    argument: str
    fresh: int
    row: tuple[str, str]


@cache
def places() -> tuple[Place, ...]:
    """All of them."""
    return tuple(place for kind in KINDS for place in _below(kind))


class _Step(NamedTuple):
    """An element whose block is gone into, and how one came there."""

    element: Element
    block: str
    tags: tuple[str, ...]
    fresh: int


def _below(kind: str) -> Iterator[Place]:
    seen = {(kind, "")}
    steps = deque([_Step(root_element(kind), kind, (), 0)])
    while steps:
        step = steps.popleft()
        for name in (*_blocks().get(step.block, ()), INVENTED):
            tag = INVENTED if name == ANY else name
            child = step.element.child(tag)
            path = (*step.tags, tag)
            fresh = step.fresh or (len(path) if child.action in ("party", "account") else 0)
            what = _what(child)
            if what is not None:
                yield Place(kind, path, what, child.role, child.argument, fresh, (step.block, name))
            inner = _inner(child) if name != INVENTED else ""
            known = (inner, child.role or child._prefix)
            if inner and known not in seen and not any(known[1].count(word) > 1 for word in TWICE):
                seen.add(known)
                steps.append(_Step(child, inner, path, fresh))


def _what(element: Element) -> What | None:
    if element.action == "address_part":
        return What.TEXT if element.argument in MAY_HOLD_NAMES else None
    return _BY_ACTION.get(element.action)


def _inner(element: Element) -> str:
    """The block below an element, if there is one with rows."""
    leaf = element.branch in (Branch.LEAF, Branch.SKIP, Branch.AMOUNT)
    return "" if leaf or element._block not in _blocks() else element._block


@cache
def _blocks() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows():
        found[row.block].append(row.element)
    return {block: tuple(names) for block, names in found.items()}
