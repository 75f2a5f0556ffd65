"""One load in a process of its own, so that its memory is its own: prints what it did as one JSON line.

Run: python benchmarks/lists_load.py HOME PATH...
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import msgspec

from watchgate.ledger.open import open_ledger
from watchgate.watch.lists.load import LoadOptions, load
from watchgate.watch.lists.report import LoadReport


class LoadRun(msgspec.Struct, frozen=True, kw_only=True):
    """`peak_mb`: largest resident memory; `entries`: of the ledger when it was done."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    entries: int
    report: LoadReport


def main(home: Path, paths: list[Path]) -> None:
    """Load, withdrawing whatever is gone, so that what is in force is the snapshot and can be counted."""
    started = time.perf_counter()
    ledger = open_ledger(home)
    report = load(paths, ledger, home=home, options=LoadOptions(accept_shrink=True))
    entries = ledger.head().entries
    ledger.close()
    seconds = time.perf_counter() - started
    unit = 1 if sys.platform == "darwin" else 1024
    used = resource.getrusage(resource.RUSAGE_SELF)
    run = LoadRun(
        seconds=seconds,
        cpu_seconds=used.ru_utime + used.ru_stime,
        peak_mb=used.ru_maxrss * unit / 1e6,
        entries=entries,
        report=report,
    )
    sys.stdout.buffer.write(msgspec.json.encode(run) + b"\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
