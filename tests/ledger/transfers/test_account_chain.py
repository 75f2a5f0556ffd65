"""Account chains in columns: deliveries, forks, ends of any kind, and values of 256 bits to the last unit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest

from support.account_chains import Move, balances, batch_of, parts, random_moves
from support.utxo_chains import random_blocks
from watchgate.ledger.home import Home
from watchgate.ledger.open import open_ledger
from watchgate.ledger.sqlite_ledger import SqliteLedger
from watchgate.ledger.transfers import account_appending
from watchgate.ledger.transfers.account_appending import append_moves
from watchgate.ledger.transfers.account_batch import BEYOND, UNITS_MAX, units_of, words_of
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.append_kernels import UNSPENT
from watchgate.ledger.transfers.ranges import Chain
from watchgate.ledger.transfers.utxo import Counts
from watchgate.model.delivery import Delivery, Receipt
from watchgate.model.errors import BadInputError


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    found = open_ledger(tmp_path)
    yield found
    found.close()


def held_by(chain: AccountChain) -> dict[tuple[str, str], int]:
    left = np.flatnonzero(chain.view("spent_by") == UNSPENT)
    held: dict[tuple[str, str], int] = {}
    for output, units, asset in zip(left, chain.units(left), chain.asset_of(left), strict=True):
        key = (chain.text_keys.text(int(chain.view("out_address")[output])), chain.text_keys.text(int(asset)))
        held[key] = held.get(key, 0) + units
    return {key: units for key, units in held.items() if units}


def rows_of(chain: Chain) -> AccountChain:
    assert isinstance(chain.rows, AccountChain)
    return chain.rows


def opened(ledger: SqliteLedger, home: Path, *, writing: bool = True, position: int | None = None) -> Chain:
    return Chain(Home(home), ledger, "eth", writing=writing, position=position)


@pytest.mark.parametrize("seed", range(6))
def test_blocks_undone_and_done_again_give_the_same_balances(seed: int, ledger: SqliteLedger, tmp_path: Path) -> None:
    random = Random(seed)
    moves = random_moves(random, many=300)
    chain = opened(ledger, tmp_path)
    for part in parts(moves, random):
        chain.add(batch_of(part))
    for _ in range(2):
        height = random.choice(sorted({one.block for one in moves})[:-1])
        chain.fork(height)
        assert held_by(rows_of(chain)) == balances([one for one in moves if one.block <= height]), f"seed {seed}"
        if random.random() < 0.5:
            chain.close()
            chain = opened(ledger, tmp_path)
        chain.add(batch_of([one for one in moves if one.block > height]))
        assert held_by(rows_of(chain)) == balances(moves), f"seed {seed}"
        assert chain.verify() == []
    chain.close()


@pytest.mark.parametrize("seed", range(4))
def test_an_ingest_in_pieces_gives_the_same_rows_as_at_once(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    moves = random_moves(random, many=250)
    whole = AccountChain(tmp_path / "whole", Counts())
    append_moves(whole, batch_of(moves))
    chain = AccountChain(tmp_path / "pieces", Counts())
    for part in parts(moves, random):
        append_moves(chain, batch_of(part))
        counts = chain.counts
        chain.close()
        chain = AccountChain(tmp_path / "pieces", counts)
    numbered = ("address", "out_address", "tx_from", "tx_asset", "tx_place")  # in another order, batch by batch
    names = [name for name in whole.columns if not name.startswith(numbered)]
    for name in names:
        assert np.array_equal(whole.view(name), chain.view(name)), f"seed {seed}: {name}"
    assert held_by(whole) == held_by(chain), f"seed {seed}"


def test_rows_that_were_not_acknowledged_leave_the_balances_as_they_were(
    ledger: SqliteLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: SqliteLedger, _delivery: Delivery) -> Receipt:
        raise OSError("no space left")

    moves = random_moves(Random(3), many=200)
    first, second, *_ = parts(moves, Random(4))
    chain = opened(ledger, tmp_path)
    chain.add(batch_of(first))
    with monkeypatch.context() as patched:
        patched.setattr(SqliteLedger, "append", full)
        with pytest.raises(OSError, match="no space"):
            chain.add(batch_of(second))
    chain.close()
    again = opened(ledger, tmp_path)
    assert held_by(rows_of(again)) == balances(first)
    again.add(batch_of(second))
    assert held_by(rows_of(again)) == balances([*first, *second])
    again.close()


def test_a_position_in_the_past_sees_the_rows_of_then(ledger: SqliteLedger, tmp_path: Path) -> None:
    moves = random_moves(Random(5), many=200)
    first, second, *_ = parts(moves, Random(6))
    chain = opened(ledger, tmp_path)
    position = chain.add(batch_of(first)).position
    chain.add(batch_of(second))
    chain.close()
    then = opened(ledger, tmp_path, writing=False, position=position)
    counts = then.rows.counts
    then.rows.close()
    assert counts.blocks == len({one.block for one in first})


def test_values_of_256_bits_are_kept_to_the_last_unit(tmp_path: Path) -> None:
    chain = AccountChain(tmp_path, Counts())
    append_moves(chain, batch_of([Move(1, 1, "", "a", "", UNITS_MAX), Move(2, 2, "a", "b", "", UNITS_MAX - 1)]))
    assert held_by(chain) == {("a", ""): 1, ("b", ""): UNITS_MAX - 1}


def test_a_contract_that_lies_beyond_256_bits_is_marked_and_stops_nobody(tmp_path: Path) -> None:
    chain = AccountChain(tmp_path, Counts())
    lies = [Move(1, at, f"x{at}", "a", "0xfake", UNITS_MAX) for at in (1, 2)]
    append_moves(chain, batch_of([*lies, Move(2, 3, "a", "b", "0xfake", 7), Move(3, 4, "", "a", "", 9)]))
    marks = [int(one) for one in chain.view("tx_mark")]
    assert marks.count(BEYOND) == 1
    assert held_by(chain)["b", "0xfake"] == 7
    assert held_by(chain)["a", ""] == 9


@pytest.mark.parametrize("value", [-1, UNITS_MAX + 1])
def test_values_that_cannot_be_are_refused(value: int) -> None:
    with pytest.raises(BadInputError, match="more than 256 bits"):
        words_of([1, value])
    assert units_of(words_of([0, UNITS_MAX])) == [0, UNITS_MAX]


def test_one_account_with_more_outputs_than_fit_at_once_is_taken_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_appending, "AT_ONCE", 8)
    moves = [Move(at, at, "", "a", "", at) for at in range(1, 301)]
    moves.append(Move(400, 400, "a", "b", "", sum(range(1, 301))))
    chain = AccountChain(tmp_path, Counts())
    append_moves(chain, batch_of(moves))
    assert held_by(chain) == {("b", ""): sum(range(1, 301))}
    assert chain.counts.inputs == 300


def test_what_cannot_be_is_refused_and_leaves_nothing(ledger: SqliteLedger, tmp_path: Path) -> None:
    chain = opened(ledger, tmp_path)
    good = batch_of([Move(5, 1, "a", "b", "", 3), Move(5, 1, "b", "c", "", 2)])
    chain.add(good)
    counts = chain.rows.counts
    for wrong, said in (
        (good._replace(height=good.height + 1), "comes a second time"),
        (good, "is there already"),
        (batch_of([Move(6, 2, "a", "b", "", 3)] * 2)._replace(place=np.zeros(2, np.uint32)), "twice"),
        (batch_of([Move(6, 2, "a", "", "0xt", 3)]), "has no receiver"),
        (random_blocks(Random(1), blocks=2).batch(), "another kind"),
    ):
        with pytest.raises(BadInputError, match=said):
            chain.add(wrong)
        assert chain.rows.counts == counts
    assert held_by(rows_of(chain)) == {("b", ""): 1, ("c", ""): 2}
    chain.close()
