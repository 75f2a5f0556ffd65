"""Identifiers in free text are found by their form and proved by their check digits."""

from __future__ import annotations

import pytest

from watchgate.gate.records.refused import RefusedError
from watchgate.gate.records.spotted import TEXT, TEXT_NUMBER, spotted
from watchgate.model.record import Text

BITCOIN = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"  # of the first block
BECH32 = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"  # of BIP 173
ETHER = "0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe"  # of EIP-55's time, the foundation's


def found(text: str) -> set[tuple[str, str, str]]:
    return {
        (one.role, number.kind, number.value)
        for one in spotted(Text(text, "Ustrd"))
        for number in one.party.identifiers
    }


@pytest.mark.parametrize(
    "text",
    [
        "IMO 9074729",
        "imo:9074729",
        "IMO9074729",
        "IMO NO. 9074729",
        "vessel Orla (IMO-9074729), Kiel",
        "IMO nr 9074729.",
    ],
)
def test_a_labelled_imo_number_is_found(text: str) -> None:
    assert found(text) == {(TEXT, "imoNumber", "9074729")}


def test_seven_digits_without_a_label_are_found_apart_because_invoices_have_them_too() -> None:
    assert found("invoice 9074729") == {(TEXT_NUMBER, "imoNumber", "9074729")}


@pytest.mark.parametrize("text", ["invoice 9074728", "90747291", "9074 729", "A9074729B"])
def test_what_fails_the_check_or_is_longer_is_no_imo_number(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize("text", ["pay via DEUTDEFF", "/ACC/DEUTDEFFXXX please", "(DEUTDEFF)"])
def test_a_bic_is_found(text: str) -> None:
    assert found(text) == {(TEXT, "swiftBic", "DEUTDEFF")}


@pytest.mark.parametrize("text", ["TRANSFER PAYMENTS", "deutdeff", "ABCDQQFF"])
def test_words_are_no_bics(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "to DE89370400440532013000",
        "to DE89 3704 0044 0532 0130 00",
        "to DE89-3704-0044-0532-0130-00 FOR US",
        "IBAN:DE89370400440532013000.",
        "DE89 3704 0044 0532 0130 00 INV 4711 DATE",
    ],
)
def test_an_iban_is_found_with_and_without_groups(text: str) -> None:
    assert (TEXT, "iban", "DE89370400440532013000") in found(text)


def test_an_iban_whose_check_fails_is_none() -> None:
    assert found("DE88370400440532013000") == set()


def test_an_lei_is_found() -> None:
    assert found("lei 529900T8BM49AURSDO55") == {(TEXT, "leiCode", "529900T8BM49AURSDO55")}


@pytest.mark.parametrize(("text", "value"), [(BITCOIN, BITCOIN), (BECH32, BECH32), (ETHER, ETHER.lower())])
def test_a_wallet_is_found_and_its_party_is_one(text: str, value: str) -> None:
    (one,) = spotted(Text(f"btc to {text}, thanks", "Ustrd"))
    assert [(number.kind, number.value) for number in one.party.identifiers] == [("publicKey", value)]
    assert (one.party.schema, one.role, one.element) == ("CryptoWallet", TEXT, "Ustrd")


def test_a_text_of_numbers_is_refused_and_hides_nothing_behind_them() -> None:
    numbers = [f"{number}" for number in range(9_000_000, 9_010_000)]
    few = [number for number in numbers if found(number)][:200]
    assert ("text", "publicKey", BITCOIN) in found(" ".join([*few, BITCOIN]))
    with pytest.raises(RefusedError, match="more than 1,000"):
        found(" ".join(numbers))


def test_an_iban_behind_what_looks_like_the_beginning_of_one_is_found() -> None:
    assert ("text", "iban", "DE89370400440532013000") in found("REF AB12 DE89 3704 0044 0532 0130 00")


def test_plain_text_gives_nothing() -> None:
    assert found("Invoice 2026-11, hull paint, 12 cans, thank you") == set()


@pytest.mark.parametrize("hidden", ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u202e"])
def test_signs_that_nobody_sees_hide_no_number(hidden: str) -> None:
    for number in (BITCOIN, "IMO9074729", "DE89370400440532013000"):
        assert found(f"to {number[:6]}{hidden}{number[6:]} now") == found(f"to {number} now") != set()


def test_full_width_digits_are_digits() -> None:
    assert found("IMO \uff19\uff10\uff17\uff14\uff17\uff12\uff19") == {(TEXT, "imoNumber", "9074729")}


@pytest.mark.parametrize("number", [BITCOIN, BECH32, ETHER, "DE89370400440532013000", "529900T8BM49AURSDO55"])
@pytest.mark.parametrize("cuts", [(1,), (10,), (6, 14), (4, 8, 12)])
def test_a_number_that_goes_on_in_the_next_lines_is_found(number: str, cuts: tuple[int, ...]) -> None:
    parts = [number[start:end] for start, end in zip((0, *cuts), (*cuts, None), strict=True)]
    assert found(f"to {number} now") <= found("to " + "\n".join(parts) + " now")


def test_a_wallet_in_capitals_is_found_by_what_is_left_of_it() -> None:
    assert found(f"TO {BITCOIN.upper()} NOW") == {(TEXT, "publicKey", BITCOIN.lower())}
    assert found("qzjv8hrdvz6edu4gkzpnd4w6jc7zf296g5e9kkq4lx") == {
        (TEXT, "publicKey", "qzjv8hrdvz6edu4gkzpnd4w6jc7zf296g5e9kkq4lx")
    }


@pytest.mark.parametrize(
    "text", ["INVOICE20261122NUMBER12345678", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCD", "123456789012345678901234567890"]
)
def test_long_references_are_no_wallets(text: str) -> None:
    assert found(text) == set()
