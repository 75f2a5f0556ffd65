"""The outbox: endpoints, and what is still to be told to them, in a file of its own beside the history.

Nothing of a customer is in it: a delivery is the number of a decision, or below zero that of an alert, and what is told
is made when it is sent. What there is is read from the history itself, so that telling costs no payment any time and
none is missed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar, cast

import apsw
import msgspec

from watchgate.gate.history.alerts import AlertLog, AlertsWanted
from watchgate.gate.history.entry import VERDICTS
from watchgate.gate.history.failures import history_errors
from watchgate.gate.history.history import History
from watchgate.gate.history.schema import connect
from watchgate.gate.history.sealing import SECRET_BYTES
from watchgate.gate.webhooks.endpoint import ALERTS, Delivery, Endpoint, State
from watchgate.ledger.failures import let_go
from watchgate.ledger.home import PRIVATE_FILE
from watchgate.model.alert import AlertClass
from watchgate.model.decision import Verdict
from watchgate.model.errors import BadInputError, NotFoundError

Result = TypeVar("Result")

FILE_NAME = "webhooks.sqlite"
MOST_ENDPOINTS = 32
LOOKED_AT_ONCE = 2_000
"""Decisions looked at in one transaction."""

TABLES = """
CREATE TABLE IF NOT EXISTS endpoint (
    key INTEGER PRIMARY KEY, name TEXT NOT NULL, url TEXT NOT NULL, events TEXT NOT NULL, names INTEGER NOT NULL,
    private INTEGER NOT NULL, added_at INTEGER NOT NULL, told INTEGER NOT NULL, ended_at INTEGER,
    ended_because TEXT NOT NULL, row_secret BLOB, sealed BLOB
) STRICT;
CREATE TABLE IF NOT EXISTS delivery (
    key INTEGER PRIMARY KEY, endpoint INTEGER NOT NULL, number INTEGER NOT NULL, state TEXT NOT NULL,
    tries INTEGER NOT NULL, due_at INTEGER NOT NULL, tried_at INTEGER, status INTEGER NOT NULL, error TEXT NOT NULL,
    UNIQUE (endpoint, number)
) STRICT;
CREATE TABLE IF NOT EXISTS alerts_told (endpoint INTEGER PRIMARY KEY, told INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (endpoint, due_at) WHERE state = 'pending';
"""
ENDPOINT = "SELECT key, name, url, events, names, private, added_at, told, ended_at, ended_because FROM endpoint"
DELIVERY = "SELECT key, endpoint, number, state, tries, due_at, tried_at, status, error FROM delivery"


class Outbox:
    """Of one home; safe for several threads, and for several processes."""

    def __init__(self, history: History) -> None:
        self.history = history
        self._lock = RLock()
        path = history.folder / FILE_NAME
        with history_errors("opening the webhooks"):
            os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, PRIVATE_FILE))
            self._connection = _opened(path)

    def add(self, *, name: str, url: str, events: Sequence[str], names: bool, private: bool, secret: str) -> Endpoint:
        """A new endpoint, told of decisions from now on. BadInputError when the name is in use."""
        row_secret = os.urandom(SECRET_BYTES)
        sealed = self.history.sealer.seal(row_secret, secret.encode())
        now, told = self.history.clock(), self.history.last_number()
        alerts_told = AlertLog(self.history).last_number()

        def do(connection: apsw.Connection) -> int:
            used = [one for one in _endpoints(connection) if one.ended_at is None]
            if any(one.name == name for one in used):
                raise BadInputError(f"there is an endpoint {name!r} already", where="--name", hint="choose another")
            if len(used) >= MOST_ENDPOINTS:
                raise BadInputError(f"there are {MOST_ENDPOINTS} endpoints already", hint="remove one")
            connection.execute(
                "INSERT INTO endpoint (name, url, events, names, private, added_at, told, ended_because, row_secret, "
                "sealed) VALUES (?,?,?,?,?,?,?,'',?,?)",
                (name, url, ",".join(events), names, private, now, told, row_secret, sealed),
            )
            key = connection.last_insert_rowid()
            connection.execute("INSERT OR REPLACE INTO alerts_told VALUES (?,?)", (key, alerts_told))
            return key

        key = self._write(do)
        return next(one for one in self.endpoints(ended=True) if one.key == key)

    def endpoints(self, *, ended: bool = False) -> list[Endpoint]:
        """Those in use, or all there ever were, in the order they were added."""
        with self._lock, history_errors("reading the webhooks"):
            return [one for one in _endpoints(self._connection) if ended or one.ended_at is None]

    def endpoint(self, name: str) -> Endpoint:
        """The one in use with that name; NotFoundError without one."""
        found = next((one for one in self.endpoints() if one.name == name), None)
        if found is None:
            raise NotFoundError(f"there is no endpoint {name!r}", hint="see: watchgate webhooks list")
        return found

    def secret(self, endpoint: Endpoint) -> str:
        """What requests to it are signed with."""
        with self._lock, history_errors("reading the webhooks"):
            row = self._connection.execute(
                "SELECT row_secret, sealed FROM endpoint WHERE key = ?", (endpoint.key,)
            ).fetchone()
        row_secret, sealed = cast("tuple[bytes | None, bytes | None]", row or (None, None))
        if row_secret is None or sealed is None:
            raise NotFoundError(f"the secret of endpoint {endpoint.name!r} is gone: it was removed")
        return self.history.sealer.open(row_secret, sealed, f"the secret of endpoint {endpoint.name!r}").decode()

    def end(self, endpoint: Endpoint, because: str) -> None:
        """Nothing more is sent there; its secret is overwritten, and what was pending is dead."""
        now = self.history.clock()

        def do(connection: apsw.Connection) -> None:
            connection.execute(
                "UPDATE endpoint SET ended_at = ?, ended_because = ?, row_secret = NULL, sealed = NULL WHERE key = ?",
                (now, because, endpoint.key),
            )
            connection.execute(
                "UPDATE delivery SET state = 'dead', error = ? WHERE endpoint = ? AND state = 'pending'",
                (because, endpoint.key),
            )

        self._write(do)

    def take_in(self) -> int:
        """Look at the decisions made and alerts raised since, and note for each endpoint those it is to be told of; how
        many."""
        return sum(self._take_in(endpoint) + self._take_in_alerts(endpoint) for endpoint in self.endpoints())

    def due(self, endpoint: Endpoint, now: int, limit: int = 1) -> list[Delivery]:
        """What is to be tried now, the longest due first."""
        return self._deliveries(
            "WHERE endpoint = ? AND state = 'pending' AND due_at <= ? ORDER BY due_at, key LIMIT ?",
            (endpoint.key, now, limit),
        )

    def tried(self, delivery: Delivery, *, state: State, status: int, error: str, due_at: int) -> None:
        """What came of a try."""
        now = self.history.clock()
        self._write(
            lambda connection: connection.execute(
                "UPDATE delivery SET state = ?, tries = tries + 1, due_at = ?, tried_at = ?, status = ?, error = ? "
                "WHERE key = ?",
                (state.value, due_at, now, status, error[:300], delivery.key),
            ).fetchall()
        )

    def put_off(self, endpoint: Endpoint, until: int) -> None:
        """Try nothing there before `until`: it does not answer, and each try would find that anew."""
        self._write(
            lambda connection: connection.execute(
                "UPDATE delivery SET due_at = max(due_at, ?) WHERE endpoint = ? AND state = 'pending'",
                (until, endpoint.key),
            ).fetchall()
        )

    def deliveries(self, endpoint: Endpoint | None, state: State | None, limit: int) -> list[Delivery]:
        """The newest ones first."""
        conditions = [*(["endpoint = ?"] if endpoint else []), *(["state = ?"] if state else [])]
        values = (*([endpoint.key] if endpoint else []), *([state.value] if state else []), limit)
        where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
        return self._deliveries(f"{where}ORDER BY key DESC LIMIT ?", values)

    def counts(self, endpoint: Endpoint) -> dict[State, int]:
        """How many deliveries of an endpoint stand how."""
        with self._lock, history_errors("reading the webhooks"):
            rows = self._connection.execute(
                "SELECT state, count(*) FROM delivery WHERE endpoint = ? GROUP BY state", (endpoint.key,)
            ).fetchall()
        found = {str(row[0]): int(cast("int", row[1])) for row in rows}
        return {state: found.get(state.value, 0) for state in State}

    def send_again(self, endpoint: Endpoint, number: int | None = None) -> int:
        """Make dead deliveries pending again, or the one of decision `number` whatever became of it; how many."""
        now = self.history.clock()
        which, values = ("state = 'dead'", ()) if number is None else ("number = ?", (number,))

        def do(connection: apsw.Connection) -> int:
            connection.execute(
                f"UPDATE delivery SET state = 'pending', tries = 0, due_at = ? WHERE endpoint = ? AND {which}",  # noqa: S608
                cast("tuple[int]", (now, endpoint.key, *values)),
            )
            return connection.changes()

        return self._write(do)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock, suppress(apsw.Error):
            let_go(self._connection)

    def _take_in(self, endpoint: Endpoint) -> int:
        found = 0
        while True:
            numbers, last = self._new(endpoint)
            if last == endpoint.told:
                return found
            self._write(partial(_enqueue, endpoint=endpoint, numbers=numbers, last=last, now=self.history.clock()))
            found += len(numbers)
            endpoint = msgspec.structs.replace(endpoint, told=last)

    def _take_in_alerts(self, endpoint: Endpoint) -> int:
        kinds = tuple(AlertClass(one) for one in endpoint.events if one in ALERTS)
        log, found = AlertLog(self.history), 0
        while kinds:
            with self._lock, history_errors("reading the webhooks"):
                told = self._connection.execute("SELECT told FROM alerts_told WHERE endpoint = ?", (endpoint.key,)).get
            new = log.page(AlertsWanted(after=int(cast("int", told or 0))), LOOKED_AT_ONCE)
            if not new:
                break
            numbers = [-one.number for one in new if one.kind in kinds]
            self._write(
                partial(
                    _enqueue_alerts, endpoint=endpoint, numbers=numbers, last=new[-1].number, now=self.history.clock()
                )
            )
            found += len(numbers)
        return found

    def _new(self, endpoint: Endpoint) -> tuple[list[int], int]:
        """Numbers of decisions to be told of among the next, and the last of those looked at."""
        verdicts = ",".join(str(VERDICTS.index(Verdict(one))) for one in endpoint.events if one not in ALERTS)

        def do(connection: apsw.Connection) -> tuple[list[int], int]:
            last = int(connection.execute("SELECT coalesce(max(number), 0) FROM decision").get or 0)
            until = min(last, endpoint.told + LOOKED_AT_ONCE)
            rows = connection.execute(
                f"SELECT number FROM decision WHERE number > ? AND number <= ? AND verdict IN ({verdicts}) "  # noqa: S608
                "ORDER BY number",
                (endpoint.told, until),
            ).fetchall()
            return [int(cast("int", row[0])) for row in rows], max(until, endpoint.told)

        return self.history.read(do)

    def _deliveries(self, rest: str, values: tuple[object, ...]) -> list[Delivery]:
        with self._lock, history_errors("reading the webhooks"):
            rows = self._connection.execute(f"{DELIVERY} {rest}", cast("tuple[int]", values)).fetchall()
        return [_delivery(row) for row in rows]

    def _write(self, do: Callable[[apsw.Connection], Result]) -> Result:
        with self._lock, history_errors("writing the webhooks"):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                result = do(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(apsw.Error):
                    self._connection.execute("ROLLBACK")
                raise
            return result


def _opened(path: Path) -> apsw.Connection:
    connection = connect(path, write=True)
    connection.execute("PRAGMA journal_mode=WAL").fetchall()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(TABLES)
    connection.execute("COMMIT")
    return connection


def _enqueue(connection: apsw.Connection, endpoint: Endpoint, numbers: Sequence[int], last: int, now: int) -> None:
    """All or none: a kill between the two would lose what was noted, or note it twice."""
    _note_pending(connection, endpoint, numbers, now)
    connection.execute("UPDATE endpoint SET told = max(told, ?) WHERE key = ?", (last, endpoint.key))


def _enqueue_alerts(
    connection: apsw.Connection, endpoint: Endpoint, numbers: Sequence[int], last: int, now: int
) -> None:
    """As `_enqueue`, for alerts: their numbers are below zero."""
    _note_pending(connection, endpoint, numbers, now)
    connection.execute("INSERT OR REPLACE INTO alerts_told VALUES (?,?)", (endpoint.key, last))


def _note_pending(connection: apsw.Connection, endpoint: Endpoint, numbers: Sequence[int], now: int) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO delivery (endpoint, number, state, tries, due_at, status, error) "
        "VALUES (?,?,'pending',0,?,0,'')",
        [(endpoint.key, number, now) for number in numbers],
    )


def _endpoints(connection: apsw.Connection) -> list[Endpoint]:
    rows: list[tuple[Any, ...]] = connection.execute(f"{ENDPOINT} ORDER BY key").fetchall()
    return [
        Endpoint(
            key=row[0],
            name=row[1],
            url=row[2],
            events=tuple(row[3].split(",")),
            names=bool(row[4]),
            private=bool(row[5]),
            added_at=row[6],
            told=row[7],
            ended_at=row[8],
            ended_because=row[9],
        )
        for row in rows
    ]


def _delivery(row: tuple[Any, ...]) -> Delivery:
    names = ("key", "endpoint", "number", "state", "tries", "due_at", "tried_at", "status", "error")
    return Delivery(**{**dict(zip(names, row, strict=True)), "state": State(row[3])})
