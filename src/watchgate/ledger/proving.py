"""Proofs from the stored ledger: what `check_proof` and `check_consistency` take."""

from __future__ import annotations

from watchgate.ledger.interface import Head, Proof
from watchgate.ledger.merkle import consistency_path, inclusion_path, root_of, subtrees_of
from watchgate.ledger.rows import key_of
from watchgate.ledger.salted import salt_of, salted_leaves
from watchgate.ledger.sqlite_log import stored_subtree
from watchgate.ledger.sqlite_reader import SqliteReader
from watchgate.ledger.view import View
from watchgate.model.errors import BadInputError, LedgerDamagedError, NotFoundError
from watchgate.model.statement import Locator


def prove(store: SqliteReader, locator: Locator, head: Head, view: View) -> Proof:
    """That the entry at `locator` is in the log with `head`; it opens this entry and no other, to who may see it."""
    position, ordinal = locator
    rows = store.pool.rows("SELECT header, secret FROM delivery WHERE position = ?", (position,))
    payloads = [row[4] for row in store.of_delivery(position)] if 1 <= position <= head.position else []
    if not rows or not 0 <= ordinal < len(payloads) or not _may_see(store, view, locator):
        raise NotFoundError(f"there is no entry {position}.{ordinal}", hint="see: watchgate ledger log")
    data, secret = rows[0]
    row = store.known.get(position).row
    leaves = salted_leaves(secret, payloads)
    if root_of(leaves).hex() != row.root:
        damaged = _odd_rows(store, position) or f"the entries of delivery {position} do not give its root"
        raise LedgerDamagedError(damaged, hint="run: watchgate ledger verify")
    with store.pool.lend() as connection:
        log_path = inclusion_path(stored_subtree(connection), position - 1, head.position)
    return Proof(
        locator=Locator(position, ordinal),
        canonical=payloads[ordinal].hex(),
        salt=salt_of(secret, ordinal).hex(),
        entry_path=tuple(part.hex() for part in inclusion_path(subtrees_of(leaves), ordinal, len(leaves))),
        delivery_entries=len(leaves),
        delivery_root=row.root,
        delivery_header=data.hex(),
        log_path=tuple(part.hex() for part in log_path),
        head=head,
    )


def prove_consistency(store: SqliteReader, old_position: int, new_position: int, head: int) -> tuple[str, ...]:
    """RFC 6962 consistency proof between two heads of this log, hex."""
    if not 0 <= old_position <= new_position <= head:
        raise BadInputError(
            f"there is no proof from position {old_position} to {new_position}",
            hint=f"give two positions from 0 to {head}, the older one first",
        )
    with store.pool.lend() as connection:
        return tuple(part.hex() for part in consistency_path(stored_subtree(connection), old_position, new_position))


def _may_see(store: SqliteReader, view: View, locator: Locator) -> bool:
    """Whether the view's reader may see the delivery, whose header a proof shows, and the entry or what it acts on."""
    if view.everything:
        return True
    row = store.one(key_of(*locator))
    if row is None or not view.sees_delivery(locator.position):
        return False
    at = row[0] if row[2] is None else row[2]
    return view.sees(at, view.newest_marks(store.acts_on(at, at + 1)))


def _odd_rows(store: SqliteReader, position: int) -> str | None:
    expected = key_of(position, 0)
    for at, *_ in store.of_delivery(position):
        if at != expected:
            return f"entry {position}.{expected - key_of(position, 0)} is missing"
        expected += 1
    return None
