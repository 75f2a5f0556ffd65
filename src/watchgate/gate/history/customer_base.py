"""The customer base of one history: who is a customer, put in and read in pieces."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, cast

import apsw
import msgspec

from watchgate.gate.history.customer_tables import (
    ASKING,
    MOMENT,
    TABLES,
    mark,
    pack_customer,
    set_mark,
    there,
    unpack_customer,
)
from watchgate.gate.history.history import History
from watchgate.gate.history.sealing import Secrets
from watchgate.model.customer import Customer
from watchgate.model.errors import NotFoundError

SNAPSHOT, DELTA, ERASURE = "snapshot", "delta", "erasure"
NEVER = -1
"""The position of a row that was never compared."""
_NOTHING: tuple[Any, ...] = ()


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """One load of a file or request: how far it was read, and what became of its rows.

    `refused`: rows that could not be used; `unread`: those of them without an id. `ended_at`: UTC microseconds, 0 while
    it is not at its end.
    """

    number: int
    at: int
    sha256: str
    kind: str
    author: str
    place: int = 0
    line: int = 1
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    refused: int = 0
    unread: int = 0
    ended_at: int = 0


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """The next rows of a load: customers, ids that end, ids of rows that could not be used; and where reading goes on.

    Those that could not be used stay as they are.
    """

    customers: Sequence[Customer] = ()
    ends: Sequence[str] = ()
    kept: Sequence[str] = ()
    refused: int = 0
    unread: int = 0
    place: int = 0
    line: int = 1


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the base. `answer`: the number of the last answer that called for a look, None without one; of a row
    that was changed that of the row before it, until it is compared. `position`: of the evidence it was compared with
    last, NEVER for one that still waits."""

    key: int
    customer: Customer
    answer: int | None = None
    position: int = NEVER


class CustomerBase:
    """Safe for several processes; in one process for one thread at a time."""

    def __init__(self, history: History) -> None:
        self.history = history
        self._secrets = Secrets()

    def begin(self, sha256: str, kind: str, author: str) -> Load:
        """A new load, or the one that was begun with the same bytes and is not at its end."""

        def do(connection: apsw.Connection) -> Load:
            if not there(connection):
                connection.execute(TABLES)
            last = self._load(connection)
            if last is not None and not last.ended_at and (last.sha256, last.kind) == (sha256, kind):
                return last
            number = 1 if last is None else last.number + 1
            load = Load(number=number, at=self.history.clock(), sha256=sha256, kind=kind, author=author)
            self._write_load(connection, load)
            return load

        return self.history.write(do)

    def put(self, load: Load, part: Part) -> tuple[Load, list[str]]:
        """Take in the next rows, durable on return; the load as it stands, and ids that stand in a snapshot twice."""

        def do(connection: apsw.Connection) -> tuple[Load, list[str]]:
            return self._put(connection, load, part)

        return self.history.write(do)

    def would_end(self, load: Load) -> tuple[int, int]:
        """(customers that a snapshot, read to its end, does not have; customers in all)."""

        def do(connection: apsw.Connection) -> tuple[int, int]:
            gone = connection.execute(
                "SELECT count(*) FROM customer_state WHERE ended IS NULL AND seen <> ?", (load.number,)
            ).get
            total = connection.execute("SELECT count(*) FROM customer_state WHERE ended IS NULL").get
            return int(cast("int", gone)), int(cast("int", total))

        return self.history.read(do)

    def finish(self, load: Load, *, end_others: bool) -> Load:
        """The load is at its end. `end_others`: who is not in it is no customer any more."""

        def do(connection: apsw.Connection) -> Load:
            removed = 0
            if end_others:
                connection.execute(
                    "UPDATE customer_state SET ended = ? WHERE ended IS NULL AND seen <> ?",
                    (moved_on(connection), load.number),
                )
                removed = connection.changes()
            done = msgspec.structs.replace(load, ended_at=self.history.clock(), removed=load.removed + removed)
            self._write_load(connection, done)
            return done

        return self.history.write(do)

    def last_load(self) -> Load | None:
        """The newest load; None before the first."""
        return self.history.glance(lambda connection: self._load(connection) if there(connection) else None)

    def rows_after(self, key: int, limit: int, *, answered: bool = False) -> list[Row]:
        """The next rows of those who are customers now, by key. `answered`: only who met somebody."""
        condition = "s.key > ? AND s.ended IS NULL" + (" AND s.answer IS NOT NULL" if answered else "")
        return self.where(f"{condition} ORDER BY s.key LIMIT ?", (key, limit))

    def rows(self, keys: Collection[int]) -> list[Row]:
        """These rows, without those that have ended."""
        values = (msgspec.json.encode(sorted(keys)).decode(),)
        return self.where("s.key IN (SELECT value FROM json_each(?)) AND s.ended IS NULL ORDER BY s.key", values)

    def get(self, number: str) -> Row:
        """The customer with this own number; NotFoundError when there is none."""
        found = self.history.glance(
            lambda connection: self._current(connection, [number]) if there(connection) else {}
        ).get(number)
        rows = self.rows([found[0]]) if found is not None else []
        if not rows:
            raise NotFoundError(f"there is no customer {number!r}", hint="watchgate customers list")
        return rows[0]

    def moment(self) -> int:
        """How often the base has changed."""
        return self.history.glance(lambda connection: mark(connection, MOMENT))

    def ended_since(self, moment: int) -> list[int]:
        """Keys of rows that ended after `moment`."""

        def do(connection: apsw.Connection) -> list[int]:
            if not there(connection):
                return []
            rows = connection.execute("SELECT key FROM customer_state WHERE ended > ?", (moment,)).fetchall()
            return [int(cast("int", row[0])) for row in rows]

        return self.history.glance(do)

    def where(self, condition: str, values: Sequence[object] = _NOTHING) -> list[Row]:
        """The rows that meet a condition in SQL over `s`, their state, opened; without the erased."""
        sealer = self.history.sealer

        def do(connection: apsw.Connection) -> list[tuple[Any, ...]]:
            if not there(connection):
                return []
            return connection.execute(
                "SELECT s.key, c.secret, c.sealed, s.answer, s.screened "  # noqa: S608 - conditions are this room's own
                "FROM customer_state s JOIN customer c ON c.key = s.key "
                f"WHERE c.secret IS NOT NULL AND {condition}",
                cast("tuple[int]", tuple(values)),
            ).fetchall()

        return [
            Row(
                key=key,
                customer=unpack_customer(sealer.open(secret, sealed, f"customer {key}")),
                answer=answer,
                position=position,
            )
            for key, secret, sealed, answer, position in self.history.glance(do)
        ]

    def all(self) -> Iterator[Row]:
        """Everybody, in pieces."""
        key = 0
        while part := self.rows_after(key, 1_000):
            yield from part
            key = part[-1].key

    def _put(self, connection: apsw.Connection, load: Load, part: Part) -> tuple[Load, list[str]]:
        known = self._current(connection, [*(one.id for one in part.customers), *part.ends, *part.kept])
        needs, now = mark(connection, ASKING), moved_on(connection)
        added = changed = unchanged = removed = 0
        twice: list[str] = []
        for customer in part.customers:
            there_is = known.get(customer.id)
            if there_is is not None and load.kind == SNAPSHOT and there_is[2] == load.number:
                twice.append(customer.id)
                continue
            content = pack_customer(customer)
            digest = self.history.sealer.digest(b"customer", content)
            if there_is is not None and there_is[1] == digest:
                connection.execute("UPDATE customer_state SET seen = ? WHERE key = ?", (load.number, there_is[0]))
                known[customer.id] = (there_is[0], digest, load.number)
                unchanged += 1
                continue
            answer = None
            if there_is is not None:
                answer = connection.execute("SELECT answer FROM customer_state WHERE key = ?", (there_is[0],)).get
                connection.execute("UPDATE customer_state SET ended = ? WHERE key = ?", (now, there_is[0]))
                changed += 1
            else:
                added += 1
            key = self._insert(connection, customer, content, digest)
            connection.execute(
                "INSERT INTO customer_state VALUES (?,?,NULL,?,?,?,?,0,0,0,?)",
                (key, now, load.number, len(customer.owners), needs, NEVER, cast("int | None", answer)),
            )
            known[customer.id] = (key, digest, load.number)
        for number in part.ends:
            there_is = known.pop(number, None)
            if there_is is not None:
                connection.execute("UPDATE customer_state SET ended = ? WHERE key = ?", (now, there_is[0]))
                removed += 1
        for number in part.kept:
            if number in known:
                connection.execute("UPDATE customer_state SET seen = ? WHERE key = ?", (load.number, known[number][0]))
        load = msgspec.structs.replace(
            load,
            place=part.place,
            line=part.line,
            added=load.added + added,
            changed=load.changed + changed,
            unchanged=load.unchanged + unchanged,
            removed=load.removed + removed,
            refused=load.refused + part.refused + len(twice),
            unread=load.unread + part.unread,
        )
        self._write_load(connection, load)
        return load, twice

    def _insert(self, connection: apsw.Connection, customer: Customer, content: bytes, digest: bytes) -> int:
        sealer, secret = self.history.sealer, self._secrets.take()
        sealed, commitment = sealer.seal_committed(secret, content, b"")
        lookup = sealer.lookup(b"customer", customer.id.encode("utf-8", "surrogatepass"))
        connection.execute(
            "INSERT INTO customer (lookup, digest, secret, sealed, commitment) VALUES (?,?,?,?,?)",
            (lookup, digest, secret, sealed, commitment),
        )
        return connection.last_insert_rowid()

    def _current(self, connection: apsw.Connection, numbers: Collection[str]) -> dict[str, tuple[int, bytes, int]]:
        """Own number -> (key, digest, the last load it stood in) of those who are customers."""
        sealer = self.history.sealer
        wanted: dict[int, list[str]] = {}
        for number in dict.fromkeys(numbers):
            wanted.setdefault(sealer.lookup(b"customer", number.encode("utf-8", "surrogatepass")), []).append(number)
        rows = connection.execute(
            "SELECT c.key, c.lookup, c.digest, c.secret, c.sealed, s.seen FROM customer c "
            "JOIN customer_state s ON s.key = c.key "
            "WHERE c.lookup IN (SELECT value FROM json_each(?)) AND s.ended IS NULL AND c.secret IS NOT NULL",
            (msgspec.json.encode(list(wanted)).decode(),),
        ).fetchall()
        found: dict[str, tuple[int, bytes, int]] = {}
        for key, _, digest, secret, sealed, seen in cast("list[tuple[int, int, bytes, bytes, bytes, int]]", rows):
            number = unpack_customer(sealer.open(secret, sealed, f"customer {key}")).id
            found[number] = (key, digest, seen)
        return found

    def _load(self, connection: apsw.Connection) -> Load | None:
        rows = connection.execute(
            "SELECT number, at, sha256, kind, author, place, line, added, changed, unchanged, removed, refused, "
            "unread, ended_at FROM customer_load ORDER BY number DESC LIMIT 1"
        ).fetchall()
        for *given, ended_at in cast("list[tuple[Any, ...]]", rows):
            names = Load.__struct_fields__[:-1]
            return Load(**dict(zip(names, given, strict=True)), ended_at=ended_at or 0)
        return None

    def _write_load(self, connection: apsw.Connection, load: Load) -> None:
        connection.execute(
            "INSERT OR REPLACE INTO customer_load VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                *(load.number, load.at, load.ended_at or None, load.sha256, load.kind, load.author),
                *(load.place, load.line, load.added, load.changed, load.unchanged, load.removed),
                *(load.refused, load.unread),
            ),
        )


def moved_on(connection: apsw.Connection) -> int:
    """The base changes: the moment that rows which come or end now bear."""
    now = mark(connection, MOMENT) + 1
    set_mark(connection, MOMENT, now)
    return now
