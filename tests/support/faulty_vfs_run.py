"""One run: append under faults drawn from a seed, cut the power, look at what the disk holds. Replays from its seed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from random import Random

import apsw
import msgspec

from support.faulty_vfs import Faults, FaultyVFS
from support.faulty_vfs_check import Tried, broken_promises
from support.faulty_vfs_workload import draft
from watchgate.ledger import schema
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.errors import WatchgateError

APPENDS = 24
LAST_CALL = 700
"""Beyond the calls of nearly every run, so that some runs end with the power on and everything synced."""
PATIENCE = 12
"""How often the ledger may fail with no new fault of the disk behind it before it is said to be stuck."""


class Outcome(msgspec.Struct, frozen=True):
    """`broken`: promises not kept, in words. `errors_given`: faults that reached the ledger, the cut not counted."""

    seed: int
    faults: Faults
    acknowledged: int
    errors_given: int
    broken: list[str]


def faults_of(random: Random) -> Faults:
    """Half of the runs only lose power; the others first meet a failing sync, a full disk or a failing write."""
    kind = random.choice(("cut", "cut", "cut", "sync", "full", "write"))
    many = range(random.choice((1, 1, 2, 5)))
    return Faults(
        cut_at=random.randrange(1, LAST_CALL),
        powersafe=random.random() < 0.7,
        fail_syncs=frozenset(random.randrange(1, 60) for _ in many) if kind == "sync" else frozenset(),
        fail_writes=frozenset(random.randrange(1, 240) for _ in many) if kind == "write" else frozenset(),
        full_from=random.randrange(1, 240) if kind == "full" else None,
        full_for=random.choice((1, 3, 20)),
    )


def run(seed: int, folder: Path, *, synchronous: str = "FULL") -> Outcome:
    """Append until the power goes; `folder` must be empty and is emptied again."""
    random = Random(seed)
    faults = faults_of(random)
    before, after = folder / "before", folder / "after"
    before.mkdir(parents=True)
    tried: list[Tried] = []
    stuck: list[str] = []
    with (
        checkpoint_every(random.choice((6, 25, 4000))),
        FaultyVFS(f"faulty-{seed}", before, faults, seed) as vfs,
    ):
        try:
            stuck = _appends(random, vfs, before, synchronous, seed, tried)
        except Off:
            pass
        except WatchgateError as error:
            stuck = [f"the ledger does not open although the disk has recovered: {error}"]
        except (OSError, apsw.Error) as error:
            stuck = [f"the ledger lets a bare {type(error).__name__} through: {error}"]
        files = vfs.files_after_cut()
        errors_given = vfs.errors_given
    as_after_the_cut(before, files, after)
    broken = stuck + broken_promises(after, tried)
    shutil.rmtree(folder)
    return Outcome(seed, faults, sum(one.receipt is not None for one in tried), errors_given, broken)


def run_twice(seed: int, folder: Path) -> Outcome:
    """A sync fails and the process is killed with it; another goes on with what it sees; then the power goes."""
    random = Random(seed)
    faults = Faults(fail_syncs=frozenset({random.randrange(1, 40)}), killed_at_failed_sync=True)
    first_home, second_home, after = folder / "first", folder / "second", folder / "after"
    first_home.mkdir(parents=True)
    tried: list[Tried] = []
    with checkpoint_every(random.choice((6, 25, 4000))):
        with FaultyVFS(f"first-{seed}", first_home, faults, seed) as first, suppress(Off):
            _appends(random, first, first_home, "FULL", seed, tried)
        as_after_the_cut(first_home, first.files_as_seen(), second_home)
        with FaultyVFS(f"second-{seed}", second_home, Faults(), seed, first.disk) as second:
            ledger = open_ledger(second_home, vfs=second.name)
            for number in range(random.randrange(1, 6)):
                one = draft(seed, "second", number)
                tried.append(Tried(one, ledger.append(one)))
            files = second.files_after_cut()
            _close(ledger)
    as_after_the_cut(second_home, files, after)
    broken = broken_promises(after, tried)
    shutil.rmtree(folder)
    return Outcome(seed, faults, sum(one.receipt is not None for one in tried), first.errors_given, broken)


class Off(Exception):  # noqa: N818 - the end of a run, no error
    """The power went."""


@contextmanager
def checkpoint_every(pages: int) -> Iterator[None]:
    """Ledgers opened in the block move their log into the database after so many pages."""
    usual = schema.CHECKPOINT_PAGES
    schema.CHECKPOINT_PAGES = pages
    try:
        yield
    finally:
        schema.CHECKPOINT_PAGES = usual


def as_after_the_cut(before: Path, files: dict[str, bytes], after: Path) -> None:
    """The home as the next start finds it: the database's files as the disk kept them, everything else as it was."""
    shutil.copytree(before, after, ignore=shutil.ignore_patterns("ledger.sqlite*", "*.sock"))
    for name, content in files.items():
        if name.startswith("ledger.sqlite"):
            (after / name).write_bytes(content)


def _appends(random: Random, vfs: FaultyVFS, home: Path, synchronous: str, seed: int, tried: list[Tried]) -> list[str]:
    failures = idle_failures = 0
    numbers = count()
    ledger = _open(vfs, home, synchronous)
    try:
        while len(tried) - failures < APPENDS:
            size = random.choice((1, 1, 1, 3))
            drafts = [draft(seed, "faults", next(numbers)) for _ in range(size)]
            errors_given = vfs.errors_given
            try:
                receipts = ledger.append_many(drafts) if size > 1 else [ledger.append(drafts[0])]
            except WatchgateError:
                tried += [Tried(one, None) for one in drafts]
                if vfs.off:
                    raise Off from None
                failures += size
                idle_failures += vfs.errors_given == errors_given
                if idle_failures > PATIENCE:
                    return ["appends go on failing after the disk has recovered"]
                if random.random() < 0.5:
                    _close(ledger)
                    ledger = _open(vfs, home, synchronous)
                continue
            tried += [Tried(*pair) for pair in zip(drafts, receipts, strict=True)]
            if random.random() < 0.1:
                _checkpoint(random, vfs, home, synchronous)
            if random.random() < 0.05:
                _close(ledger)
                ledger = _open(vfs, home, synchronous)
        return []
    finally:
        if not vfs.off and vfs.faults.cut_at is not None and random.random() < 0.7:
            vfs.files_after_cut()
        _close(ledger)


def _open(vfs: FaultyVFS, home: Path, synchronous: str) -> Ledger:
    idle_failures = 0
    while True:
        errors_given = vfs.errors_given
        try:
            return open_ledger(home, vfs=vfs.name, synchronous=synchronous)
        except WatchgateError:
            if vfs.off:
                raise Off from None
            idle_failures += vfs.errors_given == errors_given
            if idle_failures > PATIENCE:
                raise


def _close(ledger: Ledger) -> None:
    # What a close can fail at, the last checkpoint, costs nothing that was acknowledged.
    with suppress(WatchgateError):
        ledger.close()


def _checkpoint(random: Random, vfs: FaultyVFS, home: Path, synchronous: str) -> None:
    mode = random.choice((apsw.SQLITE_CHECKPOINT_PASSIVE, apsw.SQLITE_CHECKPOINT_TRUNCATE))
    with suppress(apsw.Error):
        connection = apsw.Connection(str(home / "ledger.sqlite"), vfs=vfs.name)
        with suppress(apsw.Error):
            connection.pragma("synchronous", synchronous)
            connection.execute("SELECT 1 FROM sqlite_schema").fetchall()
            connection.wal_checkpoint(mode=mode)
        connection.close()
