from __future__ import annotations

from pathlib import Path

import pytest

from support.format_reading import Snapshot, assert_every_claim_is_ftm, read_damaged, value_of
from watchgate.watch.lists.entry import ListFormat
from watchgate.watch.lists.formats.eu import fsf_csv as eu_fsf_csv
from watchgate.watch.lists.formats.eu import fsf_xml as eu_fsf_xml

FOLDER = Path(__file__).parent / "fixtures" / "eu"
FILES: dict[str, tuple[str, ListFormat]] = {
    "xml": ("fsf.xml", eu_fsf_xml.FORMAT),
    "csv": ("fsf.csv", eu_fsf_csv.FORMAT),
}


@pytest.fixture(scope="module")
def fsf() -> dict[str, Snapshot]:
    return {key: Snapshot(FOLDER / name, form) for key, (name, form) in FILES.items()}


@pytest.mark.parametrize("key", FILES)
def test_every_claim_is_followthemoney(fsf: dict[str, Snapshot], key: str) -> None:
    assert_every_claim_is_ftm(fsf[key])


@pytest.mark.parametrize("key", FILES)
def test_both_forms_are_the_same_source_with_the_same_ids(fsf: dict[str, Snapshot], key: str) -> None:
    found = fsf[key]
    assert (found.file.source, found.file.dataset, found.file.snapshot_date) == ("eu_fsf", "eu_fsf", "2026-08-05")
    assert found.values("eu-fsf-9001", "name") == ["Chol Su Testman"]
    assert found.values("eu-fsf-9001", "nationality") == ["kp"]
    assert found.values("eu-fsf-9001", "passportNumber") == ["999000111"]
    assert found.values("eu-fsf-9001", "gender") == ["male"]
    assert found.names("eu-fsf-9002")["Example Trading LLC"] == "name"
    assert found.values("eu-fsf-9002", "registrationNumber") == ["1029900000000"]
    assert found.values("eu-fsf-9002", "email") == ["info@example.org"]


@pytest.mark.parametrize("key", FILES)
def test_name_keeps_its_language_and_low_quality_ones_are_weak(fsf: dict[str, Snapshot], key: str) -> None:
    (person,) = fsf[key].entries["eu-fsf-9001"]
    assert [(c.value, c.lang) for c in person.claims if c.prop == "alias"] == [("테스트맨 철수", "kor")]
    assert fsf[key].names("eu-fsf-9001")["Comrade T"] == "weakAlias"


def test_name_marked_as_not_strong_is_weak(fsf: dict[str, Snapshot]) -> None:
    assert fsf["xml"].names("eu-fsf-9001")["Cholsu"] == "weakAlias"


def test_birth_dates_keep_their_precision_and_other_calendars_stay_notes(fsf: dict[str, Snapshot]) -> None:
    assert fsf["xml"].values("eu-fsf-9001", "birthDate") == ["1961-02-03", "1962", "1963", "1964"]
    assert fsf["csv"].values("eu-fsf-9001", "birthDate") == ["1961-02-03"]
    assert "Date of birth (ISLAMIC calendar): 1340" in fsf["csv"].values("eu-fsf-9001", "notes")


def test_every_regulation_is_a_listing_with_its_act(fsf: dict[str, Snapshot]) -> None:
    listings = fsf["xml"].side("eu-fsf-9001", "Sanction", "entity")
    assert [value_of(listing, "recordId") for listing in listings] == ["2017/1509 (OJ L224)", "2020/111 (OJ L021)"]
    assert {value_of(listing, "program") for listing in listings} == {"PRK"}
    assert value_of(listings[0], "unscId") == "KPi.901"
    assert value_of(listings[0], "authorityId") == "EU.9001.10"
    assert value_of(listings[0], "startDate") == "2017-09-01"


def test_document_says_what_is_known_against_it(fsf: dict[str, Snapshot]) -> None:
    (passport,) = fsf["xml"].side("eu-fsf-9001", "Passport", "holder")
    assert value_of(passport, "country") == "kp"
    assert (value_of(passport, "startDate"), value_of(passport, "endDate")) == ("2011-05-06", "2016-05-05")
    said = [claim.value for claim in passport.claims if claim.prop == "summary"]
    assert said == ["known to have expired", "diplomatic", "Name on the document: Chol Su TESTMAN"]


def test_unusable_entities_are_refused_by_their_number(fsf: dict[str, Snapshot]) -> None:
    assert [refused.record_id for refused in fsf["xml"].refused] == ["9003", "9002"]
    assert [(refused.record_id, refused.reason) for refused in fsf["csv"].refused] == [
        ("9004", "subject type 'planet' is not known")
    ]


@pytest.mark.parametrize("key", FILES)
def test_damaged_file_is_refused_and_nothing_else_breaks(tmp_path: Path, key: str) -> None:
    name, form = FILES[key]
    assert read_damaged(FOLDER / name, form, tmp_path, seed=51, times=150) > 0
