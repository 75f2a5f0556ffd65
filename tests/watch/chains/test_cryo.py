"""What the real cryo writes of real blocks: the very moves of ethereum-etl's rows of them."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support.account_rows import FIXTURES, TRANSACTIONS, TRANSFERS, as_json, moves, one, rows_in, same
from watchgate.ledger.transfers.account_batch import INTERNAL, MADE, NATIVE, ROUNDED, units_of
from watchgate.model.errors import BadInputError
from watchgate.watch.chains.account_blocks import batches

CRYO = FIXTURES / "cryo"


def collected(form: str, *datasets: str) -> list[Path]:
    return [path for name in datasets for path in sorted((CRYO / form).glob(f"ethereum__{name}__*"))]


def the_block(tmp_path: Path) -> Path:
    """What cryo says of a block, in ethereum-etl's form: of the fixtures it has the first twelve transactions."""
    row = rows_in(FIXTURES / "eth-17173049-blocks.json")[0]
    return as_json(tmp_path, "blocks", [{**row, "transaction_count": None, "withdrawals": []}])


@pytest.mark.parametrize("form", ["binary", "hex"])
def test_the_moves_are_those_of_ethereum_etls_rows(form: str, tmp_path: Path) -> None:
    files = collected(form, "erc20_transfers", "blocks", "transactions")
    batch = one(files)
    assert len(batch.units) == len(one([TRANSACTIONS, TRANSFERS, the_block(tmp_path)]).units)
    assert same(batch, one([TRANSACTIONS, TRANSFERS, the_block(tmp_path)]))
    assert same(one(files[::-1]), batch)
    assert not batch.mark.any()


def test_csv_says_the_same_as_parquet() -> None:
    datasets = ("erc20_transfers", "transactions")
    assert same(one(collected("csv", *datasets)), one(collected("hex", *datasets)))


def test_floating_point_columns_alone_are_marked_and_exact_ones_go_before_them() -> None:
    rounded = one(collected("f64", "erc20_transfers", "transactions"))
    exact = one(collected("binary", "erc20_transfers", "transactions"))
    left, right = units_of(rounded.units), units_of(exact.units)
    assert any(here != there for here, there in zip(left, right, strict=True))
    for here, there, mark in zip(left, right, rounded.mark, strict=True):
        assert here == there or (mark == ROUNDED and abs(here - there) <= there >> 52)


def test_traces_say_what_moved_and_who_was_rewarded() -> None:
    found = [move for batch in batches(collected("traces", "traces"), "eth") for move in moves(batch)]
    assert found == [
        (
            "0x39fa8c5f2793459d6622857e7d9fbb4bd91766d3",
            "0xc083e9947cf02b8ffc7d3090ae9aea72df98fd47",
            "",
            100 * 10**18,
            NATIVE,
        ),
        (
            "0x32be343b94f860124dc4fee278fdcbd38c102d88",
            "0xdf190dc7190dfba737d7777a163445b7fff16133",
            "",
            437_194_980_000_000_000,
            NATIVE,
        ),
        ("", "0x2a65aca4d5fc5b5c859090a6c34d164135398226", "", 5 * 10**18, MADE),
        (
            "0x9288fe5be3be048b5c7a68bfd4b9a0746b7e4a00",
            "0xe05ff93a9978bbb48356accc74088f3841fc5d72",
            "",
            1_100_000_000_000_000_000,
            NATIVE,
        ),
        ("", "0x63a9975ba31b0b9626b34300f7f627147df1f526", "", 5 * 10**18, MADE),
        (
            "0x474faa5018639791952fae334e2911700ac7fe9b",
            "0x83973747eec131bf9a08ac64fb1a518e891bdf4b",
            "",
            50_000_000_000_000_000,
            INTERNAL,
        ),
        ("", "0x738db714c08b8a32a29e0e68af00215079aa9c5c", "", 5 * 10**18, MADE),
    ]


def test_what_a_call_that_failed_had_within_it_moved_nothing(tmp_path: Path) -> None:
    """Nodes say the error of the outer call alone: the calls it made look as if they had gone through."""
    (path,) = collected("traces", "traces")[2:]
    table = pq.read_table(path)
    call = table.to_pylist()[1]
    places = ("", "0", "0_0", "0_0_1", "0_0_1_4", "0_10", "1")
    rows = [{**call, "trace_address": place, "action_value": str(at + 1)} for at, place in enumerate(places)]
    rows[2]["error"] = "Reverted"
    other = {**call, "transaction_hash": b"\7" * 32, "transaction_index": 9, "trace_address": "0_0_1"}
    rows.append({**other, "action_value": "9"})
    target = tmp_path / path.name
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), target)
    assert [units for *_, units, _ in moves(one([target], partial=True))] == [1, 2, 6, 7, 9]
    deep = {**call, "trace_address": "_".join("0" * 2_000), "error": None}
    pq.write_table(pa.Table.from_pylist([rows[2], deep], schema=table.schema), target)
    with pytest.raises(BadInputError, match="within more than 1,024 others"):
        list(batches([target], "eth"))


def test_native_transfers_hold_a_call_that_failed_and_are_passed_over() -> None:
    (native,) = collected("traces", "native_transfers")
    assert 10**18 in [int(value) for value in pq.read_table(native)["value_string"].to_pylist()]  # it ran out of gas
    told: list[Path] = []
    list(batches([native, *collected("traces", "traces")], "eth", unused=told.append))
    assert told == [native]
    with pytest.raises(BadInputError, match="of which nothing is made"):
        list(batches([native], "eth"))


def test_a_token_that_is_one_of_its_kind_moves_under_its_number() -> None:
    found = [move for batch in batches(collected("binary", "erc721_transfers"), "eth") for move in moves(batch)]
    assert len(found) == 9
    assert found[0] == (
        "",
        "0x3813ba8de772451b5459559011540f5bfc19432d",
        "0xb5f75c61052cd174c43b4187ca9333a5300d765f",
        894,
        MADE,
    )


def changed(tmp_path: Path, dataset: str, **cells: object) -> Path:
    """A file of cryo's with one cell of its second row changed; `None` for the name of a column drops it."""
    (path,) = collected("binary", dataset)
    table = pq.read_table(path)
    for name, cell in cells.items():
        at = table.column_names.index(name)
        if cell is Ellipsis:
            table = table.remove_column(at)
        else:
            values = table.column(at).to_pylist()
            values[1] = cell
            table = table.set_column(at, name, pa.array(values))
    target = tmp_path / path.name
    pq.write_table(table, target)
    return target


@pytest.mark.parametrize(
    ("dataset", "cells", "said"),
    [
        ("transactions", {"success": ...}, "lacks the column success of cryo's transactions"),
        ("transactions", {"chain_id": ...}, "lacks the column chain_id"),
        ("transactions", {"chain_id": 56}, "row 2: chain_id is 56, and eth is 1"),
        ("transactions", {"value_binary": b"\1" + bytes(32)}, "row 2: the value .* more than 256 bits"),
        ("transactions", {"from_address": b"\1"}, "row 2: '0x01' is no address"),
        ("transactions", {"transaction_hash": b"\1"}, "row 2: transaction hash is '0x01'"),
        ("transactions", {"transaction_index": 5}, "has transaction 2 where 1 is due|has transaction 5"),
        ("transactions", {"block_number": -1}, "row 2: block_number is '-1'"),
        ("transactions", {"success": None}, "row 2: success is not said"),
        ("erc20_transfers", {"log_index": 0}, "log 0 twice"),
        ("erc20_transfers", {"erc20": ...}, "lacks the column erc20|no rows of an account chain"),
        ("blocks", {"author": ...}, "no rows of an account chain"),
    ],
)
def test_what_cannot_be_is_told_with_file_and_row(
    dataset: str, cells: dict[str, object], said: str, tmp_path: Path
) -> None:
    path = changed(tmp_path, dataset, **cells)
    with pytest.raises(BadInputError, match=said) as caught:
        list(batches([path], "eth"))
    assert path.name in str(caught.value) or "block 17173049" in str(caught.value)


def test_units_in_single_precision_are_not_read(tmp_path: Path) -> None:
    (path,) = collected("f64", "erc20_transfers")
    table = pq.read_table(path)
    names = ["value_f32" if name == "value_f64" else name for name in table.column_names]
    pq.write_table(table.rename_columns(names), tmp_path / path.name)
    with pytest.raises(BadInputError, match="lacks the column value_binary"):
        list(batches([tmp_path / path.name], "eth"))


def test_a_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    (path,) = collected("binary", "transactions")
    target = tmp_path / path.name
    target.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(BadInputError, match=r"is no whole Parquet file") as caught:
        list(batches([target], "eth"))
    assert path.name in str(caught.value)
