"""Verify finds whatever was changed, taken away or put in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from support.gate_entries import keep, payment
from watchgate.gate.history import legal_holds
from watchgate.gate.history.history import FILE_NAME, History, open_history
from watchgate.gate.history.verifying import verify

CHANGES = {
    "verdict": "UPDATE decision SET verdict = 1 WHERE number = 2",
    "instant": "UPDATE decision SET decided_at = decided_at + 1 WHERE number = 2",
    "record id": "UPDATE decision SET record_id = zeroblob(32) WHERE number = 2",
    "sha256": "UPDATE decision SET sha256 = zeroblob(32) WHERE number = 2",
    "commitment": "UPDATE decision SET commitment = zeroblob(32) WHERE number = 2",
    "link": "UPDATE decision SET link = zeroblob(32) WHERE number = 2",
    "content": "UPDATE decision SET sealed = zeroblob(length(sealed)) WHERE number = 2",
    "content of another": "UPDATE decision SET sealed = (SELECT sealed FROM decision WHERE number = 3),"
    " secret = (SELECT secret FROM decision WHERE number = 3) WHERE number = 2",
    "parties of another": "UPDATE decision SET parties = (SELECT parties FROM decision WHERE number = 3)"
    " WHERE number = 2",
    "a party": "UPDATE party SET sealed = zeroblob(length(sealed)) WHERE key = 1",
    "a party for another": "UPDATE party SET sealed = (SELECT sealed FROM party WHERE key = 4),"
    " secret = (SELECT secret FROM party WHERE key = 4) WHERE key = 1",
    "a text": "UPDATE text SET sealed = x'00' WHERE key = 1",
    "the evidence it stood on": "UPDATE basis SET position = position + 1",
    "warnings": "UPDATE basis SET warnings = '[]'",
    "policy": "UPDATE policy SET sha256 = 'ab'",
    "kind": "UPDATE message SET kind = 'pain.001.001.09' WHERE key = 2",
    "outcome": "UPDATE message SET outcome = 'refused' WHERE key = 2",
    "original": "UPDATE original SET sealed = zeroblob(length(sealed)) WHERE key = 2",
    "original's hash": "UPDATE original SET sha256 = zeroblob(32) WHERE key = 2",
    "one taken away": "DELETE FROM decision WHERE number = 2",
    "an act": "UPDATE act SET body = x'7b7d'",
    "an act taken away": "DELETE FROM act WHERE number = 1",
}


def tampered(home: Path, sql: str) -> History:
    connection = apsw.Connection(str(home / "history" / FILE_NAME))
    connection.execute(sql)
    connection.close()
    return open_history(home)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    history = open_history(tmp_path)
    keep(history, *(payment(number, text=f"Invoice {number}") for number in range(1, 6)))
    legal_holds.begin(history, "decision", 1, author="lee", reason="case 7")
    hold = legal_holds.begin(history, "decision", 2, author="lee", reason="case 8")
    legal_holds.end(history, hold.key, author="lee", reason="closed")
    assert verify(history).damages == ()
    history.close()
    return tmp_path


@pytest.mark.parametrize("sql", list(CHANGES.values()), ids=list(CHANGES))
def test_a_change_in_the_file_is_found(home: Path, sql: str) -> None:
    history = tampered(home, sql)
    assert verify(history).damages != ()
    history.close()


def test_a_history_cut_short_is_found_by_a_head_noted_elsewhere(home: Path) -> None:
    history = open_history(home)
    head = verify(history).head
    keep(history, payment(6))
    assert verify(history, head=head).damages == ()
    history.close()
    cut = tampered(home, "DELETE FROM decision WHERE number > 3")
    assert verify(cut).damages == ()
    (damage,) = verify(cut, head=head).damages
    assert "does not pass through" in damage
    assert verify(cut, head="nonsense").damages != ()
    cut.close()


def test_progress_is_told(home: Path) -> None:
    history = open_history(home)
    seen: list[tuple[int, int]] = []
    tell: Callable[[int, int], None] = lambda done, total: seen.append((done, total))  # noqa: E731
    verify(history, progress=tell)
    assert seen[-1] == (5, 5)
    history.close()
