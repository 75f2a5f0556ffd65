"""The gate's processes, and the position of the evidence that none of them will go back behind.

A worker that reports position p promises that whatever it decides from then on stands on p or later, and that all it
decided before is durable. So when every live worker has reported d, the records decided on less than d are all there.
A worker is live as long as it holds the lock on its file, however it ends.
"""

from __future__ import annotations

import secrets
from typing import cast

import apsw

from watchgate.gate.history.history import History
from watchgate.ledger.home import private_folder
from watchgate.ledger.lock import WriterLock
from watchgate.model.errors import WatchgateError

CLOSED = "lookback"
"""The mark of the last position that the lookback has closed: nobody may begin behind it."""


class Worker:
    """One process's place in the register; `register` makes it."""

    def __init__(self, history: History, key: int, lock: WriterLock, position: int) -> None:
        self._history = history
        self._key = key
        self._lock = lock
        self.reported = position

    def report(self, position: int) -> None:
        """Make the promise for `position` durable. It never goes back."""
        if position <= self.reported:
            return
        now = self._history.clock()
        self._history.write(
            lambda connection: connection.execute(
                "UPDATE worker SET position = ?, reported_at = ? WHERE key = ?", (position, now, self._key)
            ).fetchall(),
            filed=False,  # whoever relies on the promise reads, and with that files first
        )
        self.reported = position

    def leave(self) -> None:
        """Leave the register: nothing more is decided here."""
        _forget(self._history, self._key)
        self._lock.release()


def register(history: History, position: int) -> Worker | None:
    """Enter the register with evidence at `position`; None when that was closed already: catch up first."""
    folder = history.folder / "workers"
    private_folder(folder)
    name = f"{secrets.token_hex(8)}.lock"
    lock = WriterLock(folder / name)
    if not lock.take():
        raise WatchgateError(f"the lock {folder / name} is taken", hint="try again")
    now = history.clock()

    def do(connection: apsw.Connection) -> int | None:
        if position < closed(connection):
            return None
        connection.execute(
            "INSERT INTO worker (lock, started_at, position, reported_at) VALUES (?,?,?,?)", (name, now, position, now)
        )
        return connection.last_insert_rowid()

    key = history.write(do)
    if key is None:
        lock.release()
        (folder / name).unlink(missing_ok=True)
        return None
    return Worker(history, key, lock, position)


def reached(history: History) -> int | None:
    """The position that every live worker has reported; None when no worker is alive. Forgets the dead.

    Nothing is filed for it: what was decided before a report is in the journal, for whoever looks for it after this.
    """
    rows = history.glance(lambda connection: connection.execute("SELECT key, lock, position FROM worker").fetchall())
    alive: list[int] = []
    for key, name, position in cast("list[tuple[int, str, int]]", rows):
        if _lives(history, name):
            alive.append(position)
            continue
        _forget(history, key)
        (history.folder / "workers" / name).unlink(missing_ok=True)
    return min(alive, default=None)


def close(history: History, position: int) -> None:
    """Mark `position` as closed by the lookback: no worker may begin behind it."""
    history.write(lambda connection: _mark(connection, position))


def close_whole(history: History, position: int, looked_at: int) -> bool:
    """Mark `position` as closed, unless something decided on less is still to come, or to be looked at.

    `looked_at`: the number of the last decision that was looked at. Checked and marked in one transaction, in which
    no worker can enter the register and no decision can be written.
    """

    def do(connection: apsw.Connection) -> bool:
        rows = connection.execute("SELECT lock FROM worker WHERE position < ?", (position,)).fetchall()
        if any(_lives(history, str(row[0])) for row in rows):
            return False
        late = connection.execute(
            "SELECT 1 FROM decision d JOIN basis b ON b.key = d.basis WHERE d.number > ? AND b.position < ? LIMIT 1",
            (looked_at, position),
        ).get
        if late is None:
            _mark(connection, position)
        return late is None

    return history.write(do, alone=True)


def closed(connection: apsw.Connection) -> int:
    """The last position that was closed."""
    return int(connection.execute("SELECT position FROM mark WHERE name = ?", (CLOSED,)).get or 0)


def _mark(connection: apsw.Connection, position: int) -> None:
    connection.execute(
        "INSERT INTO mark VALUES (?,?) ON CONFLICT (name) DO UPDATE SET position = max(position, excluded.position)",
        (CLOSED, position),
    )


def _lives(history: History, name: str) -> bool:
    """Whether the worker with that lock still holds it."""
    path = history.folder / "workers" / name
    probe = WriterLock(path)
    taken = not path.exists() or probe.take()
    probe.release()
    return not taken


def _forget(history: History, key: int) -> None:
    history.write(lambda connection: connection.execute("DELETE FROM worker WHERE key = ?", (key,)).fetchall())
