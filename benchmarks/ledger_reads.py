"""Reading: one entity as of some position, and the whole ledger as views read it."""

from __future__ import annotations

from random import Random
from time import perf_counter

import msgspec

from harness import percentile
from watchgate.ledger.interface import Ledger
from watchgate.model.handling import ANYONE, SYSTEM, Reader


class Reads(msgspec.Struct, frozen=True):
    """Of one entity as of a position, in microseconds, and how many statements came with one on average."""

    p50_us: float
    p99_us: float
    statements: float


def as_of_reads(ledger: Ledger, entities: list[str], reader: Reader, times: int, seed: int = 11) -> Reads:
    """Random entities as of random positions, a tenth of them before the clock starts, so that caches are warm."""
    random, head = Random(seed), ledger.head().position
    latencies, statements = [], 0
    for number in range(-times // 10, times):
        entity, position = random.choice(entities), random.randint(1, head)
        start = perf_counter()
        found = ledger.as_of(reader=reader, position=position).entity(entity)
        taken = perf_counter() - start
        if number >= 0:
            latencies.append(taken * 1e6)
            statements += len(found)
    return Reads(percentile(latencies, 0.50), percentile(latencies, 0.99), statements / times)


def bulk_read_per_s(ledger: Ledger, at_most: int) -> float:
    """Statements/s of `entities()`, until so many statements have come."""
    start, statements = perf_counter(), 0
    for _, found in ledger.as_of(reader=SYSTEM).entities():
        statements += len(found)
        if statements >= at_most:
            break
    return statements / (perf_counter() - start)


READERS = (("the system", SYSTEM), ("a reader cleared for CLEAR", ANYONE))
