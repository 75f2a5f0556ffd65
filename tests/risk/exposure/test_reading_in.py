"""Columns are looked through at the start, all or, where they are too large for the machine, none."""

from __future__ import annotations

from pathlib import Path
from random import Random

from support.utxo_chains import random_blocks, stored
from watchgate.risk.exposure.reading_in import WALKED, read_in


def test_all_of_the_columns_are_looked_through_or_none(tmp_path: Path) -> None:
    chain = stored(tmp_path / "chain", random_blocks(Random(1), blocks=15, addresses=25))
    whole = sum(chain.view(name).nbytes for name in WALKED)
    assert read_in(chain) == read_in(chain, memory=4 * whole) == whole > 0
    assert read_in(chain, memory=4 * whole - 4) == 0


def test_a_chain_of_nothing_is_looked_through(tmp_path: Path) -> None:
    chain = stored(tmp_path / "chain", random_blocks(Random(1), blocks=0, addresses=1))
    assert read_in(chain) > 0
