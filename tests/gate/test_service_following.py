"""Positions: no worker reports one while anything on an older one is still on its way."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from support.gate_home import add, fill, gate, only, pay
from support.gate_world import listed
from watchgate.gate.decide import rules
from watchgate.gate.history.history import open_history
from watchgate.gate.history.workers import close, reached, register
from watchgate.model.decision import Verdict

PATIENCE_S = 20.0


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return fill(tmp_path / "home")


def waited(home: Path, position: int) -> int | None:
    """What all workers have reported, once it is `position` or the patience is at its end."""
    history = open_history(home)
    end = time.monotonic() + PATIENCE_S
    try:
        while (found := reached(history)) is not None and found < position and time.monotonic() < end:
            time.sleep(0.02)
        return found
    finally:
        history.close()


def test_a_gate_reports_the_position_it_has_reached(home: Path) -> None:
    with gate(home):
        assert waited(home, 3) == 3
        position = add(home, *listed("us-20", "Person", name="Ada Neuberger"))
        assert waited(home, position) == position
    history = open_history(home)
    assert reached(history) is None
    history.close()


def test_nothing_newer_is_reported_while_a_decision_is_on_its_way(home: Path) -> None:
    with gate(home) as found:
        following = found._following
        floor = following.begin()
        position = add(home, *listed("us-20", "Person", name="Ada Neuberger"))
        while found.position < position:
            time.sleep(0.01)
        assert following._settled() == floor
        following.end(floor)
        assert waited(home, position) == position


def test_every_gate_has_to_report_and_the_dead_are_forgotten(home: Path) -> None:
    history = open_history(home)
    slow = register(history, 1)
    assert slow is not None
    with gate(home):
        assert reached(history) == 1
        slow._lock.release()
        assert reached(history) == 3
    assert reached(history) is None
    history.close()


def test_nobody_begins_behind_what_the_lookback_has_closed(home: Path) -> None:
    history = open_history(home)
    close(history, 3)
    close(history, 2)
    assert register(history, 2) is None
    late = register(history, 3)
    assert late is not None
    late.leave()
    history.close()


def test_evidence_that_does_not_arrive_holds_and_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchgate.gate.service_following.LAG_S", 0.01)
    with gate(home) as found:
        monkeypatch.setattr(found.evidence, "catch_up", lambda *_: 1 / 0)
        add(home, *listed("us-20", "Person", name="Ada Neuberger"))
        answer = only(found, pay())
    assert (answer.verdict, answer.rule) == (Verdict.HOLD, rules.LAG)
    assert "the ledger is at 4" in answer.reason


def test_decisions_go_on_without_a_fault_while_evidence_streams_in(home: Path) -> None:
    stop = threading.Event()
    positions: list[int] = []

    def listing() -> None:
        number = 100
        while not stop.is_set():
            number += 1
            add(home, *listed(f"us-{number}", "Person", name=f"Somebody Number{number}"))

    with gate(home) as found:
        adding = threading.Thread(target=listing)
        adding.start()
        for number in range(60):
            answer = only(found, pay(number, f"Nobody {number}"))
            assert (answer.verdict, answer.rule) == (Verdict.PASS, rules.NOT_FOUND)
            positions.append(answer.position)
        stop.set()
        adding.join()
    assert positions == sorted(positions)
    assert positions[-1] > positions[0]
