"""Loading: a file of customers into the base, piece by piece; the same file again changes nothing.

A snapshot is everybody: who is not in it is no customer any more, unless some row of it could not be read, or so many
would go that somebody has to say that it is meant. A delta adds, changes and removes those it names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from watchgate.gate.history.customer_base import DELTA, SNAPSHOT, CustomerBase, Load, Part
from watchgate.gate.history.history import History
from watchgate.gate.records.customer_file import CustomerFile, CustomerRow
from watchgate.gate.records.row_lines import Place
from watchgate.model.errors import BadInputError

AT_ONCE = 1_000
MOST_GONE = 0.10
"""Share of the base that a snapshot may leave out without being asked about."""
FEW = 10
"""So few may always go."""
TWICE = "stands in this snapshot twice: the first one counts"

Refused = Callable[[int, str, str], None]
"""(line, own number as far as it could be read, what is wrong)."""
Progress = Callable[[int], None]
"""Bytes that were read."""


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a load. `kept`: customers who are not in the snapshot and were left, because of unread rows.

    `resumed`: it went on with an interrupted load of the same file, whose counts are in it.
    """

    load: Load
    kept: int
    resumed: bool


def load_file(
    history: History,
    path: Path,
    *,
    delta: bool,
    author: str,
    shrink: bool = False,
    refused: Refused | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Load `path`; `shrink`: however many a snapshot leaves out. Each row that cannot be used is told to `refused`.

    BadInputError where a snapshot would end too many: then all rows in it count, and nobody has ended.
    """
    file = CustomerFile(path)
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    base = CustomerBase(history)
    load = base.begin(digest, DELTA if delta else SNAPSHOT, author)
    resumed = load.place > 0
    rows = file.rows(Place(load.place, load.line) if resumed else None)
    for piece in _pieces(rows):
        load = _take(base, load, piece, refused)
        if progress is not None:
            progress(load.place)
    return _finish(base, load, shrink=shrink, resumed=resumed, where=str(path))


def load_rows(
    history: History, rows: Iterable[CustomerRow], digest: str, author: str, refused: Refused | None = None
) -> Loaded:
    """A delta that came otherwise than as a file; `digest`: sha256 of its bytes."""
    base = CustomerBase(history)
    load = base.begin(digest, DELTA, author)
    for piece in _pieces(iter(rows)):
        load = _take(base, load, piece, refused)
    return _finish(base, load, shrink=False, resumed=False, where="customers")


def _take(base: CustomerBase, load: Load, piece: Sequence[CustomerRow], refused: Refused | None) -> Load:
    wrong = [row for row in piece if row.error]
    part = Part(
        customers=[row.customer for row in piece if row.customer is not None],
        ends=[row.id for row in piece if row.ends],
        kept=[row.id for row in wrong if row.id],
        refused=len(wrong),
        unread=sum(not row.id for row in wrong),
        place=piece[-1].end.offset,
        line=piece[-1].end.line,
    )
    load, twice = base.put(load, part)
    if refused is not None:
        told = [(row.line, row.id, row.error) for row in wrong]
        left = set(twice)
        for row in reversed(piece):
            if row.customer is not None and row.id in left:
                left.discard(row.id)
                told.append((row.line, row.id, TWICE))
        for line, number, why in sorted(told):
            refused(line, number, why)
    return load


def _finish(base: CustomerBase, load: Load, *, shrink: bool, resumed: bool, where: str) -> Loaded:
    if load.kind != SNAPSHOT:
        return Loaded(load=base.finish(load, end_others=False), kept=0, resumed=resumed)
    gone, total = base.would_end(load)
    if load.unread:
        return Loaded(load=base.finish(load, end_others=False), kept=gone, resumed=resumed)
    if gone > max(FEW, MOST_GONE * total) and not shrink:
        raise BadInputError(
            f"{gone:,} of {total:,} customers are not in it, and would be none any more; nobody has ended",
            where=where,
            hint="--shrink if that is meant, or load a delta",
        )
    return Loaded(load=base.finish(load, end_others=True), kept=0, resumed=resumed)


def _pieces(rows: Iterator[CustomerRow]) -> Iterator[list[CustomerRow]]:
    """Rows by the thousand. A number stands once in a piece, so that changes come in their order."""
    piece: list[CustomerRow] = []
    there: set[str] = set()
    for row in rows:
        if len(piece) == AT_ONCE or (row.id and row.id in there):
            yield piece
            piece, there = [], set()
        piece.append(row)
        there.add(row.id)
    if piece:
        yield piece
