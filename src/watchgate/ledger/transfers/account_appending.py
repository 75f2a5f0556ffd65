"""A batch of moves becomes rows of an account chain: checked as a whole first; what does not fit leaves nothing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from watchgate.ledger.transfers import account_kernels as kernels
from watchgate.ledger.transfers.account_batch import FEE, MADE, AccountBatch
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.append_kernels import UNSPENT
from watchgate.ledger.transfers.appending import check_order
from watchgate.ledger.transfers.column import Array
from watchgate.ledger.transfers.key_kernels import ABSENT, NO_BLOCK
from watchgate.ledger.transfers.utxo import ROWS_MAX, Counts
from watchgate.model.errors import BadInputError

AT_ONCE = 1 << 16
"""Moves that are worked out before they are written."""


class _Numbered(NamedTuple):
    """The batch with rows in place of texts. `block`, `sent`: of each move."""

    sender: Array
    receiver: Array
    asset: Array
    mark: Array
    block: Array
    sent: Array


def append_moves(chain: AccountChain, batch: AccountBatch) -> Counts:
    """Write `batch` behind what is there and answer the new counts, not durable before `chain.sync`.

    BadInputError says which block, transaction or move cannot be, and the chain is as it was.
    """
    _check(chain, batch)
    before = chain.counts
    try:
        _write(chain, batch)
    except BaseException:
        chain.cut(before)
        raise
    return chain.counts


def _check(chain: AccountChain, batch: AccountBatch) -> None:
    check_order(chain, batch.height)
    counts = chain.counts
    if max(counts.outputs, counts.transactions) + 3 * len(batch.kind) > ROWS_MAX:
        raise BadInputError(f"a chain can have {ROWS_MAX:,} rows and outputs at most")
    sent = np.repeat(np.arange(len(batch.tx_hash)), np.diff(batch.tx_end, prepend=0))
    order = np.lexsort((batch.place, batch.kind, sent))
    columns = (sent[order], batch.kind[order], batch.place[order])
    same = np.ones(max(len(order) - 1, 0), bool)
    for column in columns:
        same &= column[1:] == column[:-1]
    twice = np.flatnonzero(same)
    if len(twice):
        at = int(order[twice[0] + 1])
        raise BadInputError(f"transaction {_hash(batch, at)} has its move {int(batch.place[at])} twice")
    for name, wanted, allowed in (("sender", batch.sender, {MADE}), ("receiver", batch.receiver, {FEE})):
        empty = np.flatnonzero(np.diff(wanted.end, prepend=0) == 0)
        wrong = empty[~np.isin(batch.kind[empty], list(allowed))]
        if len(wrong):
            raise BadInputError(f"a move of transaction {_hash(batch, int(wrong[0]))} has no {name}")


def _write(chain: AccountChain, batch: AccountBatch) -> None:
    counts = chain.counts
    column = chain.columns
    per_block = np.diff(batch.block_end, prepend=0)
    blocks = np.arange(counts.blocks, counts.blocks + len(batch.height), dtype=np.uint32)
    keys = chain.hash_keys  # made of what is there: before anything is added
    column["sent_hash"].append(batch.tx_hash)
    column["sent_block"].append(np.repeat(blocks, per_block))
    keys.added(counts.sent)
    sent = np.repeat(np.arange(len(batch.tx_hash)), np.diff(batch.tx_end, prepend=0))
    number = chain.text_keys.number
    numbered = _Numbered(
        number(batch.sender),
        number(batch.receiver),
        number(batch.asset),
        np.array(batch.mark),
        np.repeat(blocks, per_block)[sent],
        (sent + counts.sent).astype(np.uint32),
    )
    end_of = _moves(chain, batch, numbered)
    column["block_height"].append(batch.height)
    column["block_time"].append(batch.time)
    column["block_hash"].append(batch.block_hash)
    moves = np.concatenate((np.zeros(1, np.int64), batch.tx_end))[batch.block_end]
    column["block_end"].append(np.concatenate((np.array([counts.transactions]), end_of))[moves])
    column["token_address"].append(number(batch.token))
    column["token_block"].append(batch.token_block + np.uint32(counts.blocks))
    column["token_end"].append(batch.symbol.end + counts.token_bytes)
    column["token_pool"].append(batch.symbol.pool)


def _moves(chain: AccountChain, batch: AccountBatch, numbered: _Numbered) -> Array:
    """Write the moves, and answer the row behind each."""
    state = chain.state
    end_of = np.zeros(len(batch.kind), np.int64)
    spent = chain.columns["spent_by"]
    units = np.ascontiguousarray(batch.units)
    done, inputs = 0, 4 * AT_ONCE
    while done < len(units):
        counts = chain.counts
        rows = min(2 * AT_ONCE, 2 * (len(units) - done))
        outs = rows + AT_ONCE
        state.room_for(rows, counts.outputs + outs)
        taken = np.memmap(spent.path, np.uint32, "r+", shape=(spent.rows,)) if spent.rows else np.zeros(0, np.uint32)
        node = (np.zeros(rows, np.int64), np.zeros(rows, np.int64), np.zeros(rows, np.int64))
        in_tx, in_out, in_value = np.zeros(inputs, np.uint32), np.zeros(inputs, np.uint32), np.zeros(inputs)
        out_tx, out_units = np.zeros(outs, np.uint32), np.zeros((outs, 4), np.uint64)
        address, kind = np.zeros(outs, np.uint32), np.zeros(outs, np.uint8)
        taker = np.full(outs, UNSPENT, np.uint32)
        found, nodes, many_in, many_out = kernels.move(
            done,
            counts.transactions,
            counts.outputs,
            numbered.sender,
            numbered.receiver,
            numbered.asset,
            units,
            numbered.mark,
            chain.view("out_units"),
            taken,
            state.slots,
            state.keys,
            state.used,
            state.heads,
            state.before,
            np.zeros((1, 4), np.uint64),
            *node,
            in_tx,
            in_out,
            in_value,
            out_tx,
            out_units,
            address,
            kind,
            taker,
        )
        if found == done:  # one account holds more outputs than there is room for
            inputs *= 2
            continue
        ins = (in_tx[:many_in], in_out[:many_in], in_value[:many_in])
        _append_rows(
            chain, batch, numbered, counts, tuple(one[:nodes] for one in node), tuple(one[:many_in] for one in ins)
        )
        _append_outputs(chain, out_units[:many_out], address[:many_out], kind[:many_out], taker[:many_out])
        moves = node[0][:nodes]
        whole = np.flatnonzero(moves >= 0)
        end_of[moves[whole]] = counts.transactions + whole + 1
        done = found
    return end_of


def _append_rows(
    chain: AccountChain,
    batch: AccountBatch,
    numbered: _Numbered,
    counts: Counts,
    node: tuple[Array, ...],
    ins: tuple[Array, ...],
) -> None:
    move, in_end, out_end = node
    outside = move < 0
    of = np.where(outside, -1 - move, move)
    column = chain.columns
    stored = ins[1] < counts.outputs
    ins[0][stored] = (np.searchsorted(chain.view("tx_out"), ins[1][stored], "right") - 1).astype(np.uint32)
    column["tx_block"].append(np.where(outside, np.uint32(NO_BLOCK), numbered.block[of]))
    column["tx_in"].append(in_end + counts.inputs)
    column["tx_out"].append(out_end + counts.outputs)
    column["tx_sent"].append(np.where(outside, np.uint32(ABSENT), numbered.sent[of]))
    column["tx_place"].append(batch.place[of])
    column["tx_from"].append(np.where(outside, np.uint32(ABSENT), numbered.sender[of]))
    column["tx_asset"].append(numbered.asset[of])
    column["tx_kind"].append(np.where(outside, np.uint8(0), batch.kind[of]))
    column["tx_mark"].append(np.where(outside, np.uint8(0), numbered.mark[of]))
    column["in_tx"].append(ins[0])
    column["in_out"].append(ins[1])
    column["in_value"].append(ins[2])
    rows = (np.flatnonzero(outside) + counts.transactions).astype(np.uint32)
    column["outside"].append(np.stack((rows, np.zeros(len(rows), np.uint32)), axis=1))


def _append_outputs(chain: AccountChain, units: Array, address: Array, kind: Array, taker: Array) -> None:
    value = units[:, 3].astype(np.float64)
    for word in (2, 1, 0):
        value = value * 2.0**64 + units[:, word]
    column = chain.columns
    column["out_value"].append(value)
    column["out_units"].append(units)
    column["out_address"].append(address)
    column["out_kind"].append(kind)
    column["spent_by"].append(taker)


def _hash(batch: AccountBatch, move: int) -> str:
    return str(batch.tx_hash[int(np.searchsorted(batch.tx_end, move, "right"))].tobytes().hex())
