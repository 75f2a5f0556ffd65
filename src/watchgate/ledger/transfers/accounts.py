"""AccountChain: the transfers of an account chain (Ethereum, TRON) in the columns of a chain of unspent outputs.

A row is a move of one asset. It takes all outputs of its sender in that asset which nobody has taken and gives two:
what moved, and what the sender kept. So balances mix in proportion, every output is taken once, and what reads the
columns of Bitcoin reads these (`account_kernels.py`). Bytes: 38 a row, 16 an input, 49 an output, 36 a transaction,
dictionaries apart; a move that spends has one or two outputs and takes each output once.

| column | what |
|---|---|
| `sent_hash`, `sent_block` | a transaction and the row of its block; a block's own makings bear the hash of the block |
| `tx_sent`, `tx_place` | the transaction of a move, and the number of its trace or log |
| `tx_from`, `tx_asset` | rows of addresses: sender, contract of the token; ABSENT for none, and for the coin |
| `tx_kind`, `tx_mark` | `account_batch.py`: what kind of move; whether its value was rounded |
| `out_units` | the exact value, 256 bits; `out_value` and `in_value` are its floating-point number |
| `out_kind` | received, kept by its sender, or held before the first block |
| `token_*` | what contracts call themselves: a claim, never a key |
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import numpy as np

from watchgate.ledger.transfers.account_batch import units_of
from watchgate.ledger.transfers.account_state import AccountState
from watchgate.ledger.transfers.batch import Strings
from watchgate.ledger.transfers.column import Array, Column
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.keys import HashKeys
from watchgate.ledger.transfers.utxo import Counts, UtxoChain

ACCOUNT_COINS = frozenset({"eth", "trx"})


def is_account_chain(chain_id: str) -> bool:
    """Whether `chain_id` (`eth`, or `eth-` and the name of a case) has accounts rather than unspent outputs."""
    return chain_id.partition("-")[0] in ACCOUNT_COINS


class AccountChain(UtxoChain):
    """The columns of one account chain in one folder."""

    COLUMNS: ClassVar[Mapping[str, tuple[type, int]]] = {
        "block_height": (np.int64, 1),
        "block_time": (np.int64, 1),
        "block_hash": (np.uint8, 32),
        "block_end": (np.int64, 1),
        "sent_hash": (np.uint8, 32),
        "sent_block": (np.uint32, 1),
        "tx_block": (np.uint32, 1),
        "tx_in": (np.int64, 1),
        "tx_out": (np.int64, 1),
        "tx_sent": (np.uint32, 1),
        "tx_place": (np.uint32, 1),
        "tx_from": (np.uint32, 1),
        "tx_asset": (np.uint32, 1),
        "tx_kind": (np.uint8, 1),
        "tx_mark": (np.uint8, 1),
        "in_tx": (np.uint32, 1),
        "in_out": (np.uint32, 1),
        "in_value": (np.float64, 1),
        "out_value": (np.float64, 1),
        "out_units": (np.uint64, 4),
        "out_address": (np.uint32, 1),
        "out_kind": (np.uint8, 1),
        "spent_by": (np.uint32, 1),
        "outside": (np.uint32, 2),
        "address_pool": (np.uint8, 1),
        "address_end": (np.int64, 1),
        "token_address": (np.uint32, 1),
        "token_block": (np.uint32, 1),
        "token_end": (np.int64, 1),
        "token_pool": (np.uint8, 1),
    }
    _state: AccountState | None = None

    @property
    def hash_keys(self) -> HashKeys:
        """Transactions by hash: rows of `sent_hash`."""
        if self._hash_keys is None:
            slots = self.folder / f"tx-{self._forks}.slots"
            columns: tuple[Column, Column] = (self.columns["sent_hash"], self.columns["sent_block"])
            self._hash_keys = HashKeys(*columns, slots, writing=self._writing)
        return self._hash_keys

    @property
    def state(self) -> AccountState:
        """The balances, for the one who appends."""
        if self._state is None:
            self._state = AccountState(self)
        return self._state

    @property
    def kept(self) -> Array:
        """1 for each output that its sender kept: taking it is no step from one holder to another."""
        return self.view("out_kind")

    def as_stored(self, address: str) -> str:
        """Hexadecimal addresses in small letters: capitals only carry a checksum (EIP-55)."""
        return address.lower() if address[:2] in ("0x", "0X") else address

    def hash_of(self, tx: int) -> str:
        """The hash of the transaction that a move was in; empty for what was held before the first block."""
        sent = int(self.view("tx_sent")[tx])
        return "" if sent == ABSENT else str(self.view("sent_hash")[sent].tobytes().hex())

    def moves_of(self, sent: int) -> range:
        """The rows of a transaction's moves, with what stands for earlier holdings between them."""
        block = int(self.view("sent_block")[sent])
        ends = self.view("block_end")
        first, last = int(ends[block - 1]) if block else 0, int(ends[block])
        rows = np.flatnonzero(self.view("tx_sent")[first:last] == sent)
        return range(first + int(rows[0]), first + int(rows[-1]) + 1) if len(rows) else range(0)

    def units(self, outputs: Array) -> list[int]:
        """The exact values of outputs."""
        return units_of(self.view("out_units")[outputs])

    def asset_of(self, outputs: Array) -> Array:
        """The row of the contract of each output's asset; ABSENT for the coin."""
        return self.view("tx_asset")[np.searchsorted(self.view("tx_out"), outputs, "right") - 1]

    def symbols(self) -> list[tuple[int, str]]:
        """What contracts call themselves: rows of addresses, and the symbol in UTF-8 as it was given."""
        found = Strings(self.view("token_pool"), self.view("token_end"))
        starts = np.concatenate((np.zeros(1, np.int64), found.end[:-1])) if len(found.end) else found.end
        texts = (found.pool[a:b].tobytes().decode("utf-8", "replace") for a, b in zip(starts, found.end, strict=True))
        return list(zip((int(one) for one in self.view("token_address")), texts, strict=True))

    def counts_at(self, height: int) -> Counts:
        """The rows of the blocks up to `height`."""
        blocks = int(np.searchsorted(self.view("block_height"), height, "right"))
        transactions = int(self.view("block_end")[blocks - 1]) if blocks else 0
        outputs = int(self.view("tx_out")[transactions])
        tokens = int(np.searchsorted(self.view("token_block"), blocks))
        used = [self.view("out_address")[:outputs], self.view("token_address")[:tokens]]
        used += [self.view(name)[:transactions] for name in ("tx_from", "tx_asset")]
        addresses = max(
            (int(one[one != ABSENT].max(initial=0)) + 1 for one in used if (one != ABSENT).any()), default=0
        )
        return Counts(
            blocks=blocks,
            transactions=transactions,
            inputs=int(self.view("tx_in")[transactions]),
            outputs=outputs,
            outside=int(np.searchsorted(self.view("outside")[:, 0], transactions)),
            addresses=addresses,
            address_bytes=int(self.view("address_end")[addresses - 1]) if addresses else 0,
            sent=int(np.searchsorted(self.view("sent_block"), blocks)),
            tokens=tokens,
            token_bytes=int(self.view("token_end")[tokens - 1]) if tokens else 0,
        )

    def cut(self, counts: Counts, *, apart: bool = False, forks: int | None = None) -> None:
        """Keep the rows that `counts` says; balances are worked out again."""
        self._state = None
        super().cut(counts, apart=apart, forks=forks)


def opened_rows(chain_id: str, folder: Path, counts: Counts, *, writing: bool, forks: int, forked: bool) -> UtxoChain:
    """The rows of a chain, in the columns that its kind has."""
    kind = AccountChain if is_account_chain(chain_id) else UtxoChain
    return kind(folder, counts, writing=writing, forks=forks, forked=forked)
