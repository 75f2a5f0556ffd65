"""bitcoin-etl's transactions as JSON lines or Parquet, and the public Bitcoin data set of AWS (`v1.0/btc`).

A file holds whole blocks, in any order of rows. Field by field: https://github.com/blockchain-etl/bitcoin-etl and
https://github.com/aws-solutions-library-samples/guidance-for-digital-assets-on-aws. Inputs may lack values and
addresses ("not enriched"): they are taken from the outputs that were read before.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watchgate.ledger.transfers.batch import Batch
from watchgate.model.errors import BadInputError, WatchgateError
from watchgate.watch.chains.utxo_tables import NEEDED, batches

if TYPE_CHECKING:
    import pyarrow as pa

FILE_BYTES_MAX = 8 << 30
LINE_BYTES_MAX = 64 << 20
ROWS_MAX = 10_000_000
VALUES_MAX = 1_000_000_000
USED = ("input_count", "output_count", "is_coinbase")
NAMES = (".json", ".jsonl", ".ndjson", ".parquet")


def read(path: Path, *, partial: bool = False) -> Iterator[Batch]:
    """The transactions of one file, in batches of whole blocks; BadInputError when it is not one."""
    if not path.is_file():
        raise BadInputError("is not a file", where=str(path))
    if path.stat().st_size > FILE_BYTES_MAX:
        raise BadInputError(
            f"has more than {FILE_BYTES_MAX >> 30} GB", where=str(path), hint="export fewer blocks a file"
        )
    table = _parquet(path) if _is_parquet(path) else _json(path)
    yield from batches(table, str(path), partial=partial)


def recognises(path: Path) -> bool:
    """Whether the file looks like one of these."""
    with path.open("rb") as file:
        head = file.read(64)
    return path.name.endswith(".parquet") or head.startswith(b"PAR1") or head.lstrip()[:1] == b"{"


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def _parquet(path: Path) -> pa.Table:
    pa = arrow()
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        have = set(file.schema_arrow.names)
        wanted = [name for name in (*NEEDED, *USED) if name in have]
        refuse_bomb(file.metadata, path)
        return file.read(columns=wanted)
    except (pa.ArrowException, OSError) as error:
        raise BadInputError(f"is no whole Parquet file: {first_line(error)}", where=str(path)) from error


def refuse_bomb(about: Any, path: Path) -> None:
    """A file of a few bytes may say that it holds billions of rows: it is looked at before memory is asked for."""
    groups = [about.row_group(at) for at in range(about.num_row_groups)]
    columns = [group.column(at) for group in groups for at in range(group.num_columns)]
    values = sum(one.num_values for one in columns)
    size = sum(one.total_uncompressed_size for one in columns)
    if about.num_rows > ROWS_MAX or values > VALUES_MAX or size > 4 * FILE_BYTES_MAX:
        raise BadInputError(
            f"says it holds {about.num_rows:,} rows, {values:,} values, {size:,} bytes",
            where=str(path),
            hint="export fewer blocks a file",
        )


def _json(path: Path) -> pa.Table:
    pa = arrow()
    from pyarrow import json

    text, number = pa.string(), pa.int64()
    ends = [("addresses", pa.list_(text)), ("type", text), ("value", number)]
    taken = pa.struct([("spent_transaction_hash", text), ("spent_output_index", number), *ends])
    given = pa.struct([*ends, ("script_hex", text)])
    schema = pa.schema(
        [
            *((name, text) for name in ("hash", "block_hash")),
            ("is_coinbase", pa.bool_()),
            *((name, number) for name in ("block_number", "block_timestamp", "index", "input_count", "output_count")),
            ("inputs", pa.list_(taken)),
            ("outputs", pa.list_(given)),
        ]
    )
    size = min(max(path.stat().st_size + 1, 1 << 16), LINE_BYTES_MAX)
    try:
        return json.read_json(
            path,
            read_options=json.ReadOptions(block_size=size),
            parse_options=json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore"),
        )
    except (pa.ArrowException, OSError) as error:
        raise BadInputError(f"is no file of JSON lines: {first_line(error)}", where=str(path)) from error


def arrow() -> Any:
    """pyarrow, or the sentence how to install it."""
    try:
        import pyarrow
    except ImportError as error:
        raise WatchgateError(
            "reading blockchains needs pyarrow", hint="install it with: pip install 'watchgate[chains]'"
        ) from error
    return pyarrow


def first_line(error: Exception) -> str:
    """What an error of a library says, short."""
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
