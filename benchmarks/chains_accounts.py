"""Account chains on a seeded synthetic chain: reading, appending, layout, haircut, backward queries, tags as deltas.

CPU seconds of this process. One move in 20 makes coins, the others are between accounts whose activity is uneven, some
beyond what their sender was seen to hold. The ratio of haircut is to reading the ratio of each input's row and nothing
else, in the same run. The bars are those of the whole: of account chains alone none is set.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from harness import Result, percentile
from watchgate.ledger.transfers.account_appending import append_moves
from watchgate.ledger.transfers.account_batch import MADE, NATIVE, TOKEN, AccountBatch
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.batch import strings
from watchgate.ledger.transfers.utxo import Counts
from watchgate.risk.exposure.account_fifo import units_back
from watchgate.risk.exposure.haircut import many_categories, mark_special, one_category
from watchgate.risk.exposure.views import Labels, Room, exposure_back, tag_changed
from watchgate.watch.chains.account_blocks import batches

CATEGORIES, TAGGED, QUERIES, TAGS = 8, 25, 1_000, 60
PER_BLOCK, PER_TX = 150, 2
PART = 1_200 * PER_BLOCK
USDT = "0xdac17f958d2ee523a2206206994597c13d831ec7"


def account_results(full: bool) -> list[Result]:
    """All parts."""
    many = 3_000_000 if full else 400_000
    with tempfile.TemporaryDirectory(prefix="watchgate-bench-accounts-") as folder:
        place = Path(folder)
        results = _reading(place, 30_000)
        chain = AccountChain(place / "chain", Counts())
        parts = [synthetic(first, min(PART, many - first)) for first in range(0, many, PART)]
        append_moves(AccountChain(place / "warm", Counts()), synthetic(0, 2_000))
        cpu = _cpu(lambda: [append_moves(chain, part) for part in parts])
        results += [_beside("accounts, moves appended a CPU second", many / cpu, f"{many:,} moves in {cpu:.1f} s")]
        results += [*_layout(chain), *_taint(chain), *_queries(chain)]
        chain.close()
    return results


def synthetic(first: int, many: int) -> AccountBatch:
    """Moves `first` to `first + many` of the chain, in whole blocks of PER_BLOCK."""
    random = np.random.default_rng((7, first))
    accounts = max(1_000, (first + many) // 4)
    sender, receiver = (_uneven(random, accounts, many) for _ in range(2))
    made = random.random(many) < 0.05
    token = random.random(many) < 0.5
    units = np.zeros((many, 4), np.uint64)
    units[:, 0] = (10.0 ** random.uniform(3, 18, many)).astype(np.uint64)
    moves = np.arange(first, first + many)
    txs = np.unique(moves // PER_TX)
    blocks = np.unique(moves // PER_BLOCK)
    people = strings(["", *(f"0x{number:040x}" for number in range(accounts))])
    contracts = strings(["", USDT])
    name = np.zeros((len(txs), 32), np.uint8)
    name[:, :8] = txs.astype(np.int64).view(np.uint8).reshape(-1, 8)
    return AccountBatch(
        height=blocks.astype(np.int64),
        block_hash=np.zeros((len(blocks), 32), np.uint8),
        time=blocks * 12,
        block_end=np.searchsorted(txs * PER_TX // PER_BLOCK, blocks, "right").astype(np.int64),
        tx_hash=name,
        tx_end=np.searchsorted(moves // PER_TX, txs, "right").astype(np.int64),
        sender=people.chosen(np.where(made, 0, sender + 1)),
        receiver=people.chosen(receiver + 1),
        asset=contracts.chosen(token.astype(np.int64)),
        units=units,
        kind=np.where(made, MADE, np.where(token, TOKEN, NATIVE)).astype(np.uint8),
        mark=np.zeros(many, np.uint8),
        place=moves.astype(np.uint32),
        token=strings([]),
        symbol=strings([]),
        token_block=np.zeros(0, np.uint32),
    )


def _uneven(random: np.random.Generator, accounts: int, many: int) -> npt.NDArray[np.int64]:
    """Accounts, few of them often."""
    return (accounts * random.random(many) ** 3).astype(np.int64)


def _reading(place: Path, many: int) -> list[Result]:
    rows = [
        {
            "token_address": USDT,
            "from_address": f"0x{at % 997:040x}",
            "to_address": f"0x{at % 991 + 1:040x}",
            "value": 10**20 + at,
            "transaction_hash": f"0x{at:064x}",
            "log_index": at % 200,
            "block_number": at // 200,
        }
        for at in range(many)
    ]
    path = place / "transfers.json"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    cpu = _best(lambda: list(batches([path], "eth")))
    return [
        Result(
            measure="accounts, rows of token transfers read",
            value=round(many / cpu),
            unit="rows/CPU s",
            target=200_000,
            note="ethereum-etl's JSON lines, into batches that are ready to be appended",
        )
    ]


def _layout(chain: AccountChain) -> list[Result]:
    counts = chain.counts
    sizes = {name: column.path.stat().st_size for name, column in chain.columns.items()}
    apart = ("address", "token", "block", "outside")
    whole = sum(size for name, size in sizes.items() if not name.startswith(apart))
    note = (
        f"{counts.inputs / counts.transactions:.2f} inputs and {counts.outputs / counts.transactions:.2f} outputs a row"
    )
    return [_beside("accounts, bytes a row, dictionaries of addresses apart", whole / counts.transactions, note)]


def _taint(chain: AccountChain) -> list[Result]:
    labels = _labels(chain)
    rows = chain.counts.transactions
    special = np.zeros(rows, np.uint8)
    mark_special(labels.rows, chain.view("spent_by"), special)
    arrays = (chain.view("tx_in"), chain.view("in_tx"), chain.view("in_value"), chain.view("in_out"))
    ratio, table = np.zeros(rows, np.float32), np.zeros((rows, CATEGORIES), np.float32)
    out = np.zeros(rows, np.float32)
    limit = _best(lambda: gather(arrays[0], arrays[1], ratio, out))
    one = _best(lambda: one_category(*arrays, special, labels.label, 1, ratio))
    eight = _best(lambda: many_categories(*arrays, special, labels.label, table))
    against = f"gather of ratios {rows / limit / 1e6:.1f} M/s"
    return [
        _beside("accounts, haircut, rows a CPU second", rows / one, f"{against}; of Bitcoin 20 M/s is asked"),
        _beside("accounts, haircut of 8 categories, rows a CPU second", rows / eight, "of Bitcoin 12 M/s is asked"),
    ]


def _queries(chain: AccountChain) -> list[Result]:
    labels = _labels(chain)
    random = np.random.default_rng(5)
    outputs = np.flatnonzero(chain.view("out_kind") == 0)
    room, spent, cut = Room(), [], []
    exposure_back(chain, labels, outputs[:1], room=room)
    for output in random.choice(outputs, QUERIES):
        begun = time.thread_time()
        answer = exposure_back(chain, labels, np.array([output]), room=room)
        spent.append(time.thread_time() - begun)
        cut.append(answer.cut)
    very, parts = [], 0
    for output in random.choice(outputs, QUERIES):
        begun = time.thread_time()
        units = units_back(chain, labels, np.array([output]))
        very.append(time.thread_time() - begun)
        parts += units.cut > 0
    taken, change = [], 0.0
    for output in random.choice(outputs, TAGS):
        begun = time.thread_time()
        more = tag_changed(chain, labels, np.array([output]), np.array([1.0]), eps=1e-3)
        taken.append(time.thread_time() - begun)
        less = tag_changed(chain, labels, np.array([output]), np.array([-1.0]), eps=1e-3)
        change = max(
            change, max((abs(x[1] + y[1]) for x, y in zip(more.changes, less.changes, strict=True)), default=0)
        )
    note = f"median {percentile(spent, 0.5) * 1e3:.2f} ms, median share cut {percentile(cut, 0.5):.2f}; eps 1e-3"
    return [
        Result(
            measure="accounts, screening one output backward, p99",
            value=percentile(spent, 0.99) * 1e3,
            unit="ms",
            target=5.0,
            at_most=True,
            note=note,
        ),
        Result(
            measure="accounts, FIFO path of one output, p99",
            value=percentile(very, 0.99) * 1e3,
            unit="ms",
            target=1.0,
            at_most=True,
            note=f"median {percentile(very, 0.5) * 1e3:.2f} ms, cut in {parts} of {QUERIES}; exact to the unit",
        ),
        Result(
            measure="accounts, one new tag, p95",
            value=percentile(taken, 0.95) * 1e3,
            unit="ms",
            target=100.0,
            at_most=True,
            note=f"{TAGS} tags, eps 1e-3",
        ),
        Result(measure="accounts, a tag added and taken back leaves", value=change, unit="", target=0.0, at_most=True),
    ]


def _labels(chain: AccountChain) -> Labels:
    random = np.random.default_rng(3)
    categories = np.zeros(chain.counts.addresses, np.uint8)
    for category in range(1, CATEGORIES + 1):
        categories[random.integers(0, chain.counts.addresses, TAGGED)] = category
    return Labels.of_addresses(chain, categories)


def _gathered(
    tx_in: npt.NDArray[np.int64],
    in_tx: npt.NDArray[np.uint32],
    ratio: npt.NDArray[np.float32],
    out: npt.NDArray[np.float32],
) -> None:
    """The sum of the ratios of each row's inputs: the reading that haircut cannot do without."""
    for tx in range(len(out)):
        total = np.float32(0)
        for at in range(tx_in[tx], tx_in[tx + 1]):
            total += ratio[in_tx[at]]
        out[tx] = total


gather: Any = numba.njit(_gathered)


def _best(work: Callable[[], object]) -> float:
    work()
    return min(_cpu(work) for _ in range(3))


def _cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _beside(measure: str, value: float, note: str) -> Result:
    return Result(measure=measure, value=round(value, 1), unit="", note=note)
