"""Erasing: the customer is gone, the hashes stay; a legal hold and the retention stand above it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from support.gate_entries import DECIDED_AT, decided, entry, keep, met, payment
from watchgate.gate.decide.exceptions import party_key
from watchgate.gate.history import legal_holds
from watchgate.gate.history.acts import Erased, acts
from watchgate.gate.history.erasing import YEAR_US, erase_parties, retain
from watchgate.gate.history.exceptions_log import ExceptionsLog
from watchgate.gate.history.history import History, open_history
from watchgate.gate.history.verifying import verify
from watchgate.model.decision import Verdict
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.exception import DAY_US, MatchException
from watchgate.model.policy_file import default_policy

DRAFT = MatchException(
    id="",
    customer="",
    entity_id="us-1",
    role="debtor",
    reason="passport seen",
    author="kim",
    made_at=0,
    expires_at=0,
    compared="ab" * 32,
)
NAME = "Wilhelmine Unverwechselbar"


@pytest.fixture
def history(tmp_path: Path) -> History:
    found = open_history(tmp_path, clock=lambda: DECIDED_AT + 1)
    found.know_policy(default_policy())
    return found


def party_of(history: History, name: str) -> int:
    return next(key for key, party in history.parties_after(0) if any(one.text == name for one in party.names))


def erase(history: History, wanted: str) -> None:
    numbers = [key for key, party in history.parties_after(0) if any(one.text == wanted for one in party.names)]
    erase_parties(history, numbers, author="kim", reason="asked for", despite_retention=True)


def test_the_erased_is_gone_the_chain_holds_and_other_payments_stay(history: History, tmp_path: Path) -> None:
    history.keep([entry(payment(1, debtor=NAME, text=f"for {NAME}"), decided(payment(1, debtor=NAME)))])
    held = payment(2, creditor=NAME)
    history.keep([entry(held, decided(held, Verdict.HOLD, matches=(met(held),)))])
    keep(history, payment(3))
    before = history.get("3")
    erase(history, NAME)
    assert [one.record is None for one in history.all()] == [True, True, False]
    assert history.get("3") == before
    assert history.get("2").verdict is Verdict.HOLD
    assert history.original(history.get("1").original) is None
    assert not any(NAME in text for _, text in history.texts_after(0))
    found = verify(history)
    assert (found.damages, found.erased) == ((), 2)
    history.close()
    stored = b"".join(path.read_bytes() for path in (tmp_path / "history").glob("history.sqlite*"))
    assert history.sealer.lookup(b"party", b"x") != 0
    assert NAME.encode() not in stored


def test_the_secret_itself_is_overwritten_in_the_file(history: History, tmp_path: Path) -> None:
    keep(history, payment(1, debtor=NAME))
    key = party_of(history, NAME)
    rows = history.read(
        lambda connection: connection.execute(
            "SELECT secret FROM party WHERE key = ? UNION ALL SELECT secret FROM decision WHERE number = 1 "
            "UNION ALL SELECT secret FROM original WHERE key = 1",
            (key,),
        ).fetchall()
    )
    secrets = [bytes(row[0]) for row in rows]  # type: ignore[arg-type]
    erase(history, NAME)
    history.close()
    stored = b"".join(path.read_bytes() for path in (tmp_path / "history").glob("history.sqlite*"))
    assert len(secrets) == 3
    assert [secret for secret in secrets if secret in stored] == []


def test_other_parties_and_texts_of_other_payments_stay(history: History) -> None:
    keep(history, payment(1, debtor=NAME, text="Salary November"), payment(2, text="Salary November"))
    erase(history, NAME)
    assert history.get("2").record == payment(2, text="Salary November")
    assert [text for _, text in history.texts_after(0)] == ["Salary November"]


def test_a_payment_of_the_erased_begins_a_new_party(history: History) -> None:
    keep(history, payment(1, debtor=NAME))
    old = party_of(history, NAME)
    erase(history, NAME)
    keep(history, payment(2, debtor=NAME))
    assert party_of(history, NAME) > old
    assert history.get("2").record == payment(2, debtor=NAME)


def test_the_same_bytes_after_erasing_are_decided_anew_and_linked(history: History) -> None:
    record = payment(1, debtor=NAME)
    keep(history, record)
    erase(history, NAME)
    (again,) = history.keep([entry(record)])
    assert (again.repeated, again.number, again.decision.previous) == (False, 2, history.get("1").sha256)


def test_before_its_time_nothing_is_erased_unless_it_is_said(history: History) -> None:
    keep(history, payment(1, debtor=NAME))
    with pytest.raises(BadInputError, match="has to be kept until 2035"):
        erase_parties(history, [party_of(history, NAME)], author="kim", reason="asked for")
    with pytest.raises(NotFoundError):
        erase_parties(history, [99], author="kim", reason="asked for")
    with pytest.raises(BadInputError, match="say why"):
        erase_parties(history, [1], author="kim", reason=" ")


@pytest.mark.parametrize("what", [legal_holds.PARTY, legal_holds.DECISION])
def test_a_legal_hold_stands_above_erasing_until_it_ends(history: History, what: str) -> None:
    keep(history, payment(1, debtor=NAME))
    target = party_of(history, NAME) if what == legal_holds.PARTY else 1
    hold = legal_holds.begin(history, what, target, author="lee", reason="case 7")
    assert [one.reason for one in legal_holds.lasting(history)] == ["case 7"]
    with pytest.raises(BadInputError, match="a legal hold on decision 1 stands above erasing"):
        erase(history, NAME)
    legal_holds.end(history, hold.key, author="lee", reason="closed")
    assert legal_holds.lasting(history) == []
    erase(history, NAME)
    assert history.get("1").record is None
    with pytest.raises(NotFoundError):
        legal_holds.end(history, hold.key, author="lee", reason="again")


def test_retention_erases_what_is_old_and_keeps_the_held_and_the_young(tmp_path: Path) -> None:
    now = [DECIDED_AT]
    history = open_history(tmp_path, clock=lambda: now[0])
    history.know_policy(default_policy())
    old, held, young = payment(1, debtor="Old One"), payment(2, debtor="Held One"), payment(3, debtor="Young One")
    history.keep([entry(old, decided(old)), entry(held, decided(held))])
    history.keep([entry(young, decided(young, at=DECIDED_AT + 5 * YEAR_US))])
    legal_holds.begin(history, "decision", 2, author="lee", reason="case 7")
    now[0] = DECIDED_AT + 10 * YEAR_US + 1
    counted = retain(history, author="kim", dry=True)
    assert (counted.decisions, counted.parties, counted.held) == (1, 1, 1)
    assert [one.record for one in history.all()] == [old, held, young]
    assert retain(history, author="kim") == counted
    assert [one.record for one in history.all()] == [None, held, young]
    assert verify(history).damages == ()
    assert retain(history, author="kim").decisions == 0


def test_who_erased_what_and_why_is_kept(history: History) -> None:
    keep(history, payment(1, debtor=NAME))
    erase(history, NAME)
    (act,) = (one.act for one in acts(history))
    assert isinstance(act, Erased)
    assert (act.decisions, act.author, act.reason, act.retention) == ((1,), "kim", "asked for", False)


def agree(log: ExceptionsLog, customer: str, name: str) -> None:
    draft = msgspec.structs.replace(DRAFT, customer=customer, party=party_key([name]), made_at=DECIDED_AT)
    draft = msgspec.structs.replace(draft, expires_at=DECIDED_AT + DAY_US)
    log.agree(log.propose(draft, default_policy()).id, "lee")


def test_exceptions_of_the_customer_that_bear_the_erased_names_go_with_them(history: History) -> None:
    log = ExceptionsLog(history)
    for customer, name in (("C-1", NAME), ("C-1", "Somebody Else"), ("C-2", NAME)):
        agree(log, customer, name)
    keep(history, payment(1, debtor=NAME, customer="C-1"))
    assert len(list(log.at())) == 3
    position = log.position()
    erase(history, NAME)
    for one in (log, ExceptionsLog(history)):
        left = sorted((found.customer, found.party) for found in one.at())
        assert left == [("C-1", party_key(["Somebody Else"])), ("C-2", party_key([NAME]))]
    assert log.position() == position + 1
    assert verify(history).damages == ()
