"""The outputs of an address, found without a scan: derived, beside the columns, thrown away and made again at will.

Outputs come in segments of SEGMENT rows; each whole one has a file, the newest rows are scanned. Addresses are numbered
as they first appear, so that the first output of an address needs no index: it is found by how many addresses there
were before each CHUNK. The others of a segment stand in the order of their addresses, 4 bytes each. Where numbers do
not come in that order, all outputs of the segment stand there.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel
from watchgate.ledger.transfers.key_kernels import ABSENT

Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.uint32]
SEGMENT = 1 << 23
CHUNK = 1 << 10
_MAGIC = 0x57_47_4F_55_54_49_58_00
_HEADER = 7
"""Numbers before the rows: magic, outputs, forks when it was made, addresses before and after, whether all outputs are
there, and how many are."""


class _Segment(NamedTuple):
    """`chunks`: how many addresses there are before each; `others`: places in the segment."""

    forks: int
    before: int
    after: int
    whole: bool
    chunks: Rows
    others: Rows


class OutputIndex:
    """Of one chain in `folder`. `forks`: how many it has had; what was made after more of them is of other rows."""

    def __init__(self, folder: Path, forks: int, *, segment: int = SEGMENT) -> None:
        self._folder = folder
        self._forks = forks
        self._rows = segment
        self._known: dict[int, _Segment | None] = {}

    def find(self, out_address: Rows, address: int) -> Longs:
        """The outputs of the address with that row among `out_address`, in order."""
        return self.find_all(out_address, [address])[0]

    def find_all(self, out_address: Rows, addresses: Sequence[int]) -> list[Longs]:
        """Those of each of `addresses`; the newest rows are scanned once for all of them."""
        found: list[list[Longs]] = [[] for _ in addresses]
        for at in range(len(out_address) // self._rows + 1):
            start = at * self._rows
            part = out_address[start : start + self._rows]
            segment = self._segment(at) if len(part) == self._rows else None
            if segment is None:
                here = _scanned(part, addresses)
            else:
                here = [self._look(segment, part, address) for address in addresses]
            for rows, kept in zip(here, found, strict=True):
                if len(rows):
                    kept.append(rows + start)
        return [np.concatenate(one) if one else np.zeros(0, np.int64) for one in found]

    def keep(self, out_address: Rows) -> None:
        """Make what is missing for whole segments of `out_address`."""
        before = 0
        for at in range(len(out_address) // self._rows):
            segment = self._segment(at)
            if segment is None:
                segment = self._make(at, out_address[at * self._rows : (at + 1) * self._rows], before)
                self._known[at] = segment
            before = segment.after

    def cut(self, outputs: int) -> None:
        """Throw away what holds rows that will be others."""
        self._known = {}
        for path in self._folder.glob("outputs-*.index"):
            number = path.stem.partition("-")[2]
            if not number.isdecimal() or (int(number) + 1) * self._rows > outputs:
                path.unlink()

    def _segment(self, at: int) -> _Segment | None:
        if at not in self._known:
            self._known[at] = self._load(at)
        return self._known[at]

    def _load(self, at: int) -> _Segment | None:
        path = self._folder / f"outputs-{at}.index"
        try:
            header = np.fromfile(path, np.uint64, _HEADER)
            chunks = self._rows // CHUNK
            if len(header) < _HEADER or header[0] != _MAGIC or header[1] != self._rows or header[2] > self._forks:
                return None
            forks, before, after, whole, others = (int(one) for one in header[2:])
            if path.stat().st_size != _HEADER * 8 + (chunks + others) * 4:
                return None
            mapped = np.memmap(path, np.uint32, "r", offset=_HEADER * 8, shape=(chunks + others,)).view(np.ndarray)
        except (OSError, ValueError):
            return None
        return _Segment(forks, before, after, bool(whole), mapped[:chunks], mapped[chunks:])

    def _make(self, at: int, part: Rows, before: int) -> _Segment:
        chunks = np.zeros(self._rows // CHUNK, np.uint32)
        others = np.empty(self._rows, np.uint32)
        after, many = split(part, before, chunks, others)
        whole = after < 0
        if whole:
            there = part[part != ABSENT]
            after = max(before, int(there.max()) + 1 if len(there) else 0)
            others, many = np.flatnonzero(part != ABSENT).astype(np.uint32), len(there)
        others = others[:many]
        others = others[np.argsort(part[others], kind="stable")]
        path = self._folder / f"outputs-{at}.index"
        new = path.with_suffix(".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb") as file:
            header = [_MAGIC, self._rows, self._forks, before, after, int(whole), len(others)]
            np.array(header, np.uint64).tofile(file)
            chunks.tofile(file)
            others.tofile(file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        return _Segment(self._forks, before, after, whole, chunks, others)

    @staticmethod
    def _look(segment: _Segment, part: Rows, address: int) -> Longs:
        if address >= segment.after:
            return np.zeros(0, np.int64)
        low, high = span(part, segment.others, address)
        found = segment.others[low:high].astype(np.int64)
        if segment.whole or address < segment.before:
            return found
        chunk = max(0, int(np.searchsorted(segment.chunks, address, "right")) - 1)
        start = chunk * CHUNK
        first = np.flatnonzero(part[start : start + CHUNK] == address)[:1] + start
        return np.concatenate((first, found))


def _scanned(part: Rows, addresses: Sequence[int]) -> list[Longs]:
    """The places of each address, by looking at every row once."""
    if len(addresses) == 1:
        return [np.flatnonzero(part == addresses[0])]
    wanted = np.array(addresses, np.uint32)
    named = np.zeros(int(wanted.max(initial=0)) + 2, bool)
    named[wanted] = True
    hits = np.flatnonzero(named[np.minimum(part, len(named) - 1)])
    hits = hits[np.argsort(part[hits], kind="stable")]
    held = part[hits]
    first, last = np.searchsorted(held, wanted, "left"), np.searchsorted(held, wanted, "right")
    return [hits[a:b] for a, b in zip(first, last, strict=True)]


@kernel
def split(part: Rows, before: int, chunks: Rows, others: Rows) -> Any:
    """Count the addresses before each chunk, and note the outputs that are not the first of theirs in the chain.

    (addresses behind it, how many others); (-1, 0) where an address comes before its turn.
    """
    known, many = np.int64(before), np.int64(0)
    for at in range(len(part)):
        if at % CHUNK == 0:
            chunks[at // CHUNK] = np.uint32(known)
        address = np.int64(part[at])
        if address == ABSENT:
            continue
        if address == known:
            known += 1
        elif address < known:
            others[many] = np.uint32(at)
            many += 1
        else:
            return np.int64(-1), np.int64(0)
    return known, many


@kernel
def span(part: Rows, others: Rows, address: int) -> Any:
    """Where among `others`, in the order of their addresses, those of `address` begin and end."""
    low, high = np.int64(0), np.int64(len(others))
    while low < high:
        middle = (low + high) >> 1
        if np.int64(part[np.int64(others[middle])]) < address:
            low = middle + 1
        else:
            high = middle
    end = low
    while end < len(others) and np.int64(part[np.int64(others[end])]) == address:
        end += 1
    return low, end
