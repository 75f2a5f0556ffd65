"""Rows of an account chain become moves: what counts, from whom to whom, in which order within its transaction.

- A transaction moves its value unless it failed; where traces were read, its first trace says so and the value of the
  row is left aside. Its fee goes to nobody who is known here, and from the blocks file's `miner` where there is one:
  the tip to it, the base fee to nobody.
- A trace moves its value when it did not fail and is a plain call, a creation, a self-destruction, a reward or an
  allocation of the first block; delegated and static calls move nothing.
- A token moves as its contract says; what comes from the zero address is made.

Moves of nothing are kept for tokens alone, where they are used to mislead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import msgspec

from watchgate.ledger.transfers.account_batch import FEE, INTERNAL, MADE, NATIVE, ROUNDED, UNITS_MAX
from watchgate.model.errors import BadInputError
from watchgate.model.wallet_addresses import keccak256
from watchgate.watch.chains.account_files import FileRows
from watchgate.watch.chains.account_values import (
    Addresses,
    failed,
    hash_in,
    number_in,
    seconds_in,
    units_in,
)

FIRST, BY_TRACE, BY_LOG = 0, 1, 2
"""The order within a transaction: its fee, the coin's moves, the tokens'."""
LAST = 1 << 62
"""Where in its block a reward comes: behind all transactions."""
_CALLS = ("call", "", None)
_MOVING = ("create", "create2", "suicide", "selfdestruct")
_MADE = ("reward", "genesis")
OfBlock = tuple[int, bytes, int]
"""What a row says of its block: height, hash (or nothing), seconds since 1970 (or 0)."""
Said = TypeVar("Said")


class Move(msgspec.Struct, frozen=True, gc=False):
    """`number`: of the transaction in the block, -1 where only the log says an order. `order`: within the transaction.
    `place`: number of the trace or log. `hash` is empty for what the block itself makes."""

    block: int
    number: int
    phase: int
    order: tuple[int, ...]
    place: int
    hash: bytes
    sender: str
    receiver: str
    asset: str
    units: int
    kind: int
    mark: int


class About(msgspec.Struct, frozen=True, gc=False):
    """What a row says of its block: empty or 0 where nothing."""

    block: int
    hash: bytes
    time: int
    transaction: bytes
    number: int


class Maker(NamedTuple):
    """Who made a block, and what of each unit of gas is burnt."""

    miner: str
    base_fee: int
    transactions: int
    hash: bytes
    time: int


def transactions(
    rows: FileRows, addresses: Addresses, makers: dict[int, Maker], *, traced: bool
) -> Iterator[tuple[About, list[Move]]]:
    """Each transaction with its fee and, unless traces say it, its value."""
    names = ("hash", "block_number", "block_hash", "block_timestamp", "transaction_index", "from_address", "to_address")
    money = ("value", "receipt_status", "receipt_gas_used", "receipt_effective_gas_price", "gas_price")
    more = ("receipt_contract_address", "nonce")

    def said(row: int, cells: tuple[Any, ...]) -> tuple[About, list[Move]]:
        name, block, block_hash, time, index, sender, receiver, value, status, used, price, offered, made, nonce = cells
        about = _about(block, block_hash, time, name, index)
        giver = addresses.written(sender)
        if not giver:
            raise BadInputError("from_address is empty", where=rows.where(row))
        found = []
        if used is not None and used != "":
            gas = number_in(used, "receipt_gas_used")
            paid = units_in(price if price not in (None, "") else offered)[0] * gas
            found += _fees(about, giver, paid, gas, makers.get(about.block))
        units, rounded = units_in(value)
        if units and not traced and not failed(status):
            taker = addresses.written(receiver or made)
            if not taker:
                taker = created(giver, number_in(nonce, "nonce"), addresses)
            mark = ROUNDED if rounded else 0
            at = (about.block, about.number, BY_TRACE, (), 0, about.transaction)
            found.append(Move(*at, giver, taker, "", units, NATIVE, mark))
        return about, found

    return each_row(rows, (*names, *money, *more), said)


def traces(
    rows: FileRows, addresses: Addresses, index_of: Callable[[int, bytes, int], tuple[bytes, int]]
) -> Iterator[tuple[About, list[Move]]]:
    """Each trace that moves something. `index_of(block, hash, index)` finds of hash and index the one that is not
    said."""
    names = ("transaction_hash", "block_number", "block_hash", "block_timestamp", "transaction_index", "from_address")
    more = ("to_address", "value", "trace_type", "call_type", "trace_address", "status", "error")

    def said(row: int, cells: tuple[Any, ...]) -> tuple[About, list[Move]] | None:
        name, block, block_hash, time, index, _, receiver, value, kind, call, path, status, error = cells
        units, rounded = units_in(value)
        makes = kind in _MADE
        if kind == "daofork":
            makes, name = False, None
        elif kind == "call":
            if call not in _CALLS:
                return None
        elif kind not in _MOVING and not makes:
            raise BadInputError(f"trace_type is {str(kind)[:40]!r}", where=rows.where(row))
        if failed(status) or (status in (None, "") and error):
            units = 0
        own = makes or kind == "daofork"
        if not own and name in (None, "") and index in (None, ""):
            raise BadInputError("has neither transaction_hash nor transaction_index", where=rows.where(row))
        about = _about(block, block_hash, time, None if own else name, index)
        if not own:
            found_hash, found_number = index_of(about.block, about.transaction, about.number)
            about = About(about.block, about.hash, about.time, found_hash, found_number)
        else:
            about = About(about.block, about.hash, about.time, b"", LAST)
        giver, taker = ("", addresses.written(receiver)) if makes else _ends(addresses, cells)
        if not units or (not giver and not makes) or not taker:
            return about, []  # geth's traces do not say where a contract that destroys itself leaves its coins
        order = _path(path) if not own else (rows.first + row,)
        which = NATIVE if not order and kind == "call" else MADE if makes else INTERNAL
        mark = ROUNDED if rounded else 0
        at = (about.block, about.number, BY_TRACE, order, row, about.transaction)
        return about, [Move(*at, giver, taker, "", units, which, mark)]

    return each_row(rows, (*names, *more), said)


def makers(rows: FileRows, addresses: Addresses) -> Iterator[tuple[int, Maker]]:
    """Each block with who made it."""
    names = ("number", "hash", "timestamp", "miner", "base_fee_per_gas", "transaction_count")

    def said(_row: int, cells: tuple[Any, ...]) -> tuple[int, Maker]:
        number, name, time, miner, base_fee, many = cells
        count = number_in(many, "transaction_count") if many not in (None, "") else -1
        return (
            number_in(number, "number"),
            Maker(
                addresses.written(miner),
                units_in(base_fee)[0],
                count,
                hash_in(name, "hash"),
                seconds_in(time),
            ),
        )

    return each_row(rows, names, said)


def created(sender: str, nonce: int, addresses: Addresses) -> str:
    """The address of the contract that a transaction creates: the end of Keccak over sender and nonce (RLP)."""
    data = nonce.to_bytes((nonce.bit_length() + 7) // 8, "big")
    text = bytes([0x94]) + bytes.fromhex(sender[2:])
    text += data if len(data) == 1 and data[0] < 0x80 else bytes([0x80 + len(data)]) + data
    return addresses.written("0x" + keccak256(bytes([0xC0 + len(text)]) + text)[12:].hex())


def name_in(cell: Any) -> bytes:
    """The hash of a transaction; empty where none is said."""
    return b"" if cell in (None, "") else hash_in(cell, "transaction hash")


def index_in(cell: Any) -> int:
    """The place of a transaction in its block; -1 where none is said."""
    return -1 if cell in (None, "") else number_in(cell, "transaction_index")


def each_row(
    rows: FileRows, names: tuple[str, ...], said: Callable[[int, tuple[Any, ...]], Said | None]
) -> Iterator[Said]:
    """What `said` makes of the cells of each row, where it makes anything; its errors name the row."""
    row = 0
    try:
        for row, cells in enumerate(zip(*(rows.of(name) for name in names), strict=True)):
            made = said(row, cells)
            if made is not None:
                yield made
    except BadInputError as error:
        raise placed(error, rows, row) from error


def placed(error: BadInputError, rows: FileRows, row: int) -> BadInputError:
    """The error with its row, unless it says a place of its own."""
    return error if error.where else BadInputError(error.message, where=rows.where(row), hint=error.hint)


def _about(block: Any, block_hash: Any, time: Any, name: Any, index: Any) -> About:
    return About(
        *of_block_in(block, block_hash, time),
        name_in(name),
        index_in(index),
    )


def of_block_in(block: Any, block_hash: Any, time: Any) -> OfBlock:
    """What all rows of a block say again: its height, hash and time."""
    try:
        return once_a_block(block, block_hash, time)
    except TypeError:  # cells that are lists or the like, which the cells' own checks refuse
        return once_a_block.__wrapped__(block, block_hash, time)


@lru_cache(maxsize=64, typed=True)
def once_a_block(block: Any, block_hash: Any, time: Any) -> OfBlock:
    """The same of cells that can be compared; the same object for the same cells."""
    return (
        number_in(block, "block_number"),
        b"" if block_hash in (None, "") else hash_in(block_hash, "block_hash"),
        seconds_in(time),
    )


def _ends(addresses: Addresses, cells: tuple[Any, ...]) -> tuple[str, str]:
    return addresses.written(cells[5]), addresses.written(cells[6])


def _path(cell: Any) -> tuple[int, ...]:
    """The place of a trace in the tree of calls, as `0,1` or a list; nothing is the first call itself."""
    if cell in (None, ""):
        return ()
    parts = cell if isinstance(cell, list) else str(cell).split(",")
    return tuple(number_in(part, "trace_address") for part in parts)


def _fees(about: About, giver: str, paid: int, gas: int, maker: Maker | None) -> list[Move]:
    burnt = paid if maker is None else min(paid, maker.base_fee * gas)
    if paid > UNITS_MAX:
        raise BadInputError("the fee has more than 256 bits")
    at = (about.block, about.number, FIRST)
    found = []
    if burnt:
        found.append(Move(*at, (0,), 0, about.transaction, giver, "", "", burnt, FEE, 0))
    if maker is not None and paid > burnt and maker.miner:
        found.append(Move(*at, (1,), 1, about.transaction, giver, maker.miner, "", paid - burnt, FEE, 0))
    return found
