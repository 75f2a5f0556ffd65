"""Rows of transactions, with their inputs and outputs nested, as batches: what the formats of exporters share.

bitcoin-etl and GraphSense write whole satoshi and `addresses` as a list; AWS writes bitcoin as a floating-point number
and `address` as a text. A floating-point number of at most 21 million with eight digits behind the point is below 2^53
satoshi and so rounds to exactly the satoshi it was made from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.batch import UNKNOWN, Batch, Strings, hashes, memo_columns
from watchgate.model.errors import BadInputError
from watchgate.watch.chains import kinds
from watchgate.watch.chains.scripts import memo_of

if TYPE_CHECKING:
    import pyarrow as pa

NEEDED = ("hash", "block_number", "block_hash", "block_timestamp", "index", "inputs", "outputs")
AT_ONCE = 200_000
"""Transactions of a batch, about: batches end with a block."""
SATOSHI = 100_000_000


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
    if missing:
        raise BadInputError(f"has no column {missing[0]}", where=where, hint="export transactions with their inputs")
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
    output_value = _values(outputs, where)
    if (output_value == UNKNOWN).any():
        raise BadInputError("an output has no value", where=where)
    memo_output, memos = memo_columns(_memos(outputs, where))
    return Batch(
        height=_whole(table, "block_number", where)[starts],
        block_hash=_hashes(table.column("block_hash").take(starts), where),
        time=_times(table, where)[starts],
        block_end=ends,
        tx_hash=_hashes(table.column("hash"), where),
        input_end=input_end,
        output_end=output_end,
        spent_hash=_hashes(_field(inputs, "spent_transaction_hash", where), where),
        spent_index=_whole_of(_field(inputs, "spent_output_index", where), where),
        input_value=_values(inputs, where),
        input_address=_addresses(inputs, where),
        output_value=output_value,
        output_address=_addresses(outputs, where),
        kind=_kinds(outputs),
        memo_output=memo_output,
        memos=memos,
    )


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
    return _whole_of(_one(table.column(name)), f"{where}: {name}")


def _whole_of(column: Any, where: str) -> npt.NDArray[np.int64]:
    import pyarrow as pa

    if column.null_count:
        raise BadInputError("a number is missing", where=where)
    try:
        numbers: npt.NDArray[np.int64] = column.cast(pa.int64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid as error:
        raise BadInputError(f"what should be whole numbers is {column.type}", where=where) from error
    if len(numbers) and (numbers.min() < 0 or numbers.max() > 0xFFFFFFFF):
        raise BadInputError("a number is negative or above 2^32", where=where)
    return numbers


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


def _hashes(column: Any, where: str) -> npt.NDArray[np.uint8]:
    """32 bytes each, from hexadecimal text (with or without 0x) or bytes."""
    import pyarrow as pa

    column = _one(column)
    if column.null_count:
        raise BadInputError("a hash is missing", where=where)
    text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    binary = pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type)
    if not text and not binary and not pa.types.is_fixed_size_binary(column.type):
        raise BadInputError(f"what should be hashes is {column.type}", where=where)
    texts = column.to_pylist()
    if text:
        try:
            found = hashes([text.removeprefix("0x") for text in texts])
        except ValueError:
            found = np.zeros((0, 32), np.uint8)
        if len(found) != len(texts) or any(len(text.removeprefix("0x")) != 64 for text in texts):
            wrong = next((text for text in texts if len(text.removeprefix("0x")) != 64), texts[0])
            raise BadInputError(f"{wrong[:80]!r} is no hash of 32 bytes", where=where)
        return found
    if any(len(text) != 32 for text in texts):
        raise BadInputError("a hash has not 32 bytes", where=where)
    return np.frombuffer(b"".join(texts), np.uint8).reshape(-1, 32)


def _values(structs: Any, where: str) -> npt.NDArray[np.int64]:
    """Satoshi, UNKNOWN where it is null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(structs) == 0:
        return np.zeros(0, np.int64)
    if "value" not in {field.name for field in structs.type}:
        return np.full(len(structs), UNKNOWN, np.int64)
    column = pc.struct_field(structs, "value")
    empty = column.is_null().to_numpy(zero_copy_only=False)
    if pa.types.is_floating(column.type) or pa.types.is_decimal(column.type):
        coins = column.cast(pa.float64()).fill_null(0.0).to_numpy(zero_copy_only=False)
        if not np.isfinite(coins).all() or (coins < 0).any() or (coins > 21e6).any():
            raise BadInputError("a value is not between 0 and 21 million bitcoin", where=where)
        found = np.round(coins * SATOSHI).astype(np.int64)
    elif pa.types.is_integer(column.type):
        found = np.array(column.fill_null(0).cast(pa.int64()))
    elif pa.types.is_null(column.type):
        found = np.zeros(len(column), np.int64)
    else:
        raise BadInputError(f"values are {column.type}", where=where, hint="whole satoshi, or bitcoin as a number")
    if (found < 0).any():
        raise BadInputError(f"a value is {int(found.min())}", where=where)
    return np.where(empty, np.int64(UNKNOWN), found)


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
