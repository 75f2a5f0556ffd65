"""Alerts and cases in the history: once each, one case for each customer and entity, two people to close one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from support.gate_entries import keep, met, payment
from watchgate.gate.history.alerts import AlertLog, AlertsWanted
from watchgate.gate.history.cases import CaseLog, CasesWanted
from watchgate.gate.history.erasing import erase_parties
from watchgate.gate.history.history import History, open_history
from watchgate.gate.history.verifying import verify
from watchgate.model.alert import Alert, AlertClass, CaseState, Outcome, Side, Subject
from watchgate.model.decision import Verdict
from watchgate.model.errors import BadInputError, NotFoundError

NOW = 1_763_900_000_000_000


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    found = open_history(tmp_path, clock=lambda: NOW)
    yield found
    found.close()


def draft(target: int = 1, entity: str = "us-1", delivery: int = 8, **fields: object) -> Alert:
    """An alert on a payment that passed."""
    said: dict[str, object] = {
        "subject": Subject.PAYMENT,
        "target": target,
        "delivery": delivery,
        "entity_id": entity,
        "kind": AlertClass.BREACH,
        "customer": "4711",
        "party": "Anna Nowak",
        "lists": ("us_list",),
        "before": Side(verdict=Verdict.PASS, position=7, reason="not found at position 7"),
        "after": Side(verdict=Verdict.HOLD, position=8, matches=(met(payment(1)),)),
    }
    return Alert(**{**said, **fields})  # type: ignore[arg-type]


def test_an_alert_is_kept_once_for_each_decision_entity_and_delivery(history: History) -> None:
    log = AlertLog(history)
    first = log.add([draft(), draft(), draft(2), draft(entity="us-2"), draft(delivery=9)])
    assert [one.number for one in first] == [1, 2, 3, 4]
    assert log.add([draft(), draft(delivery=10)]) == log.page(AlertsWanted(), 1)
    assert log.last_number() == 5
    assert log.get(1) == first[0]
    assert first[0].after == draft().after


def test_one_case_holds_all_payments_of_a_customer_and_an_entity(history: History) -> None:
    log, cases = AlertLog(history), CaseLog(history)
    added = log.add([draft(1), draft(2), draft(3, customer="12"), draft(4, entity="us-2")])
    assert [one.case for one in added] == [1, 1, 2, 3]
    case = cases.get(1)
    assert (case.customer, case.entity_id, case.alerts) == ("4711", "us-1", {AlertClass.BREACH: 2})
    assert [one.number for one in cases.page(CasesWanted(customer="4711"), 10)] == [3, 1]


def test_without_a_customer_the_party_that_was_met_makes_the_case(history: History) -> None:
    added = AlertLog(history).add(
        [draft(1, customer="", party="Anna  NOWAK"), draft(2, customer=""), draft(3, customer="", party="Eva Nowak")]
    )
    assert [one.case for one in added] == [1, 1, 2]


def test_closing_takes_a_second_person_and_a_new_alert_opens_it_again(history: History) -> None:
    log, cases = AlertLog(history), CaseLog(history)
    log.add([draft()])
    assert cases.assign(1, "lee", "kim").assignee == "lee"
    assert cases.propose_closing(1, Outcome.FALSE_MATCH, "born in another year", "lee").state is CaseState.CLOSING
    with pytest.raises(BadInputError, match="second person"):
        cases.agree(1, "Lee")
    closed = cases.agree(1, "kim")
    assert (closed.state, closed.outcome, closed.reason) == (
        CaseState.CLOSED,
        Outcome.FALSE_MATCH,
        "born in another year",
    )
    assert log.page(AlertsWanted(unfinished=True), 10) == []
    with pytest.raises(BadInputError, match="it is closed"):
        cases.assign(1, "kim", "kim")
    log.add([draft(2)])
    assert cases.get(1).state is CaseState.OPEN
    assert [type(one.act).__name__ for one in cases.events(1)] == ["Assigned", "ClosingProposed", "Closed", "Reopened"]
    assert cases.counts() == {CaseState.OPEN: 1, CaseState.CLOSING: 0, CaseState.CLOSED: 0}


def test_alerts_are_listed_by_class_list_entity_and_counted(history: History) -> None:
    log = AlertLog(history)
    log.add([draft(1), draft(2, kind=AlertClass.BEFORE), draft(3, entity="eu-1", lists=("eu_list", "us_list"))])
    assert [one.number for one in log.page(AlertsWanted(kinds=(AlertClass.BEFORE,)), 9)] == [2]
    assert [one.number for one in log.page(AlertsWanted(list_="us_list"), 2)] == [3, 2]
    assert [one.number for one in log.page(AlertsWanted(list_="eu"), 9)] == []
    assert [one.number for one in log.page(AlertsWanted(after=1), 9)] == [2, 3]
    counts = log.counts(NOW)
    assert (counts.total, counts.by_class) == (3, {"breach": 2, "before": 1})
    assert counts.by_list == {"eu_list": 1, "us_list": 3}
    assert counts.by_age == {"under 1 day": 3}


def test_an_erased_payment_takes_what_its_alerts_and_its_case_say_with_it(history: History) -> None:
    (number,) = keep(history, payment(1, debtor="Jan Kowalski"))
    (other,) = keep(history, payment(2))
    log, cases = AlertLog(history), CaseLog(history)
    log.add([draft(number, party="Jan Kowalski", customer=""), draft(other, party="Jan Kowalski", customer="")])
    cases.note(1, "Jan Kowalski was called", "kim")
    party = history.get(str(number)).parties[0]
    erase_parties(history, [party], author="kim", reason="asked", despite_retention=True)
    assert log.get(1).erased
    assert not log.get(2).erased
    assert cases.get(1).party == "Jan Kowalski"
    last = history.get(str(other)).parties[0]
    erase_parties(history, [last], author="kim", reason="asked", despite_retention=True)
    assert (cases.get(1).party, cases.events(1)[0].act) == ("", None)
    assert b"Kowalski" not in history.path.read_bytes()
    assert verify(history).damages == ()
    with pytest.raises(BadInputError, match="erased"):
        cases.note(1, "more", "kim")


def test_a_case_is_told_by_who_is_left_when_the_one_it_was_opened_for_is_erased(history: History) -> None:
    (number,) = keep(history, payment(1, debtor="Jan Kowalski"))
    (other,) = keep(history, payment(2, debtor="Jon Kovalsky"))
    log, cases = AlertLog(history), CaseLog(history)
    log.add([draft(number, party="Jan Kowalski"), draft(other, party="Jon Kovalsky")])
    party = history.get(str(number)).parties[0]
    erase_parties(history, [party], author="kim", reason="asked", despite_retention=True)
    assert (cases.get(1).customer, cases.get(1).party) == ("4711", "Jon Kovalsky")
    assert verify(history).damages == ()
    (again,) = log.add([draft(other, party="Jon Kovalsky", delivery=9)])
    assert again.case == 1


def test_verify_opens_what_alerts_and_acts_are_committed_to(history: History) -> None:
    AlertLog(history).add([draft(1), draft(2)])
    CaseLog(history).note(1, "looked at", "kim")
    CaseLog(history).note(1, "looked at again", "kim")
    connection = apsw.Connection(str(history.path))
    for table in ("alert", "case_event"):
        connection.execute(
            f"UPDATE {table} SET (secret, sealed) = (SELECT secret, sealed FROM {table} WHERE number = 2) "
            "WHERE number = 1"
        )
    connection.close()
    assert verify(history).damages == (
        "alert 1: it does not say what it was committed to",
        "act 1 on a case: it does not say what it was committed to",
    )


def test_verify_finds_an_alert_or_an_act_that_was_changed(history: History) -> None:
    AlertLog(history).add([draft(1), draft(2)])
    CaseLog(history).note(1, "looked at", "kim")
    assert verify(history).damages == ()
    connection = apsw.Connection(str(history.path))
    connection.execute("UPDATE alert SET class = 1 WHERE number = 1")
    connection.execute("UPDATE case_event SET kind = 'closed' WHERE number = 1")
    connection.close()
    assert verify(history).damages == ("alert 1: the chain breaks here", "act 1 on a case: the chain breaks here")


def test_what_is_not_there_is_said(history: History) -> None:
    with pytest.raises(NotFoundError, match="no alert 1"):
        AlertLog(history).get(1)
    with pytest.raises(NotFoundError, match="no case 1"):
        CaseLog(history).get(1)
    assert AlertLog(history).counts(NOW).total == 0
