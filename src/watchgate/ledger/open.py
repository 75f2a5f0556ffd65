"""Open a ledger: the door of this room."""

from __future__ import annotations

import time
from pathlib import Path

from watchgate.ledger.appending import Appender
from watchgate.ledger.change_mark import ChangeMark
from watchgate.ledger.connections import Pool
from watchgate.ledger.failures import let_go
from watchgate.ledger.home import Home
from watchgate.ledger.id_index import IdIndex
from watchgate.ledger.lock import WriterLock
from watchgate.ledger.originals import Originals
from watchgate.ledger.schema import check_sqlite, connect, create, is_ready, settle
from watchgate.ledger.sqlite_ledger import SqliteLedger
from watchgate.ledger.sqlite_reader import SqliteReader
from watchgate.ledger.sqlite_writer import SqliteWriter
from watchgate.model.clock import Clock, now_us
from watchgate.model.errors import LedgerBusyError

CREATION_S = 10.0
"""How long to wait while another process makes the ledger: it takes milliseconds."""


def open_ledger(
    home: Path, *, clock: Clock = now_us, vfs: str | None = None, synchronous: str = "FULL"
) -> SqliteLedger:
    """The ledger in the folder `home`, made if it is not there. Close it when done.

    Reading needs no lock; the first append makes this process the writer, or the client of the one that is.
    `vfs` and `synchronous` are for tests that make the disk fail: anything but FULL loses acknowledged deliveries.
    """
    check_sqlite()
    place = Home(home)
    if not is_ready(place.ledger, vfs):
        _make(place, clock, vfs, synchronous)
    pool = Pool(lambda: connect(place.ledger, write=False, vfs=vfs, synchronous=synchronous))
    changed = ChangeMark(place.changed)
    store, originals = SqliteReader(pool, changed), Originals(place.originals)

    def open_writer() -> SqliteWriter:
        connection = connect(place.ledger, write=True, vfs=vfs, synchronous=synchronous)
        try:
            settle(connection, place.ledger)
            return SqliteWriter(connection, clock, changed)
        except BaseException:
            let_go(connection)
            raise

    appender = Appender(place, originals, open_writer, lambda: store.head()[0])
    ids = IdIndex(place.views / "ids.sqlite", store)
    return SqliteLedger(place, store, appender, originals, ids, clock, changed)


def _make(home: Home, clock: Clock, vfs: str | None, synchronous: str) -> None:
    lock, end = WriterLock(home.lock), time.monotonic() + CREATION_S
    while not lock.take():
        if is_ready(home.ledger, vfs):
            return
        if time.monotonic() > end:
            raise LedgerBusyError(f"another process holds {home.lock} and makes no ledger", hint="end that process")
        time.sleep(0.01)
    try:
        if not is_ready(home.ledger, vfs):
            create(home.ledger, vfs=vfs, synchronous=synchronous, created_at=clock())
    finally:
        lock.release()
