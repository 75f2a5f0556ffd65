"""GLEIF: consolidation is control and no share; branches are the same legal person; both forms say the same."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from support.format_reading import Snapshot, assert_every_claim_is_ftm, read_damaged, value_of
from watchgate.model.errors import BadInputError
from watchgate.watch.lists.entry import ListFormat
from watchgate.watch.lists.registry import recognise
from watchgate.watch.lists.snapshot_dates import snapshot_date
from watchgate.watch.ownership.gleif import parties_csv, parties_xml, relationships_csv, relationships_xml
from watchgate.watch.ownership.gleif.table import header_of

FOLDER = Path(__file__).parent / "fixtures"
RELATIONS: dict[str, ListFormat] = {
    "gleif_rr.csv": relationships_csv.FORMAT,
    "gleif_rr.xml": relationships_xml.FORMAT,
}
PARTIES: dict[str, ListFormat] = {"gleif_lei.csv": parties_csv.FORMAT, "gleif_lei.xml": parties_xml.FORMAT}
ALPHA, BETA = "5299TESTALPHA0000002", "5299TESTBETA00000037"
GAMMA, DELTA = "5299TESTGAMMA0000033", "5299TESTDELTA0000069"


@pytest.mark.parametrize(("name", "form"), [*RELATIONS.items(), *PARTIES.items()])
def test_every_claim_is_followthemoney(name: str, form: ListFormat) -> None:
    assert_every_claim_is_ftm(Snapshot(FOLDER / name, form))


@pytest.mark.parametrize(("name", "form"), RELATIONS.items())
def test_consolidation_is_said_without_a_share(name: str, form: ListFormat) -> None:
    found = Snapshot(FOLDER / name, form)
    assert (found.file.source, found.file.dataset) == ("gleif.relationships", "gleif")
    [direct] = found.entries[f"gleif-{BETA}-is_directly_consolidated_by-{ALPHA}"]
    assert direct.schema == "Ownership"
    assert (value_of(direct, "owner"), value_of(direct, "asset")) == (f"lei-{ALPHA}", f"lei-{BETA}")
    assert value_of(direct, "percentage") is None
    assert value_of(direct, "ownershipType") == "accounting consolidation"
    assert value_of(direct, "startDate") == "2012-11-29"
    assert "ACCOUNTING_CONSOLIDATION 1.00 PERCENTAGE" in [c.value for c in direct.claims if c.prop == "description"]


@pytest.mark.parametrize(("name", "form"), RELATIONS.items())
def test_branches_funds_and_relationships_that_ended_keep_what_they_are(name: str, form: ListFormat) -> None:
    found = Snapshot(FOLDER / name, form)
    [branch] = found.entries[f"gleif-{GAMMA}-is_international_branch_of-{BETA}"]
    assert value_of(branch, "percentage") == "100"
    [fund] = found.entries[f"gleif-{DELTA}-is_fund-managed_by-{ALPHA}"]
    assert (fund.schema, value_of(fund, "role"), value_of(fund, "subject")) == (
        "UnknownLink",
        "fund manager",
        f"lei-{ALPHA}",
    )
    [ended] = found.entries[f"gleif-{GAMMA}-is_directly_consolidated_by-{ALPHA}"]
    assert (value_of(ended, "endDate"), value_of(ended, "status")) == ("2014-12-31", "inactive")
    [void] = found.entries[f"gleif-{DELTA}-is_directly_consolidated_by-{BETA}"]
    assert value_of(void, "status") == "inactive"


@pytest.mark.parametrize(("name", "form"), RELATIONS.items())
def test_what_cannot_be_read_is_refused_by_its_name(name: str, form: ListFormat) -> None:
    reasons = [one.reason for one in Snapshot(FOLDER / name, form).refused]
    assert reasons == [
        "its start node is no LEI: ISIN 'US0378331005'",
        "relationship type 'IS_BEFRIENDED_BY' is not known",
    ]


def test_both_forms_say_the_same_relationships() -> None:
    csv, xml = (Snapshot(FOLDER / name, form) for name, form in RELATIONS.items())
    assert csv.entries == xml.entries
    assert (csv.file.snapshot_date, xml.file.snapshot_date) == (None, "2026-11-20")


@pytest.mark.parametrize(("name", "form"), PARTIES.items())
def test_parties_have_names_lei_and_number(name: str, form: ListFormat) -> None:
    found = Snapshot(FOLDER / name, form)
    assert found.names(f"lei-{ALPHA}") == {
        "АКЦИОНЕРНОЕ ОБЩЕСТВО АЛЬФА": "name",
        "Alpha Holding": "previousName",
        "Alpha JSC": "alias",
    }
    assert found.values(f"lei-{ALPHA}", "leiCode") == [ALPHA]
    assert found.values(f"lei-{BETA}", "registrationNumber") == ["09145694"]
    assert found.values(f"lei-{BETA}", "jurisdiction") == ["gb"]
    assert [one.reason for one in found.refused] == ["it has no LEI of twenty characters", "it has no legal name"]


@pytest.mark.parametrize(("name", "form"), [*RELATIONS.items(), *PARTIES.items()])
def test_damaged_files_are_bad_input_and_nothing_else(name: str, form: ListFormat, tmp_path: Path) -> None:
    assert read_damaged(FOLDER / name, form, tmp_path, seed=20261122, times=150) > 0


def test_a_golden_copy_is_read_as_it_is_published_in_a_zip(tmp_path: Path) -> None:
    packed = tmp_path / "20261120-0800-gleif-goldencopy-rr-golden-copy.csv.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(FOLDER / "gleif_rr.csv", "20261120-0800-gleif-goldencopy-rr-golden-copy.csv")
    found = recognise(packed)
    assert (found.format, snapshot_date(found).value) == ("gleif_rr_csv", "2026-11-20")
    assert (
        Snapshot(packed, relationships_csv.FORMAT).entries.keys()
        == Snapshot(FOLDER / "gleif_rr.csv", relationships_csv.FORMAT).entries.keys()
    )


@pytest.mark.parametrize("name", ["gleif_rr.xml", "gleif_lei.xml"])
def test_a_document_type_declaration_is_refused(name: str, tmp_path: Path) -> None:
    hostile = tmp_path / name
    declaration = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>\n<'
    hostile.write_text((FOLDER / name).read_text().replace("?>\n<", "?>\n" + declaration, 1))
    with pytest.raises(BadInputError):
        recognise(hostile)


@pytest.mark.parametrize("head", [b"", b"\xe6\r\x10a,b\n", b"a\x00b,c\n", b'"open'])
def test_what_is_no_table_has_no_columns_of_gleif(head: bytes) -> None:
    assert not set(parties_csv.REQUIRED) <= set(header_of(head))
