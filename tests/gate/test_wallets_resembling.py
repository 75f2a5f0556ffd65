"""Address poisoning before anything moves: a wallet that looks like a listed one, or like one the same customer was
asked about before, is told, and never stopped for it; decided again, the answer is the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from support.gate_home import add, fill, gate
from support.gate_world import listed
from support.lookalikes import two_alike
from support.parties import says
from watchgate.gate.history import alike
from watchgate.gate.history.erasing import erase_parties
from watchgate.gate.service import Gate
from watchgate.gate.service_answers import Answer
from watchgate.gate.service_replaying import Outcome, replay_stored
from watchgate.model.decision import Decision, Verdict

TRUE, FALSE = two_alike()
OTHER, OTHERS_DOUBLE = two_alike(salt=7)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return fill(tmp_path / "home")


@pytest.fixture
def desk(home: Path) -> Iterator[Gate]:
    with gate(home) as found:
        yield found


def asked(found: Gate, **said: Any) -> Answer:
    ((answer,),) = [one.transactions for one in found.decide_wallets(json.dumps(said).encode())]
    return answer


def decision_of(found: Gate, answer: Answer) -> Decision:
    decision = found.history.get(str(answer.number)).decision
    assert decision is not None
    return decision


def told(found: Gate, answer: Answer) -> list[str]:
    """What is said of wallets that look like others."""
    decision = decision_of(found, answer)
    said = [f"{one.text} {one.remark}" for one in decision.matches if not one.score]
    return said + [one.reason for one in decision.not_compared if "begins and ends like" in one.reason]


def replayed(found: Gate, home: Path) -> set[Outcome]:
    return {one.outcome for one in replay_stored(found.history, home)}


def test_a_wallet_that_looks_like_a_listed_one_passes_and_is_told(home: Path) -> None:
    add(home, *listed("us-wallet", "CryptoWallet", publicKey=TRUE, currency="XBT", topics="sanction"))
    add(home, *says("tag-1", "CryptoWallet", "tags_x", publicKey=OTHER, keywords="category:exchange", description="X"))
    with gate(home) as found:
        answer = asked(found, wallets=[FALSE, OTHERS_DOUBLE])
        assert answer.verdict is Verdict.PASS
        assert "BEWARE: 2 that only look like a known wallet" in answer.reason
        assert told(found, answer) == [
            f"{FALSE} begins and ends like {TRUE} (sanctions), and is another address",
            f"{OTHERS_DOUBLE} begins and ends like {OTHER} (exchange: X), and is another address",
        ]
        assert [one.grounds for one in decision_of(found, answer).matches] == [(), ()]
        assert asked(found, wallet=TRUE).verdict is Verdict.STOP
        assert told(found, asked(found, wallet=OTHER)) == []
        payload = {"beneficiary": {"accountNumber": [FALSE]}}
        assert len(told(found, asked(found, ivms101=payload))) == 1
        assert replayed(found, home) == {Outcome.SAME}


def test_a_wallet_that_looks_like_an_earlier_one_of_the_same_customer_is_told(home: Path, desk: Gate) -> None:
    assert told(desk, asked(desk, wallet=TRUE, customer="4711")) == []
    assert told(desk, asked(desk, wallet=FALSE, customer="0815")) == []
    assert told(desk, asked(desk, wallet=FALSE)) == []
    answer = asked(desk, to=[FALSE, OTHER], customer="4711")
    (said,) = told(desk, answer)
    assert said == (
        f"{FALSE} begins and ends like one that this customer was asked about before, and is another address (see "
        "decision 1)"
    )
    assert answer.verdict is Verdict.PASS
    assert told(desk, asked(desk, wallet=TRUE, customer="4711", transaction_id="again")) == []
    assert len(told(desk, asked(desk, wallet=FALSE, customer="4711"))) == 1
    assert replayed(desk, home) == {Outcome.SAME}


def test_the_same_bytes_again_are_the_same_decision(desk: Gate) -> None:
    asked(desk, wallet=TRUE, customer="4711")
    first = asked(desk, wallet=FALSE, customer="4711", message_id="m1", sender="s")
    again = asked(desk, wallet=FALSE, customer="4711", message_id="m1", sender="s")
    assert (again.number, again.repeated) == (first.number, True)


def test_what_was_erased_is_found_no_more_and_stands_in_no_later_decision(desk: Gate) -> None:
    asked(desk, wallet=TRUE, customer="4711")
    later = asked(desk, wallet=FALSE, customer="4711", transaction_id="later")
    assert len(told(desk, later)) == 1
    assert desk.history.get("1").record is not None
    erase_parties(desk.history, [1], author="kim", reason="asked for", despite_retention=True)
    assert desk.history.get("1").record is None
    kept = desk.history.get(str(later.number))
    assert kept.record is not None
    assert TRUE.encode() not in msgspec.json.encode((kept.record, kept.decision))
    assert told(desk, asked(desk, wallet=FALSE, customer="4711")) == []


def test_of_many_addresses_each_is_compared_with_its_oldest_before_others_are_with_more(
    desk: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alike, "OPENED", 2)
    for number in range(3):
        asked(desk, wallet=OTHER, customer="4711", transaction_id=str(number))
    asked(desk, wallet=TRUE, customer="4711")
    assert len(told(desk, asked(desk, wallets=[OTHER, FALSE], customer="4711"))) == 1


def test_what_was_not_compared_is_said(home: Path, desk: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(desk, wallet=OTHER, customer="4711")
    asked(desk, wallet=TRUE, customer="4711")
    monkeypatch.setattr(alike, "OPENED", 1)
    answer = asked(desk, wallets=[OTHERS_DOUBLE, FALSE], customer="4711")
    assert len(told(desk, answer)) == 1
    (left,) = [one.reason for one in decision_of(desk, answer).not_compared if "not compared with all" in one.reason]
    assert left.startswith(FALSE)
    assert answer.verdict is Verdict.PASS
    assert replayed(desk, home) == {Outcome.SAME}


def test_a_question_opens_so_many_decisions_and_no_more(desk: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(desk, wallet=TRUE, customer="4711")
    for number in range(20):
        asked(desk, wallets=[TRUE, OTHER], customer="4711", transaction_id=str(number))
    opened: list[int] = []
    reading = desk.history.reading
    where = reading.where

    def counted(connection: Any, condition: str, values: tuple[object, ...] = ()) -> Any:
        opened.append(len(values))
        return where(connection, condition, values)

    monkeypatch.setattr(reading, "where", counted)
    record = desk.history.get("21").record
    assert record is not None
    alike.resembling(desk.history, record)
    assert sum(opened) <= 2 * alike.LOOKED_AT
