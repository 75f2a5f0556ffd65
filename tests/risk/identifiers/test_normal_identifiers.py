"""Normal forms and readings of identifiers. Numbers are public examples of their standards or of official lists."""

from __future__ import annotations

import pytest

from watchgate.model.errors import BadInputError
from watchgate.model.party import Identifier
from watchgate.risk.identifiers.kinds import KINDS, UNKNOWN, kind_named
from watchgate.risk.identifiers.normal import normal, parse_identifier, readings
from watchgate.risk.identifiers.standards import is_valid
from watchgate.risk.identifiers.wallets import looks_like_wallet


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("imoNumber", "IMO 9319466", "9319466"),
        ("imoNumber", " imo: 9319466 ", "9319466"),
        ("leiCode", "2138-00KU-D8LA-JWSQ-9D15", "213800KUD8LAJWSQ9D15"),
        ("swiftBic", "ftbd kp py", "FTBDKPPY"),
        ("swiftBic", "FTBDKPPYXXX", "FTBDKPPY"),
        ("iban", "GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),
        ("passportNumber", "№ 472-220 033", "472220033"),
        ("innCode", "77 07 083893", "7707083893"),
        ("publicKey", "0xA0E1c89Ef1a489c9C7dE96311eD5Ce5D32c20E4B", "0xa0e1c89ef1a489c9c7de96311ed5ce5d32c20e4b"),
        ("publicKey", "bitcoin:1NEDqZPvTWRaoho48qXuLLsrYomMXPABfD", "1NEDqZPvTWRaoho48qXuLLsrYomMXPABfD"),
        ("publicKey", "BC1QARDV855YJNGSPVXUTTQ897AQCA3LXJU2Y69JCE", "bc1qardv855yjngspvxuttq897aqca3lxju2y69jce"),
        ("registrationNumber", "１２３-４５Ａ", "12345A"),
        ("registrationNumber", "EP-MMH", "EPMMH"),
        ("registrationNumber", "gvair", "GVAIR"),
        ("registrationNumber", "44444", "44444"),
        ("callSign", "EQKF", "EQKF"),
        ("swiftBic", "NОСRRU21", "NOCRRU21"),
        ("swiftBic", "NOCRRU21", "NOCRRU21"),
        ("swiftBic", "SWIFT: NOCRRU21", "NOCRRU21"),
        ("passportNumber", "NO123456", "NO123456"),
        ("passportNumber", "No. 123456", "123456"),
        ("innCode", "INN 7707083893", "7707083893"),
        ("imoNumber", "IMO9319466", "9319466"),
    ],
)
def test_spelling_of_a_number_does_not_matter(kind: str, text: str, value: str) -> None:
    found = normal(kind, text)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("passportNumber", "unknown"),
        ("passportNumber", "000000000"),
        ("idNumber", "7"),
        ("imoNumber", "IMO none"),
        ("publicKey", "see above"),
        ("email", "a@b.kp"),
        ("phone", "+850 2 381 1234"),
        ("registrationNumber", "1" + "2" * 600),
        ("registrationNumber", "Provisional"),
        ("taxNumber", "EP-MMH"),
    ],
)
def test_placeholders_selectors_and_nonsense_are_not_compared(kind: str, text: str) -> None:
    assert normal(kind, text) is None


def test_a_wrong_check_digit_is_kept_and_known_to_be_wrong() -> None:
    found = normal("imoNumber", "9319467")
    assert found is not None
    assert not is_valid(found.kind, found.value)
    assert is_valid("imoNumber", "9319466")


def test_leading_zeros_of_an_imo_number_are_put_back_where_the_check_digit_proves_them() -> None:
    found = normal("imoNumber", "117224")
    assert found is not None
    assert found.value in {"117224", "0117224"}
    assert (found.value == "0117224") == is_valid("imoNumber", "0117224")


def test_an_lei_of_the_wrong_length_is_not_valid_although_its_digits_add_up() -> None:
    assert is_valid("leiCode", "213800KUD8LAJWSQ9D15")
    assert not is_valid("leiCode", "101")
    assert not is_valid("leiCode", "213800KUD8LXJWSQ9D15")


def test_a_valid_eu_vat_number_gives_its_issuer() -> None:
    assert normal("vatCode", "NL 4495445B01") == Identifier("vatCode", "4495445B01", "nl")
    assert normal("vatCode", "4495445B01") == Identifier("vatCode", "4495445B01", None)


def test_kinds_that_name_their_issuer_keep_it() -> None:
    assert normal("innCode", "7707083893", "us") == Identifier("innCode", "7707083893", "ru")


def test_every_alias_means_a_kind_and_every_kind_means_itself() -> None:
    for kind in KINDS:
        assert kind_named(kind.upper()) == kind
    assert kind_named("LEI") == "leiCode"
    assert kind_named("colour") is None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("9319466", {"imoNumber", "accountNumber", UNKNOWN, "permId", "cageCode", "giiNumber"}),
        ("273123450", {"mmsi", "accountNumber", UNKNOWN, "permId", "cageCode", "giiNumber"}),
        (
            "1NEDqZPvTWRaoho48qXuLLsrYomMXPABfD",
            {"publicKey", "accountNumber", UNKNOWN, "permId", "cageCode", "giiNumber"},
        ),
    ],
)
def test_a_value_of_unknown_kind_is_read_as_every_standard_whose_check_it_passes(text: str, kinds: set[str]) -> None:
    assert {reading.kind for reading in readings(text)} == kinds


def test_seven_digits_without_the_check_digit_are_no_ship() -> None:
    assert "imoNumber" not in {reading.kind for reading in readings("9319467")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("imo:9319466", Identifier("imoNumber", "9319466")),
        ("passport:kp:563410081", Identifier("passportNumber", "563410081", "kp")),
        ("passport:Iran:563410081", Identifier("passportNumber", "563410081", "ir")),
        ("9319466", Identifier(UNKNOWN, "9319466")),
        (
            "bitcoincash:qq07l6rr5lsdm3m80qxw80ku2ex0tj76vvsxpvmgme",
            Identifier(UNKNOWN, "bitcoincash:qq07l6rr5lsdm3m80qxw80ku2ex0tj76vvsxpvmgme"),
        ),
    ],
)
def test_an_identifier_is_written_with_or_without_kind_and_issuer(text: str, expected: Identifier) -> None:
    assert parse_identifier(text) == expected


@pytest.mark.parametrize("text", ["", "  ", "imo:", "passport:Atlantis:12345", "unknown", "passport:kp:"])
def test_what_cannot_be_compared_is_refused_with_the_way_to_write_it(text: str) -> None:
    with pytest.raises(BadInputError, match="identifier"):
        parse_identifier(text)


@pytest.mark.parametrize("address", ["TByksckutmaywhcsaetmagufpeyfdxbrjk", "tbyksckutmaywhcsaetmagufpeyfdxbrjk"])
def test_a_wallet_address_without_a_digit_is_one(address: str) -> None:
    assert looks_like_wallet(address)
    assert Identifier("publicKey", address) in readings(address)
    assert not looks_like_wallet("Donaudampfschifffahrtskapitän")
