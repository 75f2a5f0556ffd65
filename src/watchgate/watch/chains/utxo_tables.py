"""Rows of transactions, with their inputs and outputs nested, as batches: what the formats of exporters share.

bitcoin-etl and GraphSense write `addresses` as a list, AWS `address` as a text; sums: `utxo_cells.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.batch import UNKNOWN, Batch, Strings, memo_columns
from watchgate.model.errors import BadInputError
from watchgate.watch.chains import kinds
from watchgate.watch.chains.scripts import memo_of
from watchgate.watch.chains.utxo_cells import Where, hashes_of, values_of, whole_numbers

if TYPE_CHECKING:
    import pyarrow as pa

NEEDED = ("hash", "block_number", "block_hash", "block_timestamp", "index", "inputs", "outputs")
AT_ONCE = 200_000
"""Transactions of a batch, about: batches end with a block."""


def batches(table: pa.Table, where: str, *, partial: bool = False) -> Iterator[Batch]:
    """The transactions of `table`, in whole blocks. `partial`: blocks need not have all their transactions.

    BadInputError names the column, block or transaction that is not as it has to be.
    """
    import pyarrow as pa

    try:
        yield from _batches(table, where, partial=partial)
    except pa.ArrowException as error:
        raise BadInputError(f"cannot be read: {str(error)[:200]}", where=where) from error


def _batches(table: pa.Table, where: str, *, partial: bool) -> Iterator[Batch]:
    import pyarrow as pa

    missing = [name for name in NEEDED if name not in table.column_names]
    if not missing and len(table) and table.column("block_number").null_count == len(table):
        missing = ["block_number"]  # of JSON lines each column is there, whatever they say
    if missing:
        raise BadInputError(
            f"has no column {missing[0]}",
            where=where,
            hint="export transactions with their inputs; a chain of accounts is named: --chain eth",
        )
    if not len(table):
        return
    numbers = _whole(table, "block_number", where)
    index = _whole(table, "index", where)
    order = np.lexsort((index, numbers))
    if not np.array_equal(order, np.arange(len(order))):
        table = table.take(pa.array(order))
        numbers, index = numbers[order], index[order]
    starts = np.flatnonzero(np.diff(numbers, prepend=numbers[0] - 1))
    ends = np.append(starts[1:], len(numbers))
    if not partial:
        expected = np.arange(len(index)) - np.repeat(starts, ends - starts)
        wrong = np.flatnonzero(index != expected)
        if len(wrong):
            at = int(wrong[0])
            raise BadInputError(
                f"block {int(numbers[at])} has transaction {int(index[at])} where {int(expected[at])} is due",
                where=where,
                hint="a filtered export is ingested with --partial",
            )
    first = 0
    while first < len(starts):
        last = int(np.searchsorted(ends, starts[first] + AT_ONCE, "right"))
        last = max(last, first + 1)
        part = table.slice(int(starts[first]), int(ends[last - 1] - starts[first])).combine_chunks()
        yield _batch(part, starts[first:last] - starts[first], ends[first:last] - starts[first], where)
        first = last


def _batch(table: pa.Table, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], where: str) -> Batch:
    inputs, input_end = _nested(table, "inputs", where)
    outputs, output_end = _nested(table, "outputs", where)
    _mined(table, input_end, where)
    for name, end in (("input_count", input_end), ("output_count", output_end)):
        _counted(table, name, end, where)
    rows, spent, paid = (_places(table, end, where) for end in (None, input_end, output_end))
    output_value = values_of(outputs, paid)
    if (output_value == UNKNOWN).any():
        raise BadInputError("an output has no value", where=paid(int(np.flatnonzero(output_value == UNKNOWN)[0])))
    memo_output, memos = memo_columns(_memos(outputs, where))
    return Batch(
        height=_whole(table, "block_number", where)[starts],
        block_hash=_block_hashes(table, starts, ends, rows),
        time=_times(table, where)[starts],
        block_end=ends,
        tx_hash=hashes_of(_one(table.column("hash")), rows),
        input_end=input_end,
        output_end=output_end,
        spent_hash=hashes_of(_field(inputs, "spent_transaction_hash", where), spent),
        spent_index=whole_numbers(_field(inputs, "spent_output_index", where), spent),
        input_value=values_of(inputs, spent),
        input_address=_addresses(inputs, where),
        output_value=output_value,
        output_address=_addresses(outputs, where),
        kind=_kinds(outputs),
        memo_output=memo_output,
        memos=memos,
    )


def _places(table: pa.Table, end: npt.NDArray[np.int64] | None, where: str) -> Where:
    """Where a row is, or with `end` one of what is nested in the rows: transaction and block, in any order of rows."""

    def place(number: int | None) -> str:
        if number is None:
            return where
        row = number if end is None else int(np.searchsorted(end, number, "right"))
        block, index = (table.column(name)[row].as_py() for name in ("block_number", "index"))
        return f"{where}: block {block}, transaction {index}"

    return place


def _block_hashes(
    table: pa.Table, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], where: Where
) -> npt.NDArray[np.uint8]:
    """The hash of each block; its transactions must not bear two."""
    import pyarrow.compute as pc

    column = _one(table.column("block_hash"))
    same = pc.equal(column, column.take(np.repeat(starts, ends - starts))).fill_null(False)
    other = np.flatnonzero(~same.to_numpy(zero_copy_only=False))
    found = hashes_of(column.take(starts), lambda at: where(at if at is None else int(starts[at])))
    if len(other):
        raise BadInputError(
            "the block has another hash here than in its first transaction",
            where=where(int(other[0])),
            hint="the row has the number of another block, or a file holds two blocks of one height",
        )
    return found


def _nested(table: pa.Table, name: str, where: str) -> tuple[Any, npt.NDArray[np.int64]]:
    """The structs of a column of lists, flat, and where those of each row end; no list is an empty one."""
    import pyarrow as pa

    column = _one(table.column(name))
    listed = pa.types.is_list(column.type) or pa.types.is_large_list(column.type)
    if not pa.types.is_null(column.type) and not (
        listed and (pa.types.is_struct(column.type.value_type) or pa.types.is_null(column.type.value_type))
    ):
        raise BadInputError(f"{name} are {column.type}", where=where, hint="a list of mappings a transaction")
    if pa.types.is_null(column.type) or pa.types.is_null(column.type.value_type):
        return pa.array([], pa.struct([])), np.zeros(len(table), np.int64)
    lengths = column.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
    return column.flatten(), np.cumsum(lengths, dtype=np.int64)


def _field(structs: Any, name: str, where: str) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(structs) == 0:
        return pa.array([], pa.string() if "hash" in name else pa.int64())
    names = {field.name for field in structs.type}
    if name not in names:
        raise BadInputError(f"inputs have no {name}", where=where)
    return pc.struct_field(structs, name)


def _one(column: Any) -> Any:
    """A chunked array in one piece."""
    import pyarrow as pa

    return pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column


def _whole(table: pa.Table, name: str, where: str) -> npt.NDArray[np.int64]:
    column = _one(table.column(name))
    return whole_numbers(column, lambda at: f"{where}: {name}" + ("" if at is None else f", row {at + 1}"))


def _times(table: pa.Table, where: str) -> npt.NDArray[np.int64]:
    """Seconds since 1970, UTC."""
    import pyarrow as pa

    column = _one(table.column("block_timestamp"))
    if pa.types.is_timestamp(column.type):
        seconds: npt.NDArray[np.int64] = column.cast(pa.timestamp("s"), safe=False).cast(pa.int64()).to_numpy()
        return seconds
    if pa.types.is_string(column.type):
        raise BadInputError("block_timestamp is a text", where=where, hint="seconds since 1970, or a timestamp")
    return _whole(table, "block_timestamp", where)


def _counted(table: pa.Table, name: str, end: npt.NDArray[np.int64], where: str) -> None:
    """A row that says how many it has must have them: an export can be cut off."""
    if name not in table.column_names or table.column(name).null_count:
        return
    said = _whole(table, name, where)
    wrong = np.flatnonzero(said != np.diff(end, prepend=0))
    if len(wrong):
        text = table.column("hash")[int(wrong[0])].as_py()
        raise BadInputError(f"transaction {text} has not the {int(said[wrong[0]])} it says in {name}", where=where)


def _mined(table: pa.Table, end: npt.NDArray[np.int64], where: str) -> None:
    """Only a coinbase has no inputs: an export that left them out would make every coin a mined one."""
    import pyarrow as pa

    if "is_coinbase" not in table.column_names:
        return
    column = _one(table.column("is_coinbase"))
    if not pa.types.is_boolean(column.type):
        return
    said = column.fill_null(True).to_numpy(zero_copy_only=False)
    wrong = np.flatnonzero(~said & (np.diff(end, prepend=0) == 0))
    if len(wrong):
        text = table.column("hash")[int(wrong[0])].as_py()
        raise BadInputError(
            f"transaction {text} has no inputs and is no coinbase", where=where, hint="export inputs with transactions"
        )


def _addresses(structs: Any, where: str) -> Strings:
    """The address of each; several joined by `|` in their order, none as an empty text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(structs) == 0:
        return Strings(np.zeros(0, np.uint8), np.zeros(0, np.int64))
    names = {field.name for field in structs.type}
    if "addresses" in names:
        lists = pc.struct_field(structs, "addresses")
        listed = pa.types.is_list(lists.type) or pa.types.is_large_list(lists.type)
        if not listed and not pa.types.is_null(lists.type):
            raise BadInputError(f"addresses are {lists.type}", where=where, hint="a list of texts")
        if not listed or pa.types.is_null(lists.type.value_type):
            texts = pa.array([""] * len(structs))
        else:
            texts = pc.binary_join(lists.cast(pa.list_(pa.string())), "|")
    elif "address" in names:
        texts = pc.struct_field(structs, "address")
    else:
        texts = pa.array([""] * len(structs))
    texts = texts.cast(pa.large_string()).fill_null("")
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    pool = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]] if data is not None else np.zeros(0, np.uint8)
    if len(pool) and (pool.max() > 0x7E or pool.min() < 0x21):
        raise BadInputError("an address holds a character that none has", where=where)
    return Strings(pool, ends[1:] - ends[0])


def _memos(structs: Any, where: str) -> list[str]:
    """The memo of each output, from its script; none where the rows hold no scripts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(structs) == 0 or "script_hex" not in {field.name for field in structs.type}:
        return []
    scripts = pc.struct_field(structs, "script_hex")
    if not pa.types.is_string(scripts.type) and not pa.types.is_large_string(scripts.type):
        return []
    found = [""] * len(structs)
    for at in np.flatnonzero(pc.starts_with(scripts.fill_null(""), "6a").to_numpy(zero_copy_only=False)):
        try:
            found[int(at)] = memo_of(bytes.fromhex(scripts[int(at)].as_py()))
        except ValueError as error:
            raise BadInputError("a script is no hexadecimal", where=where) from error
    return found


def _kinds(structs: Any) -> npt.NDArray[np.uint8]:
    import pyarrow.compute as pc

    if len(structs) == 0 or "type" not in {field.name for field in structs.type}:
        return np.zeros(len(structs), np.uint8)
    coded = pc.struct_field(structs, "type").cast("string").fill_null("unknown").dictionary_encode()
    table = np.array([kinds.number(name) for name in coded.dictionary.to_pylist()], np.uint8)
    found: npt.NDArray[np.uint8] = table[coded.indices.to_numpy(zero_copy_only=False)]
    return found
