"""Files of account chains as columns: ethereum-etl's CSV, JSON lines and Parquet, the same rows as AWS has them, and
cryo's.

What a file holds is known by its columns, not by its name:

| rows | columns that say so |
|---|---|
| transactions | `hash`, `from_address`, `to_address`, `value`, `block_number` |
| traces | `trace_type`, `from_address`, `to_address`, `value`, `block_number` |
| token transfers | `token_address`, `transaction_hash`, `log_index`, `from_address`, `to_address`, `value` |
| tokens | `address`, `symbol` |
| blocks | `number`, `hash`, `miner` |
| logs (passed over) | `log_index`, `topics`, `data` |

https://github.com/blockchain-etl/ethereum-etl/blob/develop/docs/schema.md; AWS public blockchain data `v1.0/eth`; of
cryo's columns `cryo.py` says what they mean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from watchgate.model.errors import BadInputError
from watchgate.watch.chains import cryo
from watchgate.watch.chains.bitcoin_etl import arrow, first_line, refuse_bomb

Cell = TypeVar("Cell")
FILE_BYTES_MAX = 8 << 30
LINE_BYTES_MAX = 64 << 20
TRANSACTIONS, TRACES, TRANSFERS, TOKENS, BLOCKS = "transactions", "traces", "token transfers", "tokens", "blocks"
LOGS, NATIVE_TRANSFERS = "logs", "native transfers"
"""Exporters write them beside the others; nothing is made of them, since token transfers and traces say more."""
INTERNALS = "internal transfers"
"""Traces without the first call of a transaction, as explorers have them."""
SIGNS = (
    (TRANSFERS, ("token_address", "from_address", "to_address", "value", "transaction_hash", "log_index")),
    (TRACES, ("trace_type", "from_address", "to_address", "value")),
    (TRANSACTIONS, ("hash", "from_address", "to_address", "value")),
    (TOKENS, ("address", "symbol")),
    (BLOCKS, ("number", "hash", "miner")),
    (LOGS, ("log_index", "topics", "data")),
)
NAMES = (".json", ".jsonl", ".ndjson", ".csv", ".parquet")


class Row(msgspec.Struct, gc=False):
    """A row of any of them, as JSON; fields that nothing is made of are passed over."""

    hash: str | None = None
    nonce: int | str | None = None
    block_hash: str | None = None
    block_number: int | str | None = None
    block_timestamp: int | str | None = None
    transaction_index: int | str | None = None
    transaction_hash: str | None = None
    from_address: str | None = None
    to_address: str | None = None
    value: int | float | str | None = None
    gas_price: int | str | None = None
    receipt_gas_used: int | str | None = None
    receipt_effective_gas_price: int | str | None = None
    receipt_contract_address: str | None = None
    receipt_status: int | str | None = None
    token_address: str | None = None
    log_index: int | str | None = None
    trace_type: str | None = None
    call_type: str | None = None
    trace_address: list[int] | str | None = None
    status: int | str | None = None
    error: str | None = None
    address: str | None = None
    symbol: str | None = None
    number: int | str | None = None
    timestamp: int | str | None = None
    miner: str | None = None
    base_fee_per_gas: int | str | None = None
    transaction_count: int | str | None = None
    withdrawals: list[dict[str, Any]] | str | None = None


USED = tuple(field.name for field in msgspec.structs.fields(Row))


class FileRows(msgspec.Struct):
    """The rows of one file, column by column; a column that it lacks is not there. `first`: rows of files before it."""

    path: Path
    kind: str
    columns: Mapping[str, Sequence[Any]]
    many: int
    first: int = 0

    def of(self, name: str) -> Sequence[Any]:
        """A column, None throughout where there is none."""
        return self.columns.get(name) or [None] * self.many

    def each(
        self,
        name: str,
        read: Callable[[Any], Cell],
        whole: Callable[[Sequence[Any]], list[Cell] | None] | None = None,
    ) -> list[Cell]:
        """A column, each cell read by `read`, whose errors name the row. `whole` reads all at once, or gives None."""
        cells = self.of(name)
        found = whole(cells) if whole else None
        if found is not None:
            return found
        row = 0
        made: list[Cell] = []
        try:
            for row, cell in enumerate(cells):  # noqa: B007
                made.append(read(cell))
        except BadInputError as error:
            raise BadInputError(error.message, where=self.where(row), hint=error.hint) from error
        return made

    def where(self, row: int) -> str:
        """File and row, counted from 1, for messages."""
        return f"{self.path}, row {row + 1}"


def read(path: Path, coin: str, *, first: int = 0) -> FileRows:
    """The rows of a file, whatever it holds of these; BadInputError when it is none of them, is cut off, or says
    that it is of another chain than `coin`'s."""
    if not path.is_file():
        raise BadInputError("is not a file", where=str(path))
    if path.stat().st_size > FILE_BYTES_MAX:
        raise BadInputError(f"has more than {FILE_BYTES_MAX >> 30} GB", where=str(path), hint="export fewer blocks")
    with path.open("rb") as file:
        head = file.read(64).lstrip()
    if head.startswith(b"PAR1"):
        names, columns = _parquet(path)
    elif head.startswith(b"{"):
        names, columns = _json(path)
    else:
        names, columns = _csv(path)
    kind, dataset = _known(names), cryo.dataset_of(names)
    if kind is None and dataset is not None:
        kind = dataset.kind
        columns = cryo.translated(dataset, columns, path, coin) if dataset.renamed else {}
    if kind is None:
        raise BadInputError(
            "holds no rows of an account chain that are known here",
            where=str(path),
            hint="transactions, traces, token_transfers, tokens or blocks as ethereum-etl or cryo write them",
        )
    return FileRows(path, kind, columns, len(next(iter(columns.values()), ())), first)


def _known(names: set[str]) -> str | None:
    return next((kind for kind, signs in SIGNS if set(signs) <= names), None)


def _wanted(names: set[str], path: Path) -> list[str]:
    """The columns of which something is made."""
    dataset = None if _known(names) else cryo.dataset_of(names)
    return cryo.wanted(dataset, names, path) if dataset else [name for name in USED if name in names]


def _json(path: Path) -> tuple[set[str], dict[str, list[Any]]]:
    decoder: msgspec.json.Decoder[Any] | None = None
    rows: list[Any] = []
    names: set[str] = set()
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LINE_BYTES_MAX):
            number += 1
            if not line.strip():
                continue
            try:
                if decoder is None:
                    names = set(msgspec.json.decode(line, type=dict[str, Any]))
                    decoder = msgspec.json.Decoder(_row_of(names))
                rows.append(decoder.decode(line))
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                raise BadInputError(f"cannot be read: {first_line(error)}", where=f"{path}, row {number}") from error
    return names, {name: list(map(attrgetter(name), rows)) for name in USED if name in names}


def _row_of(names: set[str]) -> type[msgspec.Struct]:
    """`Row` with the fields alone that the first row has: most have a third of them, and rows come by the million."""
    fields = [(one.name, one.type, None) for one in msgspec.structs.fields(Row) if one.name in names]
    return msgspec.defstruct("RowOfFile", fields, gc=False)


def _csv(path: Path) -> tuple[set[str], dict[str, list[Any]]]:
    pa = arrow()
    from pyarrow import csv

    try:
        with csv.open_csv(path) as reader:
            names = set(reader.schema.names)
        text, wanted = pa.string(), _wanted(names, path)
        if not wanted:
            return names, {}
        table = csv.read_csv(
            path,
            read_options=csv.ReadOptions(block_size=LINE_BYTES_MAX, use_threads=False),
            parse_options=csv.ParseOptions(newlines_in_values=False),
            convert_options=csv.ConvertOptions(
                include_columns=wanted,
                column_types=dict.fromkeys(wanted, text),
                strings_can_be_null=True,
                null_values=[""],
                quoted_strings_can_be_null=True,
            ),
        )
    except (pa.ArrowException, OSError) as error:
        raise BadInputError(f"is no whole CSV: {first_line(error)}", where=str(path)) from error
    return names, {name: table.column(name).to_pylist() for name in table.column_names}


def _parquet(path: Path) -> tuple[set[str], dict[str, list[Any]]]:
    pa = arrow()
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        names = set(file.schema_arrow.names)
        refuse_bomb(file.metadata, path)
        table = file.read(columns=_wanted(names, path))
        return names, {name: table.column(name).to_pylist() for name in table.column_names}
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise BadInputError(f"is no whole Parquet file: {first_line(error)}", where=str(path)) from error
