"""New traffic is taken in once there is much or some has waited, and at once by who asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.gate_entries import keep, payment
from support.gate_world import POLICY
from watchgate.gate.history.history import open_history
from watchgate.gate.lookback import past as past_module
from watchgate.gate.lookback.changes import Change
from watchgate.gate.lookback.past import Past
from watchgate.model.party import Name, Party
from watchgate.model.policy_file import default_policy

SVEN = Party(id="x", schema="Person", names=(Name("Sven Olsson"),))


def test_few_rows_wait_and_many_or_late_ones_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_module, "LATEST_S", 1e9)
    monkeypatch.setattr(past_module, "RIPE", 8)
    history = open_history(tmp_path)
    history.know_policy(default_policy())
    past = Past(history, POLICY)
    past.begin()

    def known() -> int:
        return sum(past.rows.values())

    keep(history, payment(1))
    past.keep_up()
    assert known() == 0, "what is in the journal alone is nothing to wait for"
    history.file()
    past.keep_up()
    assert (known(), past.parties.waiting(), past.texts.waiting()) == (0, 3, 1)
    keep(history, *(payment(number) for number in range(2, 6)))
    history.file()
    past.keep_up()
    assert known() == 8
    assert (past.parties.waiting(), past.texts.waiting()) == (0, 0)
    keep(history, payment(6))
    history.file()
    past.keep_up()
    assert known() == 8
    monkeypatch.setattr(past_module, "LATEST_S", 0.0)
    past.keep_up()
    assert known() == 9
    history.close()


def test_who_asks_takes_in_all_that_was_decided(tmp_path: Path) -> None:
    history = open_history(tmp_path)
    history.know_policy(default_policy())
    past = Past(history, POLICY)
    past.begin()
    keep(history, payment(1))
    past.follow()
    assert past.touched([Change("x", None, SVEN)]) == {1: {"x"}}
    history.close()
