"""A SQLite VFS over the real file system that records what a power cut could undo, and fails calls when told to.

SQLite's own unix VFS below it does reading, locking and shared memory; every write, truncation, sync and deletion is
also told to a `Disk`, which knows what is durable. The real xSync is left out: durability is the model's here.

What SQLite's unix VFS syncs of a directory is modelled as it is in `os_unix.c`: creating the database does not sync
its directory; the first sync through each handle on a journal or WAL does; a deletion does when SQLite asks for it.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import apsw
import msgspec

from support.faulty_vfs_disk import Disk, Inode

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

    from _typeshed import HasFileno

_JOURNALS = apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_SUPER_JOURNAL | apsw.SQLITE_OPEN_WAL


class Faults(msgspec.Struct, frozen=True, kw_only=True):
    """What goes wrong in a run; all counts from 1 and over all files; None means it does not happen.

    `cut_at`: the power goes during this call (write, truncate, sync, delete, create). `fail_syncs`: these calls of
    xSync report an error. `full_from`, `full_for`: from this call on the disk is full for so many writes.
    `fail_writes`: these writes report an I/O error, half written. `powersafe`: whether the disk promises that a write
    leaves the bytes beside it alone (SQLITE_IOCAP_POWERSAFE_OVERWRITE); without it a torn sector is garbled.
    `killed_at_failed_sync`: the process is killed before it can do anything about it; the machine goes on.
    """

    cut_at: int | None = None
    fail_syncs: frozenset[int] = frozenset()
    fail_writes: frozenset[int] = frozenset()
    full_from: int | None = None
    full_for: int = 0
    powersafe: bool = True
    killed_at_failed_sync: bool = False


class FaultyVFS(apsw.VFS):
    """Registered under `name`, for the files of one folder. `files_after_cut` is what the disk holds afterwards.

    `disk` is handed on from an earlier VFS when the process died but the machine did not: what that process left in
    the page cache is then seen, and may still be lost.
    As a context manager it keeps quiet about the errors it made itself where SQLite has nobody to report them to (a
    second error inside one call, a close); every other such error goes where it would have gone. It also
    takes note when the program itself syncs the folder with os.fsync.
    """

    def __init__(self, name: str, folder: Path, faults: Faults, seed: int, disk: Disk | None = None) -> None:
        self.name = name
        self.folder = folder
        self.faults = faults
        self.random = Random(seed)
        self.disk = disk or Disk()
        self.off = False
        self.calls = self.writes = self.syncs = 0
        self.errors_given = 0
        self._image: dict[str, bytes] | None = None
        self._lock = threading.RLock()
        if disk is None:
            for path in sorted(folder.iterdir()):
                if path.is_file() and not path.name.endswith("-shm"):
                    self.disk.adopt(path.name, path.read_bytes())
        super().__init__(name, "")

    def files_after_cut(self) -> dict[str, bytes]:
        """Cut the power now, if it is still on; name -> content of every SQLite file left. Draws from the seed once."""
        with self._lock:
            if self._image is None:
                self.off = True
                self._image = self.disk.after_cut(self.random, garbled=not self.faults.powersafe)
            return self._image

    def files_as_seen(self) -> dict[str, bytes]:
        """What another process of the same machine reads: the page cache."""
        with self._lock:
            return {name: bytes(inode.visible) for name, inode in self.disk.seen.items()}

    def __enter__(self) -> Self:
        self._reported = sys.unraisablehook
        self._fsync = os.fsync
        sys.unraisablehook = self._report
        os.fsync = self._watched_fsync
        self._connection = apsw.Connection
        setattr(apsw, "Connection", ClosesQuietly)  # noqa: B010 - a type, which only setattr lets one replace
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.unraisablehook = self._reported
        os.fsync = self._fsync
        setattr(apsw, "Connection", self._connection)  # noqa: B010
        self.unregister()

    def _watched_fsync(self, fd: int | HasFileno) -> None:
        self._fsync(fd)
        descriptor = fd if isinstance(fd, int) else fd.fileno()
        with self._lock:
            if os.path.samestat(os.fstat(descriptor), self.folder.stat()):
                self.refuse_when_off_os()
                self.disk.sync_directory()

    def refuse_when_off_os(self) -> None:
        """As `refuse_when_off`, for calls that do not come through SQLite."""
        if self.off:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    def _report(self, what: UnraisableHookArgs) -> None:
        if not hasattr(what.exc_value, "injected"):
            self._reported(what)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> FaultyFile:
        """Open, and note the file if it is new."""
        with self._lock:
            path = name.filename() if isinstance(name, apsw.URIFilename) else name
            self.refuse_when_off(apsw.SQLITE_IOERR)
            file = FaultyFile(self, name, flags, Path(path).name if path else None)
            if path and Path(path).name not in self.disk.seen and flags[0] & apsw.SQLITE_OPEN_CREATE:
                self.disk.create(Path(path).name)
                self.count(lambda: None)
            return file

    def xDelete(self, filename: str, syncdir: bool) -> None:
        """Unlink; durable only with `syncdir`."""
        with self._lock:
            self.refuse_when_off(apsw.SQLITE_IOERR_DELETE)
            super().xDelete(filename, syncdir)
            self.disk.delete(Path(filename).name)
            self.count(self.disk.sync_directory if syncdir else lambda: None)

    def count(self, act: Callable[[], None]) -> None:
        """One call that changes something. At the cut the power goes before `act` is done."""
        self.calls += 1
        if self.calls == self.faults.cut_at:
            self.files_after_cut()
            raise _error(apsw.SQLITE_IOERR)
        act()

    def refuse_when_off(self, code: int) -> None:
        """Nothing works without power."""
        if self.off:
            raise _error(code)

    def changed_write(self, inode: Inode, offset: int, data: bytes) -> None:
        """A write, as far as the faults let it come. What is raised after it has been half written says so."""
        self.refuse_when_off(apsw.SQLITE_IOERR_WRITE)
        self.writes += 1
        full = self.faults.full_from
        if full is not None and full <= self.writes < full + self.faults.full_for:
            inode.write(offset, data[: len(data) // 2])
            self.errors_given += 1
            raise _injected(apsw.FullError("the disk is full"), apsw.SQLITE_FULL)
        if self.writes in self.faults.fail_writes:
            inode.write(offset, data[: len(data) // 2])
            self.errors_given += 1
            raise _error(apsw.SQLITE_IOERR_WRITE)
        inode.write(offset, data)
        self.count(lambda: None)

    def changed_sync(self, inode: Inode) -> None:
        """A sync, or the failure of one."""
        self.refuse_when_off(apsw.SQLITE_IOERR_FSYNC)
        self.syncs += 1
        if self.syncs in self.faults.fail_syncs:
            inode.fail_sync(self.random)
            self.errors_given += 1
            self.off = self.faults.killed_at_failed_sync
            raise _error(apsw.SQLITE_IOERR_FSYNC)
        self.count(inode.sync)

    def changed_length(self, inode: Inode, length: int) -> None:
        """A truncation."""
        self.refuse_when_off(apsw.SQLITE_IOERR_TRUNCATE)
        inode.truncate(length)
        self.count(lambda: None)

    def locked(self) -> threading.RLock | Any:
        """The lock that keeps calls of several connections apart."""
        return self._lock


class ClosesQuietly(apsw.Connection):
    """SQLite never reports what its last checkpoint fails at when it closes; only an exception of a VFS in Python does.

    So that the program meets what it would meet on a real disk, such an exception is left out.
    """

    def close(self, force: bool = False) -> None:
        """As apsw.Connection.close."""
        try:
            super().close(force)
        except apsw.Error as error:
            if not hasattr(error, "injected"):
                raise


class FaultyFile(apsw.VFSFile):
    """One open file. Temporary files (no name) are passed through: nothing durable hangs on them.

    Reading goes on working after the cut: only what has reached the disk is of interest.
    """

    def __init__(
        self, vfs: FaultyVFS, opened: str | apsw.URIFilename | None, flags: list[int], name: str | None
    ) -> None:
        self._vfs = vfs
        self._name = name
        self._directory_due = bool(flags[0] & apsw.SQLITE_OPEN_CREATE and flags[0] & _JOURNALS)
        super().__init__("", opened, flags)

    def _inode(self) -> Inode | None:
        return self._vfs.disk.seen.get(self._name) if self._name else None

    def xWrite(self, data: Any, offset: int) -> None:
        with self._vfs.locked():
            inode = self._inode()
            if inode is not None:
                try:
                    self._vfs.changed_write(inode, offset, bytes(data))
                except apsw.Error:
                    if not self._vfs.off:
                        super().xWrite(bytes(data)[: len(data) // 2], offset)
                    raise
            super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        with self._vfs.locked():
            inode = self._inode()
            if inode is not None:
                self._vfs.changed_length(inode, newsize)
            super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:
        with self._vfs.locked():
            inode = self._inode()
            if inode is not None:
                self._vfs.changed_sync(inode)
                if self._directory_due:
                    self._directory_due = False
                    self._vfs.disk.sync_directory()

    def xSectorSize(self) -> int:
        return super().xSectorSize() if self._vfs.faults.powersafe else 512

    def xDeviceCharacteristics(self) -> int:
        promised = super().xDeviceCharacteristics()
        return promised if self._vfs.faults.powersafe else promised & ~apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE


def _error(code: int) -> apsw.Error:
    return _injected(apsw.IOError("the disk failed, or has no power"), code)


def _injected(error: apsw.Error, code: int) -> apsw.Error:
    error.extendedresult = code  # type: ignore[attr-defined]
    error.injected = True  # type: ignore[attr-defined]
    return error
