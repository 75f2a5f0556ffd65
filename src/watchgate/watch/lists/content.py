"""Opening a list file as bytes that may be trusted to end: every file comes from outside and is taken for hostile.

Only regular files; gzip, xz, bzip2 and single-file zip archives are expanded as they are read, under a limit; NUL bytes
and endless lines are refused where they stand. Office documents (which are zip archives too) are left as they are.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from watchgate.model.errors import BadInputError
from watchgate.watch.lists.expanded import Keeping, known_content

HEAD_BYTES = 64 * 1024
"""What recognition sees of a file."""
MAX_BYTES = 8 << 30
"""Largest expanded file. The largest list known (all OpenSanctions statements) has about half of it."""
MAX_RATIO = 250
"""Largest expansion. Real lists reach 30 with xz; the best deflate can do on zeros is 1,032."""
FREE_EXPANSION = 16 << 20
"""Below this size the ratio is not looked at: a small repetitive file may well compress 500 times."""
MAX_LINE_BYTES = 4 << 20
"""Longest line of a text format."""
CHUNK_BYTES = 256 * 1024
EMPTY_ZIP_MEMBERS = ("__MACOSX/", ".DS_Store")
OFFICE_MEMBERS = frozenset({"mimetype", "[Content_Types].xml"})


BROKEN = (
    *(EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError, zipfile.BadZipFile, zipfile.LargeZipFile),
    *(NotImplementedError, RuntimeError, ValueError, struct.error, OSError),
)
"""What the decompressors of the standard library raise on bytes they cannot make sense of."""


@contextmanager
def open_content(path: Path) -> Iterator[BinaryIO]:
    """The expanded bytes of `path` under all limits; BadInputError when it is no readable, non-empty regular file."""
    size = checked_size(path)
    try:
        with path.open("rb") as raw:
            magic = raw.read(6)
            raw.seek(0)
            with _expanded(path, raw, magic, size) as stream:
                yield stream
    except OSError as error:
        raise BadInputError(f"cannot be read: {error.strerror or error}", where=str(path)) from error


def read_head(path: Path) -> bytes:
    """The first 64 KiB of the expanded content: what formats are recognised by."""
    with open_content(path) as stream:
        return stream.read(HEAD_BYTES)


def checked_size(path: Path) -> int:
    """The size of a regular, non-empty file in bytes; BadInputError for anything else."""
    try:
        state = path.stat()
    except OSError as error:
        raise BadInputError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except ValueError as error:  # a NUL in the path
        raise BadInputError("is no usable path", where=repr(str(path))) from error
    if stat.S_ISDIR(state.st_mode):
        raise BadInputError("is a folder, not a file", where=str(path))
    if not stat.S_ISREG(state.st_mode):
        raise BadInputError("is not a regular file", where=str(path))
    if state.st_size == 0:
        raise BadInputError("is empty", where=str(path))
    if state.st_size > MAX_BYTES:
        raise BadInputError(f"is larger than {MAX_BYTES >> 30} GiB", where=str(path))
    return state.st_size


@contextmanager
def _expanded(path: Path, raw: BinaryIO, magic: bytes, size: int) -> Iterator[BinaryIO]:
    known = known_content(raw)
    if known is not None:
        yield io.BytesIO(known)
        return
    if magic.startswith(b"\x1f\x8b"):
        opened: object = gzip.GzipFile(fileobj=raw, mode="rb")
    elif magic.startswith(b"\xfd7zXZ"):
        opened = lzma.LZMAFile(raw)  # noqa: SIM115 - closed by LimitedStream, as the others
    elif magic.startswith(b"BZh"):
        opened = bz2.BZ2File(raw)
    elif magic.startswith(b"PK\x03\x04"):
        try:
            archive = zipfile.ZipFile(raw)
            member = _only_member(path, archive)
            opened = archive.open(member) if member is not None else None
        except BROKEN as error:
            raise _damaged(path, error) from error
        if opened is None:
            raw.seek(0)
            yield raw
            return
    else:
        yield raw
        return
    with io.BufferedReader(LimitedStream(path, cast(BinaryIO, opened), size, Keeping(raw)), CHUNK_BYTES) as stream:
        yield stream


def _only_member(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo | None:
    """The one file of a zip archive; None for an office document."""
    members = [
        info
        for info in archive.infolist()
        if not info.is_dir()
        and not info.filename.startswith(EMPTY_ZIP_MEMBERS[0])
        and not info.filename.endswith(EMPTY_ZIP_MEMBERS[1])
    ]
    if any(info.filename in OFFICE_MEMBERS for info in members):
        return None
    if len(members) != 1:
        raise BadInputError(
            f"is a zip archive of {len(members)} files", where=str(path), hint="unpack it and load the folder"
        )
    if members[0].flag_bits & 0x1:
        raise BadInputError("is an encrypted zip archive", where=str(path), hint="decrypt it first")
    return members[0]


def _damaged(path: Path, error: Exception) -> BadInputError:
    return BadInputError(f"damaged or truncated archive: {error}", where=str(path))


class LimitedStream(io.RawIOBase):
    """A decompressor that stops at MAX_BYTES, and beyond FREE_EXPANSION at MAX_RATIO times the compressed size."""

    def __init__(self, path: Path, stream: BinaryIO, compressed_bytes: int, keeping: Keeping) -> None:
        super().__init__()
        self._keeping = keeping
        self._path = path
        self._stream = stream
        self._limit = min(MAX_BYTES, max(FREE_EXPANSION, compressed_bytes * MAX_RATIO))
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            chunk = self._stream.read(min(len(buffer), CHUNK_BYTES))
        except BROKEN as error:
            raise _damaged(self._path, error) from error
        self._read += len(chunk)
        if self._read > self._limit:
            raise BadInputError(
                f"expands to more than {self._limit >> 20} MiB, which no list of its size does: taken for a zip bomb",
                where=str(self._path),
            )
        self._keeping.read(chunk)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._stream.close()
        super().close()


class TextGuard(io.RawIOBase):
    """Bytes of a text format: refuses NUL bytes and lines longer than `max_line_bytes`, naming the byte."""

    def __init__(self, path: Path, stream: BinaryIO, max_line_bytes: int = MAX_LINE_BYTES) -> None:
        super().__init__()
        self._path = path
        self._stream = stream
        self._max_line_bytes = max_line_bytes
        self._read = 0
        self._line_start = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        chunk = self._stream.read(len(buffer))
        nul = chunk.find(b"\0")
        if nul >= 0:
            raise BadInputError(f"NUL byte at byte {self._read + nul}: not a text file", where=str(self._path))
        before = self._read
        self._read += len(chunk)
        if self._read > MAX_BYTES:
            raise BadInputError(f"is larger than {MAX_BYTES >> 30} GiB", where=str(self._path))
        last = chunk.rfind(b"\n")
        if last >= 0:
            self._line_start = before + last + 1
        if self._read - self._line_start > self._max_line_bytes:
            raise BadInputError(
                f"the line that begins at byte {self._line_start} is longer than {self._max_line_bytes >> 20} MiB",
                where=str(self._path),
            )
        buffer[: len(chunk)] = chunk
        return len(chunk)
