"""The history of one home: its door. Everything is durable when it returns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

import apsw
import msgspec

from watchgate.gate.history.archive_reading import FOLDER, ArchivedFiles
from watchgate.gate.history.entry import VERDICTS, Entry, Kept, Stored
from watchgate.gate.history.failures import HistoryBusyError, history_errors
from watchgate.gate.history.filing import Filing
from watchgate.gate.history.finding import find
from watchgate.gate.history.journal import FILES, Journal, State
from watchgate.gate.history.journal_rows import frame
from watchgate.gate.history.keeping import Keeping
from watchgate.gate.history.messages import read_original
from watchgate.gate.history.packing import unpack_party
from watchgate.gate.history.preparing import Prepared, prepare
from watchgate.gate.history.reading import Reading
from watchgate.gate.history.recording import Recording
from watchgate.gate.history.schema import connect, make
from watchgate.gate.history.sealing import Sealer, home_key
from watchgate.gate.history.writing import Work, Writing
from watchgate.ledger.change_mark import ChangeMark, Marked
from watchgate.ledger.connections import Pool
from watchgate.ledger.failures import let_go
from watchgate.ledger.home import Home, private_folder
from watchgate.model.clock import Clock, now_us
from watchgate.model.decision import Verdict
from watchgate.model.errors import BadInputError, NotFoundError, WatchgateError
from watchgate.model.party import Party
from watchgate.model.policy import Policy

Result = TypeVar("Result")
FILE_NAME = "history.sqlite"
CHANGED_NAME = "history.changed"
LONGEST_NUMBER = 7
"""More digits may be the beginning of a hash."""
MOST_UNFILED = 4_096
"""Decisions in the journal from which on who decides more files them first: the journal stays small."""


class History:
    """Made by `open_history`. Safe for any number of threads, and for several processes on one home."""

    def __init__(self, folder: Path, sealer: Sealer, clock: Clock) -> None:
        self.folder = folder
        self.path = folder / FILE_NAME
        self.clock = clock
        self.sealer = sealer
        self.reading = Reading(sealer, ArchivedFiles(folder / FOLDER, self._archived_file))
        self._pool = Pool(lambda: connect(self.path, write=False))
        with history_errors("opening the history's journal"):
            self._journal = Journal(folder, self._is_filed)
        self._changed = ChangeMark(folder / CHANGED_NAME)
        self._recording = Recording(sealer, self.reading, self._journal)
        self._writing = Writing(self._connect, self._recording.refresh, self._journal.held, self._changed)
        self._keeping = Keeping(self._journal, sealer, self._pool, self._changed, self._decided_before)
        self._filing = Filing(folder / "filing.lock", self.file)
        self._filed: State | None = None
        self._kept = self._closed = False

    def keep(self, entries: Sequence[Entry]) -> list[Kept]:
        """Keep decisions; each is answered with the one that counts. All or none."""
        if not entries:
            return []
        if self._keeping.unfiled > MOST_UNFILED:
            self.file()
        kept = self._keeping.keep(prepare(entries, self.sealer))
        self._kept = True
        self._filing.wake()
        return kept

    def file(self) -> None:
        """Take what stands in the journal into the tables; returns when all that was kept by now is there."""
        state = self._journal.state()
        if state != self._filed:
            self._writing.do(Work(self._recording.file, 1))
            self._filed = state

    def file_for_all(self) -> None:
        """File what any process of the home keeps, from now on: those who decide have more time for it then."""
        for one in self._recording.fresh.values():
            one.wanted = True
        self._filing.always()

    def write(self, do: Callable[[apsw.Connection], Result], *, alone: bool = False, filed: bool = True) -> Result:
        """Run `do` in a transaction of the writer, durable on return.

        `filed`: all that was kept before is in the tables then. `alone`: no process can keep a decision meanwhile.
        """

        def work(connection: apsw.Connection) -> Result:
            if filed:
                self._recording.file(connection)
            return do(connection)

        return self._writing.do(Work(work, 1, numbers=alone))

    def know_policy(self, policy: Policy) -> None:
        """Keep the policy itself, for whoever replays what was decided by it."""
        content = msgspec.json.encode(policy, order="sorted")
        insert = "INSERT OR IGNORE INTO policy (sha256, content) VALUES (?,?)"
        self._writing.do(Work(lambda connection: connection.execute(insert, (policy.sha256, content)).fetchall(), 1))

    def policy(self, sha256: str) -> Policy:
        """A policy that was made known; NotFoundError when there is none."""
        rows = self._pool.rows("SELECT content FROM policy WHERE sha256 = ?", (sha256,), doing="reading the history")
        if not rows:
            raise NotFoundError(f"the history knows no policy {sha256[:16]}")
        return msgspec.json.decode(rows[0][0], type=Policy)

    def get(self, reference: str) -> Stored:
        """The decision meant by its number, its sha256, or the id of its record (then the newest); prefixes do.

        NotFoundError when there is none, BadInputError when several are meant.
        """
        if reference.lstrip("#").isdigit() and len(reference) <= LONGEST_NUMBER:
            # It is told of a decision as soon as it is made: as long as it is filed, nothing else needs to be.
            with suppress(NotFoundError):
                return self.glance(lambda connection: find(connection, self.reading, reference))
        return self.read(lambda connection: find(connection, self.reading, reference))

    def read(self, do: Callable[[apsw.Connection], Result]) -> Result:
        """Run `do` on a reading connection. All that was kept before is in the tables."""
        self._file_first()
        return self.glance(do)

    def glance(self, do: Callable[[apsw.Connection], Result]) -> Result:
        """As `read`, without what is still in the journal: for what no decision adds to."""
        with history_errors("reading the history"), self._pool.lend("reading the history") as connection:
            return do(connection)

    def marked(self, do: Callable[[apsw.Connection], Result]) -> Marked[Result]:
        """What `glance` would find, asked again when something was written since: for what every decision asks."""
        return Marked(self._changed, lambda: self.glance(do))

    def related(self, uetr: str) -> list[Stored]:
        """All that bear a UETR: the payment, its cover, its return, its recall, in the order they came."""
        wanted = uetr.lower()
        lookup = self.sealer.lookup(b"uetr", wanted.encode())
        found = self.read(lambda connection: self.reading.found(connection, lookup))
        return [one for one in found if wanted in _spoken_of(one)]

    def original(self, key: int) -> bytes | None:
        """The bytes as they came in; None when they were erased."""
        return self.read(lambda connection: read_original(connection, self.sealer, key))

    def after(self, number: int, limit: int = 1_000) -> list[Stored]:
        """The next decisions after `number`, in order."""
        return self.read(
            lambda connection: list(
                self.reading.where(connection, "d.number > ? ORDER BY d.number LIMIT ?", (number, limit))
            )
        )

    def newest(self, count: int, verdict: str | None = None) -> list[Stored]:
        """The last `count` decisions, of one verdict or all, in the order they were made."""
        condition, values = "1", tuple[int, ...]()
        if verdict is not None:
            condition, values = "d.verdict = ?", (VERDICTS.index(Verdict(verdict)),)
        return self.read(
            lambda connection: list(
                self.reading.where(connection, f"{condition} ORDER BY d.number DESC LIMIT ?", (*values, count))
            )
        )[::-1]

    def all(self, number: int = 0) -> Iterator[Stored]:
        """Every decision after `number`, in order, read in pieces."""
        while found := self.after(number):
            yield from found
            number = found[-1].number

    def last_number(self) -> int:
        """How many decisions there are."""
        self._file_first()
        rows = self._pool.rows("SELECT coalesce(max(number), 0) FROM decision", doing="reading the history")
        return int(rows[0][0])

    def parties_after(self, key: int, limit: int = 1_000) -> list[tuple[int, Party]]:
        """The next distinct parties after number `key`, in order; those erased are left out."""
        rows = self._shared_after("party", key, limit)
        return [(number, unpack_party(content)) for number, content in rows]

    def texts_after(self, key: int, limit: int = 1_000) -> list[tuple[int, str]]:
        """The next distinct texts after number `key`, in order; those erased are left out."""
        return [
            (number, content.decode("utf-8", "surrogatepass"))
            for number, content in self._shared_after("text", key, limit)
        ]

    def decisions_of(self, party: int) -> list[int]:
        """The numbers of the decisions in which a party stands."""
        self._file_first()
        rows = self._pool.rows("SELECT number FROM mention WHERE party = ?", (party,), doing="reading the history")
        return [int(row[0]) for row in rows]

    def decisions_quoting(self, text: int) -> list[int]:
        """The numbers of the decisions in which a text stands."""
        self._file_first()
        rows = self._pool.rows("SELECT number FROM quote WHERE text = ?", (text,), doing="reading the history")
        return [int(row[0]) for row in rows]

    def settle(self) -> None:
        """Empty the journal and cut the log of the file, so that nothing erased is left in them. HistoryBusyError while
        readers keep the log."""
        self._empty_journal()
        with history_errors("cutting the log of the history"):
            connection = connect(self.path, write=True)
            try:
                busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0]
            finally:
                let_go(connection)
        if busy:
            raise HistoryBusyError(
                "what was erased is still in the log of the history's file, which a reader keeps", hint="try again"
            )

    def _shared_after(self, table: str, key: int, limit: int) -> list[tuple[int, bytes]]:
        self._file_first()
        rows = self._pool.rows(
            f"SELECT key, secret, sealed FROM {table} WHERE key > ? AND secret IS NOT NULL ORDER BY key LIMIT ?",  # noqa: S608
            (key, limit),
            doing="reading the history",
        )
        take, unseal = self._recording.fresh[table].take, self.sealer.open
        return [(int(row[0]), take(row[1]) or unseal(row[1], row[2], f"{table} {row[0]}")) for row in rows]

    def close(self) -> None:
        """Commit what is queued, file what is not filed, then let go of the files."""
        if self._closed:
            return
        self._closed = True
        self._filing.stop()
        if self._kept:
            with suppress(WatchgateError):  # then it stays in the journal, which is as durable
                self._empty_journal()
        self._writing.close()
        self._pool.close()
        self._journal.close()
        self._changed.close()

    def _decided_before(self, prepared: Sequence[Prepared]) -> list[Kept]:
        """Keep what was decided before, or whose ids were used before: past the journal, once all in it is filed."""

        def work(connection: apsw.Connection) -> list[Kept]:
            self._recording.file(connection)
            return self._recording.record(connection, prepared)

        return self._writing.do(Work(work, len(prepared), numbers=True))

    def _empty_journal(self) -> None:
        # Others may go on keeping. Where both files are in use the newer one has its turn the second time.
        for _ in FILES:
            self._writing.do(Work(self._recording.turn, 1, numbers=True))
            self._writing.do(Work(lambda _: self._recording.clear(), 1, numbers=True))

    def _is_filed(self, body: bytes) -> bool:
        rows = self._pool.rows("SELECT coalesce(max(number), 0) FROM decision", doing="reading the history")
        return frame(body).last <= int(rows[0][0])

    def _file_first(self) -> None:
        if not self._writing.is_inside:
            self.file()

    def _archived_file(self, key: int) -> tuple[str, str] | None:
        rows = self._pool.rows("SELECT file, sha256 FROM archive WHERE key = ?", (key,), doing="reading the history")
        return (str(rows[0][0]), str(rows[0][1])) if rows else None

    def _connect(self) -> apsw.Connection:
        self._recording.reset()
        return connect(self.path, write=True)


def open_history(home: Path, *, clock: Clock = now_us) -> History:
    """The history in the folder `home`, made if it is not there. Close it when done."""
    place = Home(home)
    folder = place.path / "history"
    private_folder(folder)
    path = folder / FILE_NAME
    begun = path.exists() and path.stat().st_size > 0
    if begun and not (place.keys / "history.key").exists():
        raise BadInputError(
            "the key of the history is not there, and without it nothing in it can be read",
            where=str(place.keys / "history.key"),
            hint="restore it from a copy",
        )
    key = home_key(place.keys)
    make(path, clock())
    history = History(folder, Sealer(key), clock)
    try:
        _check_key(history, key)
    except BaseException:
        history.close()
        raise
    return history


def _check_key(history: History, key: bytes) -> None:
    mark = blake2b(key, digest_size=16, person=b"check").hexdigest()
    known = history.read(lambda connection: connection.execute("SELECT value FROM meta WHERE name = 'key'").get)
    if known is None:
        history.write(
            lambda connection: connection.execute("INSERT OR IGNORE INTO meta VALUES ('key', ?)", (mark,)).fetchall()
        )
        known = history.read(lambda connection: connection.execute("SELECT value FROM meta WHERE name = 'key'").get)
    if known != mark:
        raise BadInputError(
            "the key of this home is not the one its history was written under", hint="restore keys/history.key"
        )


def _spoken_of(stored: Stored) -> set[str]:
    """The UETRs that a message bears or speaks of."""
    said = [stored.record.references if stored.record is not None else {}, *stored.message.references]
    return {value.lower() for references in said for value in references.values()}
