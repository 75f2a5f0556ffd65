"""What must hold of a ledger after whatever happened to it: every promise, each broken one said in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from support.faulty_vfs_workload import draft
from watchgate.ledger.interface import Ledger
from watchgate.ledger.merkle import check_consistency_path
from watchgate.ledger.open import open_ledger
from watchgate.model.delivery import Delivery, Receipt
from watchgate.model.errors import WatchgateError
from watchgate.model.handling import SYSTEM
from watchgate.model.statement import Entry, Locator, Statement, Status

AFTERWARDS = "afterwards"
"""The worker in whose name the check itself appends; what an earlier check appended is taken as tried."""


class Tried(msgspec.Struct, frozen=True):
    """An append that was tried: the draft, and the receipt if it was acknowledged."""

    draft: Delivery
    receipt: Receipt | None


def broken_promises(home: Path, tried: Iterable[Tried]) -> list[str]:
    """Reopen the ledger in `home` and compare it with everything that was tried; empty when all promises hold.

    - every acknowledged delivery is there, byte for byte, under its position, id, roots and entry ids;
    - what was tried and not acknowledged is there whole or not at all, and nothing is there twice;
    - positions have no gap, nothing else is there, `verify` finds no damage;
    - today's log continues the log of every receipt; a further append works.
    """
    try:
        ledger = open_ledger(home)
    except WatchgateError as error:
        return [f"the ledger does not open: {error}"]
    try:
        return [*_compare(ledger, {one.draft.note or "": one for one in tried}), *_goes_on(ledger)]
    except WatchgateError as error:
        return [f"the ledger cannot be read: {error}"]
    finally:
        ledger.close()


def _compare(ledger: Ledger, tried: Mapping[str, Tried]) -> Iterable[str]:
    verification = ledger.verify()
    yield from verification.damages
    stored = list(ledger.follow(0, reader=SYSTEM))
    head = ledger.head()
    if [delivery.position for delivery in stored] != list(range(1, head.position + 1)):
        yield f"positions have a gap or end before {head.position}"
    if verification.deliveries != len(stored) or verification.entries != sum(len(one.entries) for one in stored):
        yield "verify counted other than follow"
    found: set[str] = set()
    for delivery in stored:
        name = delivery.note or ""
        if name.startswith(AFTERWARDS):
            yield from _same(delivery, Tried(_afterwards(delivery.position - 1), None))
            continue
        if name not in tried:
            yield f"delivery {delivery.position} ({name!r}) was never tried"
            continue
        if name in found:
            yield f"delivery {name!r} is there twice"
        found.add(name)
        yield from _same(delivery, tried[name])
    for name, one in tried.items():
        if one.receipt is not None and name not in found:
            yield f"acknowledged delivery {name!r} (position {one.receipt.position}) is lost"
        elif one.receipt is not None and not _continues(ledger, one.receipt):
            yield f"the log is no continuation of the one acknowledged with {name!r}"


def _same(stored: Delivery, one: Tried) -> Iterable[str]:
    expected = msgspec.structs.replace(
        one.draft, position=stored.position, recorded_at=stored.recorded_at, id=stored.id, root=stored.root, entries=()
    )
    if msgspec.structs.replace(stored, entries=()) != expected:
        yield f"the header of delivery {stored.position} is not that of its draft"
    said = [_plain(entry, stored.position) for entry in stored.entries]
    if said != [_plain(entry, stored.position) for entry in one.draft.entries]:
        yield f"the entries of delivery {stored.position} are not those of its draft"
    receipt = one.receipt
    if receipt is None:
        return
    if (receipt.position, receipt.recorded_at, receipt.delivery_id, receipt.root) != (
        stored.position,
        stored.recorded_at,
        stored.id,
        stored.root,
    ):
        yield f"delivery {stored.position} is not the one that was acknowledged"
    for ordinal, entry in enumerate(stored.entries):
        if isinstance(entry, Statement) and entry.id != receipt.entry_ids[ordinal]:
            yield f"entry {stored.position}.{ordinal} has another id than was acknowledged"


def _plain(entry: Entry, position: int) -> Entry:
    """The entry without what the ledger adds; a target in its own delivery named by its position."""
    if isinstance(entry, Statement):
        return msgspec.structs.replace(entry, id="", position=0, ordinal=0, status=Status.CONFIRMED)
    return msgspec.structs.replace(entry, target=Locator(entry.target.position or position, entry.target.ordinal))


def _continues(ledger: Ledger, receipt: Receipt) -> bool:
    head = ledger.head()
    path = [bytes.fromhex(node) for node in ledger.consistency(receipt.position, head.position)]
    roots = bytes.fromhex(receipt.log_root), bytes.fromhex(head.root)
    return check_consistency_path(receipt.position, head.position, *roots, path)


def _goes_on(ledger: Ledger) -> Iterable[str]:
    before = ledger.head().position
    one = _afterwards(before)
    receipt = ledger.append(one)
    if receipt.position != before + 1:
        yield f"the next append became {receipt.position}, after {before}"
    last = list(ledger.follow(before, reader=SYSTEM))
    if len(last) != 1:
        yield "the next append is not to be read"
        return
    yield from _same(last[0], Tried(one, receipt))


def _afterwards(position: int) -> Delivery:
    return draft(0, AFTERWARDS, position)
