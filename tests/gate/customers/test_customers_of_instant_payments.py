"""A payment on a rail that leaves lists to the customers says which check of them it relies on, or is held."""

from __future__ import annotations

from pathlib import Path

from support.customers import CLEAN, Base
from support.gate_home import FRESH, gate, pay
from support.gate_world import NOW
from watchgate.gate.decide import rules
from watchgate.gate.service_answers import Answer
from watchgate.model.decision import Verdict
from watchgate.model.exception import DAY_US
from watchgate.model.policy_file import default_policy

STRICT = FRESH.replace('not_in_flight = ["eu_list"]', 'not_in_flight = ["eu_list"]\ncustomers_max_age_hours = 24')


def decided(home: Path, number: int, policy: str, at: int = NOW) -> Answer:
    with gate(home, policy=policy, clock=lambda: at) as found:
        ((answer,),) = (one.transactions for one in found.decide_bytes(pay(number), rail="instant"))
        return answer


def test_built_in_policy_lets_no_instant_payment_pass_without_the_daily_check() -> None:
    instant = default_policy().rails["instant"]
    assert instant.not_in_flight
    assert instant.customers_max_age_hours == 24


def test_check_that_is_missing_is_said_and_held_where_the_policy_asks(tmp_path: Path) -> None:
    Base(tmp_path)
    assert decided(tmp_path, 1, FRESH).verdict is Verdict.PASS
    held = decided(tmp_path, 2, STRICT)
    assert (held.verdict, held.rule) == (Verdict.HOLD, rules.LAG)
    assert "never attested" in held.reason


def test_check_of_today_lets_pass_and_is_noted_and_one_of_yesterday_holds(tmp_path: Path) -> None:
    base = Base(tmp_path)
    (tmp_path / "policy.toml").write_text(STRICT)
    base.load(CLEAN)
    base.follow()
    passed = decided(tmp_path, 1, STRICT)
    assert passed.verdict is Verdict.PASS
    with base.history() as history:
        stored = history.get(str(passed.number))
    assert stored.record is not None
    assert stored.record.references["customers_attestation"].startswith("1, ")
    assert decided(tmp_path, 2, STRICT, NOW + 2 * DAY_US).verdict is Verdict.HOLD


def test_customer_who_was_left_out_holds_payments(tmp_path: Path) -> None:
    base = Base(tmp_path)
    base.load(CLEAN)
    base.attest()
    held = decided(tmp_path, 1, STRICT)
    assert held.verdict is Verdict.HOLD
    assert "1 of 1 customers were not compared" in held.reason
