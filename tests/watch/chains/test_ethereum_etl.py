"""ethereum-etl's rows, of real blocks: the same moves from JSON, CSV and Parquet, exact to the wei; and TRON's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support.account_rows import (
    BLOCK_HASH,
    FIXTURES,
    TRANSACTIONS,
    TRANSFERS,
    A,
    B,
    C,
    D,
    as_csv,
    as_json,
    as_parquet,
    moves,
    one,
    rows_in,
    same,
    trace,
    transfer,
    tx,
)
from watchgate.ledger.transfers.account_batch import (
    FEE,
    INTERNAL,
    MADE,
    NATIVE,
    ROUNDED,
    TOKEN,
    UNITS_MAX,
    units_of,
)
from watchgate.model.errors import BadInputError
from watchgate.model.wallet_addresses import address_of
from watchgate.watch.chains.account_blocks import batches
from watchgate.watch.chains.account_moves import created
from watchgate.watch.chains.account_values import Addresses


def test_real_rows_become_moves_exact_to_the_unit() -> None:
    batch = one([TRANSACTIONS, TRANSFERS])
    assert (list(batch.height), list(batch.time)) == ([17_173_049], [1_683_029_999])
    assert [name.tobytes().hex() for name in batch.tx_hash] == [row["hash"][2:] for row in rows_in(TRANSACTIONS)]
    values = units_of(batch.units)
    native = [row["value"] for row in rows_in(TRANSACTIONS) if row["value"]]
    assert [values[at] for at in np.flatnonzero(batch.kind == NATIVE)] == native
    fees = [row["receipt_gas_used"] * row["receipt_effective_gas_price"] for row in rows_in(TRANSACTIONS)]
    assert [values[at] for at in np.flatnonzero(batch.kind == FEE)] == fees
    tokens = sorted(rows_in(TRANSFERS), key=lambda row: int(row["log_index"]))
    found = np.flatnonzero((batch.kind == TOKEN) | (batch.kind == MADE))
    assert [values[at] for at in found] == [row["value"] for row in tokens]
    assert [batch.asset.text(int(at)) for at in found] == [row["token_address"] for row in tokens]
    assert max(values) > 1 << 96
    assert not batch.mark.any()


def test_csv_and_parquet_give_the_same_and_rows_may_come_in_any_order(tmp_path: Path) -> None:
    expected = one([TRANSACTIONS, TRANSFERS])
    for form in (as_csv, as_parquet, as_json):
        files = [form(tmp_path, path.stem, list(reversed(rows_in(path)))) for path in (TRANSFERS, TRANSACTIONS)]
        assert same(one(files), expected), form.__name__


def test_token_transfers_alone_as_ethereum_etl_exports_them() -> None:
    batch = one([FIXTURES / "eth-483920-token-transfers.csv"])
    assert list(batch.height) == [483_920]
    contract = "0xf4eced2f682ce333f96f2d8966c613ded8fc95dd"
    assert [(asset, units) for _, _, asset, units, _ in moves(batch)] == [(contract, 100_000), (contract, 200_000)]
    assert not batch.block_hash.any()


def test_logs_beside_the_others_are_passed_over_and_told(tmp_path: Path) -> None:
    logs = tmp_path / "logs.json"
    logs.write_text(
        '{"log_index": 0, "topics": [], "data": "0x", "address": "0x1", "block_number": 17173049}\n', "utf-8"
    )
    told: list[Path] = []
    (whole,) = batches([TRANSACTIONS, logs, TRANSFERS], "eth", unused=told.append)
    assert told == [logs]
    assert len(whole.units) == len(one([TRANSACTIONS, TRANSFERS]).units)
    with pytest.raises(BadInputError, match="of which nothing is made"):
        list(batches([logs], "eth"))


def test_floating_point_values_are_marked_where_wei_may_be_lost(tmp_path: Path) -> None:
    rows = [tx(0, value=float(1 << 53)), tx(1, value=12_345.0), tx(2, value=7.4e18)]
    path = tmp_path / "transactions.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    batch = one([path])
    assert units_of(batch.units) == [1 << 53, 12_345, 7_400_000_000_000_000_000]
    assert list(batch.mark) == [ROUNDED, 0, ROUNDED]


def test_an_exponent_in_a_text_is_read_to_the_digit_and_marked(tmp_path: Path) -> None:
    rows = [tx(0, value="5.999895e+20"), tx(1, value="5e3")]
    batch = one([as_csv(tmp_path, "transactions", rows)])
    assert units_of(batch.units) == [599_989_500_000_000_000_000, 5_000]
    assert list(batch.mark) == [ROUNDED, 0]


def test_traces_take_the_place_of_values_and_failed_or_delegated_calls_move_nothing(tmp_path: Path) -> None:
    calls = [
        trace(0, "0,1", from_address=B, to_address=D, value=2),
        trace(0, "0", from_address=B, to_address=C, value=3),
        trace(0, "", value=5),
        trace(0, "0,0", call_type="delegatecall", value=9),
        trace(0, "1", status=0, value=9),
        trace(0, "2", trace_type="suicide", call_type=None, from_address=D, to_address=A, value=2),
        trace(0, "", transaction_hash=None, trace_type="reward", from_address=None, to_address=C, value=7),
    ]
    files = [as_json(tmp_path, "transactions", [tx(0, value=5)]), as_json(tmp_path, "traces", calls)]
    assert moves(one(files)) == [
        (A, B, "", 5, NATIVE),
        (B, C, "", 3, INTERNAL),
        (B, D, "", 2, INTERNAL),
        (D, A, "", 2, INTERNAL),
        ("", C, "", 7, MADE),
    ]


def test_a_failed_transaction_costs_its_fee_alone_and_the_tip_is_the_makers(tmp_path: Path) -> None:
    row = tx(0, receipt_status=0, receipt_gas_used=21_000, receipt_effective_gas_price=30, gas_price=99)
    block = {"number": 7, "hash": BLOCK_HASH, "miner": C, "base_fee_per_gas": 20, "transaction_count": 1}
    files = [as_json(tmp_path, "transactions", [row])]
    assert moves(one(files)) == [(A, "", "", 630_000, FEE)]
    files.append(as_json(tmp_path, "blocks", [block]))
    assert moves(one(files)) == [(A, "", "", 420_000, FEE), (A, C, "", 210_000, FEE)]


def test_a_contract_that_a_transaction_creates_receives_its_value(tmp_path: Path) -> None:
    sender = "0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0"
    row = tx(0, from_address=sender, to_address=None, nonce=1)
    assert moves(one([as_json(tmp_path, "transactions", [row])]))[0][1] == "0x343c43a37d37dff08ae8c4a11544c718abb4fcf8"
    # Known: the contracts of this address at nonces 0 and 2, as explorers show them.
    assert created(sender, 0, Addresses("eth")) == "0xcd234a471b72ba2f1ccf0a70fcaba648a5eecd8d"
    assert created(sender, 2, Addresses("eth")) == "0xf778b86fa74e846c4f0a1fbd1335fe81c00a0c91"


def test_what_comes_from_the_zero_address_is_made_and_a_transfer_of_nothing_stays(tmp_path: Path) -> None:
    rows = [transfer(0, 3, from_address="0x" + "0" * 40), transfer(0, 4, value=0)]
    assert moves(one([as_json(tmp_path, "transfers", rows)])) == [("", C, D, 5, MADE), (A, C, D, 0, TOKEN)]


def test_what_contracts_call_themselves_is_kept_as_they_write_it(tmp_path: Path) -> None:
    names = as_json(tmp_path, "tokens", [{"address": D, "symbol": "US\u0414T", "name": "", "decimals": "6"}])
    batch = one([as_json(tmp_path, "transfers", [transfer(0, 0)]), names])
    assert (batch.token.text(0), batch.symbol.pool.tobytes().decode()) == (D, "US\u0414T")


def test_tron_addresses_come_as_base58_or_hexadecimal() -> None:
    usdt = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
    digits = "a614f803b6fd780986a42c78ec9c7f77e6ded13c"
    assert {address_of(text, "trx") for text in (usdt, "41" + digits, "0x" + digits, "0x41" + digits)} == {usdt}
    for wrong in ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", digits, "41" + digits[:-2], "0x", "T"):
        with pytest.raises(BadInputError, match="no address of trx"):
            address_of(wrong, "trx")


def test_an_address_in_mixed_case_has_to_fit_eip_55() -> None:
    good = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    assert address_of(good, "eth") == good.lower()
    with pytest.raises(BadInputError, match="EIP-55"):
        address_of(good.replace("aA", "Aa"), "eth")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([tx(0), tx(0)], "comes a second time"),
        ([tx(0), tx(2)], "has transaction 2 where 1 is due"),
        ([tx(0, value=-1)], "row 1: the value -1 is negative"),
        ([tx(0), tx(1, value=UNITS_MAX + 1)], "row 2: the value .* more than 256 bits"),
        ([tx(0, value="5.5")], "no whole number"),
        ([tx(0, value="nan")], "no whole number"),
        ([tx(0, value="1e999999999")], "no whole number"),
        ([tx(0, value="-1e20")], "negative"),
        ([tx(0, from_address="0x12")], "row 1: '0x12' is no address"),
        ([tx(0, from_address=None)], "from_address is empty"),
        ([tx(0, hash="0x12")], "no hash of 32 bytes"),
        ([tx(0, block_number=-7)], "block_number"),
        ([tx(0), tx(1, block_hash="0x" + "8" * 64)], "elsewhere"),
        ([tx(0, receipt_status="maybe")], "neither 0 nor 1"),
        ([transfer(0, 1), transfer(0, 1)], "log 1 twice"),
        ([transfer(0, 1, token_address=None)], "names no sender, receiver or token"),
        ([trace(0, "0"), trace(0, "0")], "trace 0 twice"),
        ([trace(0, "x")], "trace_address"),
        ([trace(0, "", transaction_hash=None)], "neither transaction_hash nor transaction_index"),
        ([trace(0, "", trace_type="wish")], "trace_type is 'wish'"),
        ([{"this": 1}], "no rows of an account chain"),
    ],
)
def test_what_cannot_be_is_told_with_file_and_row(rows: list[dict[str, Any]], said: str, tmp_path: Path) -> None:
    path = as_json(tmp_path, "rows", rows)
    with pytest.raises(BadInputError, match=said) as caught:
        list(batches([path], "eth"))
    assert str(path) in str(caught.value) or "block 7" in str(caught.value)


def test_files_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    given = as_json(tmp_path, "transactions", [tx(0)])
    block = {"number": 7, "hash": BLOCK_HASH, "miner": C, "transaction_count": 2}
    other = as_json(tmp_path, "transfers", [transfer(9, 1)])
    for files, said in (
        ([given, as_json(tmp_path, "blocks", [block])], "says that it has 2 transactions, 1 were read"),
        ([given, other], "is in no file of transactions"),
        ([given, given], "is named twice"),
        ([given, as_json(tmp_path, "traces", [trace(0, "", block_number=8)])], "is in no file of transactions"),
    ):
        with pytest.raises(BadInputError, match=said):
            list(batches(files, "eth"))
    assert one([given, other], partial=True).tx_hash.shape == (2, 32)


@pytest.mark.parametrize("form", [as_csv, as_parquet, as_json])
def test_a_file_that_was_cut_off_is_refused(form: Any, tmp_path: Path) -> None:
    whole = form(tmp_path, "transactions", rows_in(TRANSACTIONS))
    data = whole.read_bytes()
    whole.write_bytes(data[: len(data) - 700])
    with pytest.raises(BadInputError, match=r"transactions\.(json|csv|parquet)"):
        list(batches([whole], "eth"))


def test_hashes_and_places_of_token_transfers_are_read_cell_by_cell_where_a_column_is_not_even(tmp_path: Path) -> None:
    even = [transfer(number, 0, block_number=number) for number in range(3)]
    plain = one([as_json(tmp_path, "even", even)])
    without = [dict(even[0]), {**even[1], "transaction_hash": even[1]["transaction_hash"][2:]}, dict(even[2])]
    assert same(one([as_json(tmp_path, "without", without)]), plain)
    assert same(one([as_json(tmp_path, "texts", [{**row, "log_index": str(row["log_index"])} for row in even])]), plain)
    for wrong in ("0x" + "0" * 62 + "  ", "0x0x" + "0" * 62, "0x" + "g" * 64, "00" + "0" * 64):
        rows = [dict(even[0]), {**even[1], "transaction_hash": wrong}, dict(even[2])]
        with pytest.raises(BadInputError, match="row 2: transaction hash is"):
            one([as_json(tmp_path, "wrong", rows)])


def test_the_first_place_in_a_block_is_a_place(tmp_path: Path) -> None:
    rows = [transfer(9, 4, transaction_index=0), transfer(8, 3, transaction_index=1)]
    batch = one([as_json(tmp_path, "transfers", rows)])
    assert [name.tobytes()[-1] for name in batch.tx_hash] == [9, 8]


def real(name: str, *, coin: str = "eth") -> list[tuple[str, str, str, int, int]]:
    """The moves of a file as it was exported."""
    (batch,) = batches([FIXTURES / name], coin, partial=True)
    return moves(batch)


def kinds_of(name: str, *, coin: str = "eth") -> list[int]:
    (batch,) = batches([FIXTURES / name], coin, partial=True)
    return [int(kind) for kind in batch.kind]


def test_real_traces_move_what_was_moved_and_nothing_else() -> None:
    """Blocks 1000000 (code that was called for somebody moves nothing), 1000690 (a contract is made), 1000895 (out of
    gas) and 1011973 (a contract that ends gives what it has)."""
    assert [(sender, receiver, units) for sender, receiver, _, units, _ in real("eth-1000000-traces.csv")] == [
        (
            "0x39fa8c5f2793459d6622857e7d9fbb4bd91766d3",
            "0xc083e9947cf02b8ffc7d3090ae9aea72df98fd47",
            100 * 10**18,
        ),
        (
            "0x32be343b94f860124dc4fee278fdcbd38c102d88",
            "0xdf190dc7190dfba737d7777a163445b7fff16133",
            437194980000000000,
        ),
        ("", "0x2a65aca4d5fc5b5c859090a6c34d164135398226", 5 * 10**18),
    ]
    assert [units for *_, units, _ in real("eth-1000690-traces.csv") if units] == [64655529900000002048, 5 * 10**18]
    assert [units for *_, units, _ in real("eth-1000895-traces.csv") if units] == [
        1_100_000_000_000_000_000,
        5 * 10**18,
    ]
    assert [(receiver, units) for _, receiver, _, units, _ in real("eth-1011973-traces.csv") if units] == [
        ("0x83973747eec131bf9a08ac64fb1a518e891bdf4b", 50_000_000_000_000_000),
        ("0x738db714c08b8a32a29e0e68af00215079aa9c5c", 5 * 10**18),
    ]
    assert MADE in kinds_of("eth-1011973-traces.csv")


def test_real_names_of_tokens_are_claims() -> None:
    """One of them calls itself ETH."""
    files = [
        FIXTURES / name for name in ("eth-483920-token-transfers.csv", "eth-tokens.csv", "eth-tokens-impostor.csv")
    ]
    (batch,) = batches(files, "eth", partial=True)
    said = {batch.token.text(at): batch.symbol.text(at) for at in range(len(batch.token))}
    assert said == {
        "0xf763be8b3263c268e9789abfb3934564a7b80054": "ETH",
        "0x86fa049857e0209aa7d9e616f7eb3b3b78ecfdb0": "EOS",
    }


def test_real_rows_of_tron_as_tronetl_exports_them() -> None:
    """Hashes without 0x, addresses in base58; what comes from TRON's own zero address is made."""
    (batch,) = batches([FIXTURES / "trx-12345678-token-transfers.csv"], "trx", partial=True)
    assert list(batch.height) == [12_345_678, 12_345_680, 12_345_681]
    found = moves(batch)
    assert len(found) == 10
    assert sum(units for *_, units, _ in found) == 10_151_635_585_898
    assert [int(kind) for kind in batch.kind].count(MADE) == 4
