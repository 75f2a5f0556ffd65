"""Rows as cryo collects them (Parquet, or CSV), put into the columns of ethereum-etl's rows.

| dataset | becomes | what is particular |
|---|---|---|
| `transactions` | transactions | `success` says whether it failed |
| `traces` | traces | who is rewarded stands in `action_from`, the place of a trace is `0_12_3` |
| `erc20_transfers`, `erc721_transfers` | token transfers | of a token that is one of its kind the value is its number |
| `blocks` | blocks | without the number of transactions |
| `native_transfers` | nothing | failed and delegated calls are among them, and nothing says which |
| `logs` | nothing | token transfers are made from them |

Whole numbers of 256 bits stand in up to four columns (`value_binary`, `value_string` ...): the exact ones go first, and
a floating-point one alone (`value_f64`) is marked where it may have lost units. Bytes are bytes, or `0x..` texts with
`--hex`.
Seen in what cryo 0.3.2 writes; https://github.com/paradigmxyz/cryo.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from watchgate.model.errors import BadInputError

CHAIN_IDS = {"eth": 1, "trx": 728_126_428}
FORMS = ("_binary", "_string", "_decimal128", "_u64", "_u32", "_f64")
"""Endings of the columns of a whole number, the exact ones first. Single precision (seven digits) is not read."""
CALLS_MAX = 1_024
"""Calls within calls: the machine of Ethereum goes no deeper."""
_COMMA = re.compile(",")
Columns = dict[str, list[Any]]


class Dataset(msgspec.Struct, frozen=True):
    """One of cryo's. `signs`: columns by which it is known; `renamed`: theirs, by ours; `units`: of theirs the first
    halves of the names, by ours. All of both are needed."""

    name: str
    kind: str
    signs: tuple[str, ...]
    renamed: dict[str, str] = {}
    units: dict[str, str] = {}


PLACE = {
    "block_number": "block_number",
    "transaction_hash": "transaction_hash",
    "transaction_index": "transaction_index",
}
ENDS = {"from_address": "from_address", "to_address": "to_address"}
LOG = {**PLACE, **ENDS, "log_index": "log_index", "token_address": "erc20"}
DATASETS = (
    Dataset("logs", "logs", ("topic0", "log_index")),
    Dataset("native_transfers", "native transfers", ("transfer_index", "from_address")),
    Dataset("erc721_transfers", "token transfers", ("erc20", "token_id"), LOG, {"value": "token_id"}),
    Dataset("erc20_transfers", "token transfers", ("erc20", "log_index"), LOG, {"value": "value"}),
    Dataset(
        "traces",
        "traces",
        ("action_type", "action_from"),
        {
            **PLACE,
            "block_hash": "block_hash",
            "from_address": "action_from",
            "to_address": "action_to",
            "value": "action_value",
            "trace_type": "action_type",
            "call_type": "action_call_type",
            "trace_address": "trace_address",
            "error": "error",
            "receipt_contract_address": "result_address",
        },
    ),
    Dataset(
        "blocks",
        "blocks",
        ("author", "block_hash"),
        {
            "number": "block_number",
            "hash": "block_hash",
            "timestamp": "timestamp",
            "miner": "author",
            "base_fee_per_gas": "base_fee_per_gas",
        },
    ),
    Dataset(
        "transactions",
        "transactions",
        ("transaction_hash", "from_address", "nonce"),
        {
            "hash": "transaction_hash",
            "block_number": "block_number",
            "transaction_index": "transaction_index",
            **ENDS,
            "nonce": "nonce",
            "receipt_gas_used": "gas_used",
            "gas_price": "gas_price",
            "receipt_status": "success",
        },
        {"value": "value"},
    ),
)
BESIDE = {"block_hash": "block_hash", "block_timestamp": "timestamp"}
"""Columns that are not collected unless they are asked for (`--include-columns`)."""
BYTES = ("hash", "transaction_hash", "block_hash", "from_address", "to_address", "token_address", "miner")


def dataset_of(names: set[str]) -> Dataset | None:
    """Which dataset has these columns, if one has."""
    halves = {name.rpartition("_")[0] for name in names if name.endswith(FORMS)}
    return next((one for one in DATASETS if set(one.signs) <= names | halves), None)


def wanted(dataset: Dataset, names: set[str], path: Path) -> list[str]:
    """The columns to read of a file that has `names`; BadInputError names the one that it lacks."""
    if not dataset.renamed:
        return []
    needed = [*dataset.renamed.values(), "chain_id"]
    lacking = [name for name in needed if name not in names]
    for half in dataset.units.values():
        found = _form(half, names)
        if found is None:
            lacking.append(f"{half}_binary")
        else:
            needed.append(found)
    if lacking:
        raise BadInputError(
            f"lacks the column {lacking[0]} of cryo's {dataset.name}",
            where=str(path),
            hint="collect it with cryo's own columns, or --include-columns",
        )
    return [*needed, *(name for name in BESIDE.values() if name in names and name not in needed)]


def translated(dataset: Dataset, columns: Columns, path: Path, coin: str) -> Columns:
    """Columns of a file by ethereum-etl's names; BadInputError where they are of another chain than `coin`'s."""
    _of_chain(columns["chain_id"], path, coin)
    found = {ours: columns[theirs] for ours, theirs in dataset.renamed.items()}
    found |= {
        ours: columns[theirs] for ours, theirs in BESIDE.items() if theirs in columns and dataset.kind != "blocks"
    }
    for ours, half in dataset.units.items():
        name = _form(half, set(columns))
        assert name is not None
        found[ours] = columns[name]
        _all_said(columns[name], name, path)
    if dataset.name == "transactions":
        _all_said(columns["success"], "success", path)
    if dataset.name == "traces":
        found = _traces(found)
    return {name: _as_text(cells) if name in BYTES else cells for name, cells in found.items()}


def _form(half: str, names: set[str]) -> str | None:
    return next((half + form for form in FORMS if half + form in names), None)


def _of_chain(cells: Sequence[Any], path: Path, coin: str) -> None:
    """`chain_id` of every row is that of the coin whose chain is being read."""
    wanted_id = CHAIN_IDS.get(coin)
    for row, cell in enumerate(cells):
        if str(cell) != str(wanted_id):
            raise BadInputError(
                f"chain_id is {str(cell)[:20]}, and {coin} is {wanted_id}",
                where=f"{path}, row {row + 1}",
                hint="each chain is read by itself",
            )


def _all_said(cells: Sequence[Any], name: str, path: Path) -> None:
    """What is empty would count as nothing, or as a success."""
    for row, cell in enumerate(cells):
        if cell is None:
            raise BadInputError(f"{name} is not said", where=f"{path}, row {row + 1}")


def _traces(columns: Columns) -> Columns:
    kinds = columns["trace_type"]
    made = columns.pop("receipt_contract_address")
    ends: list[Any] = []
    for kind, giver, taker, contract in zip(kinds, columns["from_address"], columns["to_address"], made, strict=True):
        ends.append(giver if kind == "reward" else contract if kind == "create" else taker)
    columns["to_address"] = ends
    columns["trace_address"] = [
        None if path is None else str(path).replace("_", ",") for path in columns["trace_address"]
    ]
    columns["status"] = _statuses(columns["transaction_hash"], columns["trace_address"], columns["error"])
    return columns


def _statuses(hashes: Sequence[Any], places: Sequence[str | None], errors: Sequence[Any]) -> list[int]:
    """0 for a call that failed, and for each within it: nodes say the error of the outer one alone, and what it undid
    moved nothing."""
    hashes = [name if isinstance(name, str | bytes) else None for name in hashes]
    wrong = {(name, place or "") for name, place, error in zip(hashes, places, errors, strict=True) if error}
    inside = {name for name, _ in wrong}
    return [
        0 if error or (name in inside and any((name, outer) in wrong for outer in _outer(place or ""))) else 1
        for name, place, error in zip(hashes, places, errors, strict=True)
    ]


def _outer(place: str) -> Iterator[str]:
    """The places of the calls around one, from the first: of `0,12` they are `` and `0`."""
    if place.count(",") >= CALLS_MAX:
        raise BadInputError(f"the trace {place[:40]} is within more than {CALLS_MAX:,} others")
    if place:
        yield ""
    yield from (place[: found.start()] for found in _COMMA.finditer(place))


def _as_text(cells: Sequence[Any]) -> list[Any]:
    return [f"0x{cell.hex()}" if isinstance(cell, bytes) else cell for cell in cells]
