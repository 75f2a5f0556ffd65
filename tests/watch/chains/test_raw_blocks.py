"""Raw blocks: a real one gives its hash and its Merkle root; a byte changed, and it is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from watchgate.ledger.transfers.batch import UNKNOWN
from watchgate.model.errors import BadInputError
from watchgate.model.wallet_addresses import what_is_wrong
from watchgate.watch.chains.raw_blocks import read

BLOCK = Path(__file__).parent / "fixtures" / "block482683.raw"


def test_a_real_block_is_read_and_every_address_has_its_checksum() -> None:
    (batch,) = read(BLOCK, "btc", 482_683)
    assert batch.block_hash.tobytes().hex() == "000000000000000000c238240ef6dcb26c37e75e16514e6ffc0aef7eee73e747"
    assert (len(batch.tx_hash), len(batch.spent_hash), len(batch.output_value)) == (12, 51, 25)
    assert int(batch.output_value.sum()) == 24_529_107_298
    assert batch.time[0] == 1_504_119_737
    assert (batch.input_value == UNKNOWN).all()
    addresses = [batch.output_address.text(at) for at in range(len(batch.kind))]
    assert sum(bool(one) for one in addresses) == 24
    assert [what_is_wrong(one, "btc") for one in addresses if one] == [""] * 24
    assert addresses[0].startswith(("1", "3"))


def test_several_blocks_behind_their_magic_are_read(tmp_path: Path) -> None:
    data = BLOCK.read_bytes()
    framed = bytes.fromhex("f9beb4d9") + len(data).to_bytes(4, "little") + data
    path = tmp_path / "blk00000.dat"
    path.write_bytes(framed + framed + b"\0" * 64)
    assert [int(one.height[0]) for one in read(path, "btc", 7)] == [7, 8]
    with pytest.raises(BadInputError, match="is of btc, not of testnet"):
        list(read(path, "testnet", 7))


def test_blocks_of_a_case_are_those_of_its_coin_and_of_other_coins_none_are_read(tmp_path: Path) -> None:
    framed = tmp_path / "blk00000.dat"
    framed.write_bytes(bytes.fromhex("f9beb4d9") + BLOCK.stat().st_size.to_bytes(4, "little") + BLOCK.read_bytes())
    (whole,) = read(BLOCK, "btc", 482_683)
    for path in (BLOCK, framed):
        (batch,) = read(path, "btc-case", 482_683)
        assert bytes(batch.output_address.pool) == bytes(whole.output_address.pool)
    with pytest.raises(BadInputError, match="raw blocks of doge are not read"):
        list(read(BLOCK, "doge", 7))


@pytest.mark.parametrize("at", [40, 100, 2_000, 9_000])
def test_a_changed_byte_is_refused(at: int, tmp_path: Path) -> None:
    data = bytearray(BLOCK.read_bytes())
    data[at] ^= 1
    path = tmp_path / "block.raw"
    path.write_bytes(data)
    with pytest.raises(BadInputError, match=r"block|length"):
        list(read(path, "btc", 482_683))


@pytest.mark.parametrize("length", [10, 81, 500, 9_000])
def test_a_block_that_is_cut_off_is_refused(length: int, tmp_path: Path) -> None:
    path = tmp_path / "block.raw"
    path.write_bytes(BLOCK.read_bytes()[:length])
    with pytest.raises(BadInputError, match="in the middle of a block"):
        list(read(path, "btc", 482_683))


def test_undo_must_have_an_output_for_each_input(tmp_path: Path) -> None:
    undo = tmp_path / "block-undo.raw"
    script = bytes.fromhex("76a914") + b"\7" * 20 + bytes.fromhex("88ac")
    undo.write_bytes(((1_000).to_bytes(8, "little") + bytes((len(script),)) + script) * 51)
    (batch,) = read(BLOCK, "btc", 482_683, undo)
    assert set(np.unique(batch.input_value)) == {1_000}
    assert what_is_wrong(batch.input_address.text(50), "btc") == ""
    undo.write_bytes(undo.read_bytes()[: -len(script) - 9])
    with pytest.raises(BadInputError, match="50 outputs for 51 inputs"):
        list(read(BLOCK, "btc", 482_683, undo))
