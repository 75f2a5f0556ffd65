"""The same records in OFAC's CSV and in its three XML formats must come out as the same entities."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchgate.model.errors import BadInputError
from watchgate.model.ftm import schemata
from watchgate.watch.lists.entry import ListEntry, ListFile, RefusedEntry
from watchgate.watch.lists.formats.ofac import advanced as ofac_advanced
from watchgate.watch.lists.formats.ofac import enhanced as ofac_enhanced
from watchgate.watch.lists.formats.ofac import prim as ofac_prim
from watchgate.watch.lists.formats.ofac import simple as ofac_simple
from watchgate.watch.lists.opening import read_head

FIXTURES = Path(__file__).parent / "fixtures" / "ofac"
MODULES: dict[str, ModuleType] = {
    "sdn_simple.xml": ofac_simple,
    "sdn_enhanced.xml": ofac_enhanced,
    "sdn_advanced.xml": ofac_advanced,
}
NAMES = list(MODULES)
Said = dict[str, set[str]]


def recognised(path: Path, module: ModuleType) -> ListFile:
    file = module.FORMAT.recognise(path, read_head(path))
    assert isinstance(file, ListFile)
    return file


def entries(path: Path, module: ModuleType) -> list[ListEntry]:
    found = list(module.FORMAT.read(recognised(path, module)))
    assert all(isinstance(one, ListEntry) for one in found), found
    return found


def said(found: list[ListEntry], entity_id: str) -> Said:
    values: Said = {}
    for entry in found:
        if entry.entity_id == entity_id:
            for claim in entry.claims:
                values.setdefault(claim.prop, set()).add(claim.value)
    return values


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("sdn_simple.xml", "us_ofac_sdn.xml"),
        ("sdn_enhanced.xml", "us_ofac_sdn.enhanced"),
        ("sdn_advanced.xml", "us_ofac_sdn.advanced"),
    ],
)
def test_a_file_says_its_list_and_its_date(name: str, source: str) -> None:
    file = recognised(FIXTURES / name, MODULES[name])
    assert (file.source, file.dataset, file.snapshot_date) == (source, "us_ofac_sdn", "2021-07-13")
    others = [module for module in MODULES.values() if module is not MODULES[name]]
    assert not any(module.FORMAT.recognise(FIXTURES / name, read_head(FIXTURES / name)) for module in others)


@pytest.mark.parametrize("name", NAMES)
def test_a_party_is_the_same_in_csv_and_xml(name: str) -> None:
    found = entries(FIXTURES / name, MODULES[name])
    csv = entries(FIXTURES / "sdn.csv", ofac_prim)
    for entity_id in ("ofac-36", "ofac-17069", "ofac-28264"):
        xml_said, csv_said = said(found, entity_id), said(csv, entity_id)
        schema = {entry.schema for entry in found if entry.entity_id == entity_id}
        assert schema == {entry.schema for entry in csv if entry.entity_id == entity_id}
        shared = {
            "lastName",
            "firstName",
            "birthDate",
            "nationality",
            "gender",
            "imoNumber",
            "type",
            "flag",
            "idNumber",
        }
        for prop in shared & csv_said.keys():
            assert xml_said[prop] == csv_said[prop], prop
        assert csv_said["name"] <= xml_said["name"]
        assert said(found, f"{entity_id}-sanction")["program"] == said(csv, f"{entity_id}-sanction")["program"]


@pytest.mark.parametrize("name", NAMES)
def test_documents_and_wallets_have_the_ids_they_have_in_csv(name: str) -> None:
    csv_ids = {entry.entity_id for entry in entries(FIXTURES / "sdn.csv", ofac_prim)}
    found = entries(FIXTURES / name, MODULES[name])
    beside = [entry.entity_id for entry in found if entry.schema in ("CryptoWallet", "Identification", "Passport")]
    assert len(beside) == 2
    assert set(beside) <= csv_ids


@pytest.mark.parametrize("name", NAMES)
def test_aliases_keep_their_quality(name: str) -> None:
    found = entries(FIXTURES / name, MODULES[name])
    assert said(found, "ofac-36")["alias"] == {"AERO-CARIBBEAN"}
    assert said(found, "ofac-28264")["weakAlias"] == {"khaleesi"}


@pytest.mark.parametrize("name", NAMES)
def test_a_link_points_at_the_listed_party(name: str) -> None:
    found = entries(FIXTURES / name, MODULES[name])
    links = [entry for entry in found if entry.schema == "UnknownLink" and entry.record_id == "28264"]
    assert [said(links, entry.entity_id)["object"] for entry in links] == [{"ofac-27307"}]


@pytest.mark.parametrize("name", ["sdn_enhanced.xml", "sdn_advanced.xml"])
def test_a_name_in_another_script_is_a_name(name: str) -> None:
    found = entries(FIXTURES / name, MODULES[name])
    assert said(found, "ofac-28264")["name"] == {"LI, Jiadong", "李家东"}


@pytest.mark.parametrize("name", ["sdn_enhanced.xml", "sdn_advanced.xml"])
def test_the_listing_has_its_date_its_legal_basis_and_its_measure(name: str) -> None:
    listing = said(entries(FIXTURES / name, MODULES[name]), "ofac-28264-sanction")
    assert listing["listingDate"] == {"2020-03-02"}
    assert listing["reason"] == {"Executive Order 13722"}
    assert listing["provisions"] == {"Block"}


@pytest.mark.parametrize("name", NAMES)
def test_an_address_is_one_line_with_its_country(name: str) -> None:
    party = said(entries(FIXTURES / name, MODULES[name]), "ofac-36")
    assert party["address"] == {"Havana, Cuba"}
    assert party["country"] == {"cu"}


@pytest.mark.parametrize("name", NAMES)
def test_every_claim_is_of_its_schema(name: str) -> None:
    for entry in entries(FIXTURES / name, MODULES[name]):
        assert {claim.prop for claim in entry.claims} <= set(schemata()[entry.schema].properties)
        assert len({(claim.prop, claim.value) for claim in entry.claims}) == len(entry.claims)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("sdn_simple.xml", "<uid>36</uid>", "<uid/>"),
        ("sdn_enhanced.xml", '<entity id="36">', "<entity>"),
        ("sdn_advanced.xml", '<DistinctParty FixedRef="36">', "<DistinctParty>"),
    ],
)
def test_a_record_without_its_number_is_refused_and_the_others_are_read(
    tmp_path: Path, name: str, old: str, new: str
) -> None:
    path = tmp_path / "sdn.xml"
    path.write_text((FIXTURES / name).read_text().replace(old, new))
    found = list(MODULES[name].FORMAT.read(recognised(path, MODULES[name])))
    assert len([one for one in found if isinstance(one, RefusedEntry)]) == 1
    assert any(isinstance(one, ListEntry) and one.entity_id == "ofac-28264" for one in found)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (("1962", "11", "23"), ("1962", "11", "23"), "1962-11-23"),
        (("1962", "1", "1"), ("1962", "12", "31"), "1962"),
        (("1962", "3", "1"), ("1962", "3", "31"), "1962-03"),
        (("1962", "1", "1"), ("1964", "12", "31"), "1962 to 1964"),
    ],
)
def test_a_period_is_told_at_the_precision_it_has(
    tmp_path: Path, start: tuple[str, str, str], end: tuple[str, str, str], words: str
) -> None:
    def parts(day: tuple[str, str, str]) -> str:
        return f"<Year>{day[0]}</Year><Month>{day[1]}</Month><Day>{day[2]}</Day>"

    text = (FIXTURES / "sdn_advanced.xml").read_text()
    whole = parts(("1987", "1", "10"))
    first, rest = text.split("<Start", 1)
    inside, after = rest.split("</DatePeriod>", 1)
    begin, finish = inside.split("<End", 1)
    period = f"{begin.replace(whole, parts(start))}<End{finish.replace(whole, parts(end))}"
    path = tmp_path / "sdn_advanced.xml"
    path.write_text(f"{first}<Start{period}</DatePeriod>{after}")
    born = said(entries(path, ofac_advanced), "ofac-28264")["birthDate"]
    assert born == ({"1962", "1963", "1964"} if " to " in words else {words})


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NAMES), st.data())
def test_damaged_xml_gives_entries_refusals_or_one_clear_error(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    text = bytearray((FIXTURES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text) - 1))
        text[start : start + data.draw(st.integers(0, 6))] = data.draw(
            st.sampled_from([b"", b"x", b"<", b"0", b"\xff"])
        )
    path = tmp_path_factory.mktemp("damaged") / "list.xml"
    path.write_bytes(bytes(text))
    try:
        file = MODULES[name].FORMAT.recognise(path, read_head(path))
        if file is not None:
            assert all(isinstance(one, ListEntry | RefusedEntry) for one in MODULES[name].FORMAT.read(file))
    except BadInputError:
        return
