"""Asking an index that was built before, in a process that has nothing else to do: what `apart` runs.

Time is processor time of the whole process, and the time on the clock where it says so. No answer is remembered, and
no query is asked twice. What analysing one query leaves behind for the next (words in caches) is there, as in service.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from statistics import median

from names_apart import read_parties
from watchgate.model.party import Name, Party
from watchgate.risk.identifiers.index import IdentifierIndex
from watchgate.risk.names.engine.index import EngineIndex

THRESHOLD = 800
MADE_BY = "bench"
WARM_UP = Party(id="warm up", names=(Name("warm up"),), birth_dates=("1950",), countries=("us",))


def opened(folder: str, *, bodies: bool = True) -> EngineIndex:
    """The index of the folder, its kernels loaded."""
    index = EngineIndex.open(Path(folder), MADE_BY, bodies=bodies)
    if index is None:
        raise RuntimeError(f"no index can be read in {folder}")
    index.scores(WARM_UP, THRESHOLD)
    return index


def answer(folder: str, queries: str) -> dict[str, float]:
    """Start, and the first answer."""
    index = EngineIndex.open(Path(folder), MADE_BY)
    if index is None:
        raise RuntimeError(f"no index can be read in {folder}")
    hits = len(index.scores(next(read_parties(queries)), THRESHOLD))
    return {"hits": hits, "cpu_s": time.process_time()}


def speed(folder: str, queries: str, warming: int, count: int, explained: int, identified: int = 0) -> dict[str, float]:
    """`count` queries for scores, then `explained` others for hits with their reasons; and the memory it took.

    Before them `warming` others that are not counted: they load the language tables. `identified`: 1 where the
    identifiers of each query are looked up as well.
    """
    index = opened(folder)
    identifiers = IdentifierIndex()
    for party in index.parties() if identified else ():
        identifiers.add(party)
    asked = read_parties(queries)
    for query in islice(asked, warming):
        index.scores(query, THRESHOLD)
    took, hits = [], 0
    for query in islice(asked, count):
        began = time.process_time_ns()
        found = index.scores(query, THRESHOLD)
        agreed = identifiers.query(query.identifiers) if identified else ()
        took.append(time.process_time_ns() - began)
        hits += len({entity_id for entity_id, _ in found}.union(agreed))
    memory = _memory()
    with_reasons = []
    for query in islice(asked, explained):
        began = time.process_time_ns()
        index.query(query, THRESHOLD)
        with_reasons.append(time.process_time_ns() - began)
    took.sort()
    return {
        "queries": len(took),
        "hits": hits,
        "mean_us": sum(took) / len(took) / 1000,
        **{f"p{share}_us": _upper(took, share / 1000) / 1000 for share in (500, 900, 990, 999)},
        "explained_us": sum(with_reasons) / max(1, len(with_reasons)) / 1000,
        **memory,
    }


def threads(folder: str, queries: str, count: int, rounds: int) -> dict[str, float]:
    """How many times as much two threads answer as one, on the clock: rounds of both in turn, all with new queries."""
    index = opened(folder)
    asked = read_parties(queries)
    times = []
    for _ in range(rounds):
        first = _seconds(index, [list(islice(asked, count))])
        second = _seconds(index, [list(islice(asked, count)), list(islice(asked, count))])
        times.append(2 * first / second)
    return {"times": median(times), "least": min(times), "most": max(times)}


def _seconds(index: EngineIndex, parts: Sequence[Sequence[Party]]) -> float:
    def ask(part: Sequence[Party]) -> None:
        for query in part:
            index.scores(query, THRESHOLD)

    asking = [threading.Thread(target=ask, args=(part,)) for part in parts]
    began = time.perf_counter()
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    return time.perf_counter() - began


def _upper(ordered: Sequence[int], share: float) -> int:
    """The nearest rank above: never better than what was seen."""
    return ordered[min(len(ordered) - 1, -int(-share * (len(ordered) - 1) // 1))]


def _memory() -> dict[str, float]:
    """Megabytes resident: all, at most so far, and of files mapped."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    named = {"rss_mb": "VmRSS", "peak_mb": "VmHWM", "mapped_mb": "RssFile"}
    return {key: int(lines[name].split()[0]) / 1024 * 1.048576 for key, name in named.items()}
