"""Each pattern is found in the shape that it is defined by, and not in the one beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from support.utxo_chains import Blocks, Tx, name_of, stored
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.attribution import Tag
from watchgate.risk.exposure.forward import forward
from watchgate.risk.exposure.marking import Marked
from watchgate.risk.exposure.patterns import Pattern, patterns
from watchgate.risk.exposure.views import Labels

COIN = 100_000_000


def found(folder: Path, *txs: Tx, blocks: Blocks | None = None, tags: dict[str, Tag] | None = None) -> list[Pattern]:
    """Among the flows from the first output of the first transaction; each transaction is a block."""
    chain = stored(folder, blocks or Blocks([(at, [tx]) for at, tx in enumerate(txs)]))
    known = marked_by(chain, tags or {})
    begun = np.array([0], np.int64)
    flows, _ = forward(chain, known.labels, begun, hops=20)
    return patterns(chain, known, flows, begun)


def marked_by(chain: UtxoChain, tags: dict[str, Tag]) -> Marked:
    categories = np.zeros(chain.counts.addresses, np.uint8)
    tag_of = {row: tag for address, tag in tags.items() if (row := chain.address(address)) is not None}
    categories[list(tag_of)] = 1
    return Marked(Labels.of_addresses(chain, categories), ["", "mixing_service"], tag_of)


def peeled(steps: int, small: int) -> list[Tx]:
    txs = [Tx(name_of(0), (), (("start", 100 * COIN),))]
    left = 100 * COIN
    for step in range(1, steps + 1):
        outputs = ((f"shop {step}", small), (f"rest {step}", left - small))
        txs.append(Tx(name_of(step), ((name_of(step - 1), 0 if step == 1 else 1),), outputs))
        left -= small
    return txs


@pytest.mark.parametrize(("steps", "kinds"), [(3, []), (4, ["peel chain"]), (7, ["peel chain"])])
def test_a_peel_chain_has_four_steps_or_more(steps: int, kinds: list[str], tmp_path: Path) -> None:
    assert [one.kind for one in found(tmp_path / "chain", *peeled(steps, COIN))] == kinds


def test_two_halves_are_no_peel(tmp_path: Path) -> None:
    txs = [Tx(name_of(0), (), (("start", 128 * COIN),))]
    for step in range(1, 7):
        half = 64 * COIN >> (step - 1)
        txs.append(Tx(name_of(step), ((name_of(step - 1), 0),), ((f"a{step}", half), (f"b{step}", half))))
    assert found(tmp_path / "chain", *txs) == []


@pytest.mark.parametrize(("receivers", "kinds"), [(9, []), (10, ["fan-out"])])
def test_a_fan_out_has_ten_receivers(receivers: int, kinds: list[str], tmp_path: Path) -> None:
    outputs = tuple((f"to {at}", COIN + at) for at in range(receivers))
    txs = (Tx(name_of(0), (), (("start", 100 * COIN),)), Tx(name_of(1), ((name_of(0), 0),), outputs))
    assert [one.kind for one in found(tmp_path / "chain", *txs)] == kinds


@pytest.mark.parametrize(("values", "kinds"), [((5, 5, 5, 5), ["equal split"]), ((5, 5, 5, 6), []), ((5,) * 3, [])])
def test_an_equal_split_has_four_equal_outputs(values: tuple[int, ...], kinds: list[str], tmp_path: Path) -> None:
    outputs = tuple((f"to {at}", value * COIN) for at, value in enumerate(values))
    txs = (Tx(name_of(0), (), (("start", 100 * COIN),)), Tx(name_of(1), ((name_of(0), 0),), outputs))
    assert [one.kind for one in found(tmp_path / "chain", *txs)] == kinds


@pytest.mark.parametrize(("inputs", "kinds"), [(9, []), (10, ["fan-in"])])
def test_a_fan_in_has_ten_inputs(inputs: int, kinds: list[str], tmp_path: Path) -> None:
    txs = [Tx(name_of(at), (), ((f"from {at}", COIN),)) for at in range(inputs)]
    txs.append(Tx(name_of(99), tuple((name_of(at), 0) for at in range(inputs)), (("purse", inputs * COIN),)))
    (one, *rest) = [*found(tmp_path / "chain", *txs), None]
    assert ([one.kind] if one is not None else []) == kinds
    if one is not None:
        assert (one.satoshi, one.addresses, rest) == (10 * COIN, ("purse",), [None])


def test_what_lay_for_a_year_is_told_as_a_fact(tmp_path: Path) -> None:
    blocks = Blocks(
        [(0, [Tx(name_of(0), (), (("start", COIN),))]), (60_000, [Tx(name_of(1), ((name_of(0), 0),), (("b", COIN),))])]
    )
    (one,) = found(tmp_path / "chain", blocks=blocks)
    assert (one.kind, one.grade, one.transactions) == ("dormant", "A1", (name_of(0), name_of(1)))
    assert one.why == "lay for 416 days"


def test_a_service_that_a_tag_calls_a_mixer_names_the_tag(tmp_path: Path) -> None:
    tag = Tag("mix", "BTC", "mixing_service", "Some mixer", "forensic", False, "tags_pack", "tag-1", "5.0")
    txs = (Tx(name_of(0), (), (("start", COIN),)), Tx(name_of(1), ((name_of(0), 0),), (("mix", COIN),)))
    (one,) = found(tmp_path / "chain", *txs, tags={"mix": tag})
    assert (one.kind, one.grade, one.statement) == ("mixer", "F6", "5.0")
    assert one.why == "came to Some mixer, as tags_pack says"
