"""Cells of identifiers as EU and UK lists write them: every number by itself, under its own register."""

from __future__ import annotations

import pytest

from watchgate.watch.lists.formats.eu.values import numbers
from watchgate.watch.lists.formats.ofac.party import OfacParty
from watchgate.watch.lists.formats.ofac.remarks import read_part
from watchgate.watch.lists.formats.uk.identifiers import document_claims, registration_claims

EU_CELLS = {
    "27082171 (United States of America (Issued in Amman, Jordan)) (b) MO887925 (Iraq)": ["27082171", "MO887925"],
    "Provisional German passport No 28642163 issued by the City of Hamburg": ["28642163"],
    "German travel document (‘Reiseausweis’) A 0139243 (revoked)": ["A 0139243"],
    "(a) Saudi Arabia 2135314355, (b) Saudi Arabia 202112421": ["2135314355", "202112421"],
    "MP 3413113 and MP 2387911": ["MP 3413113", "MP 2387911"],
    "SE 011252 (Afghan passport)": ["SE 011252"],
    "7702165310 / 770101001": ["7702165310", "770101001"],
    "1021601627090 on 25.11.2002": ["1021601627090"],
    "series 4507 No 336855, issued on 20.8.2004": ["4507 336855"],
    "MP3303172 (issued on 10.6.2013": ["MP3303172"],
    "(h) P537849 (BOMBAY), (i) A717288 (MISUSE) (issued in Dubai, (j) G866537 (MISUSE)": [
        "P537849",
        "A717288",
        "G866537",
    ],
    "BP/R-1234/56": ["BP/R-1234/56"],
}

UK_CELLS = {
    "OGRN: 1247700291200KPP: 770701001INN: 9707028663": [
        ("ogrnCode", "1247700291200"),
        ("registrationNumber", "770701001"),
        ("innCode", "9707028663"),
    ],
    "SWIFT/BIC - PBIRIRTH": [("swiftBic", "PBIRIRTH")],
    "SWIFT CODE: BADJRUMM": [("swiftBic", "BADJRUMM")],
    "SWIFT/BIN KHJBSDKH / 5040942458": [("swiftBic", "KHJBSDKH"), ("registrationNumber", "5040942458")],
    "BvD ID: IRFEB54525SWIFT/BIC – SINAIRTH": [("swiftBic", "SINAIRTH"), ("bvdId", "IRFEB54525")],
    "Iran Registration No.: 145921Acuris Unique ID: C777828": [("registrationNumber", "145921")],
    "Kazakhstan BIN - 170440031562": [("registrationNumber", "170440031562")],
    "0127108975400001 · 371692-5": [("registrationNumber", "0127108975400001"), ("registrationNumber", "371692-5")],
    "Unified Social Credit Code: 91310113MACPUNUD5T": [("registrationNumber", "91310113MACPUNUD5T")],
    "Turkey Tax Identifier - 7350759377": [("taxNumber", "7350759377")],
    "SPARK code 9027410": [("registrationNumber", "9027410")],
    "CHE-109.711.148": [("registrationNumber", "CHE-109.711.148")],
    "HRB 14604": [("registrationNumber", "HRB 14604")],
    "Legal Entity Number 253400VVVVVVVVVVVV63 (Russia)": [("leiCode", "253400VVVVVVVVVVVV63")],
    "Legal Entity Number 856400001": [("registrationNumber", "856400001")],
    "INN: 6911002726 OGRN: 1026901729249": [("innCode", "6911002726"), ("ogrnCode", "1026901729249")],
}

UK_DOCUMENTS = {
    "Kuwait, number 260012001546": ["260012001546"],
    "Russian number: 0258399": ["0258399"],
    "D0010694,": ["D0010694"],
    "Haiti 004-341-263-3": ["004-341-263-3"],
    "'0308791 1099181 1505678": ["0308791", "1099181", "1505678"],
    "784197341865828 - 06010274705": ["784197341865828", "06010274705"],
    "55 0344417": ["55 0344417"],
    "NR 75 2987491": ["NR 75 2987491"],
}


@pytest.mark.parametrize("cell", EU_CELLS)
def test_eu_cell_gives_each_number(cell: str) -> None:
    assert [number.value for number in numbers(cell)] == EU_CELLS[cell]


@pytest.mark.parametrize("cell", UK_CELLS)
def test_uk_registration_cell_gives_each_register(cell: str) -> None:
    claims = list(registration_claims(cell))
    assert [(claim.prop, claim.value) for claim in claims] == UK_CELLS[cell]
    assert {claim.original or claim.value for claim in claims} == {cell}


@pytest.mark.parametrize("cell", UK_DOCUMENTS)
def test_uk_document_cell_gives_each_number_without_its_country(cell: str) -> None:
    assert [claim.value for claim in document_claims("passport", cell, "")] == UK_DOCUMENTS[cell]


def test_ofac_state_in_brackets_is_no_part_of_the_number() -> None:
    party = OfacParty("29060", "Organization")
    read_part(party, "Tax ID No. 32071216470 (Texas) (United States)")
    party.program("VENEZUELA-EO13850")
    entries = list(party.entries("us_ofac_sdn"))
    assert [claim.value for claim in entries[0].claims if claim.prop == "taxNumber"] == ["32071216470"]
    document = {claim.prop: claim.value for claim in entries[2].claims}
    assert (document["number"], document["country"], document["summary"]) == ("32071216470", "us", "Texas")


@pytest.mark.parametrize(("number", "prop"), [("856400001", "registrationNumber"), ("253400VVVVVVVVVVVV63", "leiCode")])
def test_ofac_number_of_a_legal_entity_is_an_lei_only_by_its_form(number: str, prop: str) -> None:
    party = OfacParty("29061", "Organization")
    read_part(party, f"Legal Entity Number {number} (Netherlands)")
    party.program("RUSSIA-EO14024")
    claims = next(iter(party.entries("us_ofac_sdn"))).claims
    assert [claim.prop for claim in claims if claim.value == number] == [prop]
