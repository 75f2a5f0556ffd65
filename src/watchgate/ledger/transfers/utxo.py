"""UtxoChain: the transfers of a chain of unspent outputs (Bitcoin and its like) as columns in topological order.

A transaction is a row; so is each output that was taken from a transaction which was never read (`NO_BLOCK`): it says
that the trail ends there, not that it is clean. Bytes: 20 a transaction, 16 an input, 17 an output, dictionaries (32 a
hash, its text an address, and 4 to 8 a slot) apart.

| column | what |
|---|---|
| `tx_in`, `tx_out` | where the inputs and outputs of a transaction end, behind a 0 |
| `tx_block` | the row of its block |
| `in_tx`, `in_out`, `in_value` | the transaction and output an input takes, and its value |
| `out_value`, `out_address`, `out_kind` | satoshi, row of the address or ABSENT, script type |
| `memo_output`, `memo_end`, `memo_pool` | outputs with a text (OP_RETURN) that looks like a memo, and where it ends |
| `spent_by` | the transaction that takes an output, or UNSPENT: derived |
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

import msgspec
import numpy as np
import numpy.typing as npt

from watchgate.ledger.home import private_folder
from watchgate.ledger.transfers.append_kernels import UNSPENT
from watchgate.ledger.transfers.batch import hashes, strings
from watchgate.ledger.transfers.column import Array, Column
from watchgate.ledger.transfers.key_kernels import ABSENT, NO_BLOCK
from watchgate.ledger.transfers.keys import HashKeys, TextKeys
from watchgate.ledger.transfers.output_index import OutputIndex
from watchgate.model.errors import LedgerBusyError

ROWS_MAX = 0xFFFFFFF0


class Counts(msgspec.Struct, frozen=True, omit_defaults=True):
    """How many rows there are. `outside`: outputs taken from transactions that were never read.

    `sent`, `tokens`, `token_bytes`: of account chains, where rows are moves, and transactions are counted apart.
    """

    blocks: int = 0
    transactions: int = 0
    inputs: int = 0
    outputs: int = 0
    outside: int = 0
    addresses: int = 0
    address_bytes: int = 0
    sent: int = 0
    tokens: int = 0
    token_bytes: int = 0
    memos: int = 0
    memo_bytes: int = 0


class UtxoChain:
    """The columns of one chain in one folder. One process appends (see `appending`), any number reads."""

    COLUMNS: ClassVar[Mapping[str, tuple[type, int]]] = {
        "block_height": (np.int64, 1),
        "block_time": (np.int64, 1),
        "block_hash": (np.uint8, 32),
        "block_end": (np.int64, 1),
        "tx_hash": (np.uint8, 32),
        "tx_block": (np.uint32, 1),
        "tx_in": (np.int64, 1),
        "tx_out": (np.int64, 1),
        "in_tx": (np.uint32, 1),
        "in_out": (np.uint32, 1),
        "in_value": (np.int64, 1),
        "out_value": (np.int64, 1),
        "out_address": (np.uint32, 1),
        "out_kind": (np.uint8, 1),
        "spent_by": (np.uint32, 1),
        "outside": (np.uint32, 2),
        "address_pool": (np.uint8, 1),
        "address_end": (np.int64, 1),
        "memo_output": (np.int64, 1),
        "memo_end": (np.int64, 1),
        "memo_pool": (np.uint8, 1),
    }

    _lock: int | None = None

    def __init__(
        self, folder: Path, counts: Counts, *, writing: bool = True, forks: int = 0, forked: bool = False
    ) -> None:
        """Open what `counts` says was acknowledged, after so many `forks`; `forked`: the last act was one.

        `writing`: rows beyond it are the rest of an append that was cut off, and are cut off; WatchgateError when
        another process writes. Without it nothing is changed, and rows that another process adds meanwhile, or has
        added since `counts`, are not seen: what they take stands in `spent_by` and is above all transactions seen.
        """
        private_folder(folder)
        self.folder = folder
        self._forks = forks
        self._writing = writing
        if writing:
            self._lock = _locked(folder)
        self._hash_keys: HashKeys | None = None
        self._text_keys: TextKeys | None = None
        self._output_index = OutputIndex(folder, forks)
        self.columns: dict[str, Column] = {}
        try:
            for name, (dtype, width) in self.COLUMNS.items():
                rows = None if writing else rows_of(name, counts)
                self.columns[name] = Column(folder / name, dtype, width, rows=rows)
            if writing:
                self._recover(counts, forked)
        except BaseException:
            self.close()
            raise

    def _recover(self, counts: Counts, forked: bool) -> None:
        """Cut off what was not acknowledged, or what a fork that was cut off should have taken away."""
        for name in ("tx_in", "tx_out"):
            if not self.columns[name].rows:
                self.columns[name].append(np.zeros(1, np.int64))
        if any(column.rows != rows_of(name, counts) for name, column in self.columns.items()):
            self.cut(counts, apart=forked)
        else:
            self._unspend(counts)  # a machine that lost its power may have kept these writes and not the rows

    @property
    def counts(self) -> Counts:
        """The rows as they are now."""
        rows = {name: column.rows for name, column in self.columns.items()}
        return Counts(
            blocks=rows["block_height"],
            transactions=rows["tx_block"],
            inputs=rows["in_tx"],
            outputs=rows["out_value"],
            outside=rows["outside"],
            addresses=rows["address_end"],
            address_bytes=rows["address_pool"],
            sent=rows.get("sent_hash", 0),
            tokens=rows.get("token_address", 0),
            token_bytes=rows.get("token_pool", 0),
            memos=rows.get("memo_output", 0),
            memo_bytes=rows.get("memo_pool", 0),
        )

    def view(self, name: str) -> Array:
        """A column, read-only."""
        return self.columns[name].view()

    @property
    def hash_keys(self) -> HashKeys:
        """Transactions by hash."""
        if self._hash_keys is None:
            self._hash_keys = HashKeys(
                self.columns["tx_hash"],
                self.columns["tx_block"],
                self.folder / f"tx-{self._forks}.slots",
                writing=self._writing,
            )
        return self._hash_keys

    @property
    def text_keys(self) -> TextKeys:
        """Addresses by text."""
        if self._text_keys is None:
            pool, ends = self.columns["address_pool"], self.columns["address_end"]
            self._text_keys = TextKeys(pool, ends, self.folder / f"address-{self._forks}.slots", writing=self._writing)
        return self._text_keys

    def as_stored(self, address: str) -> str:
        """An address in the spelling of the columns: as it is, but for chains whose addresses have several."""
        return address

    def transaction(self, hash_hex: str) -> int | None:
        """The row of a transaction that was read."""
        row = int(self.hash_keys.find(hashes([hash_hex]))[0])
        return None if row == ABSENT else row

    def address(self, text: str) -> int | None:
        """The row of an address, as somebody wrote it."""
        row = int(self.text_keys.find(strings([self.as_stored(text)]))[0])
        return None if row == ABSENT else row

    @property
    def kept(self) -> Array:
        """1 for each output that its sender kept, in chains of accounts; empty here, where change is like any other."""
        return np.zeros(0, np.uint8)

    def hash_of(self, tx: int) -> str:
        """The hash of a transaction, in hexadecimal; for one that was never read, of that one."""
        return str(self.view("tx_hash")[tx].tobytes().hex())

    def height_of(self, tx: int) -> int | None:
        """The height of its block; None for what was never read."""
        block = int(self.view("tx_block")[tx])
        return None if block == NO_BLOCK else int(self.view("block_height")[block])

    def outputs_of(self, tx: int) -> range:
        """Rows of outputs."""
        ends = self.view("tx_out")
        return range(int(ends[tx]), int(ends[tx + 1]))

    def inputs_of(self, tx: int) -> range:
        """Rows of inputs."""
        ends = self.view("tx_in")
        return range(int(ends[tx]), int(ends[tx + 1]))

    def memos(self) -> list[tuple[int, str]]:
        """All memos: the row of the output that carries one, and its text."""
        ends = self.view("memo_end")
        text = self.view("memo_pool").tobytes().decode("ascii")
        starts = np.concatenate((np.zeros(1, np.int64), ends[:-1])) if len(ends) else ends
        rows = zip(self.view("memo_output"), starts, ends, strict=True)
        return [(int(output), text[int(start) : int(end)]) for output, start, end in rows]

    def memos_of(self, tx: int) -> list[str]:
        """The memos of a transaction, in the order of its outputs."""
        given = self.outputs_of(tx)
        first, last = np.searchsorted(self.view("memo_output"), (given.start, given.stop))
        ends, pool = self.view("memo_end"), self.view("memo_pool")
        starts = (int(ends[at - 1]) if at else 0 for at in range(int(first), int(last)))
        return [
            pool[start : int(ends[at])].tobytes().decode("ascii")
            for start, at in zip(starts, range(int(first), int(last)), strict=True)
        ]

    def transaction_of_output(self, output: int) -> int:
        """The transaction that has an output."""
        return int(np.searchsorted(self.view("tx_out"), output, "right")) - 1

    def outputs_to(self, address: int) -> npt.NDArray[np.int64]:
        """The outputs of an address, in order."""
        return self._output_index.find(self.view("out_address"), address)

    def outputs_to_all(self, addresses: Sequence[int]) -> list[npt.NDArray[np.int64]]:
        """The outputs of each of several addresses: the newest rows are looked through once for all."""
        return self._output_index.find_all(self.view("out_address"), addresses)

    def counts_at(self, height: int) -> Counts:
        """The rows of the blocks up to `height`."""
        blocks = int(np.searchsorted(self.view("block_height"), height, "right"))
        transactions = int(self.view("block_end")[blocks - 1]) if blocks else 0
        outputs = int(self.view("tx_out")[transactions])
        used = self.view("out_address")[:outputs]
        used = used[used != ABSENT]
        addresses = int(used.max()) + 1 if len(used) else 0
        memos = int(np.searchsorted(self.view("memo_output"), outputs))
        return Counts(
            blocks=blocks,
            transactions=transactions,
            inputs=int(self.view("tx_in")[transactions]),
            outputs=outputs,
            outside=int(np.searchsorted(self.view("outside")[:, 0], transactions)),
            addresses=addresses,
            address_bytes=int(self.view("address_end")[addresses - 1]) if addresses else 0,
            memos=memos,
            memo_bytes=int(self.view("memo_end")[memos - 1]) if memos else 0,
        )

    def cut(self, counts: Counts, *, apart: bool = False, forks: int | None = None) -> None:
        """Keep the rows that `counts` says; what was spent by those that go is unspent again.

        `apart`: others may be reading what goes, and go on doing so. `forks`: how many there have been by then.
        """
        self._hash_keys = self._text_keys = None
        self._forks = self._forks if forks is None else forks
        for kept in self.folder.glob("*.slots"):
            kept.unlink()
        self._output_index.cut(counts.outputs)
        self._output_index = OutputIndex(self.folder, self._forks)
        for name, column in self.columns.items():
            (column.cut_apart if apart else column.cut)(rows_of(name, counts))
        self._unspend(counts)

    def _unspend(self, counts: Counts) -> None:
        spent = self.columns["spent_by"]
        again = np.flatnonzero((spent.view() != UNSPENT) & (spent.view() >= counts.transactions))
        if len(again):
            spent.write(again, np.full(len(again), UNSPENT, np.uint32))

    def sync(self) -> None:
        """Make all rows durable."""
        for column in self.columns.values():
            column.sync()
        folder = os.open(self.folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def keep_keys(self) -> None:
        """Keep the dictionaries and the index of outputs for the next process, when they were written to."""
        if not self._writing:
            return
        self.hash_keys.keep()
        self.text_keys.keep()
        self._output_index.keep(self.view("out_address"))

    def close(self) -> None:
        """Give the files back."""
        for column in self.columns.values():
            column.close()
        self.columns = {}
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __del__(self) -> None:
        if self._lock is not None:
            self.close()  # dropped unclosed it would keep all others from writing


def _locked(folder: Path) -> int:
    """Hold the folder for this process; the kernel lets go of it with the process."""
    lock = os.open(folder / "writer.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise LedgerBusyError(
            f"another process is reading blocks into {folder.name}", hint="wait until it is done"
        ) from error
    return lock


def rows_of(name: str, counts: Counts) -> int:
    """How many rows of a column belong to `counts`."""
    if name.startswith("address_"):
        return counts.address_bytes if name == "address_pool" else counts.addresses
    if name.startswith("memo_"):
        return counts.memo_bytes if name == "memo_pool" else counts.memos
    if name.startswith("token_"):
        return counts.token_bytes if name == "token_pool" else counts.tokens
    if name in ("tx_in", "tx_out"):
        return counts.transactions + 1
    if name == "outside":
        return counts.outside
    if name == "spent_by":
        return counts.outputs
    of = {"block": counts.blocks, "tx": counts.transactions, "in": counts.inputs, "out": counts.outputs}
    return counts.sent if name.startswith("sent_") else of[name.partition("_")[0]]
