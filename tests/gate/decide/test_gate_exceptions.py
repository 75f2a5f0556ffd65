"""Exceptions hide what two people looked at, and nothing else; they lapse when it changes."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from support.gate_world import LEI, NOW, POLICY, add, decided, listed, named, record, world
from support.parties import delivered, says
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.decide.exceptions import affected, drafted, lapsed
from watchgate.ledger.interface import Ledger
from watchgate.model.clock import MICROSECONDS
from watchgate.model.decision import Decision, Verdict, open_matches
from watchgate.model.errors import BadInputError
from watchgate.model.exception import Exceptions, Finding, MatchException, proposed, seconded
from watchgate.model.handling import SYSTEM
from watchgate.model.party import Identifier, Name
from watchgate.model.record import Record
from watchgate.model.statement import Confirmation, Locator, Retraction, Status

DAY = 86_400 * MICROSECONDS
PASSPORT = Identifier("passportNumber", "563410081", "kp")
ASKED = record(named("Kim Chol Su"), customer="c-1")


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with world() as opened:
        add(opened, *says("us-1", "Person", "us_list", passportNumber=PASSPORT.value))
        yield opened


def excepted(
    ledger: Ledger, asked: Record = ASKED, finding: Finding = Finding.OTHER, second: str = "bob", **fields: object
) -> MatchException:
    """The exception for the first open match of a record, agreed by two people."""
    evidence = Evidence.at(ledger, POLICY)
    decision = decided(ledger, asked)
    match = open_matches(decision)[0]
    draft = drafted(
        asked,
        match,
        evidence,
        author="alice",
        reason="other birth date",
        made_at=NOW,
        expires_at=NOW + 90 * DAY,
        finding=finding,
    )
    draft = msgspec.structs.replace(draft, **fields)
    return seconded(proposed(draft, POLICY), second) if second else proposed(draft, POLICY)


def with_it(ledger: Ledger, exception: MatchException, asked: Record = ASKED, at: int = NOW) -> Decision:
    return decided(ledger, asked, exceptions=Exceptions([exception], 4), at=at)


def test_an_exception_hides_its_match_and_shows_who_waived_it(ledger: Ledger) -> None:
    exception = excepted(ledger)
    assert decided(ledger, ASKED).verdict is Verdict.HOLD
    found = with_it(ledger, exception)
    assert (found.verdict, found.rule, found.exceptions_position) == (Verdict.PASS, "pass_waived", 4)
    assert [(one.entity_id, one.waived_by, one.effect) for one in found.matches] == [
        ("us-1", exception.id, Verdict.PASS)
    ]


@pytest.mark.parametrize(
    "other",
    [
        record(named("Kim Chol Su"), customer="c-2"),
        record(named("Kim Chol Su")),
        record(named("Kim Chol Su", "debtor"), customer="c-1"),
        record(named("Kim Cheol-soo"), customer="c-1"),
        record(named("Kim Chol Su", birth_dates=("1962-03-01",)), customer="c-1"),
        record(named("Kim Chol Su", countries=("kp",)), customer="c-1"),
        record(named("Kim Chol Su", identifiers=(PASSPORT,)), customer="c-1"),
        record(named("", identifiers=(PASSPORT,)), customer="c-1"),
        record(named("", identifiers=(LEI,)), customer="c-1"),
        record(texts=("Kim Chol Su",), customer="c-1"),
    ],
    ids=[
        "customer",
        "no customer",
        "role",
        "name",
        "birth date",
        "country",
        "number",
        "number alone",
        "entity",
        "text",
    ],
)
def test_it_hides_nothing_of_another_customer_role_entity_or_with_more_that_agrees(
    ledger: Ledger, other: Record
) -> None:
    assert with_it(ledger, excepted(ledger), other).verdict is not Verdict.PASS


def test_it_hides_the_same_name_in_any_case_order_and_width(ledger: Ledger) -> None:
    exception = excepted(ledger)
    for name in ("KIM CHOL SU", "Su, Kim Chol", "ＫＩＭ ＣＨＯＬ ＳＵ", "  kim   chol su "):
        assert with_it(ledger, exception, record(named(name), customer="c-1")).verdict is Verdict.PASS


def test_a_number_that_two_people_saw_is_waived_and_another_is_not(ledger: Ledger) -> None:
    asked = record(named("Kim Chol Su", identifiers=(PASSPORT,)), customer="c-1")
    exception = excepted(ledger, asked)
    assert with_it(ledger, exception, asked).verdict is Verdict.PASS
    add(ledger, *says("us-1", "Person", "us_list", idNumber="KP-7788990011"))
    second = Identifier("idNumber", "KP7788990011")
    more = record(named("Kim Chol Su", identifiers=(PASSPORT, second)), customer="c-1")
    assert with_it(ledger, exception, more).verdict is not Verdict.PASS


def test_without_a_second_person_it_counts_for_nothing(ledger: Ledger) -> None:
    assert with_it(ledger, excepted(ledger, second="")).verdict is Verdict.HOLD
    forged = msgspec.structs.replace(excepted(ledger, second=""), second=" ALICE ")
    assert with_it(ledger, forged).verdict is Verdict.HOLD
    with pytest.raises(BadInputError, match="second person"):
        excepted(ledger, second=" Alice ")


def test_it_ends_when_it_says(ledger: Ledger) -> None:
    exception = excepted(ledger, expires_at=NOW + 60 * MICROSECONDS)
    assert with_it(ledger, exception, at=NOW + 59 * MICROSECONDS).verdict is Verdict.PASS
    assert with_it(ledger, exception, at=NOW + 60 * MICROSECONDS).verdict is Verdict.HOLD


@pytest.mark.parametrize("days", [0, -1, 366])
def test_it_may_not_last_longer_than_the_policy_allows(ledger: Ledger, days: int) -> None:
    with pytest.raises(BadInputError, match="within 365 days"):
        excepted(ledger, expires_at=NOW + days * DAY)


@pytest.mark.parametrize("field", ["customer", "reason", "author"])
def test_it_says_for_whom_why_and_by_whom(ledger: Ledger, field: str) -> None:
    with pytest.raises(BadInputError, match=field):
        excepted(ledger, **{field: " "})  # type: ignore[arg-type]


def test_it_lapses_when_something_compared_changes_or_the_programme_does(ledger: Ledger) -> None:
    exception = excepted(ledger)
    evidence = Evidence.at(ledger, POLICY)
    assert lapsed(exception, evidence, NOW) == ""
    position = add(ledger, *says("us-1", "Person", "us_list", notes="a remark"))
    evidence.catch_up()
    assert lapsed(exception, evidence, NOW) == ""
    add(ledger, *says("us-1", "Person", "us_list", birthDate="1963"))
    evidence.catch_up()
    assert "has changed" in lapsed(exception, evidence, NOW)
    assert with_it(ledger, exception).verdict is Verdict.HOLD
    assert decided(ledger, ASKED, exceptions=Exceptions([exception]), position=position).verdict is Verdict.PASS


def test_it_lapses_with_another_programme_and_when_the_entity_is_gone(ledger: Ledger) -> None:
    exception = excepted(ledger)
    add(ledger, *says("us-1-x", "Sanction", "us_list", entity="us-1", program="P2", startDate="2026-01-01"))
    evidence = Evidence.at(ledger, POLICY)
    assert "P2" in lapsed(exception, evidence, NOW)
    gone = [Retraction(target=one.locator, reason="delisted") for one in ledger.entity("us-1", reader=SYSTEM)]
    ledger.append(delivered(*gone))
    evidence.catch_up()
    assert "no list" in lapsed(exception, evidence, NOW)


def test_an_update_counts_first_how_many_it_touches(ledger: Ledger) -> None:
    exceptions = [excepted(ledger), excepted(ledger, second="")]
    snapshot = ledger.as_of(reader=SYSTEM)

    def count(*entries: object) -> int:
        return len(affected(exceptions, [delivered(*entries)], snapshot))  # type: ignore[arg-type]

    assert count(*says("us-1", "Person", "us_list", birthDate="1963")) == 1
    assert count(*says("us-1-sanction", "Sanction", "us_list", program="P9")) == 1
    assert count(*says("new-paper", "Passport", "us_list", holder="us-1", number="A1234567")) == 1
    assert count(*(Retraction(target=one.locator, reason="x") for one in snapshot.entity("us-1")[:1])) == 1
    assert count(*listed("us-77", "Person", name="Somebody Else")) == 0


def test_who_confirms_or_takes_back_a_statement_about_its_listing_touches_it_too(ledger: Ledger) -> None:
    position = add(ledger, *says("us-1-y", "Sanction", "us_list", status=Status.PROPOSED, entity="us-1", program="P7"))
    exceptions = [excepted(ledger)]
    snapshot = ledger.as_of(reader=SYSTEM)
    act = delivered(Confirmation(target=Locator(position, 0), by="lee"))
    assert len(affected(exceptions, [act], snapshot)) == 1


def test_a_load_looks_once_at_whom_an_exception_stands_beside(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    exceptions, snapshot = [excepted(ledger)], ledger.as_of(reader=SYSTEM)
    beside: dict[str, frozenset[str]] = {}
    others = [delivered(*listed("us-77", "Person", name="Somebody Else"))]
    assert affected(exceptions, others, snapshot, beside) == ()
    monkeypatch.setattr(type(snapshot), "referring_to", lambda *_: pytest.fail("it was looked at again"))
    assert affected(exceptions, others, snapshot, beside) == ()
    listing = [delivered(*says("us-1-sanction", "Sanction", "us_list", program="P9"))]
    assert affected(exceptions, listing, snapshot, beside) == tuple(exceptions)


def test_a_hold_says_which_exception_lapsed_and_why(ledger: Ledger) -> None:
    exception = excepted(ledger)
    assert with_it(ledger, exception).matches[0].remark == "two people found that it is somebody else"
    add(ledger, *says("us-1", "Person", "us_list", birthDate="1963"))
    found = with_it(ledger, exception)
    assert found.verdict is Verdict.HOLD
    assert (
        found.matches[0].remark == f"exception {exception.id[:12]} lapsed: what is compared of us-1 has changed since"
    )
    unconfirmed = with_it(ledger, excepted(ledger, second=""))
    assert unconfirmed.matches[0].remark == ""


def test_a_match_that_two_people_confirmed_stops(ledger: Ledger) -> None:
    finding = excepted(ledger, finding=Finding.SAME)
    found = with_it(ledger, finding)
    assert (found.verdict, found.rule) == (Verdict.STOP, "stop_listed")
    assert (found.matches[0].exact, found.matches[0].confirmed_by) == (False, finding.id)
    assert "two people confirmed" in found.reason
    assert with_it(ledger, finding, record(named("Kim Chol Su"), customer="c-2")).verdict is Verdict.HOLD


def test_two_findings_that_contradict_each_other_waive_nothing(ledger: Ledger) -> None:
    both = Exceptions([excepted(ledger), excepted(ledger, finding=Finding.SAME)])
    assert decided(ledger, ASKED, exceptions=both).verdict is Verdict.STOP


def test_another_open_match_of_the_same_element_keeps_the_hold(ledger: Ledger) -> None:
    add(ledger, *listed("us-12", "Person", name="Kim Chol Su"))
    exception = excepted(ledger)
    found = with_it(ledger, exception)
    assert found.verdict is Verdict.HOLD
    assert [(one.entity_id, bool(one.waived_by)) for one in found.matches] == [("us-1", True), ("us-12", False)]


def test_a_text_is_excepted_by_the_window_that_was_looked_at(ledger: Ledger) -> None:
    asked = record(texts=("rent Kim Chol Su",), customer="c-1")
    exception = excepted(ledger, asked)
    assert with_it(ledger, exception, asked).verdict is Verdict.PASS
    other = record(texts=("rent Kim Chol Su and Kim Cheol Soo",), customer="c-1")
    assert with_it(ledger, exception, other).verdict is Verdict.HOLD


def test_more_names_of_the_same_party_are_another_party(ledger: Ledger) -> None:
    exception = excepted(ledger)
    party = msgspec.structs.replace(named("x").party, names=(Name("Kim Chol Su"), Name("Kim Cheol-soo")))
    asked = record(msgspec.structs.replace(named("x"), party=party), customer="c-1")
    assert with_it(ledger, exception, asked).verdict is Verdict.HOLD
