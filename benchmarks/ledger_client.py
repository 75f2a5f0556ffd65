"""The other processes of the ledger's bench: `python ledger_client.py append|read|watch HOME SEED SECONDS`.

Each opens the home, says `ready`, waits for a line on standard input, works, and says its figures as one JSON line.
"""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random
from time import monotonic, monotonic_ns, perf_counter

import msgspec

from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.delivery import Delivery
from watchgate.model.handling import PUBLIC, SYSTEM
from watchgate.model.statement import Statement


class Seen(msgspec.Struct, frozen=True):
    """`latencies_us` of each append or read; or `seen_ns`, the monotonic instant at which each position was seen."""

    latencies_us: list[float] = []
    seen_ns: dict[int, int] = {}
    statements: int = 0


def small_delivery(seed: int, number: int) -> Delivery:
    """What a producer appends: one observation of three statements."""
    entity = f"observed-{seed}-{number}"
    return Delivery(
        source=f"producer-{seed}",
        handling=PUBLIC,
        entries=tuple(
            Statement(entity_id=entity, schema="Person", prop=prop, value=f"{prop} {number}", dataset="observed")
            for prop in ("name", "alias", "notes")
        ),
    )


def append_for(ledger: Ledger, seed: int, seconds: float) -> Seen:
    """Append one small delivery after the other, each acknowledged before the next."""
    latencies: list[float] = []
    end = monotonic() + seconds
    while monotonic() < end:
        delivery = small_delivery(seed, len(latencies))
        start = perf_counter()
        ledger.append(delivery)
        latencies.append((perf_counter() - start) * 1e6)
    return Seen(latencies_us=latencies)


def read_for(ledger: Ledger, entities: list[str], seed: int, seconds: float) -> Seen:
    """Read random entities as of random positions, one after the other."""
    random, head = Random(seed), ledger.head().position
    latencies: list[float] = []
    statements, end = 0, monotonic() + seconds
    while monotonic() < end:
        entity, position = random.choice(entities), random.randint(1, head)
        start = perf_counter()
        found = ledger.as_of(reader=SYSTEM, position=position).entity(entity)
        latencies.append((perf_counter() - start) * 1e6)
        statements += len(found)
    return Seen(latencies_us=latencies, statements=statements)


def watch_for(ledger: Ledger, seconds: float) -> Seen:
    """Wait for each new position, and note when it, and its entity, can be read."""
    position, end = ledger.head().position, monotonic() + seconds
    seen: dict[int, int] = {}
    while monotonic() < end:
        head = ledger.wait(position, 0.5)
        for new in ledger.follow(position, reader=SYSTEM):
            seen[new.position] = monotonic_ns()
            position = new.position
        position = max(position, head)
    return Seen(seen_ns=seen)


def main(what: str, home: str, seed: str, seconds: str) -> None:
    """One of the three jobs, told by its name."""
    ledger = open_ledger(Path(home))
    if what == "read":
        entities = msgspec.json.decode((Path(home) / "entities.json").read_bytes(), type=list[str])
        read_for(ledger, entities, int(seed) + 1, 1.0)
    print("ready", flush=True)
    sys.stdin.readline()
    if what == "append":
        seen = append_for(ledger, int(seed), float(seconds))
    elif what == "read":
        seen = read_for(ledger, entities, int(seed), float(seconds))
    else:
        seen = watch_for(ledger, float(seconds))
    print(msgspec.json.encode(seen).decode(), flush=True)
    ledger.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
