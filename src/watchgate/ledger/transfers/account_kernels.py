"""Balances as unspent outputs: a move takes all that its sender holds of an asset and gives (moved, kept).

So an account chain becomes a chain of outputs in one order, each taken once: what is kept is the carried balance, and
an output of a move holds the mixture of all that the sender held at that moment, which is proportional mixing. What a
sender gives and was never seen to receive comes from a row of no block ("outside"), first in the queue.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel
from watchgate.ledger.transfers.account_batch import BEYOND
from watchgate.ledger.transfers.append_kernels import UNSPENT
from watchgate.ledger.transfers.key_kernels import ABSENT

Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.uint32]
Marks = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Doubles = npt.NDArray[np.float64]
MOVED, KEPT, OUTSIDE = 0, 1, 2
"""What an output of an account chain is: received from another, kept by its sender, held before the first block."""
_FULL = 0xFFFFFFFFFFFFFFFF


@kernel
def add_units(left: Words, at: int, right: Words, row: Any) -> bool:
    """Add right[row] to left[at]; True, and all bits set, where the sum has more than 256 bits."""
    carry = np.uint64(0)
    for word in range(4):
        first = left[at, word] + carry
        over = first < carry
        total = first + right[row, word]
        over = over or total < first
        left[at, word] = total
        carry = np.uint64(1) if over else np.uint64(0)
    if carry != np.uint64(0):
        for word in range(4):
            left[at, word] = np.uint64(_FULL)
        return True
    return False


@kernel
def is_less(left: Words, at: int, right: Words, row: int) -> bool:
    """Whether left[at] is below right[row]."""
    for step in range(4):
        word = 3 - step
        if left[at, word] != right[row, word]:
            return bool(left[at, word] < right[row, word])
    return False


@kernel
def subtract_units(left: Words, at: int, right: Words, row: int, out: Words, place: int) -> None:
    """left[at] - right[row], which is not negative, into out[place]."""
    borrow = np.uint64(0)
    for word in range(4):
        first = left[at, word] - borrow
        under = left[at, word] < borrow
        total = first - right[row, word]
        under = under or first < right[row, word]
        out[place, word] = total
        borrow = np.uint64(1) if under else np.uint64(0)


@kernel
def is_zero(words: Words, at: int) -> bool:
    """Whether all bits are 0."""
    return bool((words[at, 0] | words[at, 1] | words[at, 2] | words[at, 3]) == np.uint64(0))


@kernel
def as_double(words: Words, at: Any) -> Any:
    """The nearest floating-point number, about."""
    found = float(words[at, 3])
    for step in range(3):
        found = found * 18446744073709551616.0 + float(words[at, 2 - step])
    return found


@kernel
def account_of(slots: Rows, keys: Words, used: Longs, address: Any, asset: Any) -> Any:
    """The number of the account of `address` in `asset`, the next one where it is new; slots are never full."""
    key = (np.uint64(address) << np.uint64(32)) | np.uint64(asset)
    mask = np.int64(len(slots) - 1)
    mixed = (key ^ (key >> np.uint64(31))) * np.uint64(0x9E3779B97F4A7C15)
    place = np.int64(mixed >> np.uint64(33)) & mask
    while slots[place] != 0:
        found = np.int64(slots[place]) - 1
        if keys[found] == key:
            return found
        place = (place + 1) & mask
    found = used[0]
    keys[found] = key
    slots[place] = np.uint32(found + 1)
    used[0] += 1
    return found


@kernel
def number_again(slots: Rows, keys: Words, used: int) -> None:
    """Fill empty slots with the first `used` keys."""
    mask = np.int64(len(slots) - 1)
    for row in range(used):
        key = keys[row]
        mixed = (key ^ (key >> np.uint64(31))) * np.uint64(0x9E3779B97F4A7C15)
        place = np.int64(mixed >> np.uint64(33)) & mask
        while slots[place] != 0:
            place = (place + 1) & mask
        slots[place] = np.uint32(row + 1)


@kernel
def restore(
    first: int,
    last: int,
    tx_out: Longs,
    tx_asset: Rows,
    out_address: Rows,
    out_units: Words,
    spent_by: Rows,
    slots: Rows,
    keys: Words,
    used: Longs,
    heads: Rows,
    before: Rows,
) -> None:
    """Outputs of rows [first, last) that nobody has taken, into the lists of their accounts, the newest in front."""
    for tx in range(first, last):
        for row in range(tx_out[tx], tx_out[tx + 1]):
            if spent_by[row] == UNSPENT and not is_zero(out_units, row):
                account = account_of(slots, keys, used, out_address[row], tx_asset[tx])
                before[row] = heads[account]
                heads[account] = np.uint32(row)


@kernel
def take_all(
    row: Any, first_out: int, stored: Words, fresh: Words, before: Rows, sums: Words, in_out: Rows, ins: int
) -> Any:
    """The list of outputs from `row` on into `in_out` behind the first `ins`, their sum into `sums`.

    Answers how many there are then, -1 where there is no room, and whether the sum has more than 256 bits.
    """
    beyond = False
    while row != UNSPENT:
        if ins + 2 > len(in_out):
            return -1, False
        at = np.int64(row)
        in_out[ins] = row
        ins += 1
        if at < first_out:
            beyond = add_units(sums, 0, stored, at) or beyond
        else:
            beyond = add_units(sums, 0, fresh, at - first_out) or beyond
        row = before[at]
    return (ins, beyond) if ins + 1 <= len(in_out) else (-1, False)


@kernel
def turn_round(rows: Rows, first: int, last: int) -> None:
    """The lists have the newest in front, queues the oldest."""
    for step in range((last - first) // 2):
        other = last - 1 - step
        rows[first + step], rows[other] = rows[other], rows[first + step]


@kernel
def put(
    at: int, tx: Any, address: Any, kind: int, out_tx: Rows, out_address: Rows, out_kind: Marks, spent: Rows
) -> None:
    """An output that nobody has taken."""
    out_tx[at] = np.uint32(tx)
    out_address[at] = address
    out_kind[at] = np.uint8(kind)
    spent[at] = np.uint32(UNSPENT)


@kernel
def value_inputs(
    first: int,
    last: int,
    tx: Any,
    first_out: int,
    stored_units: Words,
    stored_spent: Rows,
    out_units: Words,
    out_tx: Rows,
    spent_by: Rows,
    in_out: Rows,
    in_tx: Rows,
    in_value: Doubles,
) -> None:
    """Inputs [first, last) are taken by `tx`; the row they come from is left open where it is stored already."""
    for at in range(first, last):
        row: Any = np.int64(in_out[at])
        if row < first_out:
            stored_spent[row] = np.uint32(tx)
            in_value[at] = as_double(stored_units, row)
        else:
            spent_by[row - first_out] = np.uint32(tx)
            in_value[at] = as_double(out_units, row - first_out)
            in_tx[at] = out_tx[row - first_out]


@kernel
def move(
    done: int,
    first_tx: int,
    first_out: int,
    sender: Rows,
    receiver: Rows,
    asset: Rows,
    units: Words,
    mark: Marks,
    stored_units: Words,
    stored_spent: Rows,
    slots: Rows,
    keys: Words,
    used: Longs,
    heads: Rows,
    before: Rows,
    sums: Words,
    node_move: Longs,
    node_in: Longs,
    node_out: Longs,
    in_tx: Rows,
    in_out: Rows,
    in_value: Doubles,
    out_tx: Rows,
    out_units: Words,
    out_address: Rows,
    out_kind: Marks,
    spent_by: Rows,
) -> Any:
    """Moves from `done` on become rows, as long as there is room; `first_tx`, `first_out`: rows that are stored.

    `sums`: working room of one row. `node_move`: the move of each row, or -1 - move where it stands for what was held
    before the first block; `node_in`, `node_out`: where its inputs and outputs end. `mark` gains BEYOND. Answers the
    next move, and how many rows, inputs and outputs there are.
    """
    nodes, ins, outs = 0, 0, 0
    while done < len(sender):
        if nodes + 2 > len(node_move) or outs + 3 > len(out_units):
            break
        nothing = bool(is_zero(units, done))
        spends = sender[done] != ABSENT and not nothing
        begun = ins
        short = False
        account = np.int64(0)
        for word in range(4):
            sums[0, word] = np.uint64(0)
        if spends:
            account = account_of(slots, keys, used, sender[done], asset[done])
            ins, beyond = take_all(heads[account], first_out, stored_units, out_units, before, sums, in_out, ins)
            if ins < 0:
                ins = begun
                break
            if beyond:
                mark[done] |= np.uint8(BEYOND)
            short = is_less(sums, 0, units, done)
            if short:
                subtract_units(units, done, sums, 0, out_units, outs)
                put(outs, first_tx + nodes, sender[done], OUTSIDE, out_tx, out_address, out_kind, spent_by)
                in_out[ins] = np.uint32(first_out + outs)
                ins += 1
                outs += 1
                node_move[nodes], node_in[nodes], node_out[nodes] = -1 - done, begun, outs
                nodes += 1
            turn_round(in_out, begun, ins)
        tx = first_tx + nodes
        value_inputs(
            begun, ins, tx, first_out, stored_units, stored_spent, out_units, out_tx, spent_by, in_out, in_tx, in_value
        )
        if spends:
            heads[account] = np.uint32(UNSPENT)
        if receiver[done] != ABSENT:
            for word in range(4):
                out_units[outs, word] = units[done, word]
            kind = KEPT if receiver[done] == sender[done] else MOVED
            put(outs, tx, receiver[done], kind, out_tx, out_address, out_kind, spent_by)
            if not nothing:
                target = account_of(slots, keys, used, receiver[done], asset[done])
                before[first_out + outs] = heads[target]
                heads[target] = np.uint32(first_out + outs)
            outs += 1
        if spends and not short:
            subtract_units(sums, 0, units, done, out_units, outs)
            if not is_zero(out_units, outs):
                put(outs, tx, sender[done], KEPT, out_tx, out_address, out_kind, spent_by)
                before[first_out + outs] = heads[account]
                heads[account] = np.uint32(first_out + outs)
                outs += 1
        node_move[nodes], node_in[nodes], node_out[nodes] = done, ins, outs
        nodes += 1
        done += 1
    return done, nodes, ins, outs
