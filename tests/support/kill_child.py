"""The process that gets killed: `python -m support.kill_child HOME SEED NAME THREADS`.

Each thread appends the deliveries `draft(seed, NAME-thread, 0, 1, 2, ...)` and writes one JSON line to standard
output as soon as one is acknowledged, or refused. Thread 0 loads them with `append_each`, the others append one by one.
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
        work = _loads if thread == 0 else _appends
        threading.Thread(target=work, args=(ledger, int(seed), f"{name}-{thread}", saying)).start()


def _appends(ledger: Ledger, seed: int, worker: str, saying: threading.Lock) -> None:
    for number in count():
        try:
            line = Line(worker, number, receipt=ledger.append(draft(seed, worker, number)))
        except WatchgateError as error:
            line = Line(worker, number, error=str(error))
        _say(line, saying)


def _loads(ledger: Ledger, seed: int, worker: str, saying: threading.Lock) -> None:
    number = 0
    while True:
        try:
            for receipt in ledger.append_each(draft(seed, worker, next_one) for next_one in count(number)):
                _say(Line(worker, number, receipt=receipt), saying)
                number += 1
        except WatchgateError as error:
            _say(Line(worker, number, error=str(error)), saying)
            number += 1


def _say(line: Line, saying: threading.Lock) -> None:
    data = msgspec.json.encode(line) + b"\n"
    with saying:
        while data:
            data = data[os.write(1, data) :]


if __name__ == "__main__":
    main(*sys.argv[1:])
