"""What another policy would have decided, against what was."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from support.gate_home import LISTED, add, fill, gate, pay
from support.gate_world import NOW, POLICY_TEXT, listed
from watchgate.gate.history.history import open_history
from watchgate.gate.validation.policy_diff import policy_diff
from watchgate.gate.validation.transitions import PolicyDiff
from watchgate.ledger.open import open_ledger
from watchgate.model.decision import Verdict
from watchgate.model.policy import parse_policy

LATER = NOW + 1_000_000


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six payments: one passes, two hold for the US list, one for the EU's; a name is listed, and passed before."""
    found = fill(tmp_path_factory.mktemp("diff"))
    with gate(found) as one:
        one.decide_bytes(pay(1))
        one.decide_bytes(pay(2, LISTED, "Wilhelm Oberstaufen"))
        one.decide_bytes(pay(3, "Gregor Nachtigall"))
    add(found, *listed("us-9", "Person", name="Gregor Nachtigall"))
    with gate(found, clock=lambda: LATER) as one:
        one.decide_bytes(pay(4, "Gregor Nachtigall"))
        one.decide_bytes(pay(5, remittance="for Tornado Shipping Company"))
    return found


def _diff(home: Path, text: str, *, since: int = 0) -> PolicyDiff:
    history, ledger = open_history(home), open_ledger(home)
    try:
        return policy_diff(
            history, ledger, home, parse_policy(text), since, examples=3, tell=lambda _done, _total, _changed: None
        )
    finally:
        ledger.close()
        history.close()


def _moved(found: PolicyDiff) -> dict[tuple[Verdict, Verdict], int]:
    return {(one.before, one.after): one.records for one in found.transitions}


def test_the_policy_in_force_changes_nothing(home: Path) -> None:
    found = _diff(home, POLICY_TEXT)
    assert (found.records, found.same, found.changed) == (6, 6, 0)
    assert found.transitions == ()


def test_a_policy_that_only_shows_the_listed_lets_them_pass(home: Path) -> None:
    found = _diff(home, POLICY_TEXT.replace("[gate]", '[gate]\nstop = []\nhold = ["exposed"]'))
    assert _moved(found) == {(Verdict.HOLD, Verdict.PASS): 4}
    (one,) = found.transitions
    assert {count.name: count.records for count in one.rules} == {"hold_listed -> pass_shown": 4}
    assert {count.name: count.records for count in one.lists} == {"us_list": 3, "eu_list": 1}
    assert {count.name: count.records for count in one.roles} == {"creditor": 3, "remittance": 1}
    assert len(one.examples) == 3
    assert one.examples[0].met[0].before == "hold"
    assert one.examples[0].met[0].after == ""


def test_records_are_decided_at_their_own_position(home: Path) -> None:
    """The name that was listed later still passes in the payment before, under any policy."""
    found = _diff(home, POLICY_TEXT.replace('lists = ["eu_list"]', 'lists = ["club_list"]'))
    assert all(change.number != 4 for one in found.transitions for change in one.examples)


def test_what_no_match_explains_is_said_so(home: Path) -> None:
    found = _diff(home, POLICY_TEXT.replace("[rails.wire]", "[rails.fast]"))
    (moved,) = found.transitions
    assert (moved.before, moved.after, moved.records) == (Verdict.PASS, Verdict.HOLD, 2)
    assert moved.rules[0].name == "pass_not_found -> hold_unknown_rail"
    assert moved.lists[0].name == "no match changed"


def test_only_the_last_days_are_compared(home: Path) -> None:
    assert _diff(home, POLICY_TEXT, since=LATER).records == 2


def test_nothing_is_written(home: Path) -> None:
    def everything() -> tuple[int, bytes, list[str]]:
        history = open_history(home)
        try:
            policies = history.read(lambda connection: connection.execute("SELECT sha256 FROM policy").fetchall())
            stored = msgspec.json.encode([one.sha256 for one in history.all()])
            return history.last_number(), stored, [str(row[0]) for row in policies]
        finally:
            history.close()

    before = everything()
    _diff(home, POLICY_TEXT + "\n[screening]\nthreshold = 0.99\n")
    assert everything() == before


def test_what_other_code_decided_is_made_again_by_this_code_first(home: Path) -> None:
    def other_code(name: str) -> None:
        history = open_history(home)
        try:
            history.write(lambda connection: connection.execute("UPDATE basis SET engine = ?", (name,)).fetchall())
        finally:
            history.close()

    history = open_history(home)
    engine = history.get("1").engine
    history.close()
    other_code("another engine")
    try:
        found = _diff(home, POLICY_TEXT)
    finally:
        other_code(engine)
    assert (found.made_again, found.changed, found.failed) == (6, 0, ())
