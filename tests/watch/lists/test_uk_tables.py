from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from support.format_reading import Snapshot, assert_every_claim_is_ftm, read_damaged, value_of
from watchgate.watch.lists.formats.uk.identifiers import issuer, registration_claims
from watchgate.watch.lists.formats.uk.tables import FORMAT

FOLDER = Path(__file__).parent / "fixtures" / "uk" / "tables"
TABLES = ("subjects", "subject_names", "subject_identifiers", "subject_countries")


@pytest.fixture(scope="module")
def tables() -> dict[str, Snapshot]:
    return {name: Snapshot(FOLDER / f"{name}.csv", FORMAT) for name in TABLES}


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", TABLES)
def test_every_claim_is_followthemoney(tables: dict[str, Snapshot], name: str) -> None:
    assert_every_claim_is_ftm(tables[name])
    assert tables[name].refused == []


def test_each_table_is_a_source_of_its_own(tables: dict[str, Snapshot]) -> None:
    assert [tables[name].file.source for name in TABLES] == [
        "gb_fcdo_sanctions.subjects",
        "gb_fcdo_sanctions.names",
        "gb_fcdo_sanctions.identifiers",
        "gb_fcdo_sanctions.countries",
    ]


def test_all_tables_speak_of_the_same_parties(tables: dict[str, Snapshot]) -> None:
    known = {f"gb-{row['unique_id']}" for row in rows("subjects")}
    assert {e for e in tables["subjects"].entries if not e.endswith("-sanction")} == known
    assert set(tables["subject_names"].entries) == known
    assert set(tables["subject_countries"].entries) <= known


def test_every_full_name_is_a_name_or_its_original(tables: dict[str, Snapshot]) -> None:
    said = {
        (entity_id, claim.original or claim.value)
        for entity_id, group in tables["subject_names"].entries.items()
        for entry in group
        for claim in entry.claims
    }
    named = rows("subject_names")
    missing = [row for row in named if (f"gb-{row['unique_id']}", " ".join(row["full_name"].split())) not in said]
    assert missing == []
    assert len(named) == 97


def test_regime_is_told_by_the_unique_id(tables: dict[str, Snapshot]) -> None:
    assert tables["subjects"].originals("gb-DPR0001-sanction", "program") == {
        "Democratic People's Republic of Korea": "DPR"
    }


def test_repeated_rows_say_each_claim_once(tables: dict[str, Snapshot]) -> None:
    distinct = {(row["unique_id"], row["raw_value"], row["country_type"]) for row in rows("subject_countries")}
    groups = tables["subject_countries"].entries
    said = [(entity_id, claim) for entity_id, group in groups.items() for e in group for claim in e.claims]
    assert len(set(said)) == len(distinct)
    assert len(said) - len(distinct) == 1  # BEL0122 stands in two places of the table
    assert len(rows("subject_countries")) == 130


def test_passport_with_its_issuer_and_dates(tables: dict[str, Snapshot]) -> None:
    identifiers = tables["subject_identifiers"]
    assert identifiers.values("gb-AQD0001", "passportNumber") == ["00868774", "01461558"]
    passport = identifiers.side("gb-CAF0004", "Passport", "holder")[0]
    assert (value_of(passport, "number"), value_of(passport, "country")) == ("D00001184", "cf")


def test_without_the_subjects_table_the_kind_of_party_comes_from_the_rows(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "subject_identifiers.csv", tmp_path)
    alone = Snapshot(tmp_path / "subject_identifiers.csv", FORMAT)
    assert alone.entries["gb-AQD0001"][0].schema == "Person"
    assert alone.entries["gb-RUS3142"][0].schema == "Vessel"


@pytest.mark.parametrize(
    ("cell", "claims"),
    [
        ("TIN - 7805060220\xa0\xa0", [("taxNumber", "7805060220")]),
        ("INN: 6911002726 OGRN: 1026901729249 ", [("innCode", "6911002726"), ("ogrnCode", "1026901729249")]),
        ("Russian TIN number - 6310000160", [("taxNumber", "6310000160")]),
        ("BvD ID: IR30177GN", [("bvdId", "IR30177GN")]),
        ("UEN ID: 202022772K ", [("registrationNumber", "202022772K")]),
        ("1534407 (BVI)", [("registrationNumber", "1534407")]),
        ("SL033858", [("registrationNumber", "SL033858")]),
    ],
)
def test_registration_cell_gives_the_number_of_each_register(cell: str, claims: list[tuple[str, str]]) -> None:
    assert [(claim.prop, claim.value) for claim in registration_claims(cell)] == claims


@pytest.mark.parametrize(
    ("info", "country"),
    [
        ("Libya, issued on 8 May 2014 (Date of expiration: 7 May 2022)", "Libya"),
        ("CAR passport", "CAR"),
        ("a Afghanistan diplomatic passport, issued on 31 Oct. 2021", "Afghanistan"),
        ("Jordan 286062, expiry date: 04/04/2004", "Jordan"),
        ("Ration card no.", None),
        ("Issued on 10 June 2018", None),
    ],
)
def test_issuing_country_is_read_from_the_text_beside_the_number(info: str, country: str | None) -> None:
    assert issuer(info) == country


def test_bad_rows_are_refused_by_unique_id_or_line(tmp_path: Path) -> None:
    header = "unique_id,subject_type,un_reference_number,ofsi_group_id,date_designated,last_updated\n"
    body = "AFG0001,entity,,1,29/06/2012,16/04/2026\nAFG0002,spaceship,,1,,\nnonsense,entity,,,,\nAFG0003,entity\n"
    (tmp_path / "subjects.csv").write_text(header + body, encoding="utf-8")
    found = Snapshot(tmp_path / "subjects.csv", FORMAT)
    assert [refused.record_id for refused in found.refused] == ["AFG0002", "nonsense", "AFG0003"]
    assert "gb-AFG0001" in found.entries


@pytest.mark.parametrize("name", TABLES)
def test_damaged_table_is_refused_and_nothing_else_breaks(tmp_path: Path, name: str) -> None:
    assert read_damaged(FOLDER / f"{name}.csv", FORMAT, tmp_path, seed=31, times=60) > 0
