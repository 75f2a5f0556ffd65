"""Files of segments in pages as large as the system has, 2 MB: with the usual ones a search waits for their tables.

A file system keeps a file in memory in the pieces in which it was written or read in. So a segment is written in whole
large pages, and what is not in memory is read in as such before it is looked at. Where a system has none, or keeps
files otherwise, nothing is different but the time: a sixth of a search among a million names.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from mmap import ACCESS_READ, mmap

LARGE = 1 << 21
_PIECE = 16 * LARGE
"""So much is written, or read in, at once."""
_LARGE_PAGES, _READ_IN = 14, 22
"""What the kernel is told of a mapping (MADV_HUGEPAGE, MADV_POPULATE_READ): the second gives an error where reading
fails, not a signal."""


def read_in(file: int, size: int) -> None:
    """Have the open `file` of so many bytes in memory; what cannot be read is found when it is read."""
    for start in range(0, size, _PIECE):
        with (
            suppress(OSError, ValueError),
            mmap(file, min(_PIECE, size - start), access=ACCESS_READ, offset=start) as one,
        ):
            in_large_pages(one)
            _tell(one, _READ_IN)


def in_large_pages(mapped: mmap) -> None:
    """What of a mapping is read in from now on comes in large pages."""
    _tell(mapped, _LARGE_PAGES)


def in_pieces(parts: Iterable[bytes | memoryview]) -> Iterator[bytearray]:
    """The same bytes one after the other, in pieces of whole large pages but for the last."""
    piece = bytearray()
    for part in parts:
        at = 0
        while at < len(part):
            taken = min(_PIECE - len(piece), len(part) - at)
            piece += part[at : at + taken]
            at += taken
            if len(piece) == _PIECE:
                yield piece
                piece = bytearray()
    if piece:
        yield piece


def _tell(mapped: mmap, advice: int) -> None:
    if sys.platform == "linux":
        with suppress(OSError):
            mapped.madvise(advice)
