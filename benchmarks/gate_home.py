"""A home with all lists of the measuring data loaded, made once a run, and what the gate's benches share beside it.

Set WATCHGATE_BENCH_HOME to a home that is loaded already to save the minute: it is copied, and never written to.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path

from harness import refuse_memory_disk, shared
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.service import Gate
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.handling import SYSTEM
from watchgate.model.policy import Policy, parse_policy
from watchgate.risk.party_names import NAME_PROPS

LOAD_S = 1_200
FRESH = "max_age_hours = 10000000"
POLICY_SAID = (
    "built-in policy (names .80, texts .90); the age of lists is no matter, because "
    "snapshots of 2020 to 2026 would hold every payment"
)


def policy_text() -> str:
    """The built-in policy, in which every official list has its authority, and no list too old."""
    text = resources.files("watchgate.model").joinpath("policy_default.toml").read_text(encoding="utf-8")
    lines = [FRESH if line.startswith("max_age_hours") else line for line in text.splitlines()]
    return "\n".join(lines) + "\n"


@cache
def policy() -> Policy:
    """The policy of these benches."""
    return parse_policy(policy_text(), where="benchmarks")


@cache
def loaded_home() -> Path:
    """All lists, this policy, and views kept for a quick start. It goes when the run ends."""
    folder = Path(tempfile.mkdtemp(prefix="watchgate-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    refuse_memory_disk(folder)
    home = folder / "home"
    ready = os.environ.get("WATCHGATE_BENCH_HOME")
    if ready:
        _copy(Path(ready), home)
    else:
        script = Path(__file__).with_name("lists_load.py")
        command = [sys.executable, str(script), str(home), str(shared() / "lists")]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True, timeout=LOAD_S)
    (home / "policy.toml").write_text(policy_text())
    ledger = open_ledger(home)
    Evidence.at(ledger, policy(), views=home / "views")
    ledger.close()
    return home


@contextmanager
def home_copy() -> Iterator[Path]:
    """A copy of the loaded home that may be written to."""
    with tempfile.TemporaryDirectory(prefix="watchgate-bench-") as name:
        home = Path(name) / "home"
        _copy(loaded_home(), home)
        yield home


@contextmanager
def open_gate(home: Path) -> Iterator[Gate]:
    """A gate in this process, ready for its first payment."""
    gate = Gate(home)
    try:
        gate.evidence.warm()
        yield gate
    finally:
        gate.close()


@contextmanager
def evidence_at_head() -> Iterator[Evidence]:
    """What decisions look at, without a history."""
    ledger = open_ledger(loaded_home())
    try:
        evidence = Evidence.at(ledger, policy(), views=loaded_home() / "views")
        evidence.warm()
        yield evidence
    finally:
        ledger.close()


def listed_names(ledger: Ledger) -> frozenset[str]:
    """Every name of every list in its plain form, whoever bears it."""
    return frozenset(
        plain(statement.value)
        for _, spoken in ledger.as_of(reader=SYSTEM).entities()
        for statement in spoken
        if statement.prop in NAME_PROPS
    )


def plain(name: str) -> str:
    """Words without case, marks and order: equality of these is all that takes a clean name out. It shares nothing with
    the matcher."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(sign))
    return " ".join(sorted("".join(sign if sign.isalnum() else " " for sign in bare).split()))


def listed_count(ledger: Ledger) -> str:
    """What was loaded, in words."""
    head = ledger.head()
    return f"{head.entries:,} entries of all lists of the measuring data, position {ledger.wait(0, 0.0)}"


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.sock", "*.lock", "*-shm", "history", "originals"))
