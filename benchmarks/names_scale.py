"""Names at scale: queries a second on made-up parties of several scripts, memory, start, two threads; and the curve."""

from __future__ import annotations

import time
from functools import cache
from math import log

from harness import Result
from names_apart import apart, write_parties
from names_generator import queries
from names_made import Made, made, scratch
from watchgate.risk.names.engine.warm import warm

SIZE = 1_000_000
QUICK = 100_000
CURVE = (10_000, 100_000, 1_000_000)
EXPLAINED = 300
WARMING = 200
"""Queries before those that are measured: language tables are loaded once in a process."""
ROUNDS = 5


def run(full: bool) -> list[Result]:
    """`full`: a million names, as the bars are stated for; else a tenth of them."""
    warm()
    return [*scale(full), *curve(full)]


def scale(full: bool) -> list[Result]:
    """Speed, memory, start and two threads on one size."""
    size = SIZE if full else QUICK
    count = 20_000 if full else 3_000
    of = f"{size:,} names" if full else f"{size:,} names, the bar is stated for {SIZE:,}"
    took = _speed(size, count)
    figures = (
        ("queries a second and core", 1e6 / took["mean_us"], "1/s", 1_500.0, False, 1),
        ("query p50, CPU", took["p500_us"], "us", 350.0, True, 1),
        ("query p99, CPU", took["p990_us"] / 1000, "ms", 6.0, True, 2),
        ("query p99.9, CPU", took["p999_us"] / 1000, "ms", 15.0, True, 2),
        ("memory at most", took["peak_mb"], "MB", 500.0, True, 1),
    )
    notes = {
        "queries a second and core": f"by processor time; {count:,} queries, none asked twice, "
        f"{took['hits'] / took['queries']:.1f} hits each, scores of all hits at .80, all keys and qualifiers",
        "memory at most": f"a process that only asks; files mapped, and libraries: {took['mapped_mb']:.0f} MB",
    }
    results = [
        Result(
            measure=f"{what} ({of})",
            value=round(value, places),
            unit=unit,
            target=bar,
            at_most=at_most,
            note=notes.get(what),
        )
        for what, value, unit, bar, at_most, places in figures
    ]
    explained = round(1e6 / took["explained_us"], 1)
    results.append(Result(measure=f"the same with the reasons of each hit ({of})", value=explained, unit="1/s"))
    return [*results, _start(size, of), _threads(size, full, of)]


def curve(full: bool) -> list[Result]:
    """Queries a second by how many names there are, and the exponent: -1 would be as slow as looking at all of them."""
    sizes = CURVE if full else CURVE[:2]
    rates = {size: 1e6 / _speed(size, 20_000 if size == SIZE else 3_000)["mean_us"] for size in sizes}
    results = [
        Result(measure=f"curve: queries a CPU second on {size:,} names", value=round(rate, 1), unit="1/s")
        for size, rate in rates.items()
    ]
    across, up = [log(size) for size in sizes], [log(rate) for rate in rates.values()]
    middle, height = sum(across) / len(across), sum(up) / len(up)
    slope = sum((x - middle) * (y - height) for x, y in zip(across, up, strict=True))
    slope /= sum((x - middle) ** 2 for x in across)
    note = "queries a second go with the number of names to the power of this (least squares of the logarithms)"
    return [*results, Result(measure="curve: exponent", value=round(slope, 3), unit="", note=note)]


@cache
def _speed(size: int, count: int) -> dict[str, float]:
    index = made(size)
    return apart(
        "names_asked",
        "speed",
        str(index.folder),
        _asked(index, WARMING + count + EXPLAINED, 2),
        WARMING,
        count,
        EXPLAINED,
    )


def _start(size: int, of: str) -> Result:
    """From the start of the interpreter; the best of three: what else the machine does is not ours."""
    index = made(size)
    asked = _asked(index, 1, 3)
    runs = []
    for _ in range(3):
        began = time.perf_counter()
        cpu = apart("names_asked", "answer", str(index.folder), asked)["cpu_s"]
        runs.append((time.perf_counter() - began, cpu))
    took, cpu = min(runs)
    return Result(
        measure=f"start of a process to its first answer ({of})",
        value=round(took, 2),
        unit="s",
        target=2.0,
        at_most=True,
        note=f"kernels compiled and bytecode kept before; best of three by the clock, {cpu:.2f} s of the processor",
    )


def _threads(size: int, full: bool, of: str) -> Result:
    count = 1_000 if full else 400
    index = made(size)
    took = apart("names_asked", "threads", str(index.folder), _asked(index, 3 * count * ROUNDS, 4), count, ROUNDS)
    return Result(
        measure=f"two threads to one ({of})",
        value=round(took["times"], 2),
        unit="x",
        target=1.6,
        note=f"by the clock, median of {ROUNDS} rounds of both in turn ({took['least']:.2f} to {took['most']:.2f})",
    )


def _asked(index: Made, count: int, seed: int) -> str:
    """A file of so many queries."""
    path = scratch(f"asked-{index.folder.parent.name}-{count}-{seed}.jsonl")
    return str(write_parties(path, queries(index.parties(), count, seed)))
