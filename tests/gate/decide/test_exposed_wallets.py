"""A wallet that received from a tagged one is held, with its share; dust, a tag taken back, and no chain are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.gate_home import add, fill, gate, only
from support.gate_world import POLICY_TEXT, listed
from support.parties import says
from support.utxo_chains import Blocks, Tx, name_of
from watchgate.gate.service_replaying import Outcome, replay_stored
from watchgate.ledger.home import Home
from watchgate.ledger.open import open_ledger
from watchgate.ledger.transfers.ranges import Chain
from watchgate.model.decision import Verdict
from watchgate.model.handling import SYSTEM
from watchgate.model.statement import Entry, Retraction
from watchgate.model.wallet_addresses import base58check
from watchgate.risk.exposure.answer import exposure_of
from watchgate.risk.exposure.attribution import Attribution
from watchgate.risk.exposure.marking import marked

COIN = 100_000_000


def address(number: int) -> str:
    return base58check(0, number.to_bytes(20, "big"))


THIEF, RECEIVER, DUSTED, CLEAN = (address(number) for number in (11, 12, 13, 14))
BLOCKS = Blocks(
    [
        (1, [Tx(name_of(1), (), ((THIEF, 10 * COIN), (CLEAN, 30 * COIN)))]),
        (
            2,
            [
                Tx(name_of(2), ((name_of(1), 0),), ((RECEIVER, 9 * COIN), (DUSTED, 1_000))),
                Tx(name_of(3), ((name_of(1), 1),), ((DUSTED, 20 * COIN),)),
            ],
        ),
    ]
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    found = fill(tmp_path / "home")
    ledger = open_ledger(found)
    chain = Chain(Home(found), ledger, "btc", writing=True)
    chain.add(BLOCKS.batch(values=False))
    chain.close()
    ledger.close()
    return found


def tagged(who: str, category: str = "theft") -> list[Entry]:
    return listed("tag-1", "CryptoWallet", publicKey=who, currency="BTC", keywords=f"category:{category}")


def paid(number: int, wallet: str) -> bytes:
    columns = "transaction_id,debtor,creditor,creditor_wallet,amount,currency\n"
    return f"{columns}{number},Harbour Tools,Atelier du Port,{wallet},1.5,BTC\n".encode()


def test_a_share_of_what_it_received_holds_and_says_what_it_stands_on(home: Path) -> None:
    position = add(home, *tagged(THIEF))
    with gate(home) as found:
        assert only(found, paid(1, RECEIVER), "1.csv").verdict is Verdict.HOLD
        decision = found.history.get("1").decision
        assert decision is not None
        (match,) = decision.matches
        assert (match.entity_id, match.text, match.exact) == (f"btc:{RECEIVER}", RECEIVER, True)
        (ground,) = match.grounds
        assert (ground.kind, {one.position for one in ground.stands_on}) == ("exposed", {position})
        assert "100.00% from theft (100.00% direct, nearest 1 hops)" in ground.detail
        assert "0.00% not traced" in ground.detail
        assert decision.rule == "hold_exposed"


@pytest.mark.parametrize("wallet", [DUSTED, CLEAN, address(99)])
def test_dust_and_what_came_from_elsewhere_pass(wallet: str, home: Path) -> None:
    add(home, *tagged(THIEF))
    with gate(home) as found:
        assert only(found, paid(1, wallet), "1.csv").verdict is Verdict.PASS


def test_a_policy_may_ask_for_other_categories_and_less(home: Path) -> None:
    add(home, *tagged(THIEF, "exchange"))
    asked = POLICY_TEXT + '\n[exposure]\ncategories = ["exchange"]\nmin_share = 0.00001\nmin_units = 1\neps = 0.0001\n'
    with gate(home) as found:
        assert only(found, paid(1, RECEIVER), "1.csv").verdict is Verdict.PASS
    with gate(home, policy=asked) as found:
        assert only(found, paid(2, RECEIVER), "2.csv").verdict is Verdict.HOLD


def test_a_tag_that_is_taken_back_takes_back_what_stood_on_it_and_replay_tells_both(home: Path) -> None:
    add(home, *tagged(THIEF))
    with gate(home) as found:
        assert only(found, paid(1, RECEIVER), "1.csv").verdict is Verdict.HOLD
    ledger = open_ledger(home)
    said = ledger.as_of(reader=SYSTEM).entity("tag-1")
    ledger.close()
    add(home, *(Retraction(target=one.locator, reason="mistaken") for one in said))
    with gate(home) as found:
        assert only(found, paid(2, RECEIVER), "2.csv").verdict is Verdict.PASS
        replayed = list(replay_stored(found.history, home))
    assert [(one.number, one.outcome) for one in replayed] == [(1, Outcome.SAME), (2, Outcome.SAME)]


def test_blocks_read_later_change_what_is_decided_and_not_what_was(home: Path) -> None:
    add(home, *tagged(THIEF))
    later = address(77)
    with gate(home) as found:
        assert only(found, paid(1, later), "1.csv").verdict is Verdict.PASS
        chain = Chain(Home(home), found.ledger, "btc", writing=True)
        more = Blocks([*BLOCKS.blocks, (3, [Tx(name_of(4), ((name_of(2), 0),), ((later, 5 * COIN),))])])
        chain.add(more.batch(2, None, values=False))
        chain.close()
        assert only(found, paid(2, later), "2.csv").verdict is Verdict.HOLD
        replayed = list(replay_stored(found.history, home))
    assert [(one.number, one.outcome) for one in replayed] == [(1, Outcome.SAME), (2, Outcome.SAME)]


def pack(who: str, *keywords: str) -> list[Entry]:
    """As a TagPack says it: no list, no topic."""
    return [*says("tag-9", "CryptoWallet", "tags_pack", publicKey=who, currency="BTC", keywords=list(keywords))]


@pytest.mark.parametrize(
    ("keywords", "verdict"),
    [
        (("category:theft",), Verdict.HOLD),
        (("category:user", "abuse:sanction"), Verdict.HOLD),
        (("category:exchange", "abuse:service_hack"), Verdict.HOLD),
        (("category:exchange",), Verdict.PASS),
        (("actor:somebody",), Verdict.PASS),
    ],
)
def test_a_wallet_that_is_itself_tagged_is_held_when_its_category_is_of_concern(
    keywords: tuple[str, ...], verdict: Verdict, home: Path
) -> None:
    position = add(home, *pack(THIEF, *keywords))
    with gate(home) as found:
        for number, wallet in enumerate((THIEF, f"bitcoin:{THIEF}"), 1):
            assert only(found, paid(number, wallet), f"{number}.csv").verdict is verdict
        decision = found.history.get("1").decision
        assert decision is not None
        assert decision.rule == ("hold_attributed" if verdict is Verdict.HOLD else decision.rule)
        grounds = [one for match in decision.matches for one in match.grounds]
        assert {one.position for ground in grounds for one in ground.stands_on} == (
            {position} if verdict is Verdict.HOLD else set()
        )


def test_an_unhosted_wallet_s_tag_does_not_hide_what_came_before_it(home: Path) -> None:
    add(home, *tagged(THIEF))
    add(home, *pack(RECEIVER, "category:user"))
    ledger = open_ledger(home)
    chain = Chain(Home(home), ledger, "btc", writing=True)
    last = address(78)
    more = Blocks([*BLOCKS.blocks, (3, [Tx(name_of(4), ((name_of(2), 0),), ((last, 5 * COIN),))])])
    chain.add(more.batch(2, None, values=False))
    chain.close()
    ledger.close()
    with gate(home) as found:
        assert only(found, paid(1, last), "1.csv").verdict is Verdict.HOLD


def test_paying_oneself_neither_thins_nor_swells_what_came_from_a_thief(home: Path) -> None:
    add(home, *tagged(THIEF))
    washer = address(80)
    blocks = [*BLOCKS.blocks, (3, [Tx(name_of(40), ((name_of(2), 0),), ((washer, COIN), (CLEAN, 8 * COIN)))])]
    blocks[-1][1].append(Tx(name_of(41), ((name_of(3), 0),), ((washer, 4 * COIN), (CLEAN, 16 * COIN))))
    origin = (name_of(41), 0)
    for at in range(60):
        name = name_of(50 + at)
        blocks.append((4 + at, [Tx(name, (origin,), ((washer, 4 * COIN),))]))
        origin = (name, 0)
    ledger = open_ledger(home)
    chain = Chain(Home(home), ledger, "btc", writing=True)
    chain.add(Blocks(blocks).batch(2, None, values=False))
    tags = Attribution.at(ledger, SYSTEM)
    answer = exposure_of(chain.rows, "btc", washer, tags, marked(chain.rows, "btc", tags))
    assert (answer.received, answer.change, answer.balance) == (5 * COIN, 240 * COIN, 5 * COIN)
    (share,) = answer.shares
    assert share.direct + share.indirect == pytest.approx(0.2)
    assert share.satoshi == COIN
    chain.close()
    ledger.close()


def test_an_answer_names_the_tags_it_came_to_and_no_others(home: Path) -> None:
    add(home, *tagged(THIEF))
    add(home, *pack(CLEAN, "category:theft"))
    ledger = open_ledger(home)
    chain = Chain(Home(home), ledger, "btc")
    tags = Attribution.at(ledger, SYSTEM)
    known = marked(chain.rows, "btc", tags)
    for rule in ("haircut", "fifo"):
        answer = exposure_of(chain.rows, "btc", RECEIVER, tags, known, rule=rule)
        assert [one.address for one in answer.tags] == [THIEF]
        assert (answer.brought, answer.tags_more, answer.merges) == ((1.0,), 0, ())
    chain.rows.close()
    ledger.close()


def test_a_chain_forked_and_refilled_to_the_same_counts_is_looked_at_anew(home: Path) -> None:
    add(home, *tagged(THIEF))
    with gate(home) as found:
        assert only(found, paid(1, RECEIVER), "1.csv").verdict is Verdict.HOLD
        chain = Chain(Home(home), found.ledger, "btc", writing=True)
        before = chain.rows.counts
        chain.fork(1)
        (one, other), late = BLOCKS.blocks[1][1], address(79)
        swapped = Tx(name_of(20), one.inputs, ((DUSTED, 9 * COIN), (late, 1_000)))
        chain.add(Blocks([BLOCKS.blocks[0], (2, [swapped, other])]).batch(1, None, values=False))
        assert chain.rows.counts.outputs == before.outputs
        chain.close()
        assert only(found, paid(2, RECEIVER), "2.csv").verdict is Verdict.PASS
        assert only(found, paid(3, DUSTED), "3.csv").verdict is Verdict.HOLD
