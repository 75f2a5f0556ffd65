"""A row of an explorer's export in ethereum-etl's columns: small, since exports have up to a million of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from watchgate.watch.chains.account_files import INTERNALS, TRANSACTIONS, TRANSFERS

_ALL = ("hash", "block_number", "block_timestamp", "transaction_index", "from_address", "to_address", "value")
COLUMNS = {
    TRANSACTIONS: (*_ALL, "receipt_contract_address", "receipt_status", "receipt_gas_used", "gas_price"),
    INTERNALS: (*_ALL, "transaction_hash", "trace_address", "status", "trace_type", "call_type"),
    TRANSFERS: (*_ALL, "transaction_hash", "log_index", "token_address"),
}
"""What of a row is made something of, by kind."""


class ExportRow(msgspec.Struct, gc=False, kw_only=True):
    """`path`, `line`: where it stands. `inside`: its place within its transaction."""

    path: Path
    line: int = 0
    hash: str
    block_number: int | None
    block_timestamp: int
    from_address: str
    to_address: str | None
    value: str
    receipt_contract_address: str | None = None
    receipt_status: int = 1
    receipt_gas_used: int = 1
    """The export says the fee and not the gas: as if one unit of gas had cost it."""
    gas_price: str = ""
    status: int = 1
    trace_type: str = ""
    call_type: str | None = None
    token_address: str = ""
    symbol: str = ""
    transaction_index: int = 0
    inside: int = 0

    @property
    def where(self) -> str:
        """File and line, for messages."""
        return f"{self.path}, line {self.line}"

    @property
    def transaction_hash(self) -> str:
        """As traces and transfers call it."""
        return self.hash

    @property
    def log_index(self) -> int:
        """The place of a transfer."""
        return self.inside

    @property
    def trace_address(self) -> str:
        """The place of a trace."""
        return str(self.inside)


def columns_of(kind: str, rows: list[ExportRow]) -> dict[str, list[Any]]:
    """The rows, column by column."""
    return {name: [getattr(row, name) for row in rows] for name in COLUMNS[kind]}
