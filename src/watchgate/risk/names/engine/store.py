"""Segment files: written once under the hash of their content, mapped by any number of processes.

A file is: MAGIC; the size of the header; the header (what made it, and name, type, shape and place of every column);
the columns, each from a multiple of ALIGNMENT on; sha256 over all of it. It is written under a temporary name, forced
to the disk and renamed. What does not read as such a file, whole and made by the same code and tables, is no segment:
whoever asked builds it anew.
"""

from __future__ import annotations

import mmap
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import numpy as np
import numpy.typing as npt

from watchgate.risk.names.engine.large_pages import in_large_pages, in_pieces, read_in
from watchgate.risk.names.engine.reach import FILE, in_no_file, left_in_file, whole
from watchgate.risk.names.engine.segment import Segment
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.segment_tables import Tables

MAGIC = b"WGNAMES\x01"
ALIGNMENT = 64
DIGEST_BYTES = 32
LARGEST_HEADER = 1 << 16
_CHUNK = 1 << 20
TYPES = ("|u1", "|i1", "<u2", "<i2", "<u4", "<i4", "<i8", "<u8")
FOUND = "found"
LEFT = "reach"
"""The column that is left in the file and read from it by kernels."""
_NOT_SEARCHED = {LEFT, "party_key", "party_of_key", "party_name_at"}
_SEARCHED = {
    "words": ("record", "letters", "facts"),
    "names": ("flags", "reading"),
    "parties": ("known", "born", "gone", "id", "id_at"),
}
"""Columns that every search reads all over; of `found` all others are."""


class _Column(msgspec.Struct, frozen=True, array_like=True):
    """`start`: in bytes from the beginning of the file."""

    table: str
    name: str
    type: str
    shape: tuple[int, ...]
    start: int


class _Header(msgspec.Struct, frozen=True):
    made_by: str
    columns: tuple[_Column, ...]


def write_segment(folder: Path, made: Segment, made_by: str) -> str:
    """The name of the new file in `folder`. OSError where the disk takes it not."""
    arrays = [(table, name, np.ascontiguousarray(column)) for table, name, column in _columns(made)]
    columns: list[_Column] = []
    start = LARGEST_HEADER
    for table, name, column in arrays:
        columns.append(_Column(table, name, column.dtype.str, column.shape, start))
        start += -(-column.nbytes // ALIGNMENT) * ALIGNMENT
    header = msgspec.msgpack.encode(_Header(made_by, tuple(columns)))
    head = MAGIC + len(header).to_bytes(8, "little") + header
    if len(head) > LARGEST_HEADER:
        raise ValueError("a segment has more columns than its header holds")
    temporary = folder / f".segment.{secrets.token_hex(4)}"
    digest = sha256()
    try:
        with temporary.open("xb", buffering=0) as file:
            for piece in in_pieces(_with_digest(_padded(head, [column for _, _, column in arrays]), digest)):
                _write(file, piece)
            os.fsync(file.fileno())
        name = f"{digest.hexdigest()[:32]}.names"
        temporary.replace(folder / name)
    finally:
        temporary.unlink(missing_ok=True)
    return name


def read_segment(path: Path, made_by: str) -> Segment | None:
    """The segment mapped from the file; None where it is no whole file that `made_by` made.

    The mapping is private to the process: what is changed in it (`gone`) is never written to the file.
    """
    with suppress(OSError, ValueError, msgspec.MsgspecError), path.open("rb") as file:
        read_in(file.fileno(), os.fstat(file.fileno()).st_size)
        head = _checked(file)
        if head is None:
            return None
        length = int.from_bytes(head[len(MAGIC) : len(MAGIC) + 8], "little")
        header = msgspec.msgpack.decode(head[len(MAGIC) + 8 :][:length], type=_Header)
        if header.made_by == made_by:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
            in_large_pages(content)
            return _mapped(header, content, file.fileno())
    return None


def _checked(file: BinaryIO) -> bytes | None:
    """The first bytes of a file that is whole; read, not mapped, so that what no search touches takes no memory."""
    left = os.fstat(file.fileno()).st_size - DIGEST_BYTES
    head = b""
    digest = sha256()
    while left > 0:
        body = file.read(min(left, _CHUNK))
        if not body:
            return None
        head = head or body[:LARGEST_HEADER]
        digest.update(body)
        left -= len(body)
    whole = head.startswith(MAGIC) and digest.digest() == file.read(DIGEST_BYTES)
    return head if whole else None


def _columns(made: Segment) -> list[tuple[str, str, Array]]:
    """All that is kept, what searches read first: large pages of which they read a part are in memory whole."""
    tables: Mapping[str, Mapping[str, Array]] = {FOUND: made.found, **made.tables._asdict()}
    columns = [
        (table, name, whole(columns) if name == LEFT else column)
        for table, columns in tables.items()
        for name, column in columns.items()
        if name != FILE
    ]
    return sorted(columns, key=lambda one: not _is_searched(one[0], one[1]))


def _is_searched(table: str, name: str) -> bool:
    return name not in _NOT_SEARCHED if table == FOUND else name in _SEARCHED.get(table, ())


def _with_digest(parts: Iterator[bytes | memoryview], digest: Any) -> Iterator[bytes | memoryview]:
    """The parts, and behind them the digest of all of them."""
    for part in parts:
        digest.update(part)
        yield part
    yield digest.digest()


def _write(file: BinaryIO, piece: bytearray) -> None:
    """Write all of it, however much the system takes at once."""
    left = memoryview(piece)
    while len(left):
        left = left[file.write(left) :]


def _padded(head: bytes, arrays: list[npt.NDArray[Any]]) -> Iterator[bytes | memoryview]:
    yield head.ljust(LARGEST_HEADER, b"\0")
    for column in arrays:
        yield column.reshape(-1).view(np.uint8).data
        yield b"\0" * (-column.nbytes % ALIGNMENT)


def _mapped(header: _Header, mapped: mmap.mmap, file: int) -> Segment | None:
    found: dict[str, dict[str, Array]] = {name: {} for name in (*Tables._fields, FOUND)}
    content = np.frombuffer(mapped, dtype=np.uint8)
    reach_at = 0
    for column in header.columns:
        dtype = np.dtype(column.type)
        size = int(np.prod(column.shape, dtype=np.int64)) * dtype.itemsize
        within = 0 <= column.start <= column.start + size <= len(content) - DIGEST_BYTES
        if column.type not in TYPES or column.table not in found or min(column.shape, default=0) < 0 or not within:
            return None
        part = content[column.start : column.start + size]
        found[column.table][column.name] = part.view(dtype).reshape(column.shape)
        if (column.table, column.name) == (FOUND, LEFT):
            reach_at = column.start
    derived = found.pop(FOUND)
    if LEFT in derived:  # Stored parties have none.
        derived |= left_in_file(file, reach_at) if derived[LEFT].size else {FILE: in_no_file()}
    return Segment(Tables(**found), derived)
