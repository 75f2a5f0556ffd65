from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchgate.model.errors import BadInputError
from watchgate.watch.lists.entry import ListEntry, RefusedEntry
from watchgate.watch.lists.formats.bis import denied_persons as dpl
from watchgate.watch.lists.opening import read_head

FIXTURE = Path(__file__).parent / "fixtures" / "ofac" / "dpl.txt"


def read(path: Path) -> list[ListEntry | RefusedEntry]:
    file = dpl.FORMAT.recognise(path, read_head(path))
    assert file is not None
    return list(dpl.FORMAT.read(file))


def said(found: list[ListEntry | RefusedEntry], schema: str, prop: str) -> list[str]:
    entries = [entry for entry in found if isinstance(entry, ListEntry) and entry.schema == schema]
    return [claim.value for entry in entries for claim in entry.claims if claim.prop == prop]


def test_every_line_is_a_party_and_an_order() -> None:
    lines = FIXTURE.read_text().splitlines()[1:]
    found = read(FIXTURE)
    assert said(found, "LegalEntity", "name") == [
        " ".join(line.split("\t")[0].strip('"').split()).partition(" A/K/A ")[0] for line in lines
    ]
    assert len(said(found, "Sanction", "authority")) == len(lines)


def test_another_name_on_the_same_line_is_an_alias() -> None:
    assert "FRANK SUN" in said(read(FIXTURE), "LegalEntity", "alias")


def test_dates_are_month_first_and_the_end_of_the_order_is_kept() -> None:
    found = read(FIXTURE)
    written = re.findall(r'"(\d\d)/(\d\d)/(\d{4})"\t"(?:\d\d/|")', FIXTURE.read_text())
    assert said(found, "Sanction", "startDate") == [f"{year}-{month}-{day}" for month, day, year in written]
    assert "2056-06-29" in said(found, "Sanction", "endDate")


def test_rows_of_one_name_are_one_party_with_several_addresses() -> None:
    found = [entry for entry in read(FIXTURE) if isinstance(entry, ListEntry) and entry.schema == "LegalEntity"]
    airline = {entry.entity_id for entry in found if entry.record_id.startswith("AL NASER AIRLINES")}
    assert len(airline) == 1
    addresses = {claim.value for entry in found if entry.entity_id in airline for claim in entry.claims}
    assert len([value for value in addresses if "DUBAI" in value.upper() or "BAGHDAD" in value.upper()]) > 1


def test_countries_are_codes_with_the_lists_wording() -> None:
    countries = said(read(FIXTURE), "LegalEntity", "country")
    assert {"ru", "ir", "cn"} <= set(countries)
    assert not {"PRC", "RU", "IR"} & set(countries)


def test_a_row_with_a_lost_column_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "dpl.txt"
    path.write_text(FIXTURE.read_text() + '"BROKEN LTD"\t"somewhere"\n')
    refused = [one for one in read(path) if isinstance(one, RefusedEntry)]
    assert [one.record_id for one in refused] == ["BROKEN LTD"]
    assert "2 columns" in refused[0].reason


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(max_size=3), st.integers(0, 40)), max_size=8))
def test_damaged_bytes_give_entries_refusals_or_one_clear_error(
    tmp_path_factory: pytest.TempPathFactory, mutations: list[tuple[int, bytes, int]]
) -> None:
    data = bytearray(FIXTURE.read_bytes())
    for position, new, length in mutations:
        start = position % len(data)
        data[start : start + length] = new
    path = tmp_path_factory.mktemp("damaged") / "dpl.txt"
    path.write_bytes(bytes(data))
    try:
        file = dpl.FORMAT.recognise(path, read_head(path))
        if file is not None:
            assert all(isinstance(one, ListEntry | RefusedEntry) for one in dpl.FORMAT.read(file))
    except BadInputError:
        return
