"""`watchgate bench lists`: all official lists at hand into the ledger, counted, timed, loaded again, and bad input.

Each snapshot of a source is loaded in the order of dates and counted in the ledger as of the position it ended at,
beside what was counted in the file by other means (benchmarks/manifest). Durable: refuses a home in memory.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from harness import Result, refuse_memory_disk, shared
from lists_counts import loaded, manifest
from lists_hostile import KINDS, hostile
from lists_load import LoadRun
from watchgate.ledger.open import open_ledger
from watchgate.watch.lists.report import LoadReport, Outcome

SECONDS = 60.0
PEAK_MB = 1_000.0


def run(full: bool) -> list[Result]:
    """All rows; `full` makes no difference: the default run is the whole."""
    del full
    lists = shared() / "lists"
    with tempfile.TemporaryDirectory(prefix="watchgate-bench-") as name:
        folder = Path(name)
        refuse_memory_disk(folder)
        first = _load(folder / "home", lists)
        again = _load(folder / "home", lists)
        results = [*_figures(first, again, lists), *_counts(folder / "home", lists, first.report)]
        wrong = hostile(folder)
    faults = [f"{kind}: {', '.join(what)}" for kind, what in wrong.items() if what]
    results.append(
        Result(
            measure="bad input refused: one clear line, exit code 2, ledger unchanged",
            value=sum(not what for what in wrong.values()),
            unit=f"of {len(KINDS)} kinds",
            target=len(KINDS),
            note="; ".join(faults) or ", ".join(KINDS),
        )
    )
    return results


def _figures(first: LoadRun, again: LoadRun, lists: Path) -> Iterator[Result]:
    read = sum(file.statements for file in first.report.files)
    bare = _bare_parse_seconds(lists)
    yield Result(
        measure="all of lists/ loaded",
        value=round(first.seconds, 2),
        unit="s",
        target=SECONDS,
        at_most=True,
        against=f"the same files parsed and thrown away: {bare:.2f} s",
        ratio=first.seconds / bare,
        note=f"{len(first.report.files)} files, {read:,} statements read, {first.entries:,} entries durable",
    )
    yield Result(
        measure="processor time of it",
        value=round(first.cpu_seconds, 2),
        unit="s",
        note="what it takes when nothing else runs is between this and half of it",
    )
    yield Result(measure="peak memory", value=round(first.peak_mb, 1), unit="MB", target=PEAK_MB, at_most=True)
    yield Result(
        measure="statements compared with what is in force", value=round(read / first.seconds), unit="statements/s"
    )
    yield Result(
        measure="second load of the same files appends",
        value=again.entries - first.entries,
        unit="entries",
        target=0,
        at_most=True,
        note=f"{again.seconds:.2f} s, {again.report.position - first.report.position} deliveries",
    )
    refused = [one for file in first.report.files for one in file.refused]
    yield Result(
        measure="entries that could not be read",
        value=len(refused),
        unit="entries",
        note="; ".join(f"{one.record_id}: {one.reason}" for one in refused[:5]) or None,
    )
    failed = [file.error or file.path for file in first.report.files if file.outcome is Outcome.FAILED]
    yield Result(
        measure="files that could not be read",
        value=len(failed),
        unit="files",
        target=0,
        at_most=True,
        note="; ".join(failed) or None,
    )


def _counts(home: Path, lists: Path, report: LoadReport) -> Iterator[Result]:
    """A row a file: how many of its counts differ from the manifest."""
    counted = manifest()
    ledger = open_ledger(home)
    ends: dict[str, int] = {}
    for file in report.files:
        if file.outcome is Outcome.FAILED:
            continue
        if file.positions is not None:
            ends[file.source] = file.positions[1]
        name = str(Path(file.path).relative_to(lists))
        known = counted.pop(name, None)
        if known is None:
            yield Result(measure=f"{name}: in the manifest", value=0, unit="files", target=1)
            continue
        found = loaded(ledger, file.source, ends[file.source], by_wording=known.by_wording)
        unequal = [
            f"{key}: counted {number:,}, loaded {found[key]:,}"
            for key, number in known.numbers.items()
            if found[key] != number
        ]
        yield Result(
            measure=f"{name}: loaded = counted",
            value=len(known.numbers) - len(unequal),
            unit="counts",
            target=len(known.numbers),
            note="; ".join(unequal) or ", ".join(f"{number:,} {key}" for key, number in known.numbers.items()),
        )
    ledger.close()
    for name in counted:
        yield Result(measure=f"{name}: of the manifest, loaded", value=0, unit="files", target=1)


def _load(home: Path, lists: Path) -> LoadRun:
    script = Path(__file__).with_name("lists_load.py")
    done = subprocess.run(
        [sys.executable, str(script), str(home), str(lists)], stdout=subprocess.PIPE, check=True, timeout=1_200
    )
    return msgspec.json.decode(done.stdout, type=LoadRun)


def _bare_parse_seconds(lists: Path) -> float:
    """The least any loader must do: the csv module and libxml2 over the same files, nothing kept."""
    from lxml import etree

    started = time.perf_counter()
    for path in sorted(lists.rglob("*")):
        if path.suffix == ".csv":
            with path.open(newline="", encoding="utf-8-sig") as file:
                for _row in csv.reader(file):
                    pass
        elif path.suffix == ".xml":
            for _event, element in etree.iterparse(path, resolve_entities=False):
                element.clear()
    return time.perf_counter() - started
