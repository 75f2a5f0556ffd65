"""The process that gets killed: `python -m support.kill_child HOME SEED NAME THREADS`.

Each thread appends the deliveries `draft(seed, NAME-thread, 0, 1, 2, ...)` and writes one JSON line to standard
output as soon as one is acknowledged, or refused.
"""

from __future__ import annotations

import os
import sys
import threading
from itertools import count
from pathlib import Path

import msgspec

from support.faulty_vfs_workload import draft
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.delivery import Receipt
from watchgate.model.errors import WatchgateError


class Line(msgspec.Struct, frozen=True):
    """What the child says of one append: acknowledged with a receipt, or refused with an error."""

    worker: str
    number: int
    receipt: Receipt | None = None
    error: str | None = None


def main(home: str, seed: str, name: str, threads: str) -> None:
    """Append until killed."""
    ledger = open_ledger(Path(home))
    saying = threading.Lock()
    for thread in range(int(threads)):
        threading.Thread(target=_appends, args=(ledger, int(seed), f"{name}-{thread}", saying)).start()


def _appends(ledger: Ledger, seed: int, worker: str, saying: threading.Lock) -> None:
    for number in count():
        try:
            line = Line(worker, number, receipt=ledger.append(draft(seed, worker, number)))
        except WatchgateError as error:
            line = Line(worker, number, error=str(error))
        with saying:
            _write(msgspec.json.encode(line) + b"\n")


def _write(data: bytes) -> None:
    while data:
        data = data[os.write(1, data) :]


if __name__ == "__main__":
    main(*sys.argv[1:])
