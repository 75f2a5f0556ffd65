"""Estimates: haircut of what a set received, within bounds that hold for FIFO too; internal moves are no inflow."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from support.exact_taint import fifo, haircut
from support.utxo_chains import Blocks, Tx, name_of, random_blocks, stored
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.attribution import Tag
from watchgate.risk.exposure.estimate import Estimate, Reached, estimate
from watchgate.risk.exposure.inflow import inflow
from watchgate.risk.exposure.marking import Marked
from watchgate.risk.exposure.views import Labels
from watchgate.risk.exposure.worth import Valuing


class NoPrices:
    """Nothing has a price."""

    def worth(self, *_: object) -> None:
        """No price."""


HOW = Valuing(NoPrices(), ("BTC",), 8)  # type: ignore[arg-type]


def rows_of(chain: UtxoChain, *addresses: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    found = [chain.address(one) for one in addresses]
    return np.array([one for one in found if one is not None], np.int64)


def marked_by(chain: UtxoChain, services: list[str]) -> Marked:
    """Each of the services with a category of its own."""
    categories = np.zeros(chain.counts.addresses, np.uint8)
    tags = {}
    for number, name in enumerate(services, 1):
        (row,) = rows_of(chain, name)
        categories[row] = number
        tags[int(row)] = Tag(name, "BTC", f"c{number}", name, "", False, "tags_x", name, f"1.{number}")
    labels = Labels.of_addresses(chain, categories)
    return Marked(labels, ["", *(f"c{number}" for number in range(1, len(services) + 1))], tags)


def asked(chain: UtxoChain, members: list[str], services: list[str], *, hops: int = 200, by: str = "all") -> Estimate:
    begun = inflow(chain, rows_of(chain, *members))
    return estimate(chain, marked_by(chain, services), begun, hops=hops, by=by, how=HOW, least=0.0)


def received_all_from_others(chain: UtxoChain, address: str) -> bool:
    (row,) = rows_of(chain, address)
    return len(inflow(chain, np.array([row], np.int64)).whole) == len(chain.outputs_to(int(row)))


@pytest.mark.parametrize("seed", range(12))
def test_the_estimate_is_exact_haircut_and_fifo_lies_between_its_bounds(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    blocks = random_blocks(random, blocks=20)
    chain = stored(tmp_path, blocks, random)
    outputs = blocks.outputs()
    known = sorted({address for address, _ in outputs.values() if address})
    random.shuffle(known)
    actor = next(one for one in known if received_all_from_others(chain, one))
    services = [one for one in known if one != actor][:6]
    found = asked(chain, [actor], services)
    ours = {place: 1 for place, (address, _) in outputs.items() if address == actor}
    ends = {place: 2 for place, (address, _) in outputs.items() if address in services}
    ratios, stretches = haircut(blocks, {**ends, **ours}), fifo(blocks, {**ends, **ours})
    whole = sum(value for address, value in outputs.values() if address == actor)
    assert found.inflow == whole, f"seed {seed}"
    reached = {one.service: one for one in found.reached}
    for service in services:
        mine = [(place, value) for place, (address, value) in outputs.items() if address == service]
        exact = float(sum(ratios[place[0]].get(1, 0) * value for place, value in mine) / whole)
        coins = sum(amount for place, _ in mine for label, amount in stretches[place] if label == 1) / whole
        one = reached.get(service)
        assert (one.share if one else 0.0) == pytest.approx(exact, abs=1e-9), f"seed {seed}"
        lower, upper = (one.lower, one.upper) if one else (0.0, found.unknown)
        assert lower - 1e-9 <= coins <= upper + 1e-9, f"seed {seed}"
        assert lower - 1e-9 <= exact <= upper + 1e-9, f"seed {seed}"
    rest = found.unspent + found.back + found.not_followed + found.fees
    assert sum(one.share for one in found.reached) + rest == pytest.approx(1.0, abs=1e-9), f"seed {seed}"


STORY = Blocks(
    [
        (1, [Tx(name_of(1), (), (("mine", 1_000), ("other", 1_000)))]),
        (2, [Tx(name_of(2), ((name_of(1), 0),), (("mine too", 600), ("mine", 400)))]),
        (3, [Tx(name_of(3), ((name_of(2), 0), (name_of(1), 1)), (("exchange", 1_200), ("mixer", 390)))]),
    ]
)


def test_what_a_set_gives_itself_is_no_inflow_and_bounds_say_what_any_rule_could(tmp_path: Path) -> None:
    chain = stored(tmp_path, STORY)
    found = asked(chain, ["mine", "mine too"], ["exchange", "mixer"])
    assert (found.inflow, found.outputs, found.unspent) == (1_000, 1, 0.4)
    by_name: dict[str, Reached] = {one.service: one for one in found.reached}
    exchange, mixer = by_name["exchange"], by_name["mixer"]
    # 600 of the 1,600 that went in are the set's: the exchange's 1,200 hold 200 of them at least and 600 at most
    assert (exchange.units, exchange.lower, exchange.upper) == (450, 0.2, 0.6)
    assert mixer.share == pytest.approx(0.6 * 390 / 1_600)
    assert (mixer.lower, mixer.upper) == (0.0, 0.39)
    assert found.fees == pytest.approx(0.6 * 10 / 1_600)
    assert (exchange.unpriced, exchange.cents, exchange.statements) == (450, 0, ("1.1",))


def test_what_was_not_followed_may_have_gone_to_any_service(tmp_path: Path) -> None:
    blocks = Blocks(
        [
            (1, [Tx(name_of(1), (), (("mine", 1_000),))]),
            (2, [Tx(name_of(2), ((name_of(1), 0),), (("exchange", 300), ("a", 700)))]),
            (3, [Tx(name_of(3), ((name_of(2), 1),), (("exchange", 700),))]),
        ]
    )
    chain = stored(tmp_path, blocks)
    (near,) = asked(chain, ["mine"], ["exchange"], hops=1).reached
    assert (near.share, near.lower, near.upper) == (0.3, 0.3, 1.0)
    (far,) = asked(chain, ["mine"], ["exchange"], hops=2).reached
    assert (far.share, far.lower, far.upper, far.hops) == (1.0, 1.0, 1.0, 1)


def test_what_comes_back_is_counted_once(tmp_path: Path) -> None:
    blocks = Blocks(
        [
            (1, [Tx(name_of(1), (), (("mine", 1_000),))]),
            (2, [Tx(name_of(2), ((name_of(1), 0),), (("a", 1_000),))]),
            (3, [Tx(name_of(3), ((name_of(2), 0),), (("mine", 1_000),))]),
            (4, [Tx(name_of(4), ((name_of(3), 0),), (("exchange", 1_000),))]),
        ]
    )
    found = asked(stored(tmp_path, blocks), ["mine"], ["exchange"])
    assert (found.inflow, found.back) == (2_000, 0.5)
    assert [(one.units, one.share, one.upper) for one in found.reached] == [(1_000, 0.5, 0.5)]


def test_a_tag_on_the_set_itself_ends_nothing(tmp_path: Path) -> None:
    found = asked(stored(tmp_path, STORY), ["mine", "mine too"], ["mine too", "exchange", "mixer"])
    assert {one.service for one in found.reached} == {"exchange", "mixer"}


def test_periods_are_those_in_which_it_came(tmp_path: Path) -> None:
    chain = stored(tmp_path, STORY)  # block 3 is of 2011-03-13, 07:36
    assert {one.period for one in asked(chain, ["mine"], ["exchange"], by="day").reached} == {"2011-03-13"}
    assert {one.period for one in asked(chain, ["mine"], ["exchange"], by="year").reached} == {"2011"}
    assert {one.period for one in asked(chain, ["mine"], ["exchange"], by="all").reached} == {""}
