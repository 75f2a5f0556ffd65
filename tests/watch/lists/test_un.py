from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.format_reading import Snapshot, assert_every_claim_is_ftm, read_damaged, value_of
from watchgate.watch.lists.formats.un.consolidated import FORMAT

FIXTURE = Path(__file__).parent / "fixtures" / "un" / "consolidated_2026-02-27.xml"
SOURCE = FIXTURE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def un() -> Snapshot:
    return Snapshot(FIXTURE, FORMAT)


def listing(body: str) -> str:
    return f'<?xml version="1.0"?><CONSOLIDATED_LIST dateGenerated="2026-01-02T03:04:05Z">{body}</CONSOLIDATED_LIST>'


def read_one(tmp_path: Path, body: str) -> Snapshot:
    path = tmp_path / "un.xml"
    path.write_text(listing(body), encoding="utf-8")
    return Snapshot(path, FORMAT)


def test_list_is_recognised_by_its_root_and_dated_by_the_day_it_was_generated(un: Snapshot) -> None:
    assert (un.file.source, un.file.dataset) == ("un_sc_sanctions", "un_sc_sanctions")
    assert un.file.snapshot_date == "2026-02-27"


def test_every_record_gives_one_party_and_one_sanction(un: Snapshot) -> None:
    ids = re.findall(r"<DATAID>(\d+)</DATAID>", SOURCE)
    assert len(ids) == 63
    parties = [entry.record_id for entry in un.of_schema("Person") + un.of_schema("Organization")]
    assert sorted(parties) == sorted(ids)
    assert sorted(entry.record_id for entry in un.of_schema("Sanction")) == sorted(ids)
    assert un.refused == []


def test_every_claim_is_followthemoney(un: Snapshot) -> None:
    assert_every_claim_is_ftm(un)


def test_every_alias_cell_is_some_names_original_wording(un: Snapshot) -> None:
    cells = [" ".join(cell.split()) for cell in re.findall(r"<ALIAS_NAME>([^<]+)</ALIAS_NAME>", SOURCE)]
    said = {
        claim.original or claim.value
        for prop in ("alias", "weakAlias", "previousName")
        for group in un.entries.values()
        for entry in group
        for claim in entry.claims
        if claim.prop == prop
    }
    assert [cell for cell in cells if cell.replace("&amp;", "&") not in said] == []
    assert len(cells) > 100


def test_korean_name_stays_in_the_order_written_family_name_first(un: Snapshot) -> None:
    assert un.values("un-690743", "name") == ["CHANG MYONG-CHIN"]
    assert un.values("un-690743", "firstName") == ["CHANG"]
    assert un.names("un-690743")["Jang Myong-Jin"] == "alias"


def test_low_quality_alias_stays_weak(un: Snapshot) -> None:
    assert un.names("un-6908703")["Fitwi Esmail Abdelrazak"] == "weakAlias"


def test_one_alias_element_with_several_names_gives_each_of_them(un: Snapshot) -> None:
    assert {"Azim Adhajani", "Azim Agha-Jani"} <= un.names("un-110444").keys()
    assert un.originals("un-110444", "alias")["Azim Agha-Jani"] == "Azim Adhajani; Azim Agha-Jani"


def test_native_script_in_brackets_is_a_name_of_its_own(un: Snapshot) -> None:
    assert {"Jin Tiesan", "金铁三"} <= un.names("un-6908566").keys()
    assert "沈忠國際海運有限公司" in un.names("un-6908696")


def test_abbreviation_is_taken_out_of_the_name_and_kept(un: Snapshot) -> None:
    assert un.names("un-6908622")["FOREIGN TRADE BANK"] == "name"
    assert un.names("un-6908622")["FTB"] == "abbreviation"


def test_bank_code_in_the_comments_is_an_identifier(un: Snapshot) -> None:
    assert un.originals("un-6908622", "swiftBic") == {"FTBDKPPY": "SWIFT/BIC: FTBDKPPY"}


def test_birth_dates_keep_their_own_precision(un: Snapshot) -> None:
    assert un.values("un-690743", "birthDate") == ["1968-02-19", "1965", "1966"]
    assert un.values("un-2983746", "birthDate") == ["1977-08", "1977-09", "1976"]
    assert un.values("un-6908703", "birthDate") == []
    assert "Date of birth: APPROXIMATELY 30-35 years old" in un.values("un-6908703", "notes")


def test_passport_number_is_taken_out_of_its_sentence_with_dates_and_wording(un: Snapshot) -> None:
    assert "D00000898" in un.values("un-6908466", "passportNumber")
    passport = un.side("un-6908466", "Passport", "holder")[0]
    assert value_of(passport, "number") == "D00000898"
    assert (value_of(passport, "startDate"), value_of(passport, "endDate")) == ("2013-04-11", "2018-04-10")
    assert "CAR diplomatic passport no. D00000898" in (value_of(passport, "summary") or "")


def test_sanction_carries_authority_programme_reference_and_dates(un: Snapshot) -> None:
    (sanction,) = un.side("un-690743", "Sanction", "entity")
    assert value_of(sanction, "authority") == "UN-SC"
    assert value_of(sanction, "program") == "DPRK"
    assert value_of(sanction, "programId") == "UNSCR 1718 (2006)"
    assert value_of(sanction, "unscId") == "KPi.007"
    assert value_of(sanction, "listingDate") == "2013-01-22"


def test_reference_number_in_comments_links_the_two_listed_parties(un: Snapshot) -> None:
    father = next(
        e.entity_id
        for e in un.of_schema("Person")
        if value_of(un.side(e.entity_id, "Sanction", "entity")[0], "unscId") == "QDi.086"
    )
    links = [entry for entry in un.side("un-2972739", "UnknownLink", "subject") if value_of(entry, "object") == father]
    assert len(links) == 1
    assert not [entry for entry in un.of_schema("UnknownLink") if value_of(entry, "object") not in un.entries]


def test_comments_are_kept_word_for_word(un: Snapshot) -> None:
    comment = "Foreign Trade Bank is a state-owned bank and acts as the DPRK’s primary foreign exchange bank"
    assert any(note.startswith(comment) for note in un.values("un-6908622", "notes"))


def test_record_without_id_or_name_or_with_a_used_id_is_refused_by_name(tmp_path: Path) -> None:
    one = "<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>A</FIRST_NAME></INDIVIDUAL>"
    nameless = "<INDIVIDUAL><DATAID>2</DATAID><REFERENCE_NUMBER>KPi.999</REFERENCE_NUMBER></INDIVIDUAL>"
    without_id = "<ENTITY><FIRST_NAME>B</FIRST_NAME><REFERENCE_NUMBER>KPe.998</REFERENCE_NUMBER></ENTITY>"
    snapshot = read_one(tmp_path, one + nameless + without_id + one)
    assert list(snapshot.entries) == ["un-1", "un-1-sanction"]
    assert [refused.record_id for refused in snapshot.refused] == ["2", "KPe.998", "1"]
    assert [refused.reason.split(":")[0] for refused in snapshot.refused] == [
        "the record has no name",
        "DATAID '' is no number",
        "DATAID is used by an earlier record of the same file",
    ]


def test_other_xml_is_not_recognised(tmp_path: Path) -> None:
    path = tmp_path / "other.xml"
    path.write_text("<sdnList/>", encoding="utf-8")
    assert FORMAT.recognise(path, path.read_bytes()) is None


@pytest.mark.parametrize("seed", [11, 12])
def test_damaged_file_is_refused_and_nothing_else_breaks(tmp_path: Path, seed: int) -> None:
    assert read_damaged(FIXTURE, FORMAT, tmp_path, seed=seed, times=60) > 0
