"""Files for chains, on their way in: the one folder of the home that requests may name files of.

Uploads land here whole or not at all, each under a name of its own; whoever runs the service may put files and folders
here as well, which is how many gigabytes come in. Nothing outside of it can be named by a request.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from watchgate.api.problems import RefusedError
from watchgate.gate.history.schema import sync_folder
from watchgate.ledger.home import private_folder
from watchgate.model.clock import MICROSECONDS, now_us
from watchgate.model.errors import BadInputError, NotFoundError

NAME = r"[A-Za-z0-9][A-Za-z0-9._=-]{0,119}"
"""Of an uploaded file. Its ending and the numbers in it are looked at by readers."""
LISTED = 10_000
KEPT_FREE_BYTES = 1 << 30
"""Room on the disk that no upload takes: payments are decided only while their decisions can be kept."""
_PARTIAL = ".upload-"
_FORGOTTEN_S = 86_400.0
"""After so long an upload that never ended is thrown away."""


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A file that lies there; `sha256` is told when it is uploaded."""

    name: str
    bytes: int
    sha256: str = ""


class Incoming:
    """The folder. `file_bytes` a file, `bytes` all together."""

    def __init__(self, folder: Path, file_bytes: int, all_bytes: int) -> None:
        self.folder = folder
        self.file_bytes = file_bytes
        self.all_bytes = all_bytes

    def upload(self, name: str) -> Upload:
        """Begin one. BadInputError for what is no name of a file."""
        if not re.fullmatch(NAME, name):
            raise BadInputError(
                f"{name[:60]!r} cannot name a file", where="name", hint="letters, digits, and . _ = -, up to 120"
            )
        private_folder(self.folder)
        self._forget()
        return Upload(self, name)

    def files(self) -> Iterator[Given]:
        """What lies there, by name; at most LISTED."""
        if not self.folder.is_dir():
            return
        there = sorted(one for one in self.folder.rglob("*") if one.is_file() and not one.name.startswith("."))
        for one in there[:LISTED]:
            with suppress(FileNotFoundError):  # taken away meanwhile
                yield Given(name=one.relative_to(self.folder).as_posix(), bytes=one.stat().st_size)

    def path(self, name: str) -> Path:
        """A file or folder in it; NotFoundError where there is none, also for what leads out of the folder."""
        parts = name.rstrip("/").split("/")
        if "\x00" in name or not all(parts) or any(part.startswith(".") for part in parts):
            raise BadInputError(f"{name[:120]!r} is no file of this service", where="files", hint="GET /chains/files")
        found = self.folder.joinpath(*parts)
        try:
            whole = found.resolve(strict=True)
        except OSError:
            whole = None
        if whole is None or not whole.is_relative_to(self.folder.resolve()):
            raise NotFoundError(f"there is no file {name[:120]!r}", hint="PUT /chains/files/NAME brings one")
        return found

    def remove(self, name: str) -> None:
        """Take an uploaded file away; NotFoundError where there is none."""
        found = self.path(name)
        if not found.is_file():
            raise BadInputError("is a folder, which whoever runs the service put there", where=name[:120])
        found.unlink()

    def taken(self) -> int:
        """Bytes of all that lies there."""
        sizes = 0
        for one in self.folder.rglob("*"):
            with suppress(FileNotFoundError):  # an upload that ends has its file no more
                sizes += one.stat().st_size if one.is_file() else 0
        return sizes

    def _forget(self) -> None:
        for one in self.folder.glob(f"{_PARTIAL}*"):
            with suppress(FileNotFoundError):
                if one.stat().st_mtime < now_us() / MICROSECONDS - _FORGOTTEN_S:
                    one.unlink()


class Upload:
    """One file while it comes. `write` and `end` take no longer than a disk does; `close` whatever happened."""

    def __init__(self, incoming: Incoming, name: str) -> None:
        self._incoming = incoming
        self._name = name
        self._room = incoming.all_bytes - incoming.taken()
        self._free = shutil.disk_usage(incoming.folder).free - KEPT_FREE_BYTES
        self._path = incoming.folder / f"{_PARTIAL}{secrets.token_hex(8)}"
        self._file = self._path.open("xb")
        self._sha256 = hashlib.sha256()
        self._bytes = 0

    def expect(self, size_bytes: int) -> None:
        """RefusedError 413 where so many bytes are too many, 507 where the disk needs its room for decisions."""
        if size_bytes > self._incoming.file_bytes:
            raise RefusedError(413, f"a file has at most {self._incoming.file_bytes:,} bytes here")
        if size_bytes > self._room:
            raise RefusedError(
                413, f"all files together have at most {self._incoming.all_bytes:,} bytes here: delete some"
            )
        if size_bytes > self._free:
            raise RefusedError(
                507, f"the disk has no room for it: {KEPT_FREE_BYTES:,} bytes are left to what is decided", retry_s=60
            )

    def write(self, data: bytes) -> None:
        """The next bytes."""
        self._bytes += len(data)
        self.expect(self._bytes)
        self._sha256.update(data)
        self._file.write(data)

    def end(self) -> Given:
        """Put it in its place, durable. RefusedError 409 where another file of that name is there."""
        if not self._bytes:
            raise BadInputError("is empty", where="the body", hint="send the file's bytes as they are")
        self._file.flush()
        os.fsync(self._file.fileno())
        target = self._incoming.folder / self._name
        try:
            os.link(self._path, target)
        except FileExistsError:
            with target.open("rb") as there:
                same = hashlib.file_digest(there, "sha256").digest() == self._sha256.digest()
            if not same:
                raise RefusedError(409, f"another file {self._name} is there: use another name, or delete it") from None
        sync_folder(self._incoming.folder)
        return Given(name=self._name, bytes=self._bytes, sha256=self._sha256.hexdigest())

    def close(self) -> None:
        """Leave nothing half behind."""
        self._file.close()
        self._path.unlink(missing_ok=True)
