"""Addresses: published examples are right, one letter changed is not."""

from __future__ import annotations

import pytest

from watchgate.model.wallet_addresses import base58check, base58check_of, eip55, segwit, segwit_of, what_is_wrong

BIP_350 = {
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4": ("bc", 0, "751e76e8199196d454941c45d1b3a323f1433bd6"),
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0": (
        "bc",
        1,
        "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
    ),
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7": (
        "tb",
        0,
        "1863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262",
    ),
}
EIP_55 = (
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
)
GENESIS = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"


@pytest.mark.parametrize("address", BIP_350)
def test_segwit_addresses_of_the_standard(address: str) -> None:
    prefix, version, program = BIP_350[address]
    assert segwit(prefix, version, bytes.fromhex(program)) == address
    assert segwit_of(address.upper()) == (prefix, version)
    assert segwit_of(address[:-1] + ("q" if address[-1] != "q" else "p")) is None
    assert segwit_of(address[:5].upper() + address[5:]) is None


def test_a_taproot_address_with_the_older_checksum_is_refused() -> None:
    assert segwit_of("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd") is None


def test_base58check_there_and_back() -> None:
    payload = bytes.fromhex("62e907b15cbf27d5425399ebf6f0fb50ebb88f18")
    assert base58check(0, payload) == GENESIS
    assert base58check_of(GENESIS) == b"\0" + payload
    assert base58check_of(GENESIS[:-1] + "b") is None
    assert base58check_of("0OIl") is None


@pytest.mark.parametrize("address", EIP_55)
def test_hexadecimal_addresses_of_the_standard(address: str) -> None:
    assert eip55(address.lower()) == address
    assert what_is_wrong(address, "eth") == ""
    assert what_is_wrong(address.lower(), "eth") == ""
    at = next(place for place, letter in enumerate(address) if place > 1 and letter.isalpha())
    assert "EIP-55" in what_is_wrong(address[:at] + address[at].swapcase() + address[at + 1 :], "eth")


@pytest.mark.parametrize(
    ("text", "chain", "said"),
    [
        (GENESIS, "btc", ""),
        (GENESIS, "testnet", "not of testnet"),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "trx", ""),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", "trx", "checksum"),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "btc", "not of btc"),
        ("0x12", "eth", "40 hexadecimal"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "btc", "bech32"),
    ],
)
def test_what_is_wrong_is_said(text: str, chain: str, said: str) -> None:
    found = what_is_wrong(text, chain)
    assert (said in found) if said else found == ""
