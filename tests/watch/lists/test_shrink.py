"""The shrink guard counts what the publisher counts: records, whatever entities are made of them."""

from __future__ import annotations

from collections.abc import Iterable

from watchgate.watch.lists.diff import compare
from watchgate.watch.lists.entry import Claim, ListEntry
from watchgate.watch.lists.in_force import InForce
from watchgate.watch.lists.shrink import reason_to_wait


def _party(number: int, *, documents: Iterable[str] = (), claims: int = 1) -> list[ListEntry]:
    said = tuple(Claim("alias", f"Name {number} {one}") for one in range(claims))
    party = ListEntry(entity_id=f"p{number}", record_id=str(number), schema="Person", claims=said)
    papers = (
        ListEntry(
            entity_id=f"p{number}-id-{paper}",
            record_id=str(number),
            schema="Passport",
            claims=(Claim("number", f"{number}{paper}"),),
        )
        for paper in documents
    )
    return [party, *papers]


def _reason(before: Iterable[list[ListEntry]], now: Iterable[list[ListEntry]]) -> str | None:
    known = InForce(statement for entries in before for entry in entries for statement in entry.statements("d"))
    found = compare((entry for entries in now for entry in entries), known, "d")
    return reason_to_wait(found, known.records, len(known), waiting=False)


def test_documents_of_others_do_not_hide_that_parties_vanish() -> None:
    well_known = [_party(number, documents="abcdefghij") for number in range(90)]
    others = [_party(number) for number in range(90, 100)]
    assert _reason([*well_known, *others], [*well_known, *others[6:]]) == "6 of 100 records vanished (6.00%)"
    assert _reason([*well_known, *others], [*well_known, *others[5:]]) is None


def test_documents_under_other_ids_are_no_shrinking_list() -> None:
    before = [_party(number, documents="a", claims=30) for number in range(20)]
    now = [_party(number, documents="b", claims=30) for number in range(20)]
    assert _reason(before, now) is None


def test_documents_that_vanish_from_records_still_listed_wait() -> None:
    before = [_party(number, documents="ab") for number in range(20)]
    now = [_party(number) for number in range(20)]
    assert _reason(before, now) == "40 of 60 statements vanished from records that are still listed"
