"""The lookback: new evidence meets payments of the past, and what comes out otherwise is an alert, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.gate_home import LISTED, add, fill, gate, only, pay
from support.gate_world import NOW, POLICY_TEXT, listed
from support.lookback import alerts, look_back
from support.parties import delivered, says
from watchgate.gate.history.cases import CaseLog, CasesWanted
from watchgate.gate.history.history import open_history
from watchgate.ledger.open import open_ledger
from watchgate.model.alert import Alert, AlertClass, CaseState
from watchgate.model.clock import parse_instant
from watchgate.model.decision import Verdict
from watchgate.model.delivery import Delivery
from watchgate.model.handling import SYSTEM
from watchgate.model.statement import Entry, Locator, Retraction, Statement, Status


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return fill(tmp_path / "home")


def decided(home: Path, *messages: bytes) -> list[int]:
    """The messages, decided; their numbers."""
    with gate(home) as found:
        return [only(found, one).number for one in messages]


def withdrawn(home: Path, *positions: int) -> int:
    """All statements of these deliveries, taken back; the position of that."""
    ledger = open_ledger(home, clock=lambda: NOW)
    try:
        taken = [
            Retraction(target=entry.locator, reason="no longer listed")
            for position in positions
            for delivery in ledger.follow(position - 1, reader=SYSTEM)
            if delivery.position == position
            for entry in delivery.entries
            if isinstance(entry, Statement)
        ]
        return ledger.append(Delivery(source="us_list", entries=tuple(taken))).position
    finally:
        ledger.close()


def short(found: list[Alert]) -> list[tuple[int, str, str]]:
    return [(one.target, one.entity_id, one.kind.value) for one in found]


def test_a_listing_in_force_when_the_payment_passed_is_a_breach_and_a_later_one_is_not(home: Path) -> None:
    one, two, _ = decided(home, pay(1, "Ada Neuberger"), pay(2, "Otto Habermann"), pay(3, "Somebody Else"))
    position = add(
        home,
        *listed("us-20", "Person", name="Ada Neuberger", start="2026-11-20"),
        *listed("us-21", "Person", name="Otto Habermann", start="2026-11-23"),
    )
    later = NOW + 2 * 86_400_000_000
    (looked,) = look_back(home, clock=lambda: later)
    assert (looked.position, looked.records) == (position, 2)
    first, second = alerts(home)
    assert short([first, second]) == [(one, "us-20", "breach"), (two, "us-21", "before")]
    assert (first.before is not None, first.after is not None) == (True, True)
    assert first.before is not None
    assert first.after is not None
    assert (first.before.verdict, first.after.verdict) == (Verdict.PASS, Verdict.HOLD)
    assert (first.before.number, first.before.position, first.after.position) == (one, 3, position)
    assert (first.party, first.lists, first.delivery) == ("Ada Neuberger", ("us_list",), position)


def snapshot(home: Path, day: str, *entries: Entry) -> int:
    """The list as its publisher served it on that day, with this that is new in it."""
    ledger = open_ledger(home, clock=lambda: NOW)
    try:
        return ledger.append(delivered(*entries, source="us_list", snapshot_date=day, complete=True)).position
    finally:
        ledger.close()


def undated(entity_id: str, name: str) -> list[Entry]:
    """A listing as OFAC's CSV has it: nothing says since when."""
    listing = says(f"{entity_id}-sanction", "Sanction", "us_list", entity=entity_id, authority="test", program="P1")
    return [*says(entity_id, "Person", "us_list", name=name), *listing]


def test_a_listing_without_a_date_is_no_older_than_the_last_snapshot_without_it(home: Path) -> None:
    one, two, three = decided(home, pay(1, "Ada Neuberger"), pay(2, "Otto Habermann"), pay(3, "Ilse Brandmeier"))
    snapshot(home, "2026-11-22", *says("us-22", "Person", "us_list", name="Quirin Altenhofer"))
    snapshot(home, "2026-11-22", *undated("us-20", "Ada Neuberger"))  # of the day it was paid: perhaps before that
    snapshot(home, "2026-11-24")
    snapshot(home, "2026-11-25", *undated("us-21", "Otto Habermann"), *undated("us-22", "Ilse Brandmeier"))
    look_back(home, clock=lambda: NOW + 4 * 86_400_000_000)
    assert short(alerts(home)) == [
        (one, "us-20", "breach"),
        (two, "us-21", "before"),
        (three, "us-22", "breach"),  # something was said of it before: it may have been listed then
    ]


def test_a_listing_without_a_date_that_was_withdrawn_in_between_is_taken_for_a_breach(home: Path) -> None:
    (one,) = decided(home, pay(1, "Ada Neuberger"))
    listing = undated("us-20", "Ada Neuberger")
    position = snapshot(home, "2026-11-22", *listing)
    gone = [Retraction(target=Locator(position, at), reason="withdrawn") for at in range(len(listing))]
    snapshot(home, "2026-11-24", *gone)
    snapshot(home, "2026-11-25", *listing)
    look_back(home, clock=lambda: NOW + 4 * 86_400_000_000)
    assert short(alerts(home)) == [(one, "us-20", "breach"), (one, "us-20", "release"), (one, "us-20", "breach")]


def test_the_day_of_a_snapshot_may_have_begun_in_the_east(home: Path) -> None:
    late = parse_instant("2026-11-22T23:00:00Z")
    with gate(home, clock=lambda: late) as found:
        one = only(found, pay(1, "Ada Neuberger")).number
    snapshot(home, "2026-11-23")  # a publisher of Tokyo may have served it before the payment
    snapshot(home, "2026-11-23", *undated("us-20", "Ada Neuberger"))
    look_back(home, clock=lambda: NOW + 4 * 86_400_000_000)
    assert short(alerts(home)) == [(one, "us-20", "breach")]


def test_a_listing_without_a_date_on_a_list_never_seen_before_is_taken_for_a_breach(home: Path) -> None:
    (one,) = decided(home, pay(1, "Ada Neuberger"))
    add(home, *undated("us-20", "Ada Neuberger"), source="us_other")
    look_back(home, clock=lambda: NOW + 4 * 86_400_000_000)
    assert short(alerts(home)) == [(one, "us-20", "breach")]


def test_the_lookback_never_prolongs_a_hold_that_its_rail_will_end(home: Path) -> None:
    payment = pay(1, LISTED, debtor="Ada Neuberger")
    with gate(home) as found:
        ((answer,),) = [one.transactions for one in found.decide_bytes(payment, rail="instant")]
    add(home, *listed("us-20", "Person", name="Ada Neuberger"))
    look_back(home, clock=lambda: NOW + 8_000_000)
    (alert,) = alerts(home)
    assert short([alert]) == [(answer.number, "us-20", "open")]
    history = open_history(home)
    (only_one,) = history.all()
    assert only_one.decision is not None
    assert only_one.decision.hold_until == NOW + 10_000_000
    history.close()


def test_a_payment_that_is_held_already_is_held_on_with_a_new_decision(home: Path) -> None:
    (number,) = decided(home, pay(1, LISTED, debtor="Ada Neuberger"))
    add(home, *listed("us-20", "Person", name="Ada Neuberger"))
    look_back(home)
    (alert,) = alerts(home)
    assert short([alert]) == [(number, "us-20", "open")]
    history = open_history(home)
    assert alert.after is not None
    new = history.get(str(alert.after.number))
    history.close()
    assert (new.previous, new.verdict, new.position, new.sha256) == (number, Verdict.HOLD, 4, alert.after.decision)


def test_a_payment_to_be_executed_later_that_had_passed_is_held_now(home: Path) -> None:
    message = pay(1, "Ada Neuberger").replace(b"2026-11-20</IntrBkSttlmDt>", b"2026-11-30</IntrBkSttlmDt>")
    (number,) = decided(home, message)
    add(home, *listed("us-20", "Person", name="Ada Neuberger"))
    look_back(home)
    (alert,) = alerts(home)
    assert short([alert]) == [(number, "us-20", "open")]
    with gate(home) as found:
        assert found.history.newest(1)[0].verdict is Verdict.HOLD


def test_a_withdrawal_proposes_release_and_releases_nothing(home: Path) -> None:
    position = add(home, *listed("us-20", "Person", name="Ada Neuberger"))
    held, other = decided(home, pay(1, "Ada Neuberger"), pay(2, LISTED))
    withdrawn(home, position)
    look_back(home)
    (alert,) = alerts(home)
    assert short([alert]) == [(held, "us-20", "release")]
    assert alert.after is not None
    assert (alert.after.verdict, alert.after.number) == (Verdict.PASS, 0)
    history = open_history(home)
    assert [one.verdict for one in history.all()] == [Verdict.HOLD, Verdict.HOLD]
    history.close()
    assert other == 2


def test_one_case_holds_all_payments_of_a_party_and_an_entity(home: Path) -> None:
    with gate(home) as found:
        found.decide_bytes(pay(1, "Ada Neuberger", "ADA NEUBERGER", "Otto Habermann"))
    add(home, *listed("us-20", "Person", name="Ada Neuberger"))
    add(home, *listed("us-21", "Person", name="Otto Habermann"))
    look_back(home)
    history = open_history(home)
    cases = CaseLog(history).page(CasesWanted(), 10)
    history.close()
    assert [(one.entity_id, one.alerts, one.state) for one in cases] == [
        ("us-21", {AlertClass.BREACH: 1}, CaseState.OPEN),
        ("us-20", {AlertClass.BREACH: 2}, CaseState.OPEN),
    ]


def test_nothing_is_told_twice_however_often_it_is_looked_back(home: Path) -> None:
    decided(home, pay(1, "Ada Neuberger"))
    position = add(home, *listed("us-20", "Person", name="Ada Neuberger"))
    assert [one.position for one in look_back(home)] == [position]
    told = alerts(home)
    assert look_back(home) == []
    assert [len(one.alerts) for one in look_back(home, since=0)] == [0, 0, 0, 0]
    assert alerts(home) == told


def test_a_name_in_the_remittance_line_and_a_number_are_found(home: Path) -> None:
    one, two = decided(
        home,
        pay(1, remittance="freight of march for Ada Neuberger, invoice 44"),
        pay(2, remittance="bunkers vessel IMO 9074729"),
    )
    add(home, *listed("us-20", "Person", name="Ada Neuberger"))
    add(home, *listed("us-21", "Vessel", name="Elsewhere", imoNumber="9074729"))
    look_back(home)
    assert {(alert.target, alert.entity_id) for alert in alerts(home)} == {(one, "us-20"), (two, "us-21")}


def test_ownership_that_becomes_known_reaches_the_company_that_was_paid(home: Path) -> None:
    add(home, *says("reg-1", "Company", "register", name="Brightwater Freight Limited"), source="register")
    (number,) = decided(home, pay(1, "Brightwater Freight Limited"))
    position = add(
        home,
        *says("own-1", "Ownership", "register", owner="us-1", asset="reg-1", percentage="60", startDate="2021-01-01"),
        source="register",
    )
    policy = POLICY_TEXT.replace(
        'time_zone = "America/New_York"',
        'time_zone = "America/New_York"\n'
        'ownership = { percent = 50.0, inclusive = true, aggregate = "all", control = false }',
    )
    (home / "policy.toml").write_text(policy)
    look_back(home)
    (alert,) = alerts(home)
    assert (alert.target, alert.entity_id, alert.kind, alert.delivery) == (
        number,
        "reg-1",
        AlertClass.BREACH,
        position,
    )


def test_what_is_only_proposed_or_says_nothing_new_touches_nobody(home: Path) -> None:
    decided(home, pay(1, "Ada Neuberger"), pay(2, LISTED))
    add(home, *says("us-20", "Person", "us_list", status=Status.PROPOSED, name="Ada Neuberger"))
    add(home, *says("us-1", "Person", "us_list", alias="Kim Chol-Su"))
    add(home)
    look_back(home)
    assert alerts(home) == []
