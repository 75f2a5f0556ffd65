"""What counts as the same row: every field of a claim but when it was seen, the record and the dataset it stands in."""

from __future__ import annotations

import msgspec
import pytest

from watchgate.watch.lists.diff import Difference, compare
from watchgate.watch.lists.entry import Claim, ListEntry
from watchgate.watch.lists.in_force import InForce

CLAIM = Claim(
    prop="alias",
    value="Kim",
    lang="kor",
    original="KIM",
    valid_from="2020",
    valid_to="2021",
    origin="annex",
    external=True,
    first_seen="2020",
    last_seen="2021",
)
ENTRY = ListEntry(entity_id="p1", record_id="1", schema="Person", dataset="other", claims=(Claim("name", "Lee"), CLAIM))


def _against(now: ListEntry, dataset: str = "d") -> Difference:
    return compare([now], InForce(ENTRY.statements("d")), dataset)


def test_the_same_entry_is_unchanged() -> None:
    found = _against(ENTRY)
    assert (found.unchanged, len(found.added), found.withdrawn, found.replaced) == (2, 0, {}, {})


@pytest.mark.parametrize("field", ["first_seen", "last_seen"])
def test_when_a_row_was_seen_makes_no_difference(field: str) -> None:
    claims = (ENTRY.claims[0], msgspec.structs.replace(CLAIM, **{field: "2024"}))
    assert _against(msgspec.structs.replace(ENTRY, claims=claims)).unchanged == len(claims)


@pytest.mark.parametrize("field", ["prop", "value", "lang", "original", "valid_from", "valid_to", "origin", "external"])
def test_any_other_field_of_a_claim_makes_another_row(field: str) -> None:
    other: object = False if field == "external" else "2019"
    claims = (ENTRY.claims[0], msgspec.structs.replace(CLAIM, **{field: other}))
    found = _against(msgspec.structs.replace(ENTRY, claims=claims))
    assert (found.unchanged, len(found.added)) == (1, 1)


@pytest.mark.parametrize("field", ["entity_id", "record_id", "schema", "dataset"])
def test_another_place_makes_other_rows(field: str) -> None:
    found = _against(msgspec.structs.replace(ENTRY, **{field: "x"}))
    assert (found.unchanged, len(found.added)) == (0, 2)


def test_a_row_said_twice_is_added_once() -> None:
    entry = ListEntry(entity_id="p2", record_id="2", schema="Person", claims=(CLAIM, CLAIM))
    found = compare([entry, entry], InForce(()), "d")
    assert (found.statements, len(found.added)) == (4, 1)
