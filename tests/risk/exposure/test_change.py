"""Change: each rule names its output, rules that disagree name nobody, and what agrees is graded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from support.utxo_chains import Blocks, Tx, batch_of, name_of
from watchgate.ledger.transfers.appending import append
from watchgate.ledger.transfers.utxo import Counts, UtxoChain
from watchgate.risk.exposure.change import ONE_TIME, REUSE, ROUND, SCRIPT_TYPE, suggestions, votes

KEY, SCRIPT, WITNESS = 3, 4, 7
"""Script types by number."""


def chain_of(folder: Path, outputs: list[tuple[str, int, int]], *, before: str = "shop", paid: int = 0) -> UtxoChain:
    """`shop` was paid before; then `payer` pays `outputs` (address, satoshi, script type) from two coins. `paid`: times
    the last of them is paid again."""
    later = [(4 + at, [Tx(name_of(10 + at), (), ((outputs[-1][0], 1_000),))]) for at in range(paid)]
    blocks = Blocks(
        [
            (1, [Tx(name_of(1), (), (("payer", 5_000_000), ("payer two", 4_000_000), (before, 77)))]),
            (2, [Tx(name_of(2), ((name_of(1), 0), (name_of(1), 1)), tuple((a, v) for a, v, _ in outputs))]),
            *later,
        ]
    )
    chain = UtxoChain(folder, Counts())
    batch = batch_of(blocks.blocks, blocks.outputs())
    kinds = np.array([KEY, KEY, SCRIPT, *(kind for _, _, kind in outputs), *[KEY] * paid], np.uint8)
    append(chain, batch._replace(kind=kinds))
    return chain


@pytest.mark.parametrize(
    ("outputs", "rules"),
    [
        ([("shop", 7_000_000, SCRIPT), ("new", 1_234_567, KEY)], {ONE_TIME, SCRIPT_TYPE, ROUND, REUSE}),
        ([("other", 7_000_000, KEY), ("new", 1_234_567, KEY)], {ONE_TIME, ROUND}),
        ([("other", 7_654_321, KEY), ("new", 1_234_567, KEY)], {ONE_TIME}),
        ([("other", 7_654_321, KEY), ("new", 1_234_000, KEY)], set()),
        ([("other", 3_654_321, KEY), ("new", 1_234_567, KEY)], set()),
        ([("shop", 7_654_321, KEY), ("new", 1_234_000, KEY)], {REUSE}),
        ([("other", 7_654_321, SCRIPT), ("new", 1_234_000, KEY)], {SCRIPT_TYPE}),
        ([("other", 7_000_000, SCRIPT), ("new", 1_234_567, WITNESS)], {ROUND}),
        ([("payer", 7_000_000, KEY), ("new", 1_234_567, KEY)], set()),
        ([("new", 8_234_567, KEY)], set()),
    ],
)
def test_each_rule_names_the_output_it_fits(
    tmp_path: Path, outputs: list[tuple[str, int, int]], rules: set[str]
) -> None:
    chain = chain_of(tmp_path, outputs)
    said = votes(chain, 1)
    assert set(said) == rules
    assert {chain.text_keys.text(int(chain.view("out_address")[one])) for one in said.values()} <= {"new"}


def test_an_address_that_is_paid_again_is_no_one_time_change(tmp_path: Path) -> None:
    outputs = [("other", 7_000_000, KEY), ("new", 1_234_567, KEY)]
    assert set(votes(chain_of(tmp_path / "once", outputs), 1)) == {ONE_TIME, ROUND}
    assert set(votes(chain_of(tmp_path / "again", outputs, paid=1), 1)) == {ROUND}


def test_rules_that_name_different_outputs_suggest_nobody(tmp_path: Path) -> None:
    chain = chain_of(tmp_path, [("shop", 1_234_567, KEY), ("new", 7_000_000, SCRIPT)])
    assert len(set(votes(chain, 1).values())) == 2
    assert suggestions(chain, [1], set()) == ([], 1)


def test_what_agrees_is_graded_and_who_belongs_already_is_not_suggested(tmp_path: Path) -> None:
    chain = chain_of(tmp_path, [("shop", 7_000_000, SCRIPT), ("new", 1_234_567, KEY)])
    ((one,), disputed) = suggestions(chain, [1], set())
    assert (one.address, one.transaction, one.output, one.satoshi) == ("new", name_of(2), 1, 1_234_567)
    assert (one.grade, disputed) == ("C2", 0)
    row = chain.address("new")
    assert row is not None
    assert suggestions(chain, [1], {row}) == ([], 0)
    weak = chain_of(tmp_path / "weak", [("other", 7_654_321, SCRIPT), ("new", 1_234_000, KEY)])
    assert suggestions(weak, [1], set())[0][0].grade == "D3"
