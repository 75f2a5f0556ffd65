"""The gate: bytes in, durable answers out, one a transaction."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from support.gate_home import LISTED, add, fill, gate, only, pay
from support.gate_world import NOW, POLICY_TEXT, listed
from support.payments import UETR, app_header, pacs008, transfer
from watchgate.gate.decide import rules
from watchgate.gate.history.history import open_history
from watchgate.gate.service import Input
from watchgate.model.decision import Verdict
from watchgate.model.record import Outcome
from watchgate.model.statement import Retraction

RECALL = (
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.056.001.08"><FIToFIPmtCxlReq><Assgnmt><Id>RC-1</Id></Assgnmt>'
    f"<Undrlyg><TxInf><OrgnlUETR>{UETR}</OrgnlUETR></TxInf></Undrlyg></FIToFIPmtCxlReq></Document>"
).encode()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return fill(tmp_path / "home")


def test_who_is_not_found_passes_and_says_what_it_stands_on(home: Path) -> None:
    with gate(home) as found:
        answer = only(found, pay(), "a.xml")
        assert (answer.verdict, answer.rule) == (Verdict.PASS, rules.NOT_FOUND)
        assert (answer.source, answer.message_id, answer.transaction) == ("a.xml", "M-1", "I-1000")
        assert (answer.position, answer.policy) == (3, found.policy.sha256)
        stored = found.history.get(answer.decision)
    assert stored.decision is not None
    assert stored.decision.sha256 == answer.decision


def test_a_listed_name_holds_with_match_grounds_and_reason(home: Path) -> None:
    with gate(home) as found:
        answer = only(found, pay(1, LISTED))
    assert (answer.verdict, answer.rule) == (Verdict.HOLD, "hold_listed")
    assert answer.matches[0].entity_id == "us-1"
    assert answer.grounds[0].authority == "US-OFAC"
    assert LISTED in answer.reason


def test_one_name_in_a_batch_holds_one_transaction_and_no_other(home: Path) -> None:
    names = [f"Harmless {letter} Ltd" for letter in "ABCDEFGH"]
    names[3] = LISTED
    with gate(home) as found:
        (message,) = found.decide_bytes(pay(1, *names))
    assert [one.verdict for one in message.transactions].count(Verdict.PASS) == 7
    assert message.transactions[3].verdict is Verdict.HOLD
    assert (message.verdict, message.counts) == (Verdict.HOLD, {Verdict.HOLD: 1, Verdict.PASS: 7})


def test_a_large_batch_is_answered_in_its_order(home: Path) -> None:
    with gate(home) as found:
        (message,) = found.decide_bytes(pay(1, *(f"Nobody {number}" for number in range(600))))
        assert [one.transaction for one in message.transactions] == [f"I-{1000 + number}" for number in range(600)]
        assert sorted(one.number for one in message.transactions) == list(range(1, 601))


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        (RECALL, Verdict.UNSUPPORTED),
        (b"<Document><FIToFICstmrCdtTrf>", Verdict.REFUSED),
        (b"", Verdict.REFUSED),
        (b"\x00\xff\xfe" * 20, Verdict.REFUSED),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><Document>&a;</Document>', Verdict.REFUSED),
        (b'[{"transaction_id": "1", "debtor": "\\ud800 Kim"}]', Verdict.REFUSED),
    ],
)
def test_what_cannot_be_decided_is_answered_and_kept_with_its_bytes(home: Path, data: bytes, verdict: Verdict) -> None:
    with gate(home) as found:
        answer = only(found, data, "x")
        assert answer.verdict is verdict
        stored = found.history.get(answer.decision)
        assert found.history.original(stored.original) == data
        assert stored.message.outcome is (Outcome.UNSUPPORTED if verdict == "unsupported" else Outcome.REFUSED)
        assert stored.message.reason


def test_same_bytes_again_give_the_old_decision_while_nothing_about_them_changes(home: Path) -> None:
    with gate(home) as found:
        first = only(found, pay(1, "Li Wei"))
    add(home, *listed("us-9", "Person", name="Somebody Unrelated"))
    with gate(home, clock=lambda: NOW + 60_000_000) as found:
        again = only(found, pay(1, "Li Wei"))
        assert (again.repeated, again.decision, again.position) == (True, first.decision, first.position)
    add(home, *listed("us-10", "Person", name="Li Wei"))
    with gate(home) as found:
        third = only(found, pay(1, "Li Wei"))
    assert (third.verdict, third.repeated, third.previous) == (Verdict.HOLD, False, first.decision)


def test_another_policy_makes_another_decision_of_the_same_bytes(home: Path) -> None:
    with gate(home) as found:
        first = only(found, pay())
    with gate(home, policy=POLICY_TEXT + "\n[screening]\nthreshold = 0.85\n") as found:
        again = only(found, pay())
    assert (again.repeated, again.previous) == (False, first.decision)


def test_ids_used_again_for_other_bytes_are_held(home: Path) -> None:
    with gate(home) as found:
        first = only(found, pay(1, "Atelier du Port"))
        second = only(found, pay(1, "Atelier du Quai"))
    assert (second.verdict, second.conflict) == (Verdict.HOLD, first.number)
    assert "used before for other bytes" in second.reason


def test_a_recall_is_linked_and_closes_no_hold(home: Path) -> None:
    with gate(home) as found:
        held = only(found, pay(1, LISTED))
        recall = only(found, RECALL)
        assert [one.number for one in found.history.related(UETR)] == [held.number, recall.number]
        assert found.history.get(held.decision).verdict is Verdict.HOLD
        again = only(found, pay(1, LISTED))
    assert (again.verdict, again.repeated) == (Verdict.HOLD, True)


def test_new_evidence_counts_for_the_next_payment(home: Path) -> None:
    with gate(home) as found:
        assert only(found, pay(1, "Ada Neuberger")).verdict is Verdict.PASS
        position = add(home, *listed("us-20", "Person", name="Ada Neuberger"))
        answer = only(found, pay(2, "Ada Neuberger"))
    assert (answer.verdict, answer.position) == (Verdict.HOLD, position)


def test_withdrawn_evidence_holds_nothing_any_more(home: Path) -> None:
    position = add(home, *listed("us-20", "Person", name="Ada Neuberger"))
    with gate(home) as found:
        assert only(found, pay(1, "Ada Neuberger")).verdict is Verdict.HOLD
        ledger = found.ledger
        from watchgate.model.handling import SYSTEM

        said = [one for one in ledger.as_of(reader=SYSTEM).source("us_list") if one.locator.position == position]
        add(home, *(Retraction(target=one.locator, reason="delisted") for one in said))
        assert only(found, pay(2, "Ada Neuberger")).verdict is Verdict.PASS


def test_what_fails_while_it_is_compared_is_held(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Kim Chol Su must not be in a log")

    monkeypatch.setattr("watchgate.gate.service.decide", broken)
    with gate(home) as found:
        answer = only(found, pay())
    assert (answer.verdict, answer.rule) == (Verdict.HOLD, rules.FAILED)


def test_a_stream_is_answered_in_order_and_equals_one_by_one(home: Path, tmp_path: Path) -> None:
    inputs = [
        Input(pay(number, LISTED if number % 7 == 0 else f"Nobody {number}"), f"{number}") for number in range(60)
    ]
    inputs.insert(10, Input(b"<broken", "broken"))
    inputs.insert(20, Input(b"", "empty"))
    other = fill(tmp_path / "other")
    with gate(home) as one, gate(other) as two:
        streamed = list(one.decide_many(inputs))
        single = [two.decide_bytes(each.data, each.name) for each in inputs]
    assert [[answer.decision for answer in message.transactions] for found in streamed for message in found] == [
        [answer.decision for answer in message.transactions] for found in single for message in found
    ]


def test_many_threads_get_their_own_answers(home: Path) -> None:
    found: dict[int, str] = {}

    with gate(home) as gates:

        def work(thread: int) -> None:
            for number in range(thread * 10, thread * 10 + 10):
                found[number] = only(gates, pay(number, f"Nobody {number}")).transaction

        threads = [threading.Thread(target=work, args=(thread,)) for thread in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert gates.history.last_number() == 60
    assert found == {number: f"I-{1000 * number}" for number in range(60)}


def test_two_gates_on_one_home_decide_the_same_message_once(home: Path) -> None:
    with gate(home) as one, gate(home) as two:
        first, second = only(one, pay()), only(two, pay())
        third = only(one, pay(2))
    assert (second.repeated, second.decision) == (True, first.decision)
    assert third.number == 2


def test_a_cover_payment_may_bear_the_ids_of_what_it_covers(home: Path) -> None:
    cover = pacs008(transfer(number=1000)).replace("pacs.008.001.08", "pacs.009.001.08")
    cover = cover.replace("FIToFICstmrCdtTrf", "FICdtTrf")
    with gate(home) as found:
        only(found, pay())
        answer = only(found, (app_header("pacs.009.001.08") and cover).encode())
    assert answer.conflict == 0


def test_an_opened_gate_finds_what_the_last_one_decided(home: Path) -> None:
    with gate(home) as found:
        answer = only(found, pay())
    history = open_history(home)
    assert history.get(answer.decision).sha256 == answer.decision
    history.close()
