"""`watchgate bench chains`: others' references, then clustering, taint, tags, queries, layout and ingest, on a seeded
synthetic chain; the same for accounts.

15 million transactions (`--full`; else 2 million) whose statistics are printed beside those of real blocks. CPU seconds
of this process, the best of three: the cores are shared. The ratio to the memory-gather limit is to reading the ratio
of each input's transaction and nothing else, in the same run. The chain is kept in WATCHGATE_BENCH_CHAIN, or a folder
beside the system's temporary files, for the next run.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numba
import numpy as np
import numpy.typing as npt

from chains_accounts import account_results
from chains_accounts_references import account_reference_results
from chains_exact import exact_results
from chains_generator import SHAPE, synthetic
from chains_hops import hops_results
from chains_ingest import ingest_results
from chains_peers import clustering_results
from chains_references import reference_results
from chains_refusals import refusal_results
from chains_statistics import statistics
from harness import Result
from watchgate.ledger.transfers.output_index import CHUNK, SEGMENT, OutputIndex
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.clusters import AHEAD, clusters, join
from watchgate.risk.exposure.fifo_sweep import coins_held
from watchgate.risk.exposure.forward import ForwardRoom, forward
from watchgate.risk.exposure.haircut import many_categories, mark_special, one_category, poison
from watchgate.risk.exposure.views import Labels, Room, exposure_back, path_back, tag_changed

CATEGORIES = 8
TAGGED = 25
QUERIES = 2_000


def run(full: bool) -> list[Result]:
    """All parts."""
    transactions = 15_000_000 if full else 2_000_000
    chain = synthetic(chain_folder() / f"{transactions}-{SHAPE}", transactions)
    labels = tagged(chain)
    results = [*statistics(chain), *clustering_results(chain, full), *block_results(chain)]
    results += [*taint(chain, labels), *tag_results(chain, labels), *query_results(chain, labels), *hops_results(chain)]
    with tempfile.TemporaryDirectory(prefix="watchgate-bench-index-") as folder:
        results += [*address_results(chain, Path(folder)), *layout(chain, Path(folder))]
    results += [*ingest_results(chain, 200_000 if full else 50_000), *account_results(full), *refusal_results()]
    return [*reference_results(), *account_reference_results(), *exact_results(), *results]


def chain_folder() -> Path:
    """Where synthetic chains are kept."""
    given = os.environ.get("WATCHGATE_BENCH_CHAIN")
    return Path(given) if given else Path(tempfile.gettempdir()) / "watchgate-bench-chain"


def tagged(chain: UtxoChain) -> Labels:
    """The labels: 25 addresses in each of eight categories."""
    random = np.random.default_rng(3)
    categories = np.zeros(chain.counts.addresses, np.uint8)
    for category in range(1, CATEGORIES + 1):
        categories[random.integers(0, chain.counts.addresses, TAGGED)] = category
    return Labels.of_addresses(chain, categories)


def block_results(chain: UtxoChain) -> list[Result]:
    """One block of 1,600 multi-input transactions joined to what is there."""
    apart = np.zeros(chain.counts.transactions, np.uint8)
    found = clusters(chain, apart)
    tx_in = chain.view("tx_in")
    multi = np.flatnonzero(np.diff(tx_in) > 1)
    first, last = int(multi[-1_600]), chain.counts.transactions
    columns = (tx_in, chain.view("in_out"), chain.view("out_address"), apart)
    log, ahead = np.empty((3, 100_000), np.uint32), np.empty((2, AHEAD), np.uint32)
    spent: list[float] = []
    for _ in range(20):
        parent = found.parent.copy()
        begun = time.perf_counter()
        join(first, last, *columns, parent, log[0], log[1], log[2], ahead)
        spent.append((time.perf_counter() - begun) * 1e3)
    value = float(np.median(spent))
    return [Result(measure="one block, 1,600 multi-input", value=round(value, 3), unit="ms", target=1.0, at_most=True)]


def taint(chain: UtxoChain, labels: Labels) -> list[Result]:
    """Sweeps of the whole chain."""
    transactions = chain.counts.transactions
    special = np.zeros(transactions, np.uint8)
    mark_special(labels.rows, chain.view("spent_by"), special)
    tx_in, in_tx, in_value, in_out = (np.array(chain.view(name)) for name in ("tx_in", "in_tx", "in_value", "in_out"))
    columns = (tx_in, in_tx, in_value, in_out, special, labels.label)
    ratio = np.zeros(transactions, np.float32)
    table = np.zeros((transactions, CATEGORIES), np.float32)
    bad = np.zeros(transactions, np.uint8)
    one = best(lambda: one_category(*columns, 1, ratio))
    eight = best(lambda: many_categories(*columns, table))
    flag = best(lambda: poison(tx_in, in_tx, in_out, special, labels.label, 1, bad))
    coins = best(lambda: coins_held(chain, labels))
    limit = best(lambda: _gather(in_tx, ratio))
    gather = f"bare gather of the same inputs: {len(in_tx) / limit / 1e6:.0f} M/s"
    unit = "M transactions/CPU s"
    return [
        Result(
            measure="haircut, one category",
            value=round(transactions / one / 1e6, 1),
            unit=unit,
            target=20.0,
            against=gather,
            ratio=round(limit / one, 2),
        ),
        Result(
            measure="haircut, eight categories",
            value=round(transactions / eight / 1e6, 1),
            unit=unit,
            target=12.0,
            against=gather,
            ratio=round(limit / eight, 2),
        ),
        Result(
            measure="FIFO, all outputs, eight categories",
            value=round(transactions / coins / 1e6, 1),
            unit=unit,
            target=12.0,
            against=gather,
            ratio=round(limit / coins, 2),
        ),
        Result(measure="poison flag", value=round(transactions / flag / 1e6, 1), unit=unit),
    ]


def tag_results(chain: UtxoChain, labels: Labels) -> list[Result]:
    """One tag more, at places along the chain; added and taken back."""
    random = np.random.default_rng(5)
    spent: list[float] = []
    residue = 0.0
    for place in np.repeat([0.3, 0.5, 0.7, 0.9, 0.99], 8):
        start = int(chain.counts.outputs * place)
        output = np.array([int(random.integers(start, start + chain.counts.outputs // 100))])
        begun = time.perf_counter()
        there = tag_changed(chain, labels, output, np.ones(1), eps=1e-3)
        spent.append((time.perf_counter() - begun) * 1e3)
        back = tag_changed(chain, labels, output, -np.ones(1), eps=1e-3)
        residue = max(
            residue, *(abs(one + two) for (_, one), (_, two) in zip(there.changes, back.changes, strict=True)), 0
        )
    return [
        Result(
            measure="one new tag, eps 1e-3, p95",
            value=round(float(np.percentile(spent, 95)), 1),
            unit="ms",
            target=100.0,
            at_most=True,
            note=f"40 tags at 30 to 99 % of the chain; p50 {np.median(spent):.1f} ms, by the clock",
        ),
        Result(measure="added, then taken back: residue", value=residue, unit="ratio", target=0.0, at_most=True),
    ]


def query_results(chain: UtxoChain, labels: Labels) -> list[Result]:
    """Questions about single outputs of the newer half of the chain."""
    random = np.random.default_rng(7)
    outputs = random.integers(chain.counts.outputs // 2, chain.counts.outputs, QUERIES)
    room, ahead = Room(), ForwardRoom()
    back = _each(outputs, lambda one: exposure_back(chain, labels, np.array([one]), room=room))
    path = _each(outputs, lambda one: path_back(chain, labels, int(one)))
    hops = _each(outputs[:500], lambda one: forward(chain, labels, np.array([one]), hops=8, room=ahead))
    return [
        back.p99("haircut backward of one output of the newer half, eps 1e-3", 5.0),
        path.p99("FIFO path of one output of the newer half", 1.0),
        Result(
            measure="trace forward, 8 hops, p50",
            value=round(float(np.median(hops.clock)), 3),
            unit="ms",
            target=1.0,
            at_most=True,
            note=f"by the clock; p95 {np.percentile(hops.clock, 95):.1f} ms; CPU p50 {np.median(hops.cpu):.3f} ms",
        ),
    ]


def address_results(chain: UtxoChain, folder: Path) -> list[Result]:
    """The outputs of an address, by the index, beside a scan."""
    column = chain.view("out_address")
    index = OutputIndex(folder, 0, segment=min(SEGMENT, max(CHUNK, len(column) // CHUNK * CHUNK)))
    begun = time.process_time()
    index.keep(column)
    made = time.process_time() - begun
    asked = np.random.default_rng(9).choice(column, 500)
    found = _each(asked, lambda one: index.find(column, one))
    scan = _each(asked[:20], lambda one: np.flatnonzero(column == one))
    shown = found.p99("outputs of an address")
    against = f"scan p50 {np.median(scan.clock):.1f} ms; index made in {made:.1f} CPU s"
    return [msgspec.structs.replace(shown, against=against, ratio=round(shown.value / float(np.median(scan.clock)), 4))]


def layout(chain: UtxoChain, index: Path) -> list[Result]:
    """Bytes a row on disk, dictionaries apart; the index of outputs counts."""
    sizes = {name: column.path.stat().st_size for name, column in chain.columns.items()}
    sizes["index"] = sum(one.stat().st_size for one in index.iterdir())
    counts = chain.counts
    parts = (
        ("a transaction", ("tx_in", "tx_out", "tx_block"), counts.transactions, 24.0),
        ("an input", ("in_tx", "in_out", "in_value"), counts.inputs, 16.0),
        ("an output", ("out_value", "out_address", "out_kind", "spent_by", "index"), counts.outputs, 20.0),
    )
    return [
        Result(
            measure=f"bytes {name}",
            value=round(sum(sizes[one] for one in columns) / rows, 2),
            unit="B",
            target=bar,
            at_most=True,
        )
        for name, columns, rows, bar in parts
    ]


def best(work: Callable[[], object], rounds: int = 3) -> float:
    """CPU seconds of the best of several rounds, behind one that compiles and warms."""
    work()
    spent: list[float] = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return min(spent)


@numba.njit(cache=True)
def _gather(rows: npt.NDArray[np.uint32], values: npt.NDArray[np.float32]) -> Any:
    total = np.float32(0.0)
    for at in range(len(rows)):
        total += values[np.int64(rows[at])]
    return total


class Spent(NamedTuple):
    """Milliseconds of each question: of this thread's processor time, and by the clock."""

    cpu: list[float]
    clock: list[float]

    def p99(self, measure: str, bar: float | None = None) -> Result:
        """The time by the clock of all but one in 100, and the processor's share of it."""
        value = round(float(np.percentile(self.clock, 99)), 3)
        note = f"{len(self.clock):,} questions, by the clock; p50 {np.median(self.clock):.3f} ms; processor time p50 "
        note += f"{np.median(self.cpu):.3f} ms, p99 {np.percentile(self.cpu, 99):.3f} ms"
        return Result(measure=f"{measure}, p99", value=value, unit="ms", target=bar, at_most=True, note=note)


def _each(outputs: npt.NDArray[np.int64], work: Callable[[int], object]) -> Spent:
    """What each took."""
    work(int(outputs[0]))
    spent = Spent([], [])
    for one in outputs:
        begun, cpu = time.perf_counter(), time.thread_time()
        work(int(one))
        spent.cpu.append((time.thread_time() - cpu) * 1e3)
        spent.clock.append((time.perf_counter() - begun) * 1e3)
    return spent
