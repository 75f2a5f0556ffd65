from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.ledger.proposals import NotAllowedError, checked, confirm, propose, retract, standing_of
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.handling import SYSTEM, Handling, Reader, Tlp
from watchgate.model.statement import Locator, Statement, Status

DRAFT = Statement(entity_id="p-1", schema="Person", prop="name", value="Rim  Ok", dataset="proposals")
FIRST = Locator(1, 0)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    found = open_ledger(tmp_path)
    propose(found, DRAFT, author="kim", source="kim", handling=Handling(tlp=Tlp.GREEN))
    yield found
    found.close()


def test_what_a_person_adds_is_proposed_whatever_the_draft_says(ledger: Ledger) -> None:
    assert DRAFT.status is Status.CONFIRMED
    standing = standing_of(ledger, FIRST, reader=SYSTEM)
    assert standing.statement.status is Status.PROPOSED
    assert (standing.statement.value, standing.statement.original_value) == ("Rim Ok", "Rim  Ok")
    assert standing.delivery.author == "kim"


def test_the_second_act_is_another_persons(ledger: Ledger) -> None:
    with pytest.raises(NotAllowedError, match="cannot confirm it too"):
        confirm(ledger, FIRST, author="kim", reason="", reader=SYSTEM)
    confirm(ledger, FIRST, author="lee", reason="", reader=SYSTEM)
    assert standing_of(ledger, FIRST, reader=SYSTEM).statement.status is Status.CONFIRMED


def test_an_act_is_seen_by_whoever_sees_what_it_acts_on(ledger: Ledger) -> None:
    confirm(ledger, FIRST, author="lee", reason="", reader=SYSTEM)
    green = Reader(name="green", clearance=Tlp.GREEN)
    assert standing_of(ledger, FIRST, reader=green).statement.status is Status.CONFIRMED
    with pytest.raises(NotFoundError):
        standing_of(ledger, FIRST, reader=Reader(name="public"))


def test_taking_back_what_is_confirmed_needs_the_right_to(ledger: Ledger) -> None:
    confirm(ledger, FIRST, author="lee", reason="", reader=SYSTEM)
    with pytest.raises(NotAllowedError, match="out of screening"):
        retract(ledger, FIRST, author="lee", reason="wrong", reader=SYSTEM, may_retract_confirmed=False)
    retract(ledger, FIRST, author="lee", reason="wrong", reader=SYSTEM, may_retract_confirmed=True)
    assert standing_of(ledger, FIRST, reader=SYSTEM).statement.status is Status.RETRACTED


def test_a_reason_is_needed_to_retract(ledger: Ledger) -> None:
    with pytest.raises(BadInputError, match="a reason is needed"):
        retract(ledger, FIRST, author="kim", reason=" \n", reader=SYSTEM, may_retract_confirmed=True)
    assert ledger.head().position == 1


@pytest.mark.parametrize(
    ("prop", "value", "normal"),
    [("country", "KP", "kp"), ("birthDate", "1970-02", "1970-02"), ("name", " Ri\tOk ", "Ri Ok")],
)
def test_values_are_brought_to_normal_form_and_kept_as_written(prop: str, value: str, normal: str) -> None:
    found = checked(Statement(entity_id="p", schema="Person", prop=prop, value=value, dataset="one"))
    assert found.value == normal
    assert found.original_value == (value if value != normal else None)


@pytest.mark.parametrize("field", ["value", "original_value", "lang"])
def test_a_control_character_is_refused(field: str) -> None:
    with pytest.raises(BadInputError, match="control character"):
        checked(msgspec.structs.replace(DRAFT, **{field: "Rim\x1b[2K Ok"}))


def test_a_control_character_in_a_reason_is_refused(ledger: Ledger) -> None:
    with pytest.raises(BadInputError, match="reason: holds a control character"):
        confirm(ledger, FIRST, author="lee", reason="seen\x00", reader=SYSTEM)
    assert standing_of(ledger, FIRST, reader=SYSTEM).statement.status is Status.PROPOSED


def test_nothing_is_said_of_a_kind_of_thing_that_is_only_an_idea() -> None:
    with pytest.raises(BadInputError, match="nothing is just"):
        checked(Statement(entity_id="p", schema="Interval", prop="startDate", value="2024", dataset="one"))


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "checksum"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "bech32"),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", "EIP-55"),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", "checksum"),
    ],
)
def test_a_mistyped_address_of_a_wallet_is_refused(address: str, why: str) -> None:
    with pytest.raises(BadInputError, match=f"no address of a wallet: .*{why}"):
        checked(Statement(entity_id="w", schema="CryptoWallet", prop="publicKey", value=address, dataset="one"))


@pytest.mark.parametrize("address", ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "rN7n7otQDd6FczFgLdSqtcsAUxDkw6fzRH"])
def test_addresses_whose_checksum_fits_or_is_not_known_here_are_taken(address: str) -> None:
    draft = Statement(entity_id="w", schema="CryptoWallet", prop="publicKey", value=address, dataset="one")
    assert checked(draft).value == address
