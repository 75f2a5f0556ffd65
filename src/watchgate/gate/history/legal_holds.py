"""Legal holds: what may not be erased while they last, on a party with all its payments, a decision, a customer."""

from __future__ import annotations

from typing import cast

import apsw
import msgspec

from watchgate.gate.history.acts import HoldBegun, HoldEnded, acts, note
from watchgate.gate.history.history import History
from watchgate.model.errors import BadInputError, NotFoundError

PARTY, DECISION, CUSTOMER = "party", "decision", "customer"
_TABLES = {PARTY: ("party", "key"), DECISION: ("decision", "number"), CUSTOMER: ("customer", "key")}


class LegalHold(msgspec.Struct, frozen=True, kw_only=True):
    """`target`: the number of the party or decision. `since`: UTC microseconds."""

    key: int
    what: str
    target: int
    since: int
    author: str
    reason: str


def begin(history: History, what: str, target: int, *, author: str, reason: str) -> LegalHold:
    """Put a legal hold on a party or a decision. NotFoundError when there is none of that number."""
    if not reason.strip():
        raise BadInputError("say why", where="--reason")
    table, key_column = _TABLES[what]

    def do(connection: apsw.Connection) -> LegalHold:
        if connection.execute(f"SELECT 1 FROM {table} WHERE {key_column} = ?", (target,)).get is None:  # noqa: S608
            raise NotFoundError(f"there is no {what} {target}", hint="watchgate gate parties NAME; watchgate gate list")
        now = history.clock()
        connection.execute("INSERT INTO legal_hold (what, target, since) VALUES (?,?,?)", (what, target, now))
        key = connection.last_insert_rowid()
        note(connection, now, HoldBegun(key, what, target, author, reason.strip()))
        return LegalHold(key=key, what=what, target=target, since=now, author=author, reason=reason.strip())

    return history.write(do)


def end(history: History, key: int, *, author: str, reason: str) -> None:
    """End a legal hold. NotFoundError when there is none that lasts."""

    def do(connection: apsw.Connection) -> None:
        if connection.execute("SELECT 1 FROM legal_hold WHERE key = ? AND until IS NULL", (key,)).get is None:
            raise NotFoundError(f"there is no legal hold {key} that lasts", hint="watchgate gate hold --list")
        now = history.clock()
        connection.execute("UPDATE legal_hold SET until = ? WHERE key = ?", (now, key))
        note(connection, now, HoldEnded(key, author, reason.strip()))

    history.write(do)


def lasting(history: History) -> list[LegalHold]:
    """Those that last, in order."""
    begun = {one.act.key: one.act for one in acts(history) if isinstance(one.act, HoldBegun)}
    rows = history.read(
        lambda connection: connection.execute(
            "SELECT key, what, target, since FROM legal_hold WHERE until IS NULL ORDER BY key"
        ).fetchall()
    )
    return [
        LegalHold(key=key, what=what, target=target, since=since, author=begun[key].author, reason=begun[key].reason)
        for key, what, target, since in cast("list[tuple[int, str, int, int]]", rows)
    ]


def held(connection: apsw.Connection, what: str) -> set[int]:
    """The numbers that legal holds of one kind name."""
    rows = connection.execute("SELECT target FROM legal_hold WHERE until IS NULL AND what = ?", (what,)).fetchall()
    return {int(row[0]) for row in rows}  # type: ignore[arg-type]


def held_decisions(connection: apsw.Connection) -> set[int]:
    """The numbers of all decisions that a legal hold keeps from being erased."""
    rows = connection.execute(
        "SELECT target FROM legal_hold WHERE until IS NULL AND what = 'decision' UNION "
        "SELECT m.number FROM legal_hold h JOIN mention m ON m.party = h.target "
        "WHERE h.until IS NULL AND h.what = 'party'"
    ).fetchall()
    return {int(row[0]) for row in rows}  # type: ignore[arg-type]


def held_parties(connection: apsw.Connection) -> set[int]:
    """The numbers of all parties that a legal hold keeps: those it names, and those of decisions it names."""
    rows = connection.execute(
        "SELECT target FROM legal_hold WHERE until IS NULL AND what = 'party' UNION "
        "SELECT m.party FROM legal_hold h JOIN mention m ON m.number = h.target "
        "WHERE h.until IS NULL AND h.what = 'decision'"
    ).fetchall()
    return {int(row[0]) for row in rows}  # type: ignore[arg-type]
