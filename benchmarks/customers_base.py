"""A customer base of many, made once and kept for the next run: written, loaded, and compared by the code of today.

Each step is noted when it is at its end, and each goes on where it stopped when it was interrupted: a file of customers
is loaded in pieces, a full screening notes each row. Bases stand beside the histories of lookback_history.
"""

from __future__ import annotations

import csv
import random
import resource
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from gate_home import loaded_home, policy, policy_text
from harness import refuse_memory_disk
from lookback_history import kept_folder
from names_generator import parties
from watchgate.gate.customers.everybody import screen_everybody
from watchgate.gate.customers.loading import load_file
from watchgate.gate.decide.version import weights_of_decisions
from watchgate.gate.history.history import open_history
from watchgate.ledger.open import open_ledger
from watchgate.model.delivery import Delivery
from watchgate.model.party import Party

COLUMNS = ("id", "kind", "name", "birth_date", "country", "owner_of", "share")
FILE, NOTED = "customers.csv", "made.json"
WORKERS = 2


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What making took, in seconds by the clock, and of the processor (`_cpu`) with that of workers; of an interrupted
    load 0. `before`: the position of the delivery it was made after; `first`: how many the run that compared everybody
    last, by the code and tables `weights`, had left to compare."""

    owners: int
    before: int
    loaded: bool = False
    load_s: float = 0.0
    load_cpu: float = 0.0
    first: int = 0
    first_s: float = 0.0
    first_cpu: float = 0.0
    weights: str = ""


def base(size: int, before: Delivery) -> tuple[Path, Made]:
    """A home with so many customers, compared after `before` was appended to all lists. To be written to: copy it."""
    home = kept_folder(f"customers-{size}")
    noted = home / NOTED
    if not noted.is_file():
        _begin(home, size, before)
    made = msgspec.json.decode(noted.read_bytes(), type=Made)
    ledger, history = open_ledger(home), open_history(home)
    try:
        if not made.loaded:
            took, cpu = time.perf_counter(), spent()
            found = load_file(history, home / FILE, delta=False, author="bench")
            took, cpu = time.perf_counter() - took, spent() - cpu
            if found.resumed:
                took = cpu = 0.0
            made = _note(noted, msgspec.structs.replace(made, loaded=True, load_s=took, load_cpu=cpu))
        if made.weights != weights_of_decisions():
            took, cpu = time.perf_counter(), spent()
            done = screen_everybody(home, history, policy(), position=ledger.head().position, workers=WORKERS)
            took, cpu = time.perf_counter() - took, spent() - cpu
            first = msgspec.structs.replace(made, first=done.customers, first_s=took, first_cpu=cpu)
            made = _note(noted, msgspec.structs.replace(first, weights=weights_of_decisions()))
    finally:
        history.close()
        ledger.close()
    return home, made


def people() -> Iterator[Party]:
    """People and companies without end, the same each time."""
    return (one for one in parties(1 << 40, seed=77) if one.schema != "Vessel")


def spent() -> float:
    """Seconds of the processor, of this process and of the workers that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _begin(home: Path, size: int, before: Delivery) -> None:
    refuse_memory_disk(home.parent)
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(loaded_home(), home, ignore=shutil.ignore_patterns("history", "*.sock", "*.lock"))
    (home / "policy.toml").write_text(policy_text())
    owners = _write(home / FILE, size)
    ledger = open_ledger(home)
    position = ledger.append(before).position
    ledger.close()
    _note(home / NOTED, Made(owners=owners, before=position))


def _note(path: Path, made: Made) -> Made:
    part = path.with_suffix(".partial")
    part.write_bytes(msgspec.json.encode(made))
    part.rename(path)
    return made


def _write(path: Path, size: int) -> int:
    """A file of so many customers; how many owners stand in it."""
    rng, owners = random.Random(5), 0
    made = people()
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for number in range(size):
            party = next(made)
            rows.writerow((f"C{number}", *_columns(party), "", ""))
            for owner in range(rng.choice((1, 2)) if party.schema != "Person" and rng.random() < 0.25 else 0):
                owners += 1
                rows.writerow((f"O{owners}", *_columns(next(made)), f"C{number}", (60, 40)[owner]))
    return owners


def _columns(party: Party) -> tuple[str, ...]:
    kind = "person" if party.schema == "Person" else "organisation"
    name = party.names[0].text.replace(";", " ")
    return kind, name, ";".join(party.birth_dates), ";".join(party.countries)
