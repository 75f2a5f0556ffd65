"""Files of an account chain, read together, as batches of whole blocks.

Transactions, traces, token transfers, names of tokens and blocks of the same range belong together: what one file lacks
another says (the hash of a block, the place of a transaction), and they are checked against each other. All rows of one
call are held in memory, some 300 bytes a move: a day of Ethereum at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from watchgate.ledger.transfers.account_batch import AccountBatch, words_of
from watchgate.ledger.transfers.batch import Strings, strings
from watchgate.model.errors import BadInputError
from watchgate.watch.chains import account_moves as moves_of
from watchgate.watch.chains import explorer_exports
from watchgate.watch.chains.account_files import (
    BLOCKS,
    INTERNALS,
    LOGS,
    NATIVE_TRANSFERS,
    TOKENS,
    TRACES,
    TRANSACTIONS,
    TRANSFERS,
    FileRows,
    read,
)
from watchgate.watch.chains.account_moves import About, Maker, Move
from watchgate.watch.chains.account_tokens import token_transfers
from watchgate.watch.chains.account_values import Addresses
from watchgate.watch.chains.account_withdrawals import withdrawals
from watchgate.watch.chains.explorer_csv import Digits

AT_ONCE = 200_000
"""Moves of a batch, about: batches end with a block."""
SYMBOL_MAX = 200
_UNPLACED = moves_of.LAST - 1
_NEVER = 1 << 62


class _Block(msgspec.Struct):
    """What was gathered of one block. `named`: rows of the transactions file, by hash.
    `traced`: whether a trace of it was read."""

    hash: bytes = b""
    time: int = 0
    named: dict[bytes, int] = msgspec.field(default_factory=dict)
    moves: list[Move] = msgspec.field(default_factory=list)
    traced: bool = False


def batches(
    paths: Sequence[Path],
    coin: str,
    *,
    partial: bool = False,
    unused: Callable[[Path], None] | None = None,
    digits: Digits = lambda _contract: None,
) -> Iterator[AccountBatch]:
    """The blocks of all files together, in ascending order. BadInputError names file and row. `unused` is told of each
    file that is known and of which nothing is made. `digits`: behind the point, of a verified token by its contract."""
    twice = [path for at, path in enumerate(paths) if path.resolve() in {one.resolve() for one in paths[:at]}]
    if twice:
        raise BadInputError("is named twice", where=str(twice[0]))
    exports = [path for path in paths if explorer_exports.recognises(path)]
    if exports and len(exports) < len(paths):
        other = next(path for path in paths if path not in exports)
        raise BadInputError("is no explorer's export, and others are", where=str(other), hint="read them apart")
    if exports:
        return of_rows(explorer_exports.files_of(exports, coin, digits, unused), coin, partial=True)
    files: list[FileRows] = []
    for path in paths:
        rows = read(path, coin, first=sum(rows.many for rows in files))
        if rows.kind not in (LOGS, NATIVE_TRANSFERS):
            files.append(rows)
        elif unused is not None:
            unused(path)
    if not files:
        raise BadInputError(
            "holds logs or native_transfers, of which nothing is made",
            where=str(paths[0]) if paths else None,
            hint="add transactions, traces, token_transfers",
        )
    return of_rows(files, coin, partial=partial)


def of_rows(files: Sequence[FileRows], coin: str, *, partial: bool = False) -> Iterator[AccountBatch]:
    """The same, of rows that were read."""
    addresses = Addresses(coin)
    blocks: dict[int, _Block] = defaultdict(_Block)
    made: dict[int, Maker] = {}
    for rows in _of(files, BLOCKS):
        for number, maker in moves_of.makers(rows, addresses):
            made[number] = maker
            _said(blocks[number], About(number, maker.hash, maker.time, b"", -1), rows)
        for about, found in withdrawals(rows, addresses):
            blocks[about.block].moves += found
    traced = any(True for _ in _of(files, TRACES))
    for rows in _of(files, TRANSACTIONS):
        for about, found in moves_of.transactions(rows, addresses, made, traced=traced):
            block = blocks[about.block]
            _said(block, about, rows)
            if about.transaction in block.named:
                raise BadInputError(f"transaction {about.transaction.hex()} comes a second time", where=str(rows.path))
            block.named[about.transaction] = about.number
            block.moves += found
    hash_at = {(height, index): name for height, block in blocks.items() for name, index in block.named.items()}
    have = any(True for _ in _of(files, TRANSACTIONS))

    def index_of(height: int, name: bytes, index: int) -> tuple[bytes, int]:
        """Hash and place of a transaction, of which one may be missing."""
        name = name or hash_at.get((height, index), b"")
        known = blocks[height].named.get(name) if height in blocks else None
        if not name or (known is None and have and not partial):
            raise BadInputError(
                f"transaction {name.hex() or index} of block {height} is in no file of transactions",
                hint="read the files of the same blocks together; a filtered export with --partial",
            )
        return name, index if known is None else known

    for rows in (*_of(files, TRACES), *_of(files, INTERNALS)):
        for about, found in moves_of.traces(rows, addresses, index_of):
            block = blocks[about.block]
            _said(block, about, rows)
            block.traced = True
            block.moves += found
    for rows in _of(files, TRANSFERS):
        before, add = None, None
        for of_block, move in token_transfers(rows, addresses, coin, index_of, alone=not have):
            if add is None or of_block is not before:
                block, before = blocks[of_block[0]], of_block
                _said(block, About(*of_block, b"", -1), rows)
                add = block.moves.append
            add(move)
    symbols = [one for rows in _of(files, TOKENS) for one in _symbols(rows, addresses)]
    if not partial:
        _whole(blocks, made, traced=traced)
    yield from _batched(blocks, symbols)


def _of(files: Sequence[FileRows], kind: str) -> Iterator[FileRows]:
    return (rows for rows in files if rows.kind == kind)


def _said(block: _Block, about: About, rows: FileRows) -> None:
    if about.hash and block.hash and about.hash != block.hash:
        raise BadInputError(
            f"block {about.block} is {about.hash.hex()} here and {block.hash.hex()} elsewhere", where=str(rows.path)
        )
    block.hash = block.hash or about.hash
    block.time = block.time or about.time


def _symbols(rows: FileRows, addresses: Addresses) -> Iterator[tuple[str, str]]:
    for row, (address, symbol) in enumerate(zip(rows.of("address"), rows.of("symbol"), strict=True)):
        try:
            contract = addresses.written(address)
        except BadInputError as error:
            raise BadInputError(error.message, where=rows.where(row)) from error
        if contract and symbol:
            yield contract, str(symbol)[:SYMBOL_MAX]


def _whole(blocks: dict[int, _Block], made: dict[int, Maker], *, traced: bool) -> None:
    """An export that was cut off lacks transactions in the middle, or some that the block says it has, or traces."""
    for height, block in blocks.items():
        indexes = sorted(block.named.values())
        said = made[height].transactions if height in made else -1
        if indexes and indexes[0] >= 0 and indexes != list(range(len(indexes))):
            at = next(at for at, index in enumerate(indexes) if at != index)
            raise BadInputError(
                f"block {height} has transaction {indexes[at]} where {at} is due",
                hint="a filtered export is ingested with --partial",
            )
        if said >= 0 and block.named and said != len(block.named):
            raise BadInputError(
                f"block {height} says that it has {said} transactions, {len(block.named)} were read",
                hint="a filtered export is ingested with --partial",
            )
        if traced and block.named and not block.traced:
            raise BadInputError(f"block {height} has transactions and no traces", hint="or read it without traces")


def _batched(blocks: dict[int, _Block], symbols: list[tuple[str, str]]) -> Iterator[AccountBatch]:
    heights = sorted(blocks)
    first = 0
    while first < len(heights):
        last, many = first, 0
        while last < len(heights) and (last == first or many < AT_ONCE):
            many += len(blocks[heights[last]].moves)
            last += 1
        chosen = heights[first:last]
        yield _batch(chosen, [blocks.pop(height) for height in chosen], symbols if not first else [])
        first = last


def _batch(heights: list[int], blocks: list[_Block], symbols: list[tuple[str, str]]) -> AccountBatch:
    hashes, tx_end, block_end = [], [], []
    ordered: list[Move] = []
    for height, block in zip(heights, blocks, strict=True):
        own = block.hash or bytes(24) + height.to_bytes(8, "big")
        for name, found in _transactions(block, own):
            ordered += found
            hashes.append(name)
            tx_end.append(len(ordered))
        block_end.append(len(hashes))

    def column(name: str) -> list[Any]:
        return list(map(attrgetter(name), ordered))

    phase, place = np.array(column("phase"), np.int64), np.array(column("place"), np.int64)
    ends = np.array(tx_end, np.int64)
    starts = np.repeat(np.concatenate(([0], ends[:-1])), np.diff(ends, prepend=0))
    return AccountBatch(
        height=np.array(heights, np.int64),
        block_hash=_array(block.hash or bytes(32) for block in blocks),
        time=np.array([block.time for block in blocks], np.int64),
        block_end=np.array(block_end, np.int64),
        tx_hash=_array(hashes),
        tx_end=ends,
        sender=strings(column("sender")),
        receiver=strings(column("receiver")),
        asset=strings(column("asset")),
        units=words_of(column("units")),
        kind=np.array(column("kind"), np.uint8),
        mark=np.array(column("mark"), np.uint8),
        place=np.where(phase == moves_of.BY_TRACE, np.arange(len(ordered)) - starts, place).astype(np.uint32),
        token=strings([contract for contract, _ in symbols]),
        symbol=_utf8([symbol for _, symbol in symbols]),
        token_block=np.zeros(len(symbols), np.uint32),
    )


def _transactions(block: _Block, own: bytes) -> Iterator[tuple[bytes, list[Move]]]:
    """Each transaction with its moves, in order; what the block itself makes comes last, under its own hash."""
    index = {name: at for name, at in block.named.items() if at >= 0}
    log: dict[bytes, int] = {}
    of: dict[bytes, list[Move]] = {name: [] for name in block.named}
    for one in block.moves:
        name, place = one.hash, one.place
        found = of.get(name)
        if found is None:
            of[name] = [one]
        else:
            found.append(one)
        if place < log.get(name, _NEVER):
            log[name] = place
        if one.number >= 0:
            index[name] = one.number
    for name in sorted(of, key=lambda name: (index.get(name, _UNPLACED), log.get(name, 0), name)):
        moves = of[name]
        if len(moves) > 1:
            moves.sort(key=lambda one: (one.phase, one.order))
            _once(name, moves)
        yield name or own, moves


def _once(name: bytes, found: list[Move]) -> None:
    for before, one in pairwise(found):
        if one.phase == before.phase and one.order == before.order:
            what = "trace" if one.phase == moves_of.BY_TRACE else "log"
            place = ",".join(str(number) for number in one.order) or "0"
            raise BadInputError(f"transaction {name.hex()} has {what} {place} twice, in block {one.block}")


def _array(hashes: object) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.frombuffer(b"".join(hashes), np.uint8).reshape(-1, 32)  # type: ignore[arg-type]


def _utf8(texts: list[str]) -> Strings:
    data = [text.encode("utf-8", "replace") for text in texts]
    end = np.cumsum(np.fromiter((len(one) for one in data), np.int64, len(data)), dtype=np.int64)
    return Strings(np.frombuffer(b"".join(data), np.uint8), end)
