"""Wallets decided: a listed one stops, and so does a transaction from one; exposure holds; a tag that comes later
raises alerts on all that were asked about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.account_chains import Move, batch_of
from support.gate_home import add, fill, gate
from support.gate_world import NOW, POLICY_TEXT, listed
from support.lookback import alerts, look_back
from support.parties import says
from support.utxo_chains import Blocks, Tx, name_of
from watchgate.gate.service import Gate
from watchgate.gate.service_answers import Answer
from watchgate.gate.service_replaying import Outcome, replay_stored
from watchgate.ledger.home import Home
from watchgate.ledger.open import open_ledger
from watchgate.ledger.transfers.ranges import Chain
from watchgate.model.decision import Verdict
from watchgate.model.handling import SYSTEM
from watchgate.model.statement import Entry, Retraction
from watchgate.model.wallet_addresses import base58check, eip55
from watchgate.risk.exposure.wallets import Wallets

COIN = 100_000_000


def address(number: int) -> str:
    return base58check(0, number.to_bytes(20, "big"))


THIEF, RECEIVER, DUSTED, CLEAN, LAST, STRANGER = (address(number) for number in (11, 12, 13, 14, 15, 99))
BLOCKS = Blocks(
    [
        (1, [Tx(name_of(1), (), ((THIEF, 10 * COIN), (CLEAN, 30 * COIN)))]),
        (
            2,
            [
                Tx(name_of(2), ((name_of(1), 0),), ((RECEIVER, 9 * COIN), (DUSTED, 1_000))),
                Tx(name_of(3), ((name_of(1), 1),), ((DUSTED, 20 * COIN), ("", COIN))),
            ],
        ),
        (3, [Tx(name_of(4), ((name_of(2), 0),), ((LAST, 8 * COIN),))]),
    ]
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    found = fill(tmp_path / "home")
    ledger = open_ledger(found, clock=lambda: NOW)
    chain = Chain(Home(found), ledger, "btc", writing=True)
    chain.add(BLOCKS.batch(values=False))
    chain.close()
    ledger.close()
    return found


def asked(found: Gate, **said: Any) -> Answer:
    ((answer,),) = [one.transactions for one in found.decide_wallets(json.dumps(said).encode())]
    return answer


def tag(who: str, category: str = "theft", name: str = "tag-1") -> list[Entry]:
    """As a TagPack says it."""
    return [*says(name, "CryptoWallet", "tags_pack", publicKey=who, currency="BTC", keywords=f"category:{category}")]


def listed_wallet(who: str) -> list[Entry]:
    """As a list says it."""
    return listed("us-wallet", "CryptoWallet", publicKey=who, currency="XBT", topics="sanction")


def replayed(found: Gate, home: Path) -> set[Outcome]:
    return {one.outcome for one in replay_stored(found.history, home)}


def not_compared(found: Gate, answer: Answer) -> list[str]:
    decision = found.history.get(str(answer.number)).decision
    assert decision is not None
    return [one.reason for one in decision.not_compared]


def test_a_listed_wallet_stops_and_one_that_received_from_it_holds(home: Path) -> None:
    add(home, *listed_wallet(THIEF))
    with gate(home) as found:
        verdicts = {one: asked(found, wallet=one).verdict for one in (THIEF, RECEIVER, LAST, DUSTED, CLEAN, STRANGER)}
        assert verdicts == {
            THIEF: Verdict.STOP,
            RECEIVER: Verdict.HOLD,
            LAST: Verdict.HOLD,
            DUSTED: Verdict.PASS,
            CLEAN: Verdict.PASS,
            STRANGER: Verdict.PASS,
        }


def test_chains_and_tags_are_read_at_the_start_and_not_by_the_first_who_asks(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reopen, at = Wallets._reopen, list[int]()

    def counted(self: Wallets, position: int) -> None:
        at.append(position)
        reopen(self, position)

    monkeypatch.setattr(Wallets, "_reopen", counted)
    with gate(home) as found:
        found.evidence.warm()
        assert at == [found.position]
        assert asked(found, wallet=LAST).verdict is Verdict.PASS
        assert at == [found.position]


@pytest.mark.parametrize(("number", "verdict"), [(2, Verdict.STOP), (3, Verdict.PASS), (4, Verdict.HOLD)])
def test_a_transaction_from_a_listed_wallet_stops_and_one_that_carries_its_coins_holds(
    number: int, verdict: Verdict, home: Path
) -> None:
    add(home, *listed_wallet(THIEF))
    with gate(home) as found:
        answer = asked(found, transaction=f"btc:{name_of(number)}")
        assert (answer.verdict, answer.transaction) == (verdict, name_of(number))
        roles = {(one.role, one.text) for one in answer.matches if one.effect is not Verdict.PASS}
        if number == 2:
            assert ("originator_wallet", f"publicKey {THIEF}") in roles
            assert answer.rule == "stop_listed"
        if number == 4:
            assert ("transaction", f"btc:{name_of(4)}") in roles
            (ground,) = [one for one in answer.grounds if one.entity_id == f"btc:{name_of(4)}"]
            assert "of what it carries on btc 100.00% from sanctions (0.00% direct, nearest 2 hops)" in ground.detail


def test_what_is_not_known_of_a_transaction_is_said(home: Path) -> None:
    with gate(home) as found:
        answer = asked(found, transaction=f"btc:{name_of(3)}")
        assert "1 input or output has no address that is known" in not_compared(found, answer)
        refused = asked(found, transaction=f"btc:{name_of(77)}")
        assert (refused.verdict, "nothing that was read" in refused.reason) == (Verdict.REFUSED, True)
        told = asked(found, transaction=f"btc:{name_of(77)}", **{"from": [CLEAN], "to": [LAST]})
        assert told.verdict is Verdict.PASS
        assert any("is in nothing that was read here" in one for one in not_compared(found, told))


def test_what_was_not_traced_is_said_of_each_wallet(home: Path) -> None:
    with gate(home) as found:
        assert not_compared(found, asked(found, wallet=STRANGER)) == [
            f"{STRANGER}: no chain that was read here knows it, so nothing was traced"
        ]
        assert not_compared(found, asked(found, wallet=CLEAN)) == []


def test_asked_again_a_wallet_is_decided_anew_on_what_is_known_by_then(home: Path) -> None:
    with gate(home) as found:
        one = asked(found, wallet=LAST)
        again = asked(found, wallet=LAST)
        assert (one.verdict, again.repeated, again.number) == (Verdict.PASS, True, one.number)
    add(home, *tag(THIEF))
    with gate(home) as found:
        later = asked(found, wallet=LAST)
        assert (later.verdict, later.previous) == (Verdict.HOLD, one.decision)
        assert replayed(found, home) == {Outcome.SAME}


def test_a_new_tag_raises_alerts_on_every_wallet_asked_about_whose_coins_came_by_way_of_it(home: Path) -> None:
    with gate(home) as found:
        numbers = {one: asked(found, wallet=one).number for one in (THIEF, RECEIVER, LAST, DUSTED, CLEAN)}
        about = asked(found, transaction=f"btc:{name_of(4)}").number
    add(home, *tag(THIEF))
    (looked,) = look_back(home)
    raised = {(one.target, one.entity_id, one.kind.value) for one in alerts(home)}
    assert raised == {
        (numbers[THIEF], "tag-1", "before"),
        (numbers[RECEIVER], f"btc:{RECEIVER}", "before"),
        (numbers[LAST], f"btc:{LAST}", "before"),
        (about, f"btc:{RECEIVER}", "before"),
        (about, f"btc:{LAST}", "before"),
        (about, f"btc:{name_of(4)}", "before"),
    }
    assert looked.records == 5  # also of the one that received dust, which may stand in a transaction
    assert {one.lists for one in alerts(home)} == {("tags_pack",)}


def test_exposure_is_a_breach_where_the_tag_was_said_before_the_wallet_was_asked_about(home: Path) -> None:
    add(home, *tag(THIEF))
    add(home, *tag(RECEIVER, "exchange", "tag-2"))
    with gate(home) as found:
        passed = asked(found, wallet=LAST)
        assert passed.verdict is Verdict.PASS
    ledger = open_ledger(home, clock=lambda: NOW)
    said = ledger.as_of(reader=SYSTEM).entity("tag-2")
    ledger.close()
    add(home, *(Retraction(target=one.locator, reason="mistaken") for one in said))
    look_back(home)
    assert [(one.target, one.kind.value) for one in alerts(home)] == [(passed.number, "breach")]


def test_a_tag_taken_back_proposes_release_and_a_tag_in_between_ends_the_trail(home: Path) -> None:
    add(home, *tag(THIEF))
    with gate(home) as found:
        held = asked(found, wallet=LAST)
        assert held.verdict is Verdict.HOLD
    add(home, *tag(RECEIVER, "exchange", "tag-2"))
    look_back(home)
    assert [(one.target, one.kind.value) for one in alerts(home)] == [(held.number, "release")]
    ledger = open_ledger(home, clock=lambda: NOW)
    said = ledger.as_of(reader=SYSTEM).entity("tag-2")
    ledger.close()
    add(home, *(Retraction(target=one.locator, reason="mistaken") for one in said))
    look_back(home)
    assert alerts(home)[-1].kind.value == "open"


def test_a_stop_rule_that_lets_a_category_through_is_looked_back_upon_and_taken_back_proposes_release(
    home: Path,
) -> None:
    add(home, *tag(THIEF))
    add(home, *tag(RECEIVER, "exchange", "tag-2"))
    with gate(home) as found:
        passed = asked(found, wallet=LAST)
        assert passed.verdict is Verdict.PASS
        about = asked(found, transaction=f"btc:{name_of(4)}").number
    keywords = "stop:goes_on:category:exchange"
    position = add(home, *says("rule-1", "CryptoWallet", "stop_rules", keywords=keywords))
    look_back(home)
    assert {(one.target, one.entity_id) for one in alerts(home)} >= {
        (passed.number, f"btc:{LAST}"),
        (about, f"btc:{name_of(4)}"),
    }
    with gate(home) as found:
        held = asked(found, wallet=LAST)
        assert held.verdict is Verdict.HOLD
        (match,) = held.matches
        (ground,) = match.grounds
        assert position in {one.position for one in ground.stands_on}
        assert f"addresses tagged exchange are gone through [statement {position}.0]" in ground.detail
    ledger = open_ledger(home, clock=lambda: NOW)
    said = ledger.as_of(reader=SYSTEM).entity("rule-1")
    ledger.close()
    add(home, *(Retraction(target=one.locator, reason="mistaken") for one in said))
    look_back(home)
    assert (held.number, "release") in {(one.target, one.kind.value) for one in alerts(home)}
    with gate(home) as found:
        assert replayed(found, home) == {Outcome.SAME}


def test_a_policy_may_follow_the_very_coins_and_units(home: Path) -> None:
    """Of what an account received first nothing came from the thief: by FIFO its first payment carries none of it."""
    thief, honest, payer, taker = (eip55("0x" + number.to_bytes(20, "big").hex()) for number in (21, 22, 23, 24))
    moves = [
        Move(1, 1, honest.lower(), payer.lower(), "", 10**18),
        Move(2, 2, thief.lower(), payer.lower(), "", 10**18),
    ]
    moves.append(Move(3, 3, payer.lower(), taker.lower(), "", 10**18))
    ledger = open_ledger(home, clock=lambda: NOW)
    chain = Chain(Home(home), ledger, "eth", writing=True)
    chain.add(batch_of(moves))
    chain.close()
    ledger.close()
    add(home, *says("tag-e", "CryptoWallet", "tags_pack", publicKey=thief, currency="ETH", keywords="category:theft"))
    add(home, *tag(THIEF))
    for rule, verdict in (("haircut", Verdict.HOLD), ("fifo", Verdict.PASS)):
        policy = POLICY_TEXT + f'\n[exposure]\nrule = "{rule}"\n'
        with gate(home, policy=policy) as found:
            answer = asked(found, wallet=taker, transaction_id=rule)
            assert answer.verdict is verdict
            assert details(found, answer) == [True] * (verdict is Verdict.HOLD)
            assert asked(found, wallet=LAST, transaction_id=f"{rule}2").verdict is Verdict.HOLD
            assert replayed(found, home) == {Outcome.SAME}


def test_the_path_of_the_very_coins_stands_beside_the_share_that_holds(home: Path) -> None:
    position = add(home, *tag(THIEF))
    payer, taker = (eip55("0x" + number.to_bytes(20, "big").hex()).lower() for number in (31, 32))
    ledger = open_ledger(home, clock=lambda: NOW)
    chain = Chain(Home(home), ledger, "eth", writing=True)
    moves = [Move(1, 1, "0x" + "a" * 40, payer, "", 3 * 10**18), Move(2, 2, payer, taker, "", 15 * 10**17)]
    chain.add(batch_of(moves))
    hashes = [one.tobytes().hex() for one in chain.rows.view("sent_hash")]
    chain.close()
    ledger.close()
    tagged = add(
        home, *says("t", "CryptoWallet", "p", publicKey="0x" + "a" * 40, currency="ETH", keywords="category:hack")
    )
    with gate(home) as found:
        for said in ({"wallet": LAST}, {"transaction": f"btc:{name_of(4)}"}):
            about = next(one for one in grounds(found, asked(found, **said)) if name_of(4) in one)
            assert f"; by FIFO 8.00000000 came from {THIEF} [statement {position}." in about
            assert f"by way of {name_of(2)}, {name_of(4)}" in about
        for said in ({"wallet": taker}, {"transaction": f"eth:{hashes[1]}"}):
            about = next(one for one in grounds(found, asked(found, **said)) if hashes[1] in one)
            assert f"; by FIFO 1.5 ETH came from 0x{'a' * 40} [statement {tagged}." in about
            assert f"by way of {', '.join(hashes)}" in about
        assert replayed(found, home) == {Outcome.SAME}


def grounds(found: Gate, answer: Answer) -> list[str]:
    """What is said of each exposure."""
    decision = found.history.get(str(answer.number)).decision
    assert decision is not None
    return [ground.detail for match in decision.matches for ground in match.grounds if ground.kind.value == "exposed"]


def details(found: Gate, answer: Answer) -> list[bool]:
    return ["; by FIFO none of the very coins came from there" in one for one in grounds(found, answer)]


def test_names_addresses_and_providers_of_a_payload_are_screened_together(home: Path) -> None:
    add(home, *tag(THIEF))
    person = {"nameIdentifier": [{"primaryIdentifier": "Kim", "secondaryIdentifier": "Chol Su"}]}
    vasp = {"nameIdentifier": [{"legalPersonName": "Tornado Shipping Company"}]}
    with gate(home) as found:
        answer = asked(
            found,
            originator={"originatorPersons": [{"naturalPerson": {"name": person}}], "accountNumber": [RECEIVER]},
            beneficiary={"accountNumber": [CLEAN]},
            beneficiaryVASP={"beneficiaryVASP": {"legalPerson": {"name": vasp}}},
        )
        assert answer.verdict is Verdict.HOLD
        assert {one.role for one in answer.matches} == {"originator", "originator_account", "beneficiary_vasp"}


def test_a_new_tag_raises_an_alert_on_a_transaction_where_its_coins_are_little_of_what_any_wallet_received(
    home: Path,
) -> None:
    mined = Tx(name_of(5), (), ((RECEIVER, 9_000 * COIN), (LAST, 9_000 * COIN)))
    ledger = open_ledger(home, clock=lambda: NOW)
    chain = Chain(Home(home), ledger, "btc", writing=True)
    chain.add(Blocks([(4, [mined])]).batch(values=False))
    chain.close()
    ledger.close()
    with gate(home) as found:
        about = asked(found, transaction=f"btc:{name_of(4)}")
        assert about.verdict is Verdict.PASS
    add(home, *tag(THIEF))
    look_back(home)
    with gate(home) as found:
        now = asked(found, transaction=f"btc:{name_of(4)}")
    assert now.verdict is Verdict.HOLD
    assert {(one.target, one.entity_id) for one in alerts(home)} == {(about.number, f"btc:{name_of(4)}")}


def test_what_was_no_news_of_a_stopped_wallet_is_an_alert_when_it_is_stopped_no_more(home: Path) -> None:
    add(home, *listed_wallet(RECEIVER))
    with gate(home) as found:
        assert asked(found, wallet=RECEIVER).verdict is Verdict.STOP
    add(home, *tag(THIEF))
    look_back(home)
    assert alerts(home) == []
    ledger = open_ledger(home, clock=lambda: NOW)
    said = [one for name in ("us-wallet", "us-wallet-l") for one in ledger.as_of(reader=SYSTEM).entity(name)]
    ledger.close()
    add(home, *(Retraction(target=one.locator, reason="removed from the list") for one in said))
    look_back(home)
    assert {(one.entity_id, one.kind.value) for one in alerts(home)} == {
        ("us-wallet", "release"),
        (f"btc:{RECEIVER}", "open"),
    }


@pytest.mark.parametrize(
    "more",
    ['"unknown": NaN', '"customer": "\\ud800"', '"ivms101": ' + '{"a":' * 3_000 + "1" + "}" * 3_000, '"rail": 1e400'],
)
def test_hostile_text_beside_a_transaction_is_refused_and_no_error(more: str, home: Path) -> None:
    said = f'{{"transaction": "btc:{name_of(4)}", {more}}}'
    with gate(home) as found:
        ((answer,),) = [one.transactions for one in found.decide_wallets(said.encode())]
    assert answer.verdict is Verdict.REFUSED


def test_a_tag_on_an_account_finds_who_was_asked_about_however_it_is_written(tmp_path: Path) -> None:
    home = fill(tmp_path / "home")
    thief, middle, taker = ("0x" + digit * 40 for digit in "abc")
    ledger = open_ledger(home, clock=lambda: NOW)
    chain = Chain(Home(home), ledger, "eth", writing=True)
    usdt = "0xdac17f958d2ee523a2206206994597c13d831ec7"
    chain.add(batch_of([Move(1, 1, thief, middle, usdt, 60_000_000), Move(2, 2, middle, taker, usdt, 50_000_000)]))
    chain.close()
    ledger.close()
    with gate(home) as found:
        number = asked(found, wallet=taker).number
    add(
        home,
        *says("tag-1", "CryptoWallet", "tags_pack", publicKey=eip55(thief), currency="ETH", keywords="category:theft"),
    )
    look_back(home)
    assert {one.target for one in alerts(home)} == {number}


def test_a_transaction_of_unverified_tokens_alone_is_refused_for_what_it_is(tmp_path: Path) -> None:
    home = fill(tmp_path / "home")
    ledger = open_ledger(home, clock=lambda: NOW)
    chain = Chain(Home(home), ledger, "eth", writing=True)
    chain.add(batch_of([Move(1, 1, "0x" + "a" * 40, "0x" + "b" * 40, "0x" + "f" * 40, 5)]))
    (name,) = [one.tobytes().hex() for one in chain.rows.view("sent_hash")]
    chain.close()
    ledger.close()
    with gate(home) as found:
        holder = asked(found, wallet="0x" + "b" * 40)
        assert not_compared(found, holder) == [
            f"0x{'b' * 40}: it received nothing that is verified on eth, so nothing was traced"
        ]
        told = asked(found, transaction=f"eth:{name}")
        missing = asked(found, transaction="eth:" + "0" * 64)
    assert told.verdict is missing.verdict is Verdict.REFUSED
    assert "moves nothing but tokens that nobody verified" in told.reason
    assert "is in nothing that was read of its chain" in missing.reason


def later(home: Path, number: int, giver: tuple[str, int], *outputs: tuple[str, int]) -> None:
    """One more block, whose one transaction takes `giver`."""
    whole = Blocks([*BLOCKS.blocks, (number, [Tx(name_of(number + 1), (giver,), outputs)])])
    ledger = open_ledger(home, clock=lambda: NOW)
    chain = Chain(Home(home), ledger, "btc", writing=True)
    chain.add(whole.batch(len(BLOCKS.blocks), values=False))
    chain.close()
    ledger.close()


def test_blocks_that_are_read_later_raise_alerts_on_wallets_that_received_in_them(home: Path) -> None:
    add(home, *tag(THIEF))
    with gate(home) as found:
        numbers = {one: asked(found, wallet=one).number for one in (DUSTED, CLEAN, STRANGER)}
    look_back(home)
    assert alerts(home) == []
    later(home, 4, (name_of(4), 0), (STRANGER, 5 * COIN), (DUSTED, 1_000))
    (looked,) = look_back(home)
    (alert,) = alerts(home)
    assert (alert.target, alert.entity_id, alert.kind.value) == (numbers[STRANGER], f"btc:{STRANGER}", "before")
    assert (looked.records, alert.delivery) == (1, looked.position)
    with gate(home) as found:
        assert asked(found, wallet=STRANGER).verdict is Verdict.HOLD


def test_blocks_in_which_nobody_asked_about_received_anything_are_passed_by(home: Path) -> None:
    add(home, *tag(THIEF))
    with gate(home) as found:
        asked(found, wallet=DUSTED)
    later(home, 4, (name_of(4), 0), (STRANGER, 5 * COIN))
    assert [one.records for one in look_back(home)] == [0]
    assert alerts(home) == []


def undone(home: Path, height: int) -> None:
    """The blocks above `height` no longer count."""
    ledger = open_ledger(home, clock=lambda: NOW)
    chain = Chain(Home(home), ledger, "btc", writing=True)
    chain.fork(height)
    chain.close()
    ledger.close()


def test_blocks_that_were_undone_before_the_lookback_came_to_them_do_not_stop_it(home: Path) -> None:
    add(home, *tag(THIEF))
    with gate(home) as found:
        number = asked(found, wallet=STRANGER).number
        paid = asked(found, wallet=CLEAN).number
    look_back(home)
    later(home, 4, (name_of(4), 0), (STRANGER, 5 * COIN))
    undone(home, 3)
    later(home, 4, (name_of(4), 0), (STRANGER, 6 * COIN))
    add(home, *listed_wallet(CLEAN))
    assert len(look_back(home)) == 4
    assert {(one.target, one.kind.value) for one in alerts(home)} == {(number, "before"), (paid, "breach")}


def test_who_speaks_in_the_name_of_a_chain_says_nothing_of_its_rows_and_stops_no_lookback(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(home, *tag(THIEF))
    with gate(home) as found:
        number = asked(found, wallet=CLEAN).number
    monkeypatch.setattr("watchgate.ledger.draft.check_header", lambda _: None)  # as the ledger once took it
    add(home, *says("x", "Person", "x", name="Aada Beispiel"), source="chain:btc")
    monkeypatch.undo()
    add(home, *listed_wallet(CLEAN))
    look_back(home)
    assert {one.target for one in alerts(home)} == {number}
    with gate(home) as found:
        assert asked(found, wallet=RECEIVER).verdict is Verdict.HOLD


def test_orphaned_blocks_propose_release_of_what_was_held_for_them(home: Path) -> None:
    add(home, *tag(THIEF))
    later(home, 4, (name_of(4), 0), (STRANGER, 5 * COIN), (CLEAN, 1_000))
    with gate(home) as found:
        held = asked(found, wallet=STRANGER)
        of_before = asked(found, wallet=RECEIVER)
        passed = asked(found, wallet=CLEAN)
        carried = asked(found, transaction=f"btc:{name_of(5)}")
    assert [one.verdict for one in (held, of_before, passed, carried)] == [
        Verdict.HOLD,
        Verdict.HOLD,
        Verdict.PASS,
        Verdict.HOLD,
    ]
    look_back(home)
    assert alerts(home) == []
    undone(home, 3)
    (looked,) = look_back(home)
    found_now = {(one.target, one.entity_id, one.kind.value, one.delivery) for one in alerts(home)}
    assert (held.number, f"btc:{STRANGER}", "release", looked.position) in found_now
    assert (carried.number, f"btc:{STRANGER}", "release", looked.position) in found_now
    assert {one[0] for one in found_now} == {held.number, carried.number}
    with gate(home) as found:
        assert found.history.get(str(held.number)).decision is not None  # nothing is released by itself
        assert asked(found, wallet=STRANGER, transaction_id="again").verdict is Verdict.PASS


def test_a_fork_and_its_new_branch_looked_back_upon_together_leave_a_hold_as_it_is(home: Path) -> None:
    add(home, *tag(THIEF))
    later(home, 4, (name_of(4), 0), (STRANGER, 5 * COIN))
    with gate(home) as found:
        held = asked(found, wallet=STRANGER)
    look_back(home)
    undone(home, 3)
    later(home, 4, (name_of(4), 0), (STRANGER, 6 * COIN))
    look_back(home)
    assert [(one.target, one.kind.value) for one in alerts(home)] == [(held.number, "release"), (held.number, "open")]
