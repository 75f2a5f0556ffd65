"""Wallets of account chains at the gate: tainted tokens hold, imitations and dust do not, and replay says the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.account_chains import Move, batch_of
from support.gate_home import add, fill, gate, only
from support.gate_world import listed
from support.lookback import alerts, look_back
from watchgate.gate.service_replaying import Outcome, replay_stored
from watchgate.ledger.home import Home
from watchgate.ledger.open import open_ledger
from watchgate.ledger.transfers.ranges import Chain
from watchgate.model.decision import Verdict
from watchgate.model.handling import SYSTEM
from watchgate.model.policy import ExposurePolicy
from watchgate.model.statement import Retraction
from watchgate.model.wallet_addresses import eip55
from watchgate.risk.exposure.transaction import sides
from watchgate.risk.exposure.wallets import Wallets

USDT = "0xdac17f958d2ee523a2206206994597c13d831ec7"
FAKE = "0x" + "f" * 40
THIEF, MIDDLE, TAKER, DUSTED, TRAPPED, ETHER = ("0x" + digit * 40 for digit in "abcde1")
MOVES = [
    Move(1, 1, THIEF, MIDDLE, USDT, 60_000_000),
    Move(1, 1, "", MIDDLE, USDT, 40_000_000),
    Move(2, 2, MIDDLE, TAKER, USDT, 50_000_000),
    Move(3, 3, THIEF, DUSTED, USDT, 900_000),
    Move(4, 4, THIEF, TRAPPED, FAKE, 10**30),
    Move(4, 5, THIEF, TRAPPED, USDT, 0),
    Move(5, 6, THIEF, ETHER, "", 10**16),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    found = fill(tmp_path / "home")
    ledger = open_ledger(found)
    chain = Chain(Home(found), ledger, "eth", writing=True)
    chain.add(batch_of(MOVES))
    chain.close()
    ledger.close()
    add(
        found,
        *listed("tag-1", "CryptoWallet", publicKey=eip55(THIEF), currency="ETH", keywords="category:theft"),
    )
    return found


def paid(number: int, wallet: str) -> bytes:
    columns = "transaction_id,debtor,creditor,creditor_wallet,amount,currency\n"
    return f"{columns}{number},Harbour Tools,Atelier du Port,{wallet},1.5,ETH\n".encode()


@pytest.mark.parametrize("form", [str, eip55])
def test_a_share_of_a_token_holds_and_says_of_which(form: type[str], home: Path) -> None:
    with gate(home) as found:
        assert only(found, paid(1, form(TAKER)), "1.csv").verdict is Verdict.HOLD
        decision = found.history.get("1").decision
        assert decision is not None
        grounds = [ground for match in decision.matches for ground in match.grounds if ground.kind == "exposed"]
        assert [ground.entity_id for ground in grounds] == [f"eth:{TAKER}"]
        assert "60.00% from theft (0.00% direct, nearest 2 hops)" in grounds[0].detail
        assert "haircut of USDT" in grounds[0].detail


@pytest.mark.parametrize("wallet", [DUSTED, TRAPPED, "0x" + "9" * 40])
def test_dust_imitations_and_transfers_of_nothing_freeze_nobody(wallet: str, home: Path) -> None:
    with gate(home) as found:
        assert only(found, paid(1, wallet), "1.csv").verdict is Verdict.PASS


def test_a_hundredth_of_an_ether_is_no_dust(home: Path) -> None:
    with gate(home) as found:
        assert only(found, paid(1, ETHER), "1.csv").verdict is Verdict.HOLD


def test_a_decision_is_made_again_after_more_blocks(home: Path) -> None:
    with gate(home) as found:
        only(found, paid(1, TAKER), "1.csv")
    ledger = open_ledger(home)
    chain = Chain(Home(home), ledger, "eth", writing=True)
    chain.add(batch_of([Move(9, 9, MIDDLE, TAKER, USDT, 50_000_000)]))
    chain.close()
    ledger.close()
    with gate(home) as found:
        assert [one.outcome for one in replay_stored(found.history, home)] == [Outcome.SAME]


def test_a_contract_nobody_verified_cannot_name_the_sides_of_a_transaction(home: Path) -> None:
    ledger = open_ledger(home)
    chain = Chain(Home(home), ledger, "eth")
    hashes = [chain.rows.view("sent_hash")[at].tobytes().hex() for at in range(6)]
    found = [sides(chain.rows, "eth", name) for name in hashes]
    chain.close()
    assert [(one.given_by, one.given_to) for one in found if one is not None] == [
        ((THIEF,), (MIDDLE,)),
        ((MIDDLE,), (TAKER,)),
        ((THIEF,), (DUSTED,)),
        ((), ()),
        ((), ()),
        ((THIEF,), (ETHER,)),
    ]
    wallets = Wallets(ledger, ExposurePolicy())
    position = ledger.head().position
    (ground,) = wallets.of_transaction(f"eth:{hashes[1]}", position).grounds
    assert "of what it carries on eth 60.00% from theft" in ground.detail
    assert wallets.of_transaction(f"eth:{hashes[3]}", position).grounds == ()
    assert wallets.downstream([eip55(THIEF)], [eip55(TAKER), TRAPPED], position) == {eip55(TAKER), TRAPPED}
    ledger.close()


@pytest.mark.parametrize("prefix", ["eth:", "eth:0x"])
def test_a_tag_taken_back_proposes_release_of_a_transaction_that_was_asked_about(prefix: str, home: Path) -> None:
    ledger = open_ledger(home)
    chain = Chain(Home(home), ledger, "eth")
    name = chain.rows.view("sent_hash")[1].tobytes().hex()
    chain.close()
    said = [one for one in ledger.as_of(reader=SYSTEM).entity("tag-1") if one.prop == "keywords"]
    ledger.close()
    with gate(home) as found:
        ((answer,),) = [
            one.transactions for one in found.decide_wallets(json.dumps({"transaction": prefix + name}).encode())
        ]
    assert answer.verdict is Verdict.HOLD
    held = {ground.entity_id for ground in answer.grounds}
    assert len(held) == 3
    add(home, *(Retraction(target=one.locator, reason="mistaken") for one in said))
    look_back(home)
    assert {(one.entity_id, one.kind.value) for one in alerts(home)} == {(one, "release") for one in held}
