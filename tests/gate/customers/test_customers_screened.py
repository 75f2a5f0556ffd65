"""Customers meet the evidence: in full, at each change, never told twice, and attested."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import msgspec
import pytest

from support.customers import CLEAN, LISTED, Base
from support.gate_home import add
from support.gate_world import LEI, NOW, listed
from watchgate.gate.customers import everybody
from watchgate.gate.customers.screening import Screening
from watchgate.gate.history.cases import CaseLog
from watchgate.model.alert import Alert, AlertClass, CaseState, Outcome, Subject
from watchgate.model.decision import Verdict
from watchgate.model.exception import DAY_US
from watchgate.model.statement import Locator, Retraction


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return Base(tmp_path)


def test_customer_who_is_listed_becomes_a_case_and_is_not_told_twice(base: Base) -> None:
    base.load(CLEAN + LISTED)
    screened = base.screen()
    assert (screened.customers, screened.alerts) == (2, {AlertClass.OPEN: 1})
    (alert,) = base.alerts()
    assert (alert.subject, alert.customer, alert.entity_id, alert.case) == (Subject.CUSTOMER, "c2", "us-1", 1)
    assert alert.after is not None
    assert alert.after.verdict is Verdict.HOLD
    again = base.screen()
    assert (again.customers, again.alerts) == (2, {})
    assert base.follow() == []
    assert len(base.alerts()) == 1


def test_new_listing_finds_the_customer_without_a_full_screening(base: Base) -> None:
    base.load(CLEAN + LISTED)
    base.screen()
    base.follow()
    position = add(base.home, *listed("us-9", "Person", name="Berthold Immerwahr", birthDate="1970-01-02"))
    (asked,) = base.follow()
    assert (asked.position, asked.customers) == (position, 1)
    assert [(one.customer, one.entity_id, one.kind) for one in asked.alerts] == [("c1", "us-9", AlertClass.OPEN)]


def test_number_of_an_owner_meets_a_listed_company(base: Base) -> None:
    base.load(f"c1,company,Atelier du Port,,fr,,,,,\no1,company,Anders Holding,,,lei:{LEI.value},c1,30,,\n")
    base.screen()
    (alert,) = base.alerts()
    assert alert.after is not None
    assert {(one.role, one.exact) for one in alert.after.matches} >= {("beneficial_owner", True)}


def test_withdrawn_listing_proposes_release(base: Base) -> None:
    base.load(CLEAN)
    entries = listed("us-9", "Person", name="Berthold Immerwahr")
    position = add(base.home, *entries)
    base.screen()
    taken = [Retraction(target=Locator(position, number), reason="delisted") for number in range(len(entries))]
    add(base.home, *taken)
    (asked,) = base.follow()
    assert [one.kind for one in asked.alerts] == [AlertClass.RELEASE]
    assert base.attest().matched == 0


def test_changed_customer_reopens_a_closed_case(base: Base) -> None:
    base.load(LISTED)
    base.screen()
    with base.history() as history:
        cases = CaseLog(history)
        cases.propose_closing(1, Outcome.FALSE_MATCH, "seen", "ada")
        assert cases.agree(1, "lee").state is CaseState.CLOSED
    base.screen()
    base.load(LISTED.replace("1962-03-01", "1962"), delta=True)
    base.follow()
    with base.history() as history:
        assert CaseLog(history).get(1).state is CaseState.OPEN
    assert len(base.alerts()) == 2


def test_attestation_says_who_is_left_and_then_that_nobody_is(base: Base) -> None:
    base.load(CLEAN + LISTED)
    before = base.attest()
    assert (before.compared, before.customers, before.left[0].count) == (0, 2, 2)
    base.screen()
    after = base.attest()
    assert (after.compared, after.customers, after.position, after.matched) == (2, 2, base.head(), 1)
    assert after.whole
    assert {one.dataset for one in after.lists} == {"us_list", "eu_list", "club_list"}
    base.load("c3,person,Nobody Special,,,,,,,\n", delta=True)
    assert [one.reason for one in base.attest().left] == ["never compared since they came into the base"]


def test_every_delivery_moves_the_attested_position_while_the_base_follows(base: Base) -> None:
    base.load(CLEAN)
    base.follow()
    assert base.attest().position == base.head()
    add(base.home, *listed("us-9", "Person", name="Somebody Elsewhere"))
    base.follow()
    found = base.attest()
    assert (found.position, found.compared) == (base.head(), 1)


def test_customer_is_due_again_after_a_day(base: Base) -> None:
    base.load(CLEAN)
    base.follow()
    first = base.attest()
    base.clock = lambda: NOW + 2 * DAY_US
    base.follow()
    assert base.attest().since >= first.since + DAY_US


def test_another_policy_makes_everybody_due(base: Base) -> None:
    base.load(CLEAN)
    base.screen()
    policy = base.home / "policy.toml"
    policy.write_text(policy.read_text().replace("text_threshold = 0.90", "text_threshold = 0.91"))
    assert base.attest().left[0].reason == "compared under another policy or engine"
    base.screen()
    assert base.attest().compared == 1


def test_shares_of_listed_owners_are_added_as_the_authority_says(base: Base) -> None:
    policy = base.home / "policy.toml"
    text = policy.read_text()
    text = text.replace(
        'time_zone = "America/New_York"',
        'time_zone = "America/New_York"\nownership = { percent = 50.0, inclusive = true, aggregate = "all" }',
    )
    policy.write_text(text)
    lei = "549300ZK53CNGEEI6A29"
    add(base.home, *listed("us-8", "Company", name="Bulkcarrier Nine", leiCode=lei))
    owners = f"o1,company,Anders,,,lei:{LEI.value},c1,25,,\no2,company,Besitz,,,lei:{lei},c1,25,,\n"
    base.load("c1,company,Atelier du Port,,fr,,,,,\n" + owners)
    base.screen()
    owned = [
        (match.effect, ground.kind.value, ground.doubt)
        for alert in base.alerts()
        if alert.after is not None
        for match in alert.after.matches
        if match.element == "owners"
        for ground in match.grounds
    ]
    assert owned
    assert set(owned) == {(Verdict.STOP, "owned", "")}


def test_answers_are_packed_without_loss(base: Base) -> None:
    base.load(LISTED)
    base.screen()
    (alert,) = base.alerts()
    with base.history() as history:
        from watchgate.gate.history.customer_answers import CustomerAnswers

        answer = CustomerAnswers(history).answer(alert.target)
    assert answer is not None
    assert alert.after is not None
    assert msgspec.json.encode(answer.matches) == msgspec.json.encode(alert.after.matches)


def test_interrupted_screening_goes_on_where_it_stopped(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    base.load("".join(f"c{number},person,Somebody Number{number},,,,,,,\n" for number in range(25)))
    base.screen()
    monkeypatch.setattr(everybody, "AT_ONCE", 5)
    whole, pieces = Screening.screen, 0

    def interrupted(self: Screening, keys: Collection[int]) -> list[Alert]:
        nonlocal pieces
        pieces += 1
        if pieces == 3:
            raise KeyboardInterrupt
        return whole(self, keys)

    with monkeypatch.context() as patched:
        patched.setattr(Screening, "screen", interrupted)
        with pytest.raises(KeyboardInterrupt):
            base.screen()
    again = base.screen()
    assert again.resumed
    assert again.customers == 15
    assert base.screen().customers == 25
