"""The UK register of people with significant control: bands, powers, dates, and what is not a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.format_reading import Snapshot, assert_every_claim_is_ftm, read_damaged, value_of
from watchgate.watch.lists.entry import ListEntry
from watchgate.watch.ownership.psc import FORMAT

FILE = Path(__file__).parent / "fixtures" / "psc.jsonl"


@pytest.fixture(scope="module")
def found() -> Snapshot:
    return Snapshot(FILE, FORMAT)


def of(found: Snapshot, prop: str, value: str) -> list[ListEntry]:
    return [
        entry
        for group in found.entries.values()
        for entry in group
        if (prop, value) in {(c.prop, c.value) for c in entry.claims}
    ]


def test_every_claim_is_followthemoney(found: Snapshot) -> None:
    assert_every_claim_is_ftm(found)


def test_a_person_has_name_month_of_birth_and_each_nature_of_control(found: Snapshot) -> None:
    [anna] = of(found, "name", "Anna Maria Testova")
    assert anna.schema == "Person"
    assert found.values(anna.entity_id, "birthDate") == ["1977-02"]
    assert found.values(anna.entity_id, "nationality") == ["ru"]
    assert found.originals(anna.entity_id, "name") == {"Anna Maria Testova": "Mrs Anna Maria Testova"}
    shares, votes = sorted(of(found, "owner", anna.entity_id), key=lambda one: value_of(one, "ownershipType") or "")
    assert value_of(shares, "percentage") == value_of(votes, "percentage") == ">50-<75"
    assert value_of(votes, "ownershipType") == "voting-rights-50-to-75-percent"
    assert value_of(shares, "startDate") == "2016-04-06"
    [power] = of(found, "subject", anna.entity_id)
    assert (value_of(power, "role"), value_of(power, "object")) == (
        "right-to-appoint-and-remove-directors",
        "gb-coh-09145694",
    )


def test_a_company_of_the_same_register_is_itself_so_that_chains_hold(found: Snapshot) -> None:
    [interest] = of(found, "owner", "gb-coh-07444723")
    assert (value_of(interest, "asset"), value_of(interest, "percentage")) == ("gb-coh-09145694", ">25-50")
    assert value_of(interest, "endDate") == "2018-05-14"
    assert found.values("gb-coh-07444723", "name") == ["Holding Example Limited"]


def test_a_company_of_elsewhere_keeps_its_own_id_and_jurisdiction(found: Snapshot) -> None:
    [owner] = of(found, "name", "Offshore Example Corp")
    assert owner.entity_id.startswith("gb-psc-")
    assert found.values(owner.entity_id, "jurisdiction") == ["vg"]
    [trust] = of(found, "owner", owner.entity_id)
    assert value_of(trust, "ownershipType") == "ownership-of-shares-75-to-100-percent-as-trust"
    assert value_of(trust, "percentage") == "75-100"


def test_who_is_protected_and_what_is_stated_instead_are_notes_of_the_company(found: Snapshot) -> None:
    assert "super secure" in found.values("gb-coh-SC123456", "notes")[0]
    assert "no individual or entity" in found.values("gb-coh-OC300001", "notes")[0]


def test_partnerships_and_overseas_entities_have_their_bands(found: Snapshot) -> None:
    bands = {value_of(one, "asset"): value_of(one, "percentage") for one in found.of_schema("Ownership")}
    assert bands["gb-coh-OC300001"] == "75-100"
    assert bands["gb-coh-OE000123"] == ">25"


def test_lines_that_cannot_be_read_are_refused_and_the_totals_are_none(found: Snapshot) -> None:
    assert [one.record_id for one in found.refused] == ["line 8", "line 9"]
    assert "has not the form" in found.refused[0].reason


def test_a_part_of_a_snapshot_is_a_source_of_its_own(tmp_path: Path) -> None:
    part = tmp_path / "psc-snapshot-2026-11-20_3of31.txt"
    part.write_bytes(FILE.read_bytes())
    assert Snapshot(part, FORMAT).file.source == "gb_coh_psc.3of31"
    assert Snapshot(FILE, FORMAT).file.source == "gb_coh_psc"


def test_damaged_files_are_bad_input_and_nothing_else(tmp_path: Path) -> None:
    assert read_damaged(FILE, FORMAT, tmp_path, seed=20261122, times=200) > 0
