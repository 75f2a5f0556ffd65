"""The processes that get killed: `python -m support.lookback_child gate|lookback HOME SEED FIRST`.

A gate decides made-up payments, one after the other; the lookback follows. Both until killed, or their input ends.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from random import Random

from support.gate_home import pay
from support.gate_world import NOW
from support.lookback_evidence import AS_PAID, COMPANIES, LEIS, PEOPLE
from watchgate.gate.history.history import open_history
from watchgate.gate.lookback.lookback import Lookback
from watchgate.gate.service import Gate
from watchgate.ledger.open import open_ledger
from watchgate.model.policy_file import load_policy

MOST = 150
"""Payments of one gate: all of them are decided again at every delivery to know what the lookback should find."""
LINES = ("invoice {}", "freight for {} of march", "salary {} november 2026", "ref 44")


def message(number: int) -> bytes:
    """Payment `number`: the same whoever sends it."""
    random = Random(number)
    names = (*PEOPLE, *COMPANIES, *AS_PAID)
    said = random.choice(LINES).format(random.choice((*names, "Nobody at all", LEIS[0])))
    creditors = [random.choice((*names, f"Nobody Number{number}")) for _ in range(random.choice((1, 1, 2)))]
    found = pay(number, *creditors, remittance=said, debtor=random.choice((*names, "Harald Quist")))
    return found.replace(b"2026-11-20</IntrBk", random.choice((b"2026-11-20</IntrBk", b"2026-12-24</IntrBk")))


def gate(home: Path, first: int, stop: threading.Event) -> None:
    """Decide until told to stop."""
    found = Gate(home, clock=lambda: NOW)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for number in range(first, first + MOST):
        if stop.is_set():
            break
        found.decide_bytes(message(number))
        stop.wait(0.02)
    stop.wait()
    found.close()


def lookback(home: Path, stop: threading.Event) -> None:
    """Follow until told to stop."""
    ledger, history = open_ledger(home, clock=lambda: NOW), open_history(home, clock=lambda: NOW)
    found = Lookback(ledger, history, load_policy(home=home), clock=lambda: NOW)
    while not found.take():
        stop.wait(0.05)
    found.begin()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _ in found.run(stop, follow=True):
        pass
    found.close()
    history.close()
    ledger.close()


def main(what: str, home: str, first: str) -> None:
    """Until the input ends."""
    stop = threading.Event()
    threading.Thread(target=_listen, args=(stop,), daemon=True).start()
    if what == "gate":
        gate(Path(home), int(first), stop)
    else:
        lookback(Path(home), stop)


def _listen(stop: threading.Event) -> None:
    sys.stdin.read()
    stop.set()


if __name__ == "__main__":
    main(*sys.argv[1:])
