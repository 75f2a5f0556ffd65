"""A load that is killed: the same call completes it, and the end is the same as without the kill."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from support.tiny_list import in_force, people, said_by, use_tiny, write_tiny
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.delivery import Delivery, Receipt
from watchgate.watch.lists import batches, committing
from watchgate.watch.lists.load import load
from watchgate.watch.lists.report import Outcome


class _KilledError(BaseException):
    """Stands for SIGKILL: nothing of the load runs after it."""


class _MortalLedger:
    """A ledger whose process dies at the append number `last`."""

    def __init__(self, ledger: Ledger, last: int) -> None:
        self._ledger = ledger
        self._left = last

    def append_many(self, deliveries: Sequence[Delivery]) -> list[Receipt]:
        if self._left == 0:
            raise _KilledError
        self._left -= 1
        return self._ledger.append_many(deliveries)

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    use_tiny(monkeypatch)
    monkeypatch.setattr(batches, "ENTRIES", 20)
    monkeypatch.setattr(committing, "TOGETHER", 1)


APPENDS = {97: 13, 80: 11}
"""Deliveries of the second snapshot, by how many of the hundred are kept: 20 entries each, withdrawals last."""


@pytest.mark.parametrize("killed_after", range(14))
@pytest.mark.parametrize("kept", [97, 80])
def test_a_killed_load_is_completed_by_the_next(tmp_path: Path, killed_after: int, kept: int) -> None:
    home = tmp_path / "home"
    ledger = open_ledger(home)
    before = people(100)
    after = {
        **{record: [f"{said[0]} II", said[1]] for record, said in people(kept).items()},
        **people(30, start=200),
    }
    load([write_tiny(tmp_path / "a.txt", before, date="2026-05-01")], ledger, home=home)
    path = write_tiny(tmp_path / "b.txt", after, date="2026-05-02")
    mortal = _MortalLedger(ledger, killed_after)
    try:
        load([path], mortal, home=home)  # type: ignore[arg-type]
        killed = False
    except _KilledError:
        killed = True
    assert killed is (killed_after < APPENDS[kept])
    report = load([path], ledger, home=home)
    shrunk = kept < 95
    assert (report.files[0].alarm is not None) is shrunk
    gone = {record: before[record] for record in before if record not in after}
    assert in_force(ledger) == said_by({**gone, **after} if shrunk else after)
    assert load([path], ledger, home=home).files[0].outcome is Outcome.KNOWN
    ledger.close()
