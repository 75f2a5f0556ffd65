"""The official forms of the UK list: CSV, XML, the search page's ODS, and OFSI's former list."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from support.format_reading import Snapshot, assert_every_claim_is_ftm, read_damaged, value_of
from watchgate.model.errors import BadInputError
from watchgate.watch.lists.entry import ListFormat
from watchgate.watch.lists.formats.uk import conlist as uk_conlist
from watchgate.watch.lists.formats.uk import sanctions_csv as uk_csv
from watchgate.watch.lists.formats.uk import sanctions_xml as uk_xml
from watchgate.watch.lists.formats.uk import search_ods as uk_ods
from watchgate.watch.lists.ods import MIMETYPE, ods_rows

FOLDER = Path(__file__).parent / "fixtures" / "uk"
FILES: dict[str, tuple[str, ListFormat]] = {
    "csv": ("uk_sanctions_list.csv", uk_csv.FORMAT),
    "xml": ("uk_sanctions_list.xml", uk_xml.FORMAT),
    "ods": ("search_2025-08-11.ods", uk_ods.FORMAT),
    "conlist": ("ConList.csv", uk_conlist.FORMAT),
    "conlist_2020": ("ConList_2020.csv", uk_conlist.FORMAT),
}


@pytest.fixture(scope="module")
def uk() -> dict[str, Snapshot]:
    return {key: Snapshot(FOLDER / name, form) for key, (name, form) in FILES.items()}


@pytest.mark.parametrize("key", FILES)
def test_every_claim_is_followthemoney(uk: dict[str, Snapshot], key: str) -> None:
    assert_every_claim_is_ftm(uk[key])


def test_source_and_date_come_from_the_file(uk: dict[str, Snapshot]) -> None:
    said = {key: (found.file.source, found.file.snapshot_date) for key, found in uk.items()}
    assert said == {
        "csv": ("gb_fcdo_sanctions", "2026-04-16"),
        "xml": ("gb_fcdo_sanctions", "2026-04-16"),
        "ods": ("gb_fcdo_sanctions.search", None),
        "conlist": ("gb_hmt_sanctions", "2022-06-03"),
        "conlist_2020": ("gb_hmt_sanctions", "2020-03-10"),
    }


def test_rows_of_one_unique_id_are_one_party_said_once(uk: dict[str, Snapshot]) -> None:
    csv = uk["csv"]
    assert len(csv.entries["gb-AFG0001"]) == 1
    assert csv.names("gb-AFG0001") == {
        "HAJI KHAIRULLAH HAJI SATTAR MONEY EXCHANGE": "name",
        "حاجی خيرالله و حاجی ستار صرافی": "name",
        "Haji Alim Hawala": "alias",
        "Haji Hakim Hawala": "alias",
    }
    assert csv.values("gb-AFG0001", "address") == ["Branch Office 1, Quetta, Pakistan", "Kabul, 1001, Afghanistan"]


@pytest.mark.parametrize("key", ["csv", "xml"])
def test_person_is_the_same_in_csv_and_xml(uk: dict[str, Snapshot], key: str) -> None:
    found = uk[key]
    assert found.names("gb-AFG0006") == {
        "MOHAMMAD HASSAN AKHUND": "name",
        "محمد حسن آخوند": "name",
        "Mohammad Hasan Akhund": "alias",
        "Haji Mohammad Hassan": "weakAlias",
    }
    assert found.values("gb-AFG0006", "birthDate") == ["1945", "1946", "1958-03-01"]
    assert found.values("gb-AFG0006", "passportNumber") == ["P04581926"]
    (passport,) = found.side("gb-AFG0006", "Passport", "holder")
    assert value_of(passport, "country") == "af"
    (sanction,) = found.side("gb-AFG0006", "Sanction", "entity")
    assert value_of(sanction, "unscId") == "TAi.002"
    assert value_of(sanction, "listingDate") == "2001-01-25"
    assert found.values("gb-AFG0006-sanction", "provisions") == ["Asset freeze", "Travel Ban"]


def test_passport_says_when_it_was_issued_and_when_it_ends(uk: dict[str, Snapshot]) -> None:
    (passport,) = uk["csv"].side("gb-AFG0006", "Passport", "holder")
    assert (value_of(passport, "startDate"), value_of(passport, "endDate")) == ("2024-08-07", "2034-08-07")


def test_ship_has_its_imo_number_flags_and_a_link_to_the_named_owner(uk: dict[str, Snapshot]) -> None:
    xml = uk["xml"]
    assert xml.originals("gb-DPR0075", "imoNumber") == {"9562233": "IMO9562233"}
    assert (xml.values("gb-DPR0075", "flag"), xml.values("gb-DPR0075", "pastFlags")) == (["km"], ["in"])
    (link,) = xml.side("gb-DPR0075", "UnknownLink", "subject")
    assert value_of(link, "namesMentioned") == "Global United Shipping India"
    assert uk["csv"].values("gb-RUS2176", "imoNumber") == ["9826902"]


def test_labelled_registration_numbers_go_to_their_registers(uk: dict[str, Snapshot]) -> None:
    assert uk["xml"].values("gb-AFG0001", "innCode") == ["6911002726"]
    assert uk["xml"].values("gb-AFG0001", "ogrnCode") == ["1026901729249"]


def test_unreadable_designations_are_refused_by_name(uk: dict[str, Snapshot]) -> None:
    assert {refused.record_id for refused in uk["csv"].refused} == {"no id", "RUS9999"}
    assert [(refused.record_id, refused.reason) for refused in uk["xml"].refused] == [
        ("DPR0001", "designation type 'Aircraft' is not known")
    ]
    assert [refused.record_id for refused in uk["ods"].refused] == ["BEL0174"]


def test_search_export_gives_every_other_row_with_its_measures(uk: dict[str, Snapshot]) -> None:
    ods = uk["ods"]
    parties = [e for e in ods.entries if not e.endswith("-sanction")]
    assert len(parties) == 15
    assert ods.values("gb-DPR0001", "name")
    assert ods.values("gb-AFG0003", "abbreviation") == ["HQN"]
    assert ods.values("gb-AFG0003-sanction", "listingDate") == ["2012-11-05"]
    assert "Travel Ban" in ods.values("gb-DPR0001-sanction", "provisions")


def test_former_list_uses_the_sanctions_list_reference_where_it_has_one(uk: dict[str, Snapshot]) -> None:
    former = uk["conlist"]
    assert former.values("gb-SYR0306", "phone") == ["+963112121816", "+963112121834"]
    assert former.values("gb-SYR0306-sanction", "authority") == ["GB-OFSI"]
    assert former.names("gb-hmt-6897") == {"Aiman Muhammed Rabi AL-ZAWAHIRI": "name", "Aiman ABDEL RAHMAN": "alias"}
    assert former.values("gb-hmt-6897-sanction", "unscId") == ["QDi.006"]
    assert former.values("gb-hmt-6897", "gender") == ["male"]


def test_former_list_of_2020_has_its_numbers_inside_the_details(uk: dict[str, Snapshot]) -> None:
    old = uk["conlist_2020"]
    assert old.names("gb-hmt-13349") == {"Faruq AL QATANI": "name", "Sheikh Farooq AL-QAHTANI": "alias"}
    assert old.values("gb-hmt-13349", "nationality") == ["sa", "qa"]
    assert old.values("gb-hmt-13349", "passportNumber") == ["592667"]
    assert old.values("gb-hmt-13349", "country") == ["af"]
    assert old.values("gb-hmt-13562", "passportNumber") == ["836210029"]
    assert old.values("gb-hmt-13562-sanction", "unscId") == ["KPI.067"]
    assert old.values("gb-hmt-6923", "idNumber") == ["0094195"]


def test_spreadsheet_that_expands_too_far_is_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.ods"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIMETYPE)
        archive.writestr("content.xml", b"<table>" + b" " * (40 << 20))
    with pytest.raises(BadInputError, match="zip bomb"):
        list(ods_rows(bomb))
    assert uk_ods.FORMAT.recognise(bomb, bomb.read_bytes()) is None


def test_spreadsheet_with_entities_is_refused(tmp_path: Path) -> None:
    evil = tmp_path / "evil.ods"
    with zipfile.ZipFile(evil, "w") as archive:
        archive.writestr("mimetype", MIMETYPE)
        archive.writestr("content.xml", '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>')
    with pytest.raises(BadInputError, match="DTD"):
        list(ods_rows(evil))


@pytest.mark.parametrize("key", FILES)
def test_damaged_file_is_refused_and_nothing_else_breaks(tmp_path: Path, key: str) -> None:
    name, form = FILES[key]
    read = read_damaged(FOLDER / name, form, tmp_path, seed=21, times=150)
    assert read > 0
