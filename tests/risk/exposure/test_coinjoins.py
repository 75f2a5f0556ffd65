"""CoinJoins by their shape, and what one holder alone can make, which is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.utxo_chains import Tx, batch_of, name_of
from watchgate.ledger.transfers.appending import append
from watchgate.ledger.transfers.utxo import Counts, UtxoChain
from watchgate.risk.exposure.coinjoins import NAMES, coinjoins

COIN = 100_000_000


def kind(folder: Path, inputs: list[tuple[str, int]], outputs: list[int]) -> str:
    first = Tx(name_of(1), (), tuple(inputs))
    second = Tx(
        name_of(2),
        tuple((name_of(1), at) for at in range(len(inputs))),
        tuple((f"to{at}", value) for at, value in enumerate(outputs)),
    )
    chain = UtxoChain(folder, Counts())
    append(chain, batch_of([(1, [first, second])], {}))
    return NAMES[coinjoins(chain)[1]]


def payers(many: int, value: int) -> list[tuple[str, int]]:
    return [(f"from{at}", value + at) for at in range(many)]


@pytest.mark.parametrize(
    ("inputs", "outputs", "said"),
    [
        (payers(5, 1_000_500), [1_000_000] * 5, "whirlpool"),
        (payers(12, COIN // 10 + 5_000), [10_100_000] * 8 + [55_000, 77_000], "wasabi 1"),
        (payers(40, COIN), [5_000_000] * 9 + [2_000_000] * 12 + [1_234_567, 777_777], "wasabi 2"),
        (payers(4, 3 * COIN), [2 * COIN] * 4 + [COIN, COIN - 7, COIN - 9], "joinmarket"),
        (payers(4, 3 * COIN), [2 * COIN] * 2 + [COIN, COIN - 7], ""),
        (payers(3, COIN), [COIN, COIN - 5], ""),
        ([("one", COIN), ("one", COIN), ("one", COIN)], [COIN // 2] * 4, ""),
        (payers(5, COIN), [1_000] * 5, ""),
    ],
)
def test_shapes(inputs: list[tuple[str, int]], outputs: list[int], said: str, tmp_path: Path) -> None:
    assert kind(tmp_path, inputs, outputs) == said
