"""The trace forward beside DuckDB: the same transactions within so many hops, asked of a table of who took from whom.

DuckDB runs on one thread over a table in memory, without an index: a recursive query joins the whole table at each
step. It says which transactions are reached, and not how much; the trace says both.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from harness import Result
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.forward import ForwardRoom, forward
from watchgate.risk.exposure.views import Labels

HOPS, ASKED = 8, 5
QUERY = """
    with recursive reached(tx, hop) as (
        select taker, 1 from edge where output = ?
        union
        select edge.taker, reached.hop + 1 from reached join edge on edge.maker = reached.tx where reached.hop < ?
    )
    select distinct tx from reached
"""


def hops_results(chain: UtxoChain) -> list[Result]:
    """How many times longer DuckDB takes, and how many transactions it reaches otherwise."""
    try:
        import duckdb
    except ImportError as error:
        return [Result(measure="8 hops beside DuckDB", value=0, unit="", note=f"not measured: {error}")]
    base = duckdb.connect(config={"threads": 1})
    base.register("rows", _edges(chain))
    base.execute("create table edge as select * from rows")
    labels, room = Labels.empty(chain), ForwardRoom(1 << 18, 1 << 20)
    outputs = np.random.default_rng(11).integers(chain.counts.outputs // 2, chain.counts.outputs, ASKED)
    ours, theirs, differing, reached = 0.0, 0.0, 0, 0
    forward(chain, labels, outputs[:1], hops=HOPS, least=0.0, room=room)
    for output in outputs:
        begun = time.process_time()
        flows, lost = forward(chain, labels, np.array([output]), hops=HOPS, least=0.0, room=room)
        ours += time.process_time() - begun
        begun = time.process_time()
        rows = base.execute(QUERY, [int(output), HOPS]).fetchall()
        theirs += time.process_time() - begun
        followed = {flow.taker for flow in flows if flow.end == 0}
        differing += len(followed ^ {tx for (tx,) in rows}) + (lost > 0)
        reached += len(rows)
    base.close()
    return [
        Result(
            measure="trace forward, 8 hops, times DuckDB",
            value=round(theirs / ours, 1),
            unit="x CPU",
            against=f"DuckDB {duckdb.__version__}, one thread: {theirs / ASKED * 1e3:.0f} ms a question",
            note=f"{ASKED} outputs, {reached:,} transactions reached; ours {ours / ASKED * 1e3:.2f} ms",
        ),
        Result(measure="transactions that DuckDB reaches otherwise", value=differing, unit="", target=0, at_most=True),
    ]


def _edges(chain: UtxoChain) -> Any:
    """A row for each input that is worth anything: the output, who made it, who took it."""
    import pyarrow as pa

    worth = chain.view("in_value") > 0
    takers = np.repeat(np.arange(chain.counts.transactions, dtype=np.uint32), np.diff(chain.view("tx_in")))
    columns = {"output": chain.view("in_out"), "maker": chain.view("in_tx"), "taker": takers}
    return pa.table({name: pa.array(column[worth]) for name, column in columns.items()})
