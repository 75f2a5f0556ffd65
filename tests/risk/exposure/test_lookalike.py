"""How an address looks, and which tagged ones it looks like: found by its shape, gone with the tag."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.lookalikes import two_alike
from support.parties import says
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.delivery import Delivery
from watchgate.model.handling import PUBLIC, SYSTEM
from watchgate.model.statement import Entry, Locator, Retraction
from watchgate.risk.exposure.attribution import ALIKE_SHOWN, Attribution
from watchgate.risk.exposure.lookalike import shape_of

TRUE, FALSE = "0xAbCd" + "1" * 32 + "eF09", "0xaBcD" + "2" * 32 + "Ef09"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TRUE, FALSE),
        ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "BC1QAR0S0000000000000000000000000000F5MDQ"),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "TR7NHqj" + "x" * 23 + "Lj6t"),
        ("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "qpm2q" + "z" * 33 + "gdx6a"),
        two_alike(),
    ],
)
def test_addresses_that_begin_and_end_alike_have_one_shape(one: str, other: str) -> None:
    assert shape_of(one) == shape_of(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TRUE, TRUE[:-1] + "8"),
        (TRUE, "0xaBcE" + TRUE[6:]),
        ("1" + "a" * 30, "3" + "a" * 30),
        ("bc1q" + "a" * 38, "bc1p" + "a" * 38),
        ("T" + "a" * 33, "T" + "A" + "a" * 32),
    ],
)
def test_another_kind_beginning_or_end_is_another_shape(one: str, other: str) -> None:
    assert shape_of(one) != shape_of(other)


def test_what_is_too_short_looks_like_nothing() -> None:
    assert {shape_of(one) for one in ("", "0x", "1abc", "bitcoincash:", "bc1", "x" * 17)} == {""}


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(tmp_path / "home")


def tell(ledger: Ledger, *entries: Entry) -> int:
    return ledger.append(Delivery(source="tags_pack", entries=entries, grade="B2", handling=PUBLIC)).position


def tag(name: str, address: str) -> tuple[Entry, ...]:
    return tuple(says(name, "CryptoWallet", "tags_pack", publicKey=address, keywords="category:exchange"))


def test_tags_that_come_and_go_are_followed(ledger: Ledger) -> None:
    tell(ledger, *tag("tag-0", "1" * 30))
    tags = Attribution.at(ledger, SYSTEM)
    assert tags.resembled(FALSE) == ()
    first = tell(ledger, *tag("tag-1", TRUE))
    tags.catch_up(first)
    assert [one.address for one in tags.resembled(FALSE)] == [TRUE]
    assert tags.resembled(TRUE.lower()) == ()
    tags.catch_up(tell(ledger, *(Retraction(target=Locator(first, at), reason="x") for at in range(2))))
    assert tags.resembled(FALSE) == ()


def test_who_is_tagged_himself_looks_like_nobody_else(ledger: Ledger) -> None:
    tell(ledger, *tag("tag-1", TRUE), *tag("tag-2", FALSE))
    assert Attribution.at(ledger, SYSTEM).resembled(FALSE) == ()


def test_of_many_tags_a_few_are_told(ledger: Ledger) -> None:
    many = ("0xabcd" + f"{number:032x}" + "ef09" for number in range(3 * ALIKE_SHOWN))
    tell(ledger, *(entry for number, one in enumerate(many) for entry in tag(f"tag-{number}", one)))
    assert len(Attribution.at(ledger, SYSTEM).resembled("0xabcd" + "f" * 32 + "ef09")) == ALIKE_SHOWN
