from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.format_reading import Snapshot, assert_every_claim_is_ftm, read_damaged, value_of
from watchgate.watch.lists.formats.eu.journal import FORMAT
from watchgate.watch.lists.formats.eu.values import free_dates, numbers
from watchgate.watch.lists.snapshot_dates import date_in_name
from watchgate.watch.lists.values.multi_value import values

FOLDER = Path(__file__).parent / "fixtures" / "eu"
FRAMEWORK = FOLDER / "32017R1509.csv"
AMENDMENT = FOLDER / "32026R9999.csv"
PERSON = "eu-32017R1509-XIII.A-p901"


@pytest.fixture(scope="module")
def act() -> Snapshot:
    return Snapshot(FRAMEWORK, FORMAT)


def test_every_claim_is_followthemoney(act: Snapshot) -> None:
    assert_every_claim_is_ftm(act)


def test_each_act_is_a_source_and_an_amendment_is_apart(act: Snapshot) -> None:
    assert act.file.source == "eu_journal.32017R1509"
    assert Snapshot(AMENDMENT, FORMAT).file.source == "eu_journal.amendment.32026R9999"
    assert act.file.dataset == "eu_journal_sanctions"


def test_act_without_designations_is_a_list_without_entries(tmp_path: Path) -> None:
    path = tmp_path / "32004R0314.csv"
    path.write_text(FRAMEWORK.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    empty = Snapshot(path, FORMAT)
    assert (empty.file.source, len(empty.entries)) == ("eu_journal.32004R0314", 0)


def test_number_of_an_act_is_not_taken_for_a_year() -> None:
    assert date_in_name("32017R2063.csv") is None
    assert date_in_name("eu_journal_2026-08-14") == "2026-08-14"


def test_amendment_of_an_entry_keeps_its_entity(act: Snapshot) -> None:
    amendment = Snapshot(AMENDMENT, FORMAT)
    assert PERSON in act.entries
    assert PERSON in amendment.entries
    assert amendment.values(PERSON, "name") == ["EXAMPLE Chol Su"]


def test_native_script_in_the_name_is_a_name_of_its_own(act: Snapshot) -> None:
    assert act.names(PERSON)["예제 철수"] == "name"
    assert act.originals(PERSON, "name")["예제 철수"] == "Example Chol Su 예제 철수"
    assert act.names(PERSON)["Comrade E"] == "weakAlias"


def test_one_entity_has_a_listing_for_each_measure(act: Snapshot) -> None:
    listings = act.side(PERSON, "Sanction", "entity")
    assert [value_of(listing, "provisions") for listing in listings] == ["Asset freeze", "Transportation restrictions"]
    assert {value_of(listing, "program") for listing in listings} == {"EU-PRK"}
    assert value_of(listings[0], "listingDate") == "2009-07-16"
    assert value_of(listings[0], "sourceUrl") == "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32017R1509"


def test_export_control_is_told_from_a_sanction(act: Snapshot) -> None:
    assert act.values("eu-32017R1509-XIV-e8", "topics") == ["export.control"]
    assert act.values(PERSON, "topics") == ["sanction", "sanction"]


def test_entry_without_a_printed_number_has_an_id_of_schema_and_name(act: Snapshot) -> None:
    (bank,) = [entity for entity, group in act.entries.items() if group[0].schema == "LegalEntity"]
    assert bank.startswith("eu-32017R1509-XV-e")
    assert len(bank) == len("eu-32017R1509-XV-e") + 12
    assert act.values(bank, "incorporationDate") == ["1990-12-04", "1991"]
    assert act.values(bank, "innCode") == ["7716575919", "3525023010"]
    assert act.values(bank, "okpoCode") == ["07500548"]
    assert act.values(bank, "swiftBic") == ["EXMPKPPY"]


def test_property_the_schema_does_not_have_is_kept_as_a_note(act: Snapshot) -> None:
    assert act.values("eu-32017R1509-XIV-e8", "notes") == ["birthDate: 2001-01-01"]


def test_countries_and_documents_in_one_cell_are_taken_apart(act: Snapshot) -> None:
    assert act.values(PERSON, "nationality") == ["kp", "ru", "kp"]
    (passport,) = act.side(PERSON, "Passport", "holder")
    assert (value_of(passport, "number"), value_of(passport, "country")) == ("999000111", "kp")


def test_unknown_schema_is_refused_by_record(act: Snapshot) -> None:
    assert [(refused.record_id, refused.reason) for refused in act.refused] == [
        ("XIV-e9", "line 7: schema 'Spaceship' is not one of this format")
    ]


@pytest.mark.parametrize(
    ("cell", "dates"),
    [
        ("16.7.2009", ["2009-07-16"]),
        ("25 April 2006", ["2006-04-25"]),
        ("2026-08-07", ["2026-08-07"]),
        ("28 Apr. 1978", ["1978-04-28"]),
        ("10.8. 1960", ["1960-08-10"]),
        ("Approximately 1960", ["1960"]),
        ("1970 circa", ["1970"]),
        ("5.7.1983 or 10.3.1983", ["1983-07-05", "1983-03-10"]),
        ("7.8.1965 / 20.2.1972", ["1965-08-07", "1972-02-20"]),
        ("(a) 1.10.1983; (b) 15.3.1983", ["1983-10-01", "1983-03-15"]),
        ("a) 1.1.1958, b) 31.12.1952", ["1958-01-01", "1952-12-31"]),
        ("Between 1963 and 1965", ["1963", "1964", "1965"]),
        ("1340 (Iranian Hijri calendar), 1961 (Gregorian calendar)", ["1961"]),
        ("(year unknown)", []),
    ],
)
def test_date_cell_gives_every_date_at_its_precision(cell: str, dates: list[str]) -> None:
    assert [claim.value for claim in free_dates("birthDate", cell) if claim.prop == "birthDate"] == dates


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("7716575919 (Tax ID/INN)", [("7716575919", "Tax ID/INN")]),
        ("(a) 203037 (Libyan), (b) 347834 (expired)", [("203037", "Libyan"), ("347834", "expired")]),
        ("39510585 (BRN), 1252800 (TRN)", [("39510585", "BRN"), ("1252800", "TRN")]),
        ("012190931739, 502239120417 (Russia)", [("012190931739", "Russia"), ("502239120417", "Russia")]),
        ("Iraq national identification card 00813602", [("00813602", "Iraq national identification card")]),
        ("614322649248.", [("614322649248", "")]),
    ],
)
def test_number_cell_gives_every_number_with_its_remark(cell: str, found: list[tuple[str, str]]) -> None:
    assert [tuple(number) for number in numbers(cell)] == found


@given(st.lists(st.text(alphabet='ab;" ', min_size=1).map(str.strip).filter(bool), max_size=5))
def test_values_of_a_cell_come_back_as_they_were_written(written: list[str]) -> None:
    quoted = ['"' + value.replace('"', '""') + '"' if '"' in value or ";" in value else value for value in written]
    found = values("; ".join(quoted))
    assert found == written or written == []


def test_damaged_file_is_refused_and_nothing_else_breaks(tmp_path: Path) -> None:
    assert read_damaged(FRAMEWORK, FORMAT, tmp_path, seed=41, times=150) > 0
