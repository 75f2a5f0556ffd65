"""Reading: one entity as of some position, and the whole ledger as views read it; beside bare apsw on the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from time import perf_counter

import msgspec

from harness import percentile
from watchgate.ledger.interface import Ledger
from watchgate.ledger.schema import ORDINAL_BITS, connect
from watchgate.model.handling import ANYONE, SYSTEM, Reader

READERS = (("the system", SYSTEM), ("a reader cleared for CLEAR", ANYONE))
WARM_READS = 10_000


class Reads(msgspec.Struct, frozen=True):
    """Of one entity as of a position, in microseconds, and how many statements came with one on average."""

    p50_us: float
    p99_us: float
    statements: float


def as_of_reads(ledger: Ledger, entities: list[str], reader: Reader, times: int) -> Reads:
    """Random entities as of random positions, as Statements."""
    return _timed(
        lambda entity, position: len(ledger.as_of(reader=reader, position=position).entity(entity)),
        entities,
        ledger.head().position,
        times,
    )


def bare_reads(path: Path, entities: list[str], head: int, times: int) -> Reads:
    """The same rows for the same questions, fetched by apsw with the reader's settings and left as they are."""
    with closing(connect(path, write=False)) as connection:
        return _timed(
            lambda entity, position: len(
                connection.execute(
                    "SELECT at, payload FROM entity CROSS JOIN entry ON entry.entity = entity.key "
                    "WHERE entity.id = ? AND at < ? ORDER BY at",
                    (entity, (position + 1) << ORDINAL_BITS),
                ).fetchall()
            ),
            entities,
            head,
            times,
        )


def bulk_read_per_s(ledger: Ledger, at_most: int) -> float:
    """Statements/s of `entities()`, until so many statements have come."""
    return _rate((len(found) for _, found in ledger.as_of(reader=SYSTEM).entities()), at_most)


def bare_bulk_read_per_s(path: Path, at_most: int) -> float:
    """Rows/s of the same table in the same order, fetched by apsw."""
    with closing(connect(path, write=False)) as connection:
        rows = connection.execute("SELECT at, entity, payload FROM entry INDEXED BY entry_entity ORDER BY entity, at")
        return _rate((1 for _ in rows), at_most)


def _timed(read: Callable[[str, int], int], entities: list[str], head: int, times: int) -> Reads:
    random = Random(11)
    latencies, statements = [], 0
    for number in range(-WARM_READS, times):
        entity, position = random.choice(entities), random.randint(1, head)
        start = perf_counter()
        found = read(entity, position)
        taken = perf_counter() - start
        if number >= 0:
            latencies.append(taken * 1e6)
            statements += found
    return Reads(percentile(latencies, 0.50), percentile(latencies, 0.99), statements / times)


def _rate(found: Iterator[int], at_most: int) -> float:
    start, total = perf_counter(), 0
    for some in found:
        total += some
        if total >= at_most:
            break
    return total / (perf_counter() - start)
