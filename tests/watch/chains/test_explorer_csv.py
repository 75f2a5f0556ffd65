"""Exports of addresses as an explorer writes them: real ones of two contracts, and changed ones that are refused.

What the real ones hold was read off the files by eye; exports with values, internal transfers and old headers are made
up in the columns that several public programs read.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from support.account_rows import FIXTURES, A, B, C, D, moves
from watchgate.ledger.transfers.account_batch import FEE, INTERNAL, MADE, NATIVE, ROUNDED, TOKEN, AccountBatch, units_of
from watchgate.model.errors import BadInputError
from watchgate.watch.chains.account_blocks import batches

EXPLORER = FIXTURES / "explorer"
STAKING = "0x08d3f2cae4eacdcbfb0f7ffad07a6d00fc36db6e"
SENT = EXPLORER / f"export-{STAKING}.csv"
TOKENS = EXPLORER / f"export-address-token-{STAKING}.csv"
OTHER = EXPLORER / "export-0xe5ecfb44bccd7a585fa7f4a8e02c450e525af2e4.csv"
ONE_TOKEN = EXPLORER / "export-token-0x51fa2efd62ee56a493f24ae963eace7d0051929e.csv"
POOL, OCEAN = "0xf8c4cd95c7496cb7c8d97202cf7e5b8da2204c2b", "0x967da4048cd07ab37855c090aaf366e4ce1b9f48"
USDT = "0xdac17f958d2ee523a2206206994597c13d831ec7"
NORMAL = next(
    csv.reader(
        [
            "Transaction Hash,Blockno,UnixTimestamp,DateTime (UTC),From,To,ContractAddress,Value_IN(ETH),"
            "Value_OUT(ETH),CurrentValue @ $2084.3/Eth,"
            "TxnFee(ETH),TxnFee(USD),Historical $Price/Eth,Status,ErrCode,Method"
        ]
    )
)
INNER = next(
    csv.reader(
        [
            "Txhash,Blockno,UnixTimestamp,DateTime,ParentTxFrom,ParentTxTo,ParentTxETH_Value,From,TxTo,ContractAddress,"
            "Value_IN(ETH),Value_OUT(ETH),CurrentValue @ $1803.5/Eth,Historical $Price/Eth,Status,ErrCode,Type"
        ]
    )
)
OLD_TOKENS = next(csv.reader(["Txhash,UnixTimestamp,DateTime,From,To,Value,ContractAddress,TokenName,TokenSymbol"]))


def digits(contract: str) -> int | None:
    return {USDT: 6, OCEAN: 18}.get(contract)


def one(*paths: Path) -> AccountBatch:
    (batch,) = batches(paths, "eth", digits=digits)
    return batch


def written(path: Path, header: list[str], *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(header)
        for row in rows:
            writer.writerow([row.get(name.partition("(")[0].partition(" @")[0], "") for name in header])
    return path


def normal(number: int, **cells: str) -> dict[str, str]:
    row = {"Transaction Hash": f"0x{number:064x}", "Blockno": str(number), "UnixTimestamp": str(1_600_000_000 + number)}
    return {**row, "From": A, "To": B, "Value_IN": "0", "Value_OUT": "0", "TxnFee": "0.001", **cells}


def inner(number: int, **cells: str) -> dict[str, str]:
    row = {"Txhash": f"0x{number:064x}", "Blockno": str(number), "UnixTimestamp": str(1_600_000_000 + number)}
    return {**row, "From": C, "TxTo": A, "Value_IN": "2", "Value_OUT": "0", "Status": "0", "Type": "call", **cells}


def token(number: int, **cells: str) -> dict[str, str]:
    row = {"Txhash": f"0x{number:064x}", "UnixTimestamp": str(1_600_000_000 + number), "From": C, "To": A}
    return {**row, "Value": "1,234.5", "ContractAddress": USDT, "TokenSymbol": "USDT", **cells}


def test_two_real_exports_of_one_contract_are_read_together() -> None:
    batch = one(SENT, TOKENS)
    assert list(batch.height) == [15768866, 15769376, 15773149, 15775871, 15848409, 15861798]
    assert batch.time[0] == 1_666_022_303
    found = moves(batch)
    assert found[0] == ("0x3b29edf2e6ada78b95492e0d0617d643a5ee55d3", "", "", 58_574_559_059_217_792, FEE)
    assert [move for move in found if move[4] == TOKEN] == [
        ("0x78e869870e425a4d78bc18c46be9a6b9b8417cb5", STAKING, POOL, 1_212_573_253_207_294_210, TOKEN),
        ("0xe0dc24a3d7478eb840dc63baa20fcb06cdb123be", STAKING, POOL, 3_634_082_039_865_185_034_963, TOKEN),
        (STAKING, "0x30a20b0281df39e6337c3cbe5865e6fdcdcce3f1", POOL, 4_252_879_669_507_951_095_460, TOKEN),
        ("0x83304d9141c01f4dc27639f0efd0ac78efc74a38", STAKING, OCEAN, 288_560_927_295_567_261_599, TOKEN),
        ("0x83304d9141c01f4dc27639f0efd0ac78efc74a38", STAKING, OCEAN, 311_604_947_058_409_671_753, TOKEN),
        (STAKING, "0xe0dc24a3d7478eb840dc63baa20fcb06cdb123be", OCEAN, 21_595_611_217_600_126_563, TOKEN),
    ]
    assert len(found) == 11
    marked = {batch.asset.text(at) for at in range(len(found)) if batch.mark[at]}
    assert marked == {POOL}  # nobody verified how many digits it has


def test_a_real_transaction_that_failed_costs_its_fee_alone() -> None:
    batch = one(OTHER)
    assert units_of(batch.units) == [26_249_652 * 10**9, 58_574_835 * 10**8, 25_056_486_870_414_597]
    assert set(batch.kind.tolist()) == {FEE}


def test_transfers_without_the_contract_of_their_token_are_passed_over_and_told() -> None:
    told: list[Path] = []
    list(batches([ONE_TOKEN, SENT], "eth", unused=told.append))
    assert told == [ONE_TOKEN]
    with pytest.raises(BadInputError, match="no row of which something is made"):
        list(batches([ONE_TOKEN], "eth"))


def test_values_go_out_and_come_in_as_the_row_says(tmp_path: Path) -> None:
    rows = [
        normal(1, Value_OUT="1.5"),
        normal(2, From=C, To=A, Value_IN="0.000000000000000001"),
        normal(3, Value_OUT="7", Status="Error(0)", ErrCode="Reverted"),
        normal(4, To="", ContractAddress=B, Value_OUT="2"),
        normal(5, To=A, Value_OUT="3", Value_IN="3"),
    ]
    found = [move for move in moves(one(written(tmp_path / "export.csv", NORMAL, *rows))) if move[4] != FEE]
    assert found == [
        (A, B, "", 15 * 10**17, NATIVE),
        (C, A, "", 1, NATIVE),
        (A, B, "", 2 * 10**18, NATIVE),
        (A, A, "", 3 * 10**18, NATIVE),
    ]


def test_internal_transfers_come_behind_their_transaction_and_failed_ones_move_nothing(tmp_path: Path) -> None:
    sent = written(tmp_path / "sent.csv", NORMAL, normal(1, To=C))
    rows = [inner(1), inner(1), inner(1, Value_IN="9", Status="1", ErrCode="Reverted"), inner(1, Type="delegatecall")]
    called = written(tmp_path / "inner.csv", INNER, *rows, inner(2, Value_IN="0", Value_OUT="4", From=A, TxTo=B))
    assert moves(one(called, sent)) == [
        (A, "", "", 10**15, FEE),
        (C, A, "", 2 * 10**18, INTERNAL),
        (C, A, "", 2 * 10**18, INTERNAL),
        (A, B, "", 4 * 10**18, INTERNAL),
    ]


def test_what_the_exports_of_both_ends_list_is_one_move(tmp_path: Path) -> None:
    rows = [token(1), token(1), token(2, From="0x" + "0" * 40)]
    left = written(tmp_path / "left.csv", OLD_TOKENS, *rows)
    right = written(tmp_path / "right.csv", OLD_TOKENS, token(1), token(1), token(3, To=B))
    sent = [
        written(tmp_path / f"{name}.csv", NORMAL, normal(1, **{side: "1"}))
        for name, side in (("payer", "Value_OUT"), ("payee", "Value_IN"))
    ]
    batch = one(left, right, *sent)
    assert [(taker, units, kind) for _, taker, _, units, kind in moves(batch)] == [
        ("", 10**15, FEE),
        (B, 10**18, NATIVE),
        (A, 1_234_500_000, TOKEN),
        (A, 1_234_500_000, TOKEN),
        (A, 1_234_500_000, MADE),
        (B, 1_234_500_000, TOKEN),
    ]


def test_old_exports_take_their_block_from_another_or_are_ordered_by_time(tmp_path: Path) -> None:
    old = written(tmp_path / "tokens.csv", OLD_TOKENS, token(2), token(1))
    sent = written(tmp_path / "sent.csv", NORMAL, normal(1), normal(2))
    assert list(one(old, sent).height) == [1, 2]
    assert list(one(old).height) == [1_600_000_001, 1_600_000_002]
    assert list(one(old, written(sent, NORMAL, normal(1))).height) == [1_600_000_001, 1_600_000_002]


def test_a_sum_of_more_digits_than_a_decimal_rounds_to_is_exact(tmp_path: Path) -> None:
    row = token(1, Value="589,735,030,408,323.123456789012345678", ContractAddress=OCEAN)
    assert units_of(one(written(tmp_path / "export.csv", OLD_TOKENS, row)).units) == [589735030408323123456789012345678]
    for digits_behind in (19, 300):
        text = f"589735030408323.{'0' * (digits_behind - 1)}1"
        with pytest.raises(BadInputError, match="more than 18 digits behind the point"):
            one(written(tmp_path / "export.csv", OLD_TOKENS, token(1, Value=text, ContractAddress=OCEAN)))


def test_floating_point_numbers_of_another_program_are_marked(tmp_path: Path) -> None:
    batch = one(written(tmp_path / "export.csv", NORMAL, normal(1, Value_OUT="1.23E+02", TxnFee="2E-05")))
    assert units_of(batch.units) == [2 * 10**13, 123 * 10**18]
    assert list(batch.mark) == [0, ROUNDED]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"Value_OUT": "-1"}, "line 3: '-1' is no amount"),
        ({"Value_OUT": "0,5"}, "line 3: '0,5' is no amount"),
        ({"Value_OUT": "1.234,5"}, "no amount"),
        ({"Value_OUT": "nan"}, "no amount"),
        ({"Value_OUT": "1e999"}, "more than 256 bits"),
        ({"Value_OUT": str(1 << 256)}, "more than 256 bits"),
        ({"Value_OUT": "0.0000000000000000001"}, "more than 18 digits behind the point"),
        ({"Value_OUT": "1", "Value_IN": "2"}, "1 went out|2 came in"),
        ({"Value_IN": "1"}, "line 3: says that 0xa+ received or gave what 0xb+ did"),
        ({"From": D}, "not all of one address"),
        ({"From": "0x12"}, "line 3: '0x12' is no address"),
        ({"From": ""}, "line 3: names no sender"),
        ({"Transaction Hash": "0x12"}, "line 3: transaction hash is '0x12'"),
        ({"Transaction Hash": f"0x{1:064x}"}, "line 3: transaction 0x0+1 comes a second time"),
        ({"Blockno": "-1"}, "line 3: Blockno is '-1'"),
        ({"UnixTimestamp": ""}, "line 3: says no time"),
        ({"UnixTimestamp": "noon"}, "line 3: block_timestamp is 'noon'"),
        ({"Status": "perhaps"}, "line 3: status is 'perhaps'"),
        ({"TxnFee": ""}, "line 3: '' is no amount"),
    ],
)
def test_what_cannot_be_is_told_with_file_and_line(cells: dict[str, str], said: str, tmp_path: Path) -> None:
    path = written(tmp_path / f"export-{A}.csv", NORMAL, normal(1, To=C), normal(2, **cells))
    with pytest.raises(BadInputError, match=said) as caught:
        one(path)
    assert path.name in str(caught.value)


def test_exports_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    first = written(tmp_path / "first.csv", NORMAL, normal(1, Value_OUT="1"))
    for cells, said in (
        ({"Value_OUT": "2"}, "has another value than in .*first"),
        ({"Status": "Error(0)", "Value_OUT": "1"}, "another receipt_status"),
        ({"Value_OUT": "1", "Blockno": "9"}, "another block_number"),
    ):
        with pytest.raises(BadInputError, match=said):
            one(first, written(tmp_path / "second.csv", NORMAL, normal(1, **cells)))
    with pytest.raises(BadInputError, match="is in another block elsewhere"):
        one(first, written(tmp_path / "inner.csv", INNER, inner(1, Blockno="9")))
    with pytest.raises(BadInputError, match="is no explorer's export, and others are"):
        list(batches([first, FIXTURES / "eth-483920-token-transfers.csv"], "eth"))


def test_other_coins_other_columns_and_broken_rows_are_refused(tmp_path: Path) -> None:
    for header, said in (
        ([name.replace("ETH", "BNB") for name in NORMAL], "is of BNB, and the chain that is read has ETH"),
        ([name for name in NORMAL if name != "Status"], "lacks the column status"),
        ([name for name in NORMAL if not name.startswith(("Unix", "DateTime"))], "lacks the column unixtimestamp"),
        (["Txhash", "Method"], "no columns of an explorer's export"),
    ):
        with pytest.raises(BadInputError, match=said):
            one(written(tmp_path / "export.csv", header, normal(1)))
    path = written(tmp_path / "export.csv", NORMAL, normal(1, Value_OUT="1,234.5", Method="Transfer"))
    path.write_text(path.read_text("utf-8").replace('"1,234.5"', "1,234.5"), "utf-8")
    with pytest.raises(BadInputError, match="line 2: has 17 cells, and the header 16"):
        one(path)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(BadInputError, match=r"export\.csv"):
        one(path)
    with pytest.raises(BadInputError, match="those of trx are not read"):
        list(batches([SENT], "trx"))
