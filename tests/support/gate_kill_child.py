"""The process that gets killed: `python -m support.gate_kill_child HOME SEED NAME THREADS`.

Each thread decides messages of its own and messages that all processes decide, and writes one JSON line to standard
output as soon as one is answered.
"""

from __future__ import annotations

import os
import sys
import threading
from itertools import count
from pathlib import Path
from random import Random

import msgspec

from support.gate_home import FRESH, LISTED, pay
from watchgate.gate.service import Gate
from watchgate.gate.service_answers import Answer
from watchgate.model.policy import parse_policy

SHARED = 40
"""Messages that every process decides: the same bytes, so that whoever comes second is given the first decision."""


class Line(msgspec.Struct, frozen=True):
    """What the child says: the answers to one message."""

    message: int
    answers: list[Answer]


def message(number: int) -> bytes:
    """Message `number`: one to four transactions, some of which hold; the same whoever sends it."""
    random = Random(number)
    names = [LISTED if random.random() < 0.1 else f"Nobody {number} {turn}" for turn in range(random.randrange(1, 5))]
    return pay(number, *names)


def main(home: str, seed: str, name: str, threads: str) -> None:
    """Decide until killed."""
    gate = Gate(Path(home), parse_policy(FRESH))
    saying = threading.Lock()
    for thread in range(int(threads)):
        first = 1_000_000 + 100_000 * (int(seed) * 10 + thread) + (50_000 if name == "b" else 0)
        threading.Thread(target=_decides, args=(gate, first, int(seed) + thread, saying)).start()


def _decides(gate: Gate, first: int, seed: int, saying: threading.Lock) -> None:
    random = Random(seed)
    for number in count(first):
        chosen = random.randrange(SHARED) if random.random() < 0.4 else number
        (found,) = gate.decide_bytes(message(chosen))
        line = msgspec.json.encode(Line(chosen, list(found.transactions))) + b"\n"
        with saying:
            while line:
                line = line[os.write(1, line) :]


if __name__ == "__main__":
    main(*sys.argv[1:])
