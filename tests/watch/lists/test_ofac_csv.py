"""Real records of OFAC's CSV files, read and counted a second time by plain means (csv module, regular expressions)."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchgate.model.errors import BadInputError
from watchgate.model.ftm import schemata
from watchgate.watch.lists.entry import ListEntry, ListFile, RefusedEntry
from watchgate.watch.lists.formats.ofac import add as ofac_add
from watchgate.watch.lists.formats.ofac import alt as ofac_alt
from watchgate.watch.lists.formats.ofac import comments as ofac_comments
from watchgate.watch.lists.formats.ofac import prim as ofac_prim
from watchgate.watch.lists.opening import read_head

FIXTURES = Path(__file__).parent / "fixtures" / "ofac"
MODULES = (ofac_prim, ofac_alt, ofac_add, ofac_comments)


def recognised(path: Path) -> tuple[ModuleType, ListFile]:
    found = [(module, file) for module in MODULES if (file := module.FORMAT.recognise(path, read_head(path)))]
    assert len(found) == 1, path
    return found[0]


def read(path: Path) -> list[ListEntry | RefusedEntry]:
    module, file = recognised(path)
    return list(module.FORMAT.read(file))


def entries(path: Path) -> list[ListEntry]:
    found = read(path)
    assert not [one for one in found if isinstance(one, RefusedEntry)]
    return [one for one in found if isinstance(one, ListEntry)]


def raw_rows(name: str) -> list[list[str]]:
    with (FIXTURES / name).open(newline="") as stream:
        return [row for row in csv.reader(stream) if row and row[0].isdigit()]


def values(found: list[ListEntry], prop: str) -> list[str]:
    return [claim.value for entry in found for claim in entry.claims if claim.prop == prop]


def of(found: list[ListEntry], entity_id: str) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for entry in found:
        if entry.entity_id == entity_id:
            for claim in entry.claims:
                said.setdefault(claim.prop, []).append(claim.value)
    return said


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("sdn.csv", "us_ofac_sdn.prim"),
        ("alt.csv", "us_ofac_sdn.alt"),
        ("add.csv", "us_ofac_sdn.add"),
        ("sdn_comments.csv", "us_ofac_sdn.comments"),
        ("cons_prim.csv", "us_ofac_cons.prim"),
        ("cons_alt.csv", "us_ofac_cons.alt"),
        ("cons_add.csv", "us_ofac_cons.add"),
        ("cons_comments.csv", "us_ofac_cons.comments"),
        ("resaved/sdn.csv", "us_ofac_sdn.prim"),
        ("resaved/sdn_address.csv", "us_ofac_sdn.add"),
    ],
)
def test_a_file_is_known_by_what_is_in_it(name: str, source: str) -> None:
    assert recognised(FIXTURES / name)[1].source == source


@pytest.mark.parametrize("name", ["sdn.csv", "alt.csv", "add.csv", "cons_prim.csv", "cons_alt.csv", "cons_add.csv"])
def test_a_file_is_known_under_another_name(name: str, tmp_path: Path) -> None:
    expected = recognised(FIXTURES / name)[1].source
    shutil.copy(FIXTURES / name, tmp_path / "download (3).txt")
    assert recognised(tmp_path / "download (3).txt")[1].source == expected


def test_comments_are_the_companion_of_their_primary_file() -> None:
    assert [path.name for path in recognised(FIXTURES / "sdn.csv")[1].paths] == ["sdn.csv", "sdn_comments.csv"]
    assert [path.name for path in recognised(FIXTURES / "cons_prim.csv")[1].paths][1:] == ["cons_comments.csv"]
    assert len(recognised(FIXTURES / "resaved" / "sdn.csv")[1].paths) == 1


@pytest.mark.parametrize("name", ["sdn.csv", "cons_prim.csv"])
def test_every_row_is_a_named_party_with_a_listing(name: str) -> None:
    rows = raw_rows(name)
    found = entries(FIXTURES / name)
    assert values(found, "name") == [row[1] for row in rows]
    sanctions = [entry for entry in found if entry.schema == "Sanction"]
    assert len(sanctions) == len(rows)
    assert sorted(values(sanctions, "program")) == sorted(one for row in rows for one in row[3].split("] ["))


def test_wallets_weak_aliases_and_ships_are_as_many_as_the_raw_text_has() -> None:
    text = (FIXTURES / "sdn.csv").read_text()
    continued = {row[0]: row[1] for row in raw_rows("sdn_comments.csv")}
    for row in raw_rows("sdn.csv"):
        text = text.replace(row[11], row[11] + continued.get(row[0], ""))
    found = entries(FIXTURES / "sdn.csv")
    addresses = set(re.findall(r"Digital Currency Address - [A-Z]+ (\w+)", text))
    assert len(addresses) > 20
    assert set(values(found, "publicKey")) == addresses
    assert len(values(found, "weakAlias")) == len(re.findall(r"[afn]\.k\.a\. '", text)) > 20
    ships = re.findall(r"IMO (\d{7})", text)
    assert sorted(values(found, "imoNumber")) == sorted(ships)


def test_aliases_and_addresses_are_as_many_as_rows_say() -> None:
    rows = raw_rows("alt.csv")
    found = entries(FIXTURES / "alt.csv")
    assert values(found, "previousName") == [row[3] for row in rows if row[2] == "fka"]
    assert values(found, "alias") == [row[3] for row in rows if row[2] in ("aka", "nka")]
    assert [entry.record_id for entry in found] == [f"{row[0]}/{row[1]}" for row in rows]
    with_address = [row for row in raw_rows("add.csv") if any(field.strip() != "-0-" for field in row[2:5])]
    assert len(values(entries(FIXTURES / "add.csv"), "address")) == len(with_address)


def test_a_designated_person_is_told_in_full() -> None:
    found = entries(FIXTURES / "sdn.csv")
    said = of(found, "ofac-28264")
    assert said["name"] == ["LI, Jiadong"]
    assert (said["lastName"], said["firstName"]) == (["LI"], ["Jiadong"])
    assert said["birthDate"] == ["1987-01-10"]
    assert said["nationality"] == ["cn"]
    assert said["weakAlias"] == ["blackjack1987", "khaleesi"]
    assert said["phone"] == ["8613314257947", "8618004121000"]
    assert said["topics"] == ["sanction"]
    assert of(found, "ofac-28264-sanction")["program"] == ["DPRK3", "CYBER2"]
    links = [entry for entry in found if entry.schema == "UnknownLink" and entry.record_id == "28264"]
    assert [claim.value for claim in links[0].claims if claim.prop == "object"] == ["ofac-27307"]


def test_a_designated_ship_is_told_in_full() -> None:
    said = of(entries(FIXTURES / "sdn.csv"), "ofac-17069")
    assert said["name"] == ["CHONG CHON GANG"]
    assert said["imoNumber"] == ["7937317"]
    assert said["flag"] == ["kp"]
    assert said["type"] == ["General Cargo"]
    tanker = of(entries(FIXTURES / "sdn.csv"), "ofac-15053")
    assert (tanker["callSign"], tanker["tonnage"]) == (["5IM600"], ["299229"])


def test_remarks_that_go_on_in_the_comments_are_joined_inside_the_word(tmp_path: Path) -> None:
    whole = of(entries(FIXTURES / "cons_prim.csv"), "ofac-17014")
    assert "1027700342890" in whole["registrationNumber"]
    shutil.copy(FIXTURES / "cons_prim.csv", tmp_path / "cons_prim.csv")
    alone = of(entries(tmp_path / "cons_prim.csv"), "ofac-17014")
    assert "1027700342890" not in alone["registrationNumber"]
    assert "Registration Numbe" in alone["notes"]


def test_a_space_at_the_cut_is_part_of_the_remarks(tmp_path: Path) -> None:
    remarks = "Gender Male; " + "x" * 976 + "; Government"
    row = f'17254,"BANK",-0- ,"SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"{remarks}"\r\n'
    (tmp_path / "sdn.csv").write_text(row)
    (tmp_path / "sdn_comments.csv").write_text('17254," Gazette Number 00044463 (Russia)."\r\n')
    assert of(entries(tmp_path / "sdn.csv"), "ofac-17254")["registrationNumber"] == ["00044463"]


def test_comments_alone_keep_their_broken_first_part_as_a_note() -> None:
    said = of(entries(FIXTURES / "cons_comments.csv"), "ofac-17014")
    assert said["notes"] == ["r 1027700342890 (Russia)"]
    assert said["weakAlias"] == ["RUSAG"]


def test_a_copy_with_header_and_other_quoting_reads_the_same() -> None:
    saved, published = entries(FIXTURES / "resaved" / "sdn.csv"), entries(FIXTURES / "sdn.csv")
    assert of(saved, "ofac-36") == of(published, "ofac-36")
    assert of(saved, "ofac-306-sanction") == of(published, "ofac-306-sanction")


def test_a_country_that_is_undetermined_is_none(tmp_path: Path) -> None:
    path = tmp_path / "add.csv"
    path.write_text('36,1,-0- ,"Havana","undetermined",-0- \r\n36,2,-0- ,-0- ,"undetermined",-0- \r\n')
    found = entries(path)
    assert values(found, "address") == ["Havana"]
    assert values(found, "country") == []


@pytest.mark.parametrize("text", ["1,one\n2,two\n", "1,2\n3,4\n", '1,"a; b"\n2,c\n3,d\n', "id,name\n1,KIM\n2,LI\n"])
def test_any_two_columns_are_no_remarks(tmp_path: Path, text: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text)
    assert not [module for module in MODULES if module.FORMAT.recognise(path, read_head(path))]


def test_two_parties_under_one_number_are_never_merged(tmp_path: Path) -> None:
    path = tmp_path / "sdn.csv"
    row = '2677,"{}",-0- ,"SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    path.write_text(row.format("AL-ZOMOR, Abboud") + row.format("HAMER AND NAIL CONSTRUCTION LIMITED"))
    parties = [entry for entry in entries(path) if entry.schema == "Organization"]
    assert parties[0].entity_id == "ofac-2677"
    assert parties[1].entity_id.startswith("ofac-2677-")


def test_a_row_that_cannot_be_read_is_refused_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "sdn.csv"
    text = (FIXTURES / "sdn.csv").read_text()
    path.write_text(text.replace("\x1a", '99999,"HALF A ROW",-0- ,"SDGT"\r\nnonsense,1,2\r\n99998,-0- ' + ",-0- " * 10))
    refused = [one for one in read(path) if isinstance(one, RefusedEntry)]
    assert [one.record_id for one in refused[:1]] == ["99999"]
    assert "4 columns instead of 12" in refused[0].reason
    assert refused[1].record_id.startswith("line ")
    assert refused[2].reason == "has no name"


@pytest.mark.parametrize("name", ["sdn.csv", "alt.csv", "add.csv", "cons_prim.csv", "sdn_comments.csv"])
def test_every_claim_is_of_its_schema_and_said_once(name: str) -> None:
    found = entries(FIXTURES / name)
    ids = [entry.entity_id for entry in found]
    assert name in ("alt.csv", "add.csv") or len(ids) == len(set(ids))
    for entry in found:
        assert {claim.prop for claim in entry.claims} <= set(schemata()[entry.schema].properties)
        assert len({(claim.prop, claim.value) for claim in entry.claims}) == len(entry.claims)
        assert all(claim.value.strip() == claim.value != "" for claim in entry.claims)


MUTATIONS = st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(max_size=3), st.integers(0, 40)), max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["sdn.csv", "alt.csv", "add.csv", "cons_prim.csv", "cons_comments.csv"]), MUTATIONS)
def test_damaged_bytes_give_entries_refusals_or_one_clear_error(
    tmp_path_factory: pytest.TempPathFactory, name: str, mutations: list[tuple[int, bytes, int]]
) -> None:
    data = bytearray((FIXTURES / name).read_bytes()[:12_000])
    for position, new, length in mutations:
        start = position % len(data)
        data[start : start + length] = new
    path = tmp_path_factory.mktemp("damaged") / "list.csv"
    path.write_bytes(bytes(data) or b"\n")
    try:
        head = read_head(path)
        for module in MODULES:
            file = module.FORMAT.recognise(path, head)
            if file is not None:
                assert all(isinstance(one, ListEntry | RefusedEntry) for one in module.FORMAT.read(file))
    except BadInputError:
        return
