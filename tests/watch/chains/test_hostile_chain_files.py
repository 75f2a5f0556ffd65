"""Files and answers that are meant to do harm, or are wrong in every type: one sentence, never a crash."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support.utxo_chains import name_of
from watchgate.model.errors import BadInputError
from watchgate.model.wallet_addresses import base58check
from watchgate.watch.chains import bitcoin_etl, raw_blocks, tagpacks
from watchgate.watch.chains.esplora import page_of
from watchgate.watch.chains.esplora_batch import batch_of
from watchgate.watch.lists.entry import ListEntry, ListFile, RefusedEntry

FIXTURES = Path(__file__).parent / "fixtures"
GOOD: dict[str, Any] = {
    "hash": name_of(1),
    "block_number": 1,
    "block_hash": name_of(2),
    "block_timestamp": 7,
    "index": 0,
    "inputs": [{"spent_transaction_hash": name_of(3), "spent_output_index": 0, "value": 5, "addresses": ["a"]}],
    "outputs": [{"value": 5, "addresses": ["a"], "type": "pubkeyhash"}],
}


def parquet(folder: Path, **columns: Any) -> Path:
    path = folder / "transactions.parquet"
    pq.write_table(pa.table({name: pa.array([value]) for name, value in {**GOOD, **columns}.items()}), path)
    return path


def test_the_good_row_is_read(tmp_path: Path) -> None:
    (batch,) = bitcoin_etl.read(parquet(tmp_path))
    assert batch.output_value.tolist() == [5]


@pytest.mark.parametrize(
    "columns",
    [
        {"hash": 7},
        {"hash": [1, 2]},
        {"hash": "0" * 63 + " "},
        {"hash": None},
        {"block_number": -1},
        {"block_number": "many"},
        {"block_number": 1.5},
        {"block_number": float("nan")},
        {"block_timestamp": "today"},
        {"inputs": 7},
        {"inputs": ["a"]},
        {"inputs": [{"value": 5}]},
        {"inputs": [{"spent_transaction_hash": name_of(3), "spent_output_index": -1}]},
        {"inputs": [{"spent_transaction_hash": 3, "spent_output_index": 1}]},
        {"outputs": "x"},
        {"outputs": [{"value": -1}]},
        {"outputs": [{"value": None}]},
        {"outputs": [{"value": float("inf")}]},
        {"outputs": [{"value": float("nan")}]},
        {"outputs": [{"value": "5"}]},
        {"outputs": [{"value": 5, "addresses": "a"}]},
        {"outputs": [{"value": 5, "addresses": [7]}], "hash": 7},
        {"outputs": [{"value": 5, "addresses": ["\x1b[31m"]}]},
        {"outputs": [{"value": 5, "address": "ä"}]},
        {"inputs": [], "is_coinbase": False},
        {"input_count": 7},
    ],
)
def test_a_parquet_file_of_wrong_types_is_refused(columns: dict[str, Any], tmp_path: Path) -> None:
    path = parquet(tmp_path, **columns)
    with pytest.raises(BadInputError) as told:
        list(bitcoin_etl.read(path))
    assert str(path) in str(told.value)


def test_a_value_above_2_to_the_63_is_refused(tmp_path: Path) -> None:
    structs = pa.StructArray.from_arrays([pa.array([(1 << 64) - 1], pa.uint64())], ["value"])
    table = pq.read_table(parquet(tmp_path))
    at = table.column_names.index("outputs")
    pq.write_table(table.set_column(at, "outputs", pa.ListArray.from_arrays(pa.array([0, 1]), structs)), tmp_path / "b")
    with pytest.raises(BadInputError, match="cannot be read"):
        list(bitcoin_etl.read(tmp_path / "b"))


@pytest.mark.parametrize(
    "line",
    [
        json.dumps(GOOD)[:-1],
        json.dumps({**GOOD, "block_number": 10**30}),
        json.dumps({**GOOD, "outputs": [{"value": 1e300}]}),
        json.dumps({**GOOD, "outputs": {"value": 1}}),
        "[" * 200_000 + "]" * 200_000,
        "[]",
        "\x00\x01",
    ],
)
def test_json_lines_that_are_none_are_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "transactions.json"
    path.write_text(line + "\n", "utf-8")
    with pytest.raises(BadInputError, match=r"transactions\.json"):
        list(bitcoin_etl.read(path))


def test_a_small_file_that_says_it_holds_very_much_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bitcoin_etl, "ROWS_MAX", 1_000_000)
    path = tmp_path / "bomb.parquet"
    pq.write_table(pa.table({name: pa.array(["0"] * 1_000_001) for name in ("hash", "inputs")}), path)
    assert path.stat().st_size < 100_000
    with pytest.raises(BadInputError, match="1,000,001 rows"):
        list(bitcoin_etl.read(path))


def forged(tail: bytes, *, bits: bytes = b"\xff\xff\x7f\x20") -> bytes:
    """A block of one transaction whose work is next to none, with `tail` behind its one input's script."""
    body = b"\1\0\0\0" + b"\1" + b"\0" * 32 + b"\xff" * 4 + b"\0" + b"\xff" * 4 + tail + b"\0" * 4
    root = hashlib.sha256(hashlib.sha256(body).digest()).digest()
    for nonce in range(64):
        header = b"\1\0\0\0" + b"\0" * 32 + root + b"\0" * 4 + bits + nonce.to_bytes(4, "little")
        if hashlib.sha256(hashlib.sha256(header).digest()).digest()[-1] < 0x7F:
            break
    return header + b"\1" + body


def raw(folder: Path, data: bytes) -> Path:
    path = folder / "block.raw"
    path.write_bytes(data)
    return path


def test_a_forged_block_of_possible_amounts_is_read_and_others_are_refused(tmp_path: Path) -> None:
    def output(value: int, length: bytes = b"\0") -> bytes:
        return b"\1" + value.to_bytes(8, "little") + length

    (batch,) = raw_blocks.read(raw(tmp_path, forged(output(50))), "btc", 1)
    assert batch.output_value.tolist() == [50]
    for tail in (
        output((1 << 63) + 1),
        output((1 << 64) - 1),
        output(5, b"\xff" + b"\xff" * 8),
        b"\xff" + b"\xff" * 8,
        b"\xfe\xff\xff\xff\x03",
    ):
        with pytest.raises(BadInputError, match=r"block\.raw"):
            list(raw_blocks.read(raw(tmp_path, forged(tail)), "btc", 1))


def test_a_header_without_its_work_is_refused(tmp_path: Path) -> None:
    data = bytearray((FIXTURES / "block482683.raw").read_bytes())
    for place in (0, 10, 70, 76):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(BadInputError, match="without the work"):
            list(raw_blocks.read(raw(tmp_path, bytes(changed)), "btc", 1))


def page(**changes: Any) -> bytes:
    status = {"confirmed": True, "block_height": 5, "block_hash": name_of(9), "block_time": 7}
    taken = {"txid": name_of(2), "vout": 0, "prevout": {"value": 5, "scriptpubkey_address": "a"}}
    tx: dict[str, Any] = {"txid": name_of(1), "status": status, "vin": [taken], "vout": [{"value": 5}]}
    for path, value in changes.items():
        place, _, name = path.rpartition("__")
        (status if place == "status" else taken if place == "vin" else tx["vout"][0] if place else tx)[name] = value
    return json.dumps([tx]).encode()


def test_a_good_page_is_a_batch() -> None:
    batch = batch_of({str(tx["txid"]): tx for tx in page_of(page(), "here")})
    assert batch is not None
    assert batch.spent_index.tolist() == [0]


@pytest.mark.parametrize(
    "changes",
    [
        {"txid": 7},
        {"status__block_height": 10**30},
        {"status__block_height": True},
        {"status__block_height": -1},
        {"status__block_time": "noon"},
        {"status__block_hash": ["x"]},
        {"vin__vout": "0"},
        {"vin__vout": None},
        {"vin__vout": -1},
        {"vin__txid": "x"},
        {"vin__txid": None},
        {"vin__prevout": {"value": 10**30}},
        {"vin__prevout": {"value": 1.5}},
        {"out__value": -1},
        {"out__value": 1 << 63},
        {"out__scriptpubkey_address": ["a"]},
        {"out__scriptpubkey_address": "ä"},
        {"out__scriptpubkey_address": "\x1b[2J"},
        {"out__scriptpubkey_address": "a" * 1_000},
    ],
)
def test_an_answer_with_wrong_types_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadInputError, match="did not answer"):
        page_of(page(**changes), "here")


def test_two_blocks_of_one_height_are_a_fork_and_said_so() -> None:
    one, two = page_of(page(), "here") + page_of(page(txid=name_of(4), status__block_hash=name_of(8)), "here")
    with pytest.raises(BadInputError, match="has forked meanwhile"):
        batch_of({str(tx["txid"]): tx for tx in (one, two)})


HEAD = "title: t\ncreator: c\nlastmod: 2025-13-45\ncategory: theft\nlabel: l\ncurrency: BTC\n"
ADDRESS = base58check(0, bytes(20))


def tags(folder: Path, text: str) -> list[ListEntry | RefusedEntry]:
    path = folder / "pack.yaml"
    path.write_text(text, "utf-8")
    file = ListFile(paths=(path,), format="tagpack", source="tags_pack", dataset="tags_pack")
    return list(tagpacks.read(file))


def test_values_of_a_tagpack_stay_as_they_are_written(tmp_path: Path) -> None:
    eth = "0x" + "0" * 39 + "1"
    text = f"{HEAD}tags:\n- address: {ADDRESS}\n- address: {eth}\n  currency: ETH\n  abuse: null\n  label: 0123\n"
    first, second = tags(tmp_path, text)
    assert isinstance(first, ListEntry)
    assert isinstance(second, ListEntry)
    said = {(one.prop, one.value) for one in second.claims}
    assert ("publicKey", eth) in said
    assert ("description", "0123") in said
    assert not any(value.startswith("abuse") for _, value in said)


def test_a_mistyped_address_of_a_tagpack_is_refused_with_its_reason(tmp_path: Path) -> None:
    wrong = ADDRESS[:-1] + ("2" if ADDRESS[-1] != "2" else "3")
    (refused,) = tags(tmp_path, f"{HEAD}tags:\n- address: {wrong}\n")
    assert isinstance(refused, RefusedEntry)
    assert "its checksum does not fit" in refused.reason


def test_mappings_that_merge_without_bound_are_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 {k: v, l: w}"]
    lines += [f"a{at}: &a{at} {{<<: [{', '.join([f'*a{at - 1}'] * 9)}]}}" for at in range(1, 40)]
    with pytest.raises(BadInputError, match="merges mappings"):
        tags(tmp_path, HEAD + "\n".join(lines) + "\n<<: *a39\ntags: []\n")
    numbers = f"{HEAD}tags:\n- address: {'9' * 6_000}\n- address: 2020-99-99\n"
    assert all(isinstance(one, RefusedEntry) for one in tags(tmp_path, numbers))
