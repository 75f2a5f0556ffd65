"""A home with a small list in it, for tests of the command line; and the command line run in this process."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.parties import delivered, listing, says
from watchgate.cli.main import main
from watchgate.ledger.open import open_ledger
from watchgate.model.statement import Entry

POLICY = "[lists.test_list]\nmax_age_hours = 1000000\n"


def fill(home: Path, *extra: Entry) -> None:
    """Two persons and a ship, one delivery; a policy that finds nothing stale."""
    ledger = open_ledger(home)
    entries = [
        *says("p1", "Person", record="1", name="Ri Pyong Chol", birthDate="1948", country="kp", topics="sanction"),
        *listing("p1", "DPRK4", record="1"),
        *says("p2", "Person", record="2", name="Ivan Ivanovich Petrov", alias="Пётр Иванов", country="ru"),
        *says("v1", "Vessel", record="3", name="Lady R", imoNumber="9161003"),
        *extra,
    ]
    ledger.append(delivered(*entries, source="test_list", snapshot_date="2026-11-20", complete=True))
    ledger.close()
    (home / "policy.toml").write_text(POLICY)


def add(home: Path, *entries: Entry) -> int:
    """One more delivery; its position."""
    ledger = open_ledger(home)
    position = ledger.append(delivered(*entries, source="analyst:a")).position
    ledger.close()
    return position


def run(*arguments: str) -> int:
    """The exit code of `watchgate ARGUMENTS`."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)
