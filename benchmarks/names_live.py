"""Names, live: how long until a change is seen while others ask, and what changes not yet merged cost every query."""

from __future__ import annotations

import random
import threading
import time
from itertools import count, islice
from statistics import mean

from msgspec.structs import replace

from harness import Result, percentile
from names_apart import apart, read_parties, write_parties
from names_asked import THRESHOLD, opened
from names_generator import queries
from names_made import Made, made, new_parties, scratch
from watchgate.model.party import Name
from watchgate.risk.names.engine.warm import warm
from watchgate.risk.names.party import NAME_FLOOR

OFFERED = 1_050
"""Queries a second that the asking threads begin; the bar is stated for 1,000."""
ASKING = 2
CHANGES_A_SECOND = 25
PENDING = 2_000
SIZE = 1_000_000
QUICK = 100_000


def run(full: bool) -> list[Result]:
    """`full`: a million names and 1,500 changes; else a tenth of the names, and 250 changes."""
    warm()
    size, changes, asked = (SIZE, 1_500, 4_000) if full else (QUICK, 250, 1_500)
    index = made(size)
    many = OFFERED * (changes // CHANGES_A_SECOND + 5)
    took = apart("names_live", "beside_queries", str(index.folder), _asked(index, many), _new(changes), changes)
    pending = apart("names_live", "pending", str(index.folder), _asked(index, asked), _new(PENDING), str(index.known))
    note = f"{changes} parties added one by one while {ASKING} threads ask; by the clock"
    return [
        Result(
            measure=f"live: a change until queries see it, p99 ({size:,} names)",
            value=round(took["p99_ms"], 2),
            unit="ms",
            target=10,
            at_most=True,
            note=f"{note}; p50 {took['p50_ms']:.2f} ms; in processor time p99 {took['cpu_p99_ms']:.2f} ms",
        ),
        Result(measure="live: queries a second meanwhile", value=round(took["rate"], 1), unit="1/s", target=1_000),
        Result(
            measure="live: changes that the next query did not see",
            value=took["unseen"],
            unit="changes",
            target=0,
            at_most=True,
            note="every one asked for at once; every second one is removed again, and asked for again",
        ),
        Result(
            measure=f"live: what {PENDING:,} pending changes cost a query ({size:,} names)",
            value=round(100 * pending["cost"], 1),
            unit="%",
            target=20,
            at_most=True,
            note=f"mean processor time {pending['before_us']:.0f} us, with them {pending['after_us']:.0f} us; "
            "new, replaced and removed parties, queries in turn",
        ),
    ]


def beside_queries(folder: str, queries_file: str, new_file: str, changes: int) -> dict[str, float]:
    """Add and remove while `ASKING` threads ask at a given pace; runs in a process of its own."""
    index = opened(folder)
    asked = list(read_parties(queries_file))
    number, done = count(), threading.Event()
    began = time.perf_counter()

    def ask() -> None:
        while not done.is_set() and (one := next(number)) < len(asked):
            wait = began + one / OFFERED - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            index.scores(asked[one], THRESHOLD)

    asking = [threading.Thread(target=ask) for _ in range(ASKING)]
    for one in asking:
        one.start()
    clock, cpu, unseen = [], [], 0
    for place, party in enumerate(islice(read_parties(new_file), changes)):
        time.sleep(max(0.0, began + place / CHANGES_A_SECOND - time.perf_counter()))
        at, thread_at = time.perf_counter(), time.thread_time()
        index.add(party)
        clock.append(time.perf_counter() - at)
        cpu.append(time.thread_time() - thread_at)
        unseen += not any(party.id == found for found, _ in index.scores(party, NAME_FLOOR))
        if place % 2:
            at = time.perf_counter()
            index.remove(party.id)
            clock.append(time.perf_counter() - at)
            unseen += any(party.id == found for found, _ in index.scores(party, NAME_FLOOR))
    answered, took = next(number), time.perf_counter() - began
    done.set()
    for one in asking:
        one.join()
    index.settled()
    return {
        "p50_ms": 1000 * percentile(clock, 0.5),
        "p99_ms": 1000 * percentile(clock, 0.99),
        "cpu_p99_ms": 1000 * percentile(cpu, 0.99),
        "rate": answered / took,
        "unseen": unseen,
    }


def pending(folder: str, queries_file: str, new_file: str, known_file: str) -> dict[str, float]:
    """The same queries to the index as it is and with changes that are not merged; runs in a process of its own.

    Each query goes to both, in turn to the one first and to the other first.
    """
    plain, changed = opened(folder), opened(folder)
    rng = random.Random(5)
    known = list(islice(read_parties(known_file), PENDING))
    for place, party in enumerate(islice(read_parties(new_file), PENDING)):
        kind = rng.random()
        if kind < 0.7:
            changed.add(party)
        elif kind < 0.9:
            changed.add(replace(known[place], names=(*known[place].names, Name(party.names[0].text))))
        else:
            changed.remove(known[place].id)
    changed.settled()
    took: tuple[list[int], list[int]] = ([], [])
    for place, query in enumerate(read_parties(queries_file)):
        for which in (0, 1) if place % 2 else (1, 0):
            at = time.process_time_ns()
            (plain, changed)[which].scores(query, THRESHOLD)
            took[which].append(time.process_time_ns() - at)
    before, after = mean(took[0]), mean(took[1])
    return {"before_us": before / 1000, "after_us": after / 1000, "cost": after / before - 1}


def _asked(index: Made, many: int) -> str:
    path = scratch(f"live-{index.folder.parent.name}-{many}.jsonl")
    return str(write_parties(path, queries(index.parties(), many, 6)))


def _new(many: int) -> str:
    return str(write_parties(scratch(f"new-{many}.jsonl"), new_parties(many)))
