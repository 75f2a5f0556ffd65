"""One file on its way into the ledger: known already, refused, or turned into the deliveries that must be appended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from watchgate.ledger.draft import is_date
from watchgate.ledger.interface import Ledger, Snapshot
from watchgate.model.clock import MICROSECONDS, Clock, iso
from watchgate.model.delivery import Delivery
from watchgate.model.errors import BadInputError, WatchgateError
from watchgate.model.grade import OFFICIAL, Grade
from watchgate.model.handling import PUBLIC, SYSTEM, Handling
from watchgate.watch.lists.batches import deliveries
from watchgate.watch.lists.diff import Difference, compare
from watchgate.watch.lists.entry import ListEntry, RefusedEntry
from watchgate.watch.lists.history import SourceHistory, note_of, read_history
from watchgate.watch.lists.in_force import InForce
from watchgate.watch.lists.originals import content_sha256, keep_original
from watchgate.watch.lists.plan import Planned
from watchgate.watch.lists.registry import format_named
from watchgate.watch.lists.report import FileReport, Outcome
from watchgate.watch.lists.shrink import reason_to_wait
from watchgate.watch.lists.snapshot_dates import DateSource, older

DAY_US = 86_400 * MICROSECONDS
"""A publisher east of here may date its list tomorrow."""


class LoadOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How to load.

    `date`: of snapshots that do not state their own. `accept_shrink`: withdraw however much is gone. `grade` and
    `handling`: an official list is the act itself (A1) and public. `author`: who loads.
    """

    date: str | None = None
    accept_shrink: bool = False
    grade: Grade = OFFICIAL
    handling: Handling = PUBLIC
    author: str | None = None


class OneFile:
    """A planned file; `report` says what became of it, once `deliveries` was called."""

    def __init__(
        self,
        step: Planned,
        ledger: Ledger,
        home: Path,
        options: LoadOptions,
        tick: Callable[[int], None],
        clock: Clock,
    ) -> None:
        self.file = step.file
        self.date = step.date
        self.ledger = ledger
        self.home = home
        self.options = options
        self.tick = tick
        self.clock = clock
        self.report = FileReport(
            path=str(self.file.paths[0]),
            outcome=Outcome.KNOWN,
            format=self.file.format,
            source=self.file.source,
            dataset=self.file.dataset,
            snapshot_date=self.date,
        )

    def deliveries(self) -> Iterator[Delivery]:
        """What must be appended; nothing when the ledger says it all already. BadInputError when it cannot be used."""
        snapshot = self.ledger.as_of(reader=SYSTEM)
        history = read_history(snapshot.deliveries(self.file.source))
        digests = tuple(content_sha256(path) for path in self.file.paths)
        self.report.sha256 = digests[0]
        waiting = history.waiting if self._is_newest(history, digests) else None
        accepting = self.options.accept_shrink and waiting is not None
        if digests in history.contents and not self._later_date(history) and not accepting:
            self.report.alarm = waiting
            return iter(())
        self._refuse_date(history)
        found = self._compared(snapshot)
        alarm = None
        if not self.options.accept_shrink:
            alarm = reason_to_wait(found, *self._before(history), waiting=history.waiting is not None)
        self._tell(found, alarm)
        if self._says_nothing(found, history, digests, alarm):
            return iter(())
        for path, digest in zip(self.file.paths, digests, strict=True):
            keep_original(self.home, path, digest)
        header = Delivery(
            source=self.file.source,
            grade=self.options.grade,
            handling=self.options.handling,
            file_sha256=digests[0],
            snapshot_date=self.date.value,
            author=self.options.author,
            note=note_of(self.file.paths[0].name, digests[1:], alarm),
        )
        return deliveries(found, header, withdraw=alarm is None)

    def _compared(self, snapshot: Snapshot) -> Difference:
        in_force = InForce(snapshot.source(self.file.source))
        self._in_force = in_force
        return compare(self._read(), in_force, self.file.dataset, self.tick)

    def _read(self) -> Iterator[ListEntry | RefusedEntry]:
        """The reader's entries; whatever it raises on bytes it did not expect is said as bad input of this file."""
        where = str(self.file.paths[0])
        try:
            yield from format_named(self.file.format).read(self.file)
        except WatchgateError:
            raise
        except OSError as error:
            raise BadInputError(f"cannot be read: {error.strerror or error}", where=where) from error
        except Exception as error:
            raise BadInputError(
                f"is no sound {self.file.format}: {type(error).__name__}: {error}", where=where
            ) from error

    def _before(self, history: SourceHistory) -> tuple[frozenset[str], int]:
        """Records and number of statements of the last complete snapshot, also after a load that was interrupted."""
        if history.interrupted:
            last = history.last_complete
            past = self.ledger.as_of(reader=SYSTEM, position=last.position if last else 0)
            before = InForce(past.source(self.file.source))
            return before.records, len(before)
        return self._in_force.records, len(self._in_force)

    def _refuse_date(self, history: SourceHistory) -> None:
        where = str(self.file.paths[0])
        if not is_date(self.date.value):
            raise BadInputError(f"states the date {self.date.value[:40]!r}, which is none", where=where)
        tomorrow = iso(self.clock() + DAY_US)[:10]
        if older(tomorrow, self.date.value):
            raise BadInputError(
                f"is dated {self.date.value} (by its {self.date.said_by}), which is still to come: every true snapshot "
                "would be older",
                where=where,
            )
        if history.content_date and older(self.date.value, history.content_date):
            raise BadInputError(
                f"is a snapshot of {self.date.value} (by its {self.date.said_by}), older than the one loaded from "
                f"{self.file.source}, of {history.content_date}: history is append-only",
                where=where,
                hint="use a home of its own for old snapshots"
                if self.date.said_by == DateSource.FILE
                else "give its true date with --date if this one is wrong",
            )

    def _later_date(self, history: SourceHistory) -> bool:
        """Whether somebody says that this known file is of a later date; a date of the disk says nothing of a list."""
        return (
            self.date.said_by in {DateSource.USER, DateSource.NAME}
            and history.content_date is not None
            and older(history.content_date, self.date.value)
        )

    @staticmethod
    def _is_newest(history: SourceHistory, digests: tuple[str, ...]) -> bool:
        return history.last_complete is not None and history.last_complete.file_sha256 == digests[0]

    def _says_nothing(
        self, found: Difference, history: SourceHistory, digests: tuple[str, ...], alarm: str | None
    ) -> bool:
        """Whether the ledger would learn nothing: same file, same date, no entry to append."""
        to_withdraw = found.withdrawn and alarm is None
        known = digests in history.contents and not self._later_date(history)
        return known and found.nothing_new and not to_withdraw

    def _tell(self, found: Difference, alarm: str | None) -> None:
        report = self.report
        report.entries, report.statements = found.entries, found.statements
        report.added = len(found.added)
        report.replaced = sum(map(len, found.replaced.values()))
        withdrawn = sum(map(len, found.withdrawn.values()))
        report.withdrawn, report.waiting = (0, withdrawn) if alarm else (withdrawn, 0)
        report.alarm, report.kept_back = alarm, found.kept_back
        report.refused = tuple(found.refused)
        changed = report.added or report.replaced or report.withdrawn
        report.outcome = Outcome.LOADED if changed else Outcome.UNCHANGED
