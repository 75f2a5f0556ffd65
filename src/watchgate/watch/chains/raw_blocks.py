"""Raw blocks as nodes keep and send them, with or without undo: the outputs that their inputs take.

A file holds one block, or several behind their network's magic and length (`blk*.dat`). Proof of work, Merkle root and
every length are checked, so that a block that is changed in one byte is refused (but for witnesses and undo, which no
hash of it covers); whether it follows the block before is not. Undo (`<name>-undo.raw`): value
and script of each output taken, in the order of the inputs; a block without it can be read when what it takes was read
before, else the values are not known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from watchgate.ledger.transfers.batch import COINS_MAX, UNKNOWN, Batch, hashes, memo_columns, strings
from watchgate.model.errors import BadInputError
from watchgate.model.wallet_addresses import VERSIONS
from watchgate.watch.chains import kinds
from watchgate.watch.chains.scripts import memo_of, script_address

MAGICS = {bytes.fromhex("f9beb4d9"): "btc", bytes.fromhex("0b110907"): "testnet"}
FILE_BYTES_MAX = 256 << 20
_NO_HASH = b"\0" * 32


class Output(NamedTuple):
    """Satoshi and script."""

    value: int
    script: bytes


class RawTx(NamedTuple):
    """`inputs`: (hash as it is shown, output); none for a coinbase."""

    hash: str
    inputs: list[tuple[str, int]]
    outputs: list[Output]


class _Bytes:
    """Reads on, and says where it could not."""

    def __init__(self, data: bytes, where: str) -> None:
        self.data = data
        self.at = 0
        self._where = where

    def take(self, count: int) -> bytes:
        if count < 0 or self.at + count > len(self.data):
            raise BadInputError(f"ends at byte {len(self.data):,}, in the middle of a block", where=self._where)
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "little")

    def count(self) -> int:
        first = self.number(1)
        found = first if first < 0xFD else self.number({0xFD: 2, 0xFE: 4, 0xFF: 8}[first])
        if found > len(self.data) - self.at:
            raise self.wrong(f"ends in the middle of a block: a length of {found:,}")
        return found

    def wrong(self, what: str) -> BadInputError:
        return BadInputError(f"{what} at byte {self.at:,}", where=self._where)


def read(path: Path, chain: str, height: int, undo: Path | None = None) -> Iterator[Batch]:
    """The blocks of one file, the first at `height`; BadInputError names what does not give its hash. `chain`: `btc`,
    or `btc-` and the name of a case."""
    coin = chain.partition("-")[0]
    if coin not in VERSIONS:
        raise BadInputError(f"raw blocks of {coin} are not read", where=str(path), hint=f"known: {', '.join(VERSIONS)}")
    if path.stat().st_size > FILE_BYTES_MAX:
        raise BadInputError(f"has more than {FILE_BYTES_MAX >> 20} MB", where=str(path))
    if undo is not None and undo.stat().st_size > FILE_BYTES_MAX:
        raise BadInputError(f"has more than {FILE_BYTES_MAX >> 20} MB", where=str(undo))
    source = _Bytes(path.read_bytes(), str(path))
    taken = None if undo is None else list(_undo(_Bytes(undo.read_bytes(), str(undo))))
    while source.at < len(source.data):
        if source.data[source.at : source.at + 4] in MAGICS:
            named = MAGICS[source.take(4)]
            if named != coin:
                raise BadInputError(f"is of {named}, not of {coin}", where=str(path))
            length = source.number(4)
            block = _Bytes(source.take(length), str(path))
        else:
            block = source
        yield _block(block, coin, height, taken, str(path))
        if block is not source and block.at != len(block.data):
            raise BadInputError(
                f"holds a block of {block.at:,} bytes where it says {len(block.data):,}", where=str(path)
            )
        height += 1
        while source.data[source.at : source.at + 4] == b"\0" * 4:
            source.at += 4


def _block(source: _Bytes, chain: str, height: int, taken: Sequence[Output] | None, where: str) -> Batch:
    header = source.take(80)
    name = _sha256d(header)[::-1].hex()
    if int(name, 16) > _target(int.from_bytes(header[72:76], "little")):
        raise BadInputError(f"block {name} is without the work its header names: it was changed", where=where)
    txs = [_transaction(source) for _ in range(source.count())]
    if not txs or _merkle_root([bytes.fromhex(tx.hash)[::-1] for tx in txs]) != header[36:68]:
        raise BadInputError(f"block {name} does not hold the transactions its header names", where=where)
    inputs = [one for tx in txs for one in tx.inputs]
    outputs = [one for tx in txs for one in tx.outputs]
    if taken is not None and len(taken) != len(inputs):
        raise BadInputError(
            f"the undo of block {name} has {len(taken):,} outputs for {len(inputs):,} inputs", where=where
        )
    given = [script_address(one.script, chain) for one in outputs]
    memo_output, memos = memo_columns([memo_of(one.script) for one in outputs])
    said = [] if taken is None else [script_address(one.script, chain)[1] for one in taken]
    return Batch(
        height=np.array([height], np.int64),
        block_hash=hashes([name]),
        time=np.array([int.from_bytes(header[68:72], "little")], np.int64),
        block_end=np.array([len(txs)], np.int64),
        tx_hash=hashes([tx.hash for tx in txs]),
        input_end=np.cumsum([len(tx.inputs) for tx in txs], dtype=np.int64),
        output_end=np.cumsum([len(tx.outputs) for tx in txs], dtype=np.int64),
        spent_hash=hashes([one[0] for one in inputs]),
        spent_index=np.array([one[1] for one in inputs], np.int64),
        input_value=np.array([one.value for one in taken], np.int64) if taken else np.full(len(inputs), UNKNOWN),
        input_address=strings(said or [""] * len(inputs)),
        output_value=np.array([one.value for one in outputs], np.int64),
        output_address=strings([address for _, address in given]),
        kind=np.array([kinds.number(kind) for kind, _ in given], np.uint8),
        memo_output=memo_output,
        memos=memos,
    )


def _transaction(source: _Bytes) -> RawTx:
    start = source.at
    version = source.take(4)
    witness = source.data[source.at : source.at + 2] == b"\0\1"
    if witness:
        source.at += 2
    body = source.at
    inputs: list[tuple[str, int]] = []
    for _ in range(source.count()):
        origin, index = source.take(32), source.number(4)
        source.take(source.count() + 4)
        if origin != _NO_HASH:
            inputs.append((origin[::-1].hex(), index))
    outputs = [_output(source) for _ in range(source.count())]
    end = source.at
    if witness:
        for _ in range(max(1, len(inputs))):
            for _ in range(source.count()):
                source.take(source.count())
    lock = source.take(4)
    plain = version + source.data[body:end] + lock if witness else source.data[start : source.at]
    return RawTx(_sha256d(plain)[::-1].hex(), inputs, outputs)


def _target(bits: int) -> int:
    """The number that the hash of a block must not be above, as its header writes it."""
    size, digits = bits >> 24, bits & 0x7FFFFF
    return digits << 8 * (size - 3) if size >= 3 else digits >> 8 * (3 - size)


def _output(source: _Bytes) -> Output:
    value = source.number(8)
    if value > COINS_MAX:
        raise source.wrong(f"has an output of {value:,} satoshi")
    return Output(value, source.take(source.count()))


def _undo(source: _Bytes) -> Iterator[Output]:
    while source.at < len(source.data):
        yield _output(source)


def _merkle_root(leaves: list[bytes]) -> bytes:
    while len(leaves) > 1:
        if len(leaves) % 2:
            leaves.append(leaves[-1])
        leaves = [_sha256d(leaves[at] + leaves[at + 1]) for at in range(0, len(leaves), 2)]
    return leaves[0]


def _sha256d(data: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()
