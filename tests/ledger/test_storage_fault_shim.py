"""The fault shim against bare SQLite, before anything is concluded from it about the ledger.

What SQLite promises (https://sqlite.org/pragma.html#pragma_synchronous) must be seen through the shim: FULL in WAL
mode and EXTRA with a rollback journal lose nothing; NORMAL in WAL mode loses what was acknowledged last; FULL with a
rollback journal can lose the last transaction when the deletion of the journal comes undone; OFF can do anything.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import apsw
import pytest

from support.faulty_vfs import Faults, FaultyVFS
from support.faulty_vfs_disk import SECTOR, Disk, Inode

CORRUPT = [-1]
RUNS = 60


@pytest.mark.parametrize(("journal", "synchronous"), [("WAL", "FULL"), ("DELETE", "EXTRA")])
def test_shim_loses_nothing_that_sqlite_synced(journal: str, synchronous: str, tmp_path: Path) -> None:
    outcomes = _outcomes(journal, synchronous, tmp_path)
    assert outcomes == {"kept": RUNS}, outcomes


@pytest.mark.parametrize(
    ("journal", "synchronous", "least"), [("WAL", "OFF", 30), ("WAL", "NORMAL", 20), ("DELETE", "FULL", 1)]
)
def test_shim_loses_what_sqlite_did_not_sync(journal: str, synchronous: str, least: int, tmp_path: Path) -> None:
    outcomes = _outcomes(journal, synchronous, tmp_path)
    assert outcomes["lost"] + outcomes["corrupt"] >= least, outcomes


@pytest.mark.parametrize("checkpoint_first", [False, True])
def test_rows_appended_after_a_failed_sync_and_a_killed_process_are_lost_without_a_checkpoint_first(
    checkpoint_first: bool, tmp_path: Path
) -> None:
    """The next process reads the unsynced frames from the page cache, takes them for good and appends behind them.

    A checkpoint before the first append writes what they say to the database itself, under a sync that works.
    """
    lost = sum(_killed_after_failed_sync(seed, tmp_path / str(seed), checkpoint_first) for seed in range(20))
    assert (lost == 0) if checkpoint_first else (lost > 0)


def _killed_after_failed_sync(seed: int, folder: Path, checkpoint_first: bool) -> bool:
    before, between, after = folder / "before", folder / "between", folder / "after"
    before.mkdir(parents=True)
    with FaultyVFS(f"killed-{seed}", before, Faults(), seed) as first:
        connection = apsw.Connection(str(before / "db"), vfs=first.name)
        _settle(connection, "WAL", "FULL", 0)
        wal_header, commit = first.syncs + 1, first.syncs + 2
        first.faults = Faults(fail_syncs=frozenset({commit if seed % 2 else wal_header}), killed_at_failed_sync=True)
        with pytest.raises(apsw.IOError):
            connection.execute("CREATE TABLE t(n INTEGER PRIMARY KEY, text)")
        _put(first.files_as_seen(), between)
        with suppress(apsw.Error):
            connection.close()
    acknowledged = []
    with FaultyVFS(f"next-{seed}", between, Faults(), seed, first.disk) as second:
        connection = apsw.Connection(str(between / "db"), vfs=second.name)
        if checkpoint_first:
            assert connection.pragma("journal_mode") == "wal"  # without a read first the WAL is not open: no checkpoint
            connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        connection.execute("CREATE TABLE IF NOT EXISTS t(n INTEGER PRIMARY KEY, text)")
        for n in range(5):
            connection.execute("INSERT INTO t VALUES(?, ?)", (n, str(n) * 5000))
            acknowledged.append(n)
        _put(second.files_after_cut(), after)
        with suppress(apsw.Error):
            connection.close()
    return _read(after / "db", seed) != acknowledged


def test_full_disk_fails_the_insert_and_leaves_what_was_there(tmp_path: Path) -> None:
    with FaultyVFS("full-disk", tmp_path, Faults(full_from=20, full_for=1), 1) as vfs:
        with closing(apsw.Connection(str(tmp_path / "db"), vfs=vfs.name)) as connection:
            _settle(connection, "WAL", "FULL", 0)
            connection.execute("CREATE TABLE t(n)")
            refused = 0
            for n in range(100):
                try:
                    connection.execute("INSERT INTO t VALUES(?)", (n,))
                except apsw.FullError:
                    refused += 1
            assert connection.execute("SELECT count(*) FROM t").fetchone() == (100 - refused,)
            assert refused == 1
        assert vfs.errors_given == 1


def test_synced_bytes_survive_every_cut_and_unsynced_ones_some_of_them() -> None:
    kept = Counter[str]()
    for seed in range(200):
        inode = Inode()
        inode.write(0, b"a" * SECTOR * 4)
        inode.sync()
        inode.write(SECTOR, b"b" * SECTOR * 2)
        inode.write(SECTOR, b"c" * SECTOR)
        image = inode.after_cut(Random(seed), garbled=False)
        assert image[:SECTOR] + image[3 * SECTOR :] == b"a" * SECTOR * 2, f"seed {seed}"
        kept[chr(image[SECTOR]) + chr(image[2 * SECTOR])] += 1
    assert set(kept) == {"aa", "ab", "ba", "bb", "ca", "cb"}


def test_file_whose_directory_was_not_synced_may_vanish_and_a_deleted_one_may_come_back() -> None:
    found = set()
    for seed in range(50):
        disk = Disk()
        disk.adopt("old", b"old")
        disk.delete("old")
        disk.create("new").write(0, b"new")
        found.add(tuple(disk.after_cut(Random(seed))))
        disk.sync_directory()
        assert list(disk.after_cut(Random(seed))) == ["new"]
    assert found == {(), ("new",), ("old",), ("new", "old")}


def _outcomes(journal: str, synchronous: str, folder: Path) -> Counter[str]:
    outcomes = Counter[str]()
    for seed in range(RUNS):
        acknowledged, kept = _run(seed, journal, synchronous, folder)
        if kept == CORRUPT:
            outcomes["corrupt"] += 1
        elif kept[: len(acknowledged)] != acknowledged:
            outcomes["lost"] += 1
        else:
            assert len(kept) <= len(acknowledged) + 1, f"seed {seed}: more rows than were tried"
            outcomes["kept"] += 1
    return outcomes


def _run(seed: int, journal: str, synchronous: str, folder: Path) -> tuple[list[int], list[int]]:
    """Insert rows, one transaction each, until the power goes: what was acknowledged, what is there afterwards."""
    random = Random(seed)
    before, after = folder / f"{seed}-before", folder / f"{seed}-after"
    before.mkdir()
    faults = Faults(cut_at=random.randrange(1, 260), powersafe=random.random() < 0.7)
    acknowledged: list[int] = []
    with FaultyVFS(f"shim-{seed}", before, faults, seed) as vfs:
        try:
            connection = apsw.Connection(str(before / "db"), vfs=vfs.name)
            with closing(connection):
                _settle(connection, journal, synchronous, random.choice((8, 20, 1000)))
                connection.execute("CREATE TABLE t(n INTEGER PRIMARY KEY, text)")
                for n in range(40):
                    connection.execute("INSERT INTO t VALUES(?, ?)", (n, str(n) * random.randrange(1, 3000)))
                    acknowledged.append(n)
                vfs.files_after_cut()
        except apsw.Error:
            assert vfs.off, f"seed {seed}: an error that the shim did not make"
        _put(vfs.files_after_cut(), after)
    return acknowledged, _read(after / "db", seed)


def _settle(connection: apsw.Connection, journal: str, synchronous: str, checkpoint_pages: int) -> None:
    assert connection.pragma("journal_mode", journal) == journal.lower()
    connection.pragma("synchronous", synchronous)
    connection.pragma("wal_autocheckpoint", checkpoint_pages)


def _put(files: dict[str, bytes], folder: Path) -> None:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _read(path: Path, seed: int) -> list[int]:
    try:
        with closing(apsw.Connection(str(path))) as connection:
            if connection.pragma("integrity_check") != "ok":
                return CORRUPT
            if not connection.table_exists("main", "t"):
                return []
            rows = list(connection.execute("SELECT n, text FROM t WHERE n >= 0 ORDER BY n"))
    except (apsw.CorruptError, apsw.NotADBError):
        return CORRUPT
    assert all(set(text) <= set(str(n)) for n, text in rows), f"seed {seed}"
    return [n for n, _ in rows]
