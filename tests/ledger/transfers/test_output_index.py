"""The outputs of an address by the index are those of a scan, whatever came before: growth, forks, damage, readers."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from support.utxo_chains import random_blocks, stored
from watchgate.ledger.transfers import utxo
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.output_index import CHUNK, OutputIndex, Rows
from watchgate.ledger.transfers.utxo import UtxoChain

SEGMENT = 4 * CHUNK


def appearing(random: Random, many: int) -> Rows:
    """Rows of addresses numbered as they first appear; some outputs have none."""
    found, known = [], 0
    for _ in range(many):
        if random.random() < 0.02:
            found.append(ABSENT)
        elif not known or random.random() < 0.5:
            found.append(known)
            known += 1
        else:
            found.append(int(known * random.random() ** 3))
    return np.array(found, np.uint32)


def same(index: OutputIndex, rows: Rows, addresses: list[int]) -> None:
    for address in addresses:
        assert index.find(rows, address).tolist() == np.flatnonzero(rows == address).tolist()


@pytest.mark.parametrize("seed", range(4))
def test_found_is_what_a_scan_finds_as_the_chain_grows(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    rows = appearing(random, 5 * SEGMENT + 100)
    last = int(rows[rows != ABSENT].max())
    asked = [0, 1, last, last + 1, *(random.randint(0, last) for _ in range(300))]
    for end in (100, SEGMENT, 2 * SEGMENT + 7, len(rows)):
        writer = OutputIndex(tmp_path, 0, segment=SEGMENT)
        writer.keep(rows[:end])
        same(writer, rows[:end], asked)
        same(OutputIndex(tmp_path, 0, segment=SEGMENT), rows[:end], asked)
    assert len(list(tmp_path.glob("outputs-*.index"))) == 5
    # A reader that looks at fewer rows than the index knows.
    same(OutputIndex(tmp_path, 0, segment=SEGMENT), rows[: 3 * SEGMENT - 1], asked)


def test_numbers_that_come_in_any_order_are_found_too(tmp_path: Path) -> None:
    random = Random(7)
    rows = np.array([random.randint(0, 500) for _ in range(3 * SEGMENT)], np.uint32)
    index = OutputIndex(tmp_path, 0, segment=SEGMENT)
    index.keep(rows)
    same(index, rows, list(range(0, 510, 7)))


def test_after_a_fork_nothing_of_the_rows_that_went_is_left(tmp_path: Path) -> None:
    random = Random(3)
    rows = appearing(random, 3 * SEGMENT)
    first = OutputIndex(tmp_path, 0, segment=SEGMENT)
    first.keep(rows)
    other = np.concatenate((rows[: SEGMENT + 9], rows[SEGMENT + 9 :][::-1]))
    first.cut(SEGMENT + 9)
    again = OutputIndex(tmp_path, 1, segment=SEGMENT)
    again.keep(other)
    asked = [random.randint(0, int(rows[rows != ABSENT].max())) for _ in range(200)]
    same(again, other, asked)
    # Whoever still reads the rows of before does not take the index of others for theirs.
    same(OutputIndex(tmp_path, 0, segment=SEGMENT), rows, asked)


@pytest.mark.parametrize("damage", [b"", b"WG", b"\xff" * 56, b"\0" * 4_096, b"cut"])
def test_a_damaged_file_is_made_again_and_never_believed(damage: bytes, tmp_path: Path) -> None:
    rows = appearing(Random(5), 2 * SEGMENT)
    OutputIndex(tmp_path, 0, segment=SEGMENT).keep(rows)
    path = tmp_path / "outputs-0.index"
    path.write_bytes(path.read_bytes()[:-4] if damage == b"cut" else damage)
    same(OutputIndex(tmp_path, 0, segment=SEGMENT), rows, list(range(50)))
    index = OutputIndex(tmp_path, 0, segment=SEGMENT)
    index.keep(rows)
    same(index, rows, list(range(50)))


def test_a_chain_keeps_it_for_the_next_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(utxo, "OutputIndex", lambda folder, forks: OutputIndex(folder, forks, segment=CHUNK))
    chain = stored(tmp_path / "chain", random_blocks(Random(11), blocks=200, transactions=20, addresses=90), Random(11))
    chain.keep_keys()
    counts = chain.counts
    assert len(list((tmp_path / "chain").glob("outputs-*.index"))) == counts.outputs // CHUNK > 1
    chain.close()
    reading = UtxoChain(tmp_path / "chain", counts, writing=False)
    column = reading.view("out_address")
    for address in range(counts.addresses):
        assert reading.outputs_to(address).tolist() == np.flatnonzero(column == address).tolist()
    reading.close()


@pytest.mark.parametrize("seed", range(4))
def test_many_addresses_asked_at_once_are_answered_as_one_by_one(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    addresses = np.array([random.choice((*range(40), ABSENT)) for _ in range(5_000)], np.uint32)
    for segment in (1 << 10, 1 << 11, 1 << 23):
        index = OutputIndex(tmp_path, 0, segment=segment)
        if random.random() < 0.5:
            index.keep(addresses)
        wanted = random.sample(range(60), 20)
        for one, rows in zip(wanted, index.find_all(addresses, wanted), strict=True):
            assert rows.tolist() == np.flatnonzero(addresses == one).tolist(), f"seed {seed}"
    assert index.find_all(addresses, []) == []
