"""Attestations of one history: what stands compared, counted from the rows, kept in a chain, and checked again later.

An attestation says nothing of anybody: numbers of rows, counts, lists. `base` is a hash over the number and the
commitment of each row of a customer, which stay when a customer is erased.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import cast

import apsw
import msgspec

from watchgate.gate.history.chain import START, event_link
from watchgate.gate.history.customer_answers import answer_body
from watchgate.gate.history.customer_base import NEVER
from watchgate.gate.history.customer_tables import ASKED, ASKED_BY, MOMENT, mark, there
from watchgate.gate.history.history import History
from watchgate.model.customer import Attestation, Left
from watchgate.model.errors import NotFoundError

SHOWN = 20
"""Numbers of rows that are named for each reason why they were not compared."""
NEVER_COMPARED = "never compared since they came into the base"
OTHERWISE = "compared under another policy or engine"
EARLIER = "compared with earlier evidence"


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What the rows say: see `Attestation`."""

    position: int
    customers: int
    compared: int
    owners: int
    matched: int
    partly: int
    since: int
    until: int
    moment: int
    base: str
    left: tuple[Left, ...]


def counted(history: History, basis: int, *, hashed: bool = True) -> Counted:
    """How the base stands now. `position`: the furthest that anybody was compared at. `hashed`: with `base`."""
    return history.read(lambda connection: _counted(connection, basis, hashed=hashed))


def seal(history: History, attestation: Attestation) -> Attestation:
    """Keep an attestation, durable on return; it comes back with its number, instant and sha256."""

    def do(connection: apsw.Connection) -> Attestation:
        last = connection.execute("SELECT number, link FROM attestation ORDER BY number DESC LIMIT 1").fetchone()
        before, link = cast("tuple[int, bytes]", last or (0, START))
        made = msgspec.structs.replace(attestation, number=before + 1, at=history.clock(), sha256="")
        made = msgspec.structs.replace(made, sha256=_digest(made))
        body = msgspec.json.encode(made, order="sorted")
        connection.execute(
            "INSERT INTO attestation VALUES (?,?,?,?)",
            (made.number, made.at, body, event_link(bytes(link), made.number, made.at, body)),
        )
        return made

    return history.write(do)


def attestations(history: History, limit: int = 20) -> list[Attestation]:
    """The newest, newest first."""

    def do(connection: apsw.Connection) -> list[bytes]:
        if not there(connection):
            return []
        rows = connection.execute("SELECT body FROM attestation ORDER BY number DESC LIMIT ?", (limit,)).fetchall()
        return [bytes(cast("bytes", row[0])) for row in rows]

    return [msgspec.json.decode(body, type=Attestation) for body in history.glance(do)]


def attestation(history: History, number: int) -> Attestation:
    """One of them; NotFoundError when there is none."""

    def do(connection: apsw.Connection) -> bytes | None:
        if not there(connection):
            return None
        found = connection.execute("SELECT body FROM attestation WHERE number = ?", (number,)).get
        return bytes(cast("bytes", found)) if found is not None else None

    body = history.glance(do)
    if body is None:
        raise NotFoundError(f"there is no attestation {number}", hint="watchgate customers attestations")
    return msgspec.json.decode(body, type=Attestation)


def verified(history: History, number: int) -> list[str]:
    """What is wrong with an attestation, a sentence each: its hash, its chain, and the rows that stood then."""

    def do(connection: apsw.Connection) -> list[str]:
        found = attestation(history, number)
        wrong = [one for one in _broken(connection) if one.startswith(f"attestation {number}:")]
        rows = connection.execute(
            "SELECT s.key, c.commitment FROM customer_state s JOIN customer c ON c.key = s.key "
            "WHERE s.added <= ? AND (s.ended IS NULL OR s.ended > ?) ORDER BY s.key",
            (found.moment, found.moment),
        )
        base, count = _base(cast("Iterator[tuple[int, bytes]]", rows))
        if count != found.customers or base != found.base:
            wrong.append(f"attestation {number}: the rows of its {found.customers:,} customers are not as they were")
        return wrong

    return history.read(do)


def broken_customers(connection: apsw.Connection) -> Iterator[str]:
    """What is wrong with the chains of attestations and of answers, a sentence each."""
    if not there(connection):
        return
    yield from _broken(connection)
    link = START
    rows = connection.execute(
        "SELECT number, customer, at, position, basis, verdict, commitment, link FROM customer_answer ORDER BY number"
    ).fetchall()
    for place, row in enumerate(cast("list[tuple[int, int, int, int, int, int, bytes, bytes]]", rows), 1):
        number, customer, at, position, basis, verdict, commitment, stored = row
        body = answer_body(customer, position, basis, verdict, commitment)
        if number != place or event_link(link, number, at, body) != stored:
            yield f"answer {number} of a customer: the chain breaks here"
        link = stored


def _broken(connection: apsw.Connection) -> Iterator[str]:
    link = START
    rows = connection.execute("SELECT number, at, body, link FROM attestation ORDER BY number").fetchall()
    for place, (number, at, body, stored) in enumerate(cast("list[tuple[int, int, bytes, bytes]]", rows), 1):
        found = msgspec.json.decode(body, type=Attestation)
        if number != place or event_link(link, number, at, body) != stored:
            yield f"attestation {number}: the chain breaks here"
        elif found.sha256 != _digest(found):
            yield f"attestation {number}: it gives another sha256"
        link = stored


def _digest(found: Attestation) -> str:
    bare = msgspec.structs.replace(found, sha256="")
    return sha256(msgspec.json.encode(bare, order="sorted")).hexdigest()


def _counted(connection: apsw.Connection, basis: int, *, hashed: bool) -> Counted:
    asked = mark(connection, ASKED) if mark(connection, ASKED_BY) == basis else 0
    standing = f"basis = ? AND screened >= needs AND screened > {NEVER}"
    furthest = connection.execute(
        f"SELECT max(screened) FROM customer_state WHERE ended IS NULL AND {standing}",  # noqa: S608
        (basis,),
    ).get
    position = max(asked, int(cast("int", furthest or 0)))
    compared = f"({standing} AND max(screened, ?) >= ?)"
    values = (basis, asked, position)
    totals = connection.execute(
        f"SELECT count(*), coalesce(sum({compared}), 0), coalesce(sum(owners), 0), "  # noqa: S608
        f"coalesce(sum(answer IS NOT NULL), 0), coalesce(sum(partly), 0), "
        f"coalesce(min(iif({compared}, at, NULL)), 0), coalesce(max(iif({compared}, at, NULL)), 0) "
        "FROM customer_state WHERE ended IS NULL",
        (*values, *values, *values),
    ).fetchone()
    customers, done, owners, matched, partly, since, until = cast("tuple[int, int, int, int, int, int, int]", totals)
    rows = connection.execute(
        "SELECT s.key, c.commitment FROM customer_state s JOIN customer c ON c.key = s.key "
        "WHERE s.ended IS NULL ORDER BY s.key"
    )
    base, _ = _base(cast("Iterator[tuple[int, bytes]]", rows)) if hashed else ("", 0)
    left = _left(connection, values, compared) if done < customers else ()
    return Counted(
        position=position,
        customers=customers,
        compared=done,
        owners=owners,
        matched=matched,
        partly=partly,
        since=since,
        until=until,
        moment=mark(connection, MOMENT),
        base=base,
        left=left,
    )


def _left(connection: apsw.Connection, values: tuple[int, int, int], compared: str) -> tuple[Left, ...]:
    reasons = (
        (NEVER_COMPARED, f"screened = {NEVER}", ()),
        (OTHERWISE, f"screened > {NEVER} AND basis <> ?", values[:1]),
        (EARLIER, f"screened > {NEVER} AND basis = ? AND NOT {compared}", (values[0], *values)),
    )
    found = []
    for reason, condition, given in reasons:
        where = f"FROM customer_state WHERE ended IS NULL AND {condition}"
        count = int(connection.execute(f"SELECT count(*) {where}", given).get or 0)
        rows = connection.execute(f"SELECT key {where} ORDER BY key LIMIT {SHOWN}", given).fetchall()
        if count:
            found.append(Left(reason, count, tuple(int(cast("int", row[0])) for row in rows)))
    return tuple(found)


def _base(rows: Iterator[tuple[int, bytes]]) -> tuple[str, int]:
    """The hash over all rows, and how many they are."""
    whole, count = sha256(), 0
    for key, commitment in rows:
        whole.update(key.to_bytes(8, "big") + commitment)
        count += 1
    return whole.hexdigest(), count
