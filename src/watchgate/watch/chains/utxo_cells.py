"""Cells of tables of transactions: whole numbers, hashes, sums in satoshi; an error names the one that is wrong.

bitcoin-etl and GraphSense write whole satoshi; AWS writes bitcoin as a floating-point number. One of at most 21 million
with eight digits behind the point is below 2^53 satoshi and so rounds to exactly the satoshi it was made from.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.batch import UNKNOWN, hashes
from watchgate.model.errors import BadInputError

SATOSHI = 100_000_000
Where = Callable[[int | None], str]
"""Where a cell is, by its number in its column; None: the column."""
_HASH = re.compile("[0-9a-fA-F]{64}")


def whole_numbers(column: Any, where: Where) -> npt.NDArray[np.int64]:
    import pyarrow as pa

    if column.null_count:
        raise BadInputError("a number is missing", where=where(_first(column.is_null())))
    try:
        numbers: npt.NDArray[np.int64] = column.cast(pa.int64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid as error:
        raise BadInputError(f"what should be whole numbers is {column.type}", where=where(None)) from error
    if len(numbers) and (numbers.min() < 0 or numbers.max() > 0xFFFFFFFF):
        wrong = np.flatnonzero((numbers < 0) | (numbers > 0xFFFFFFFF))
        raise BadInputError("a number is negative or above 2^32", where=where(int(wrong[0])))
    return numbers


def hashes_of(column: Any, where: Where) -> npt.NDArray[np.uint8]:
    """32 bytes each, from hexadecimal text (with or without 0x) or bytes."""
    import pyarrow as pa

    if column.null_count:
        raise BadInputError("a hash is missing", where=where(_first(column.is_null())))
    text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    binary = pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type)
    if not text and not binary and not pa.types.is_fixed_size_binary(column.type):
        raise BadInputError(f"what should be hashes is {column.type}", where=where(None))
    given = column.to_pylist()
    if text:
        texts = [one.removeprefix("0x") for one in given]
        try:
            found = hashes(texts)
        except ValueError:
            found = np.zeros((0, 32), np.uint8)
        if len(found) == len(texts) and all(len(one) == 64 for one in texts):
            return found
        at = next(at for at, one in enumerate(texts) if not _HASH.fullmatch(one))
        raise BadInputError(f"{given[at][:80]!r} is no hash of 32 bytes", where=where(at))
    short = next((at for at, one in enumerate(given) if len(one) != 32), None)
    if short is not None:
        raise BadInputError(f"a hash has {len(given[short])} bytes, not 32", where=where(short))
    return np.frombuffer(b"".join(given), np.uint8).reshape(-1, 32)


def _first(wrong: Any) -> int:
    return int(np.flatnonzero(wrong.to_numpy(zero_copy_only=False))[0])


def values_of(structs: Any, where: Where) -> npt.NDArray[np.int64]:
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
        wrong = np.flatnonzero(~((coins >= 0) & (coins <= 21e6)))
        if len(wrong):
            raise BadInputError("a value is not between 0 and 21 million bitcoin", where=where(int(wrong[0])))
        found = np.round(coins * SATOSHI).astype(np.int64)
    elif pa.types.is_integer(column.type):
        found = np.array(column.fill_null(0).cast(pa.int64()))
    elif pa.types.is_null(column.type):
        found = np.zeros(len(column), np.int64)
    else:
        raise BadInputError(
            f"values are {column.type}", where=where(None), hint="whole satoshi, or bitcoin as a number"
        )
    if (found < 0).any():
        wrong = np.flatnonzero(found < 0)
        raise BadInputError(f"a value is {int(found[wrong[0]])}", where=where(int(wrong[0])))
    return np.where(empty, np.int64(UNKNOWN), found)
