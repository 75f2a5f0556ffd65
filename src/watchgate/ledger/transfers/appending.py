"""A batch becomes rows of a chain: checked as a whole first, then written; what does not fit leaves nothing behind."""

from __future__ import annotations

import numpy as np

from watchgate.ledger.transfers import append_kernels as kernels
from watchgate.ledger.transfers.append_kernels import UNSPENT
from watchgate.ledger.transfers.batch import COINS_MAX, UNKNOWN, Batch
from watchgate.ledger.transfers.column import Array
from watchgate.ledger.transfers.key_kernels import ABSENT, NO_BLOCK, find_hashes, insert_hashes
from watchgate.ledger.transfers.keys import again
from watchgate.ledger.transfers.utxo import ROWS_MAX, Counts, UtxoChain
from watchgate.model.errors import BadInputError

_WRONG = {
    kernels.LATER: "takes an output of a transaction that comes after it",
    kernels.NO_OUTPUT: "takes an output that its transaction does not have",
    kernels.SPENT: "takes an output that another transaction has taken",
    kernels.VALUE: "gives another value for it than the output has",
}


def append(chain: UtxoChain, batch: Batch) -> Counts:
    """Write `batch` behind what is there and answer the new counts, not durable before `chain.sync`.

    BadInputError names the block, transaction and input that cannot be, and the chain is as it was. Memory: some 40
    bytes an input and output of the batch.
    """
    _check(chain, batch)
    before = chain.counts
    try:
        _write(chain, batch)
    except BaseException:
        chain.cut(before)
        raise
    return chain.counts


def check_order(chain: UtxoChain, heights: Array) -> None:
    """BadInputError unless the blocks of `heights` come in ascending order behind those that are there."""
    if len(heights) == 0:
        raise BadInputError("there is no block in it")
    last = int(chain.view("block_height")[-1]) if chain.counts.blocks else -1
    if heights[0] <= last:
        raise BadInputError(
            f"block {int(heights[0])} comes when block {last} is there already",
            hint="blocks are ingested in ascending order; another branch of the chain is ingested with --fork",
        )
    if (np.diff(heights) <= 0).any():
        at = int(np.flatnonzero(np.diff(heights) <= 0)[0])
        raise BadInputError(f"block {int(heights[at + 1])} comes behind block {int(heights[at])}")


def _check(chain: UtxoChain, batch: Batch) -> None:
    check_order(chain, batch.height)
    for name, values in (("an output", batch.output_value), ("an input", batch.input_value)):
        wrong = np.flatnonzero((values < (0 if name == "an output" else UNKNOWN)) | (values > COINS_MAX))
        if len(wrong):
            ends = batch.output_end if name == "an output" else batch.input_end
            tx = int(np.searchsorted(ends, wrong[0], "right"))
            raise BadInputError(f"{name} of transaction {_hash(batch, tx)} has the value {int(values[wrong[0]])}")
    wrong = np.flatnonzero((batch.spent_index < 0) | (batch.spent_index > 0xFFFFFFFF))
    if len(wrong):
        tx = int(np.searchsorted(batch.input_end, wrong[0], "right"))
        raise BadInputError(f"transaction {_hash(batch, tx)} takes output {int(batch.spent_index[wrong[0]])}")
    counts, outside = chain.counts, len(batch.spent_hash)
    if max(counts.transactions + len(batch.tx_hash), counts.outputs + len(batch.output_value)) + outside > ROWS_MAX:
        raise BadInputError(f"a chain can have {ROWS_MAX:,} transactions and outputs at most")


def _write(chain: UtxoChain, batch: Batch) -> None:
    value = batch.input_value.copy()
    origin = chain.hash_keys.find(batch.spent_hash)
    inside = _inside(batch)
    outside = (origin == ABSENT) & (inside == ABSENT)
    _fill_known(chain, batch, value, origin, inside)
    kernels.infer_values(batch.input_end, batch.output_end, value, batch.output_value)
    fee = np.empty(len(batch.tx_hash), np.int64)
    over = kernels.balance(batch.input_end, value, batch.output_end, batch.output_value, fee)
    if over >= 0:
        raise BadInputError(f"transaction {_hash(batch, over)} gives more than it takes, or more than there can be")
    first = _outside_rows(chain, batch, value, np.flatnonzero(outside))
    origin[outside] = np.arange(first - int(outside.sum()), first, dtype=np.uint32)
    within = inside != ABSENT
    origin[within] = (inside[within] + np.uint32(first)).astype(np.uint32)
    index = np.where(outside, 0, batch.spent_index)
    _transactions(chain, batch, first)
    in_out = np.empty(len(origin), np.uint32)
    spent = chain.columns["spent_by"]
    spent_by = np.memmap(spent.path, np.uint32, "r+", shape=(spent.rows,)) if spent.rows else spent.view()
    wrong, tx, _ = kernels.resolve(
        first, batch.input_end, origin, index, value, chain.view("tx_out"), chain.view("out_value"), spent_by, in_out
    )
    if wrong:
        raise BadInputError(f"transaction {_hash(batch, tx)} {_WRONG[wrong]}")
    chain.columns["in_tx"].append(origin)
    chain.columns["in_out"].append(in_out)
    chain.columns["in_value"].append(value)


def _inside(batch: Batch) -> Array:
    """For each input the transaction of the batch that it takes from, or ABSENT."""
    slots = np.zeros(1 << max(10, (2 * len(batch.tx_hash)).bit_length()), np.uint32)
    words = np.ascontiguousarray(batch.tx_hash).view(np.uint64)
    read = np.zeros(len(words), np.uint32)
    twice = insert_hashes(slots, words, read, 0, len(words), np.uint64(0), again())
    if twice >= 0:
        raise BadInputError(f"transaction {_hash(batch, twice)} comes a second time")
    out = np.empty(len(batch.spent_hash), np.uint32)
    find_hashes(slots, words, np.ascontiguousarray(batch.spent_hash).view(np.uint64), np.uint64(0), out)
    return out


def _fill_known(chain: UtxoChain, batch: Batch, value: Array, origin: Array, inside: Array) -> None:
    """Values that the source does not say and an output that was read does."""
    output_start = np.concatenate((np.zeros(1, np.int64), batch.output_end))
    for rows, starts, values in (
        (origin, chain.view("tx_out"), chain.view("out_value")),
        (inside, output_start, batch.output_value),
    ):
        at = np.flatnonzero((value == UNKNOWN) & (rows != ABSENT))
        place = starts[rows[at]] + batch.spent_index[at]
        there = place < starts[rows[at] + 1]
        value[at[there]] = values[place[there]]


def _outside_rows(chain: UtxoChain, batch: Batch, value: Array, at: Array) -> int:
    """A row for each output taken from a transaction that was never read; answers the row behind the last."""
    first = chain.counts.transactions
    many = len(at)
    if many:
        column = chain.columns
        inputs, outputs = chain.counts.inputs, chain.counts.outputs
        column["tx_hash"].append(batch.spent_hash[at])
        column["tx_block"].append(np.full(many, NO_BLOCK, np.uint32))
        column["tx_in"].append(np.full(many, inputs, np.int64))
        column["tx_out"].append(np.arange(outputs + 1, outputs + many + 1, dtype=np.int64))
        column["out_value"].append(value[at])
        column["out_kind"].append(np.zeros(many, np.uint8))
        column["spent_by"].append(np.full(many, UNSPENT, np.uint32))
        column["out_address"].append(chain.text_keys.number(batch.input_address.chosen(at)))
        rows = np.arange(first, first + many, dtype=np.uint32)
        column["outside"].append(np.stack((rows, batch.spent_index[at].astype(np.uint32)), axis=1))
    return first + many


def _transactions(chain: UtxoChain, batch: Batch, first: int) -> None:
    column, counts = chain.columns, chain.counts
    per_block = np.diff(batch.block_end, prepend=0)
    blocks = np.arange(counts.blocks, counts.blocks + len(batch.height), dtype=np.uint32)
    column["block_height"].append(batch.height)
    column["block_time"].append(batch.time)
    column["block_hash"].append(batch.block_hash)
    column["block_end"].append(batch.block_end + first)
    column["tx_hash"].append(batch.tx_hash)
    column["tx_block"].append(np.repeat(blocks, per_block))
    column["tx_in"].append(batch.input_end + counts.inputs)
    column["tx_out"].append(batch.output_end + counts.outputs)
    column["out_value"].append(batch.output_value)
    column["out_kind"].append(batch.kind)
    column["spent_by"].append(np.full(len(batch.output_value), UNSPENT, np.uint32))
    column["out_address"].append(chain.text_keys.number(batch.output_address))
    column["memo_output"].append(batch.memo_output + counts.outputs)
    column["memo_end"].append(batch.memos.end + counts.memo_bytes)
    column["memo_pool"].append(batch.memos.pool)
    chain.hash_keys.added(first)


def _hash(batch: Batch, tx: int) -> str:
    return str(batch.tx_hash[tx].tobytes().hex())
