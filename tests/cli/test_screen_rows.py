"""Files of parties: what is read, what is told as unreadable, and that reading goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watchgate.cli.party_rows import PartyFile, Row
from watchgate.gate.records.row_lines import LINE_BYTES
from watchgate.model.errors import BadInputError
from watchgate.model.party import Name, NameKind


def read(path: Path, content: bytes) -> list[Row]:
    path.write_bytes(content)
    return list(PartyFile(path).rows())


def test_a_full_csv_row_becomes_a_party(tmp_path: Path) -> None:
    (row,) = read(
        tmp_path / "p.csv",
        b"id,name,schema,birth_date,country,identifier\n"
        b'7,"Ri Pyong Chol; RI, P.C.",person,1948;1949-02,North Korea;ru,imo:9161003;passport:kp:563410081\n',
    )
    assert row.party is not None
    assert row.party.names == (Name("Ri Pyong Chol"), Name("RI, P.C.", NameKind.ALIAS))
    assert (row.party.id, row.party.schema) == ("7", "Person")
    assert row.party.birth_dates == ("1948", "1949-02")
    assert row.party.countries == ("kp", "ru")
    assert [one.kind for one in row.party.identifiers] == ["imoNumber", "passportNumber"]


def test_json_lines_say_the_same(tmp_path: Path) -> None:
    rows = read(
        tmp_path / "p.jsonl",
        b'{"id": 7, "name": ["Ri Pyong Chol", "RI, P.C."], "country": "kp", "note": {"kept": [1]}}\n'
        b'\n{"id": "8", "name": "Petrov; Ivan"}\n',
    )
    assert [row.id for row in rows] == ["7", "8"]
    assert rows[0].party is not None
    assert len(rows[0].party.names) == 2
    assert rows[1].party is not None
    assert rows[1].party.names == (Name("Petrov; Ivan"),)


def test_columns_may_stand_in_any_order_and_unknown_ones_are_named(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(b"\xef\xbb\xbfName,birthdate,ID\r\nRi,1948,1\r\n")
    file = PartyFile(path)
    assert file.unused == ("birthdate",)
    assert [(row.id, row.error) for row in file.rows()] == [("1", None)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b",Ri,,,,", "has no id"),
        (b"1, ,,,,", "has no name"),
        (b"1,--,,,,", "nothing in '--' can be compared"),
        (b"1,Ri,Persson,,,", "did you mean Person"),
        (b"1,Ri,,08/01/1984,,", "is not a date"),
        (b"1,Ri,,1984-13,,", "is not a date"),
        (b"1,Ri,,,Atlantis,", "country"),
        (b"1,Ri,,,,unknown", "nothing in it can be compared"),
        (b"1,Ri,,,,,too many", "7 fields where the header has 6"),
        (b"1,\xff,,,,", "is not UTF-8 at byte 3"),
        (b"1,R\x00i,,,,", "NUL"),
        (b'1,"Ri"x,,,,', "is no CSV row"),
        (b'1,"Ri,,,,', "not closed"),
        (b"1," + b"R" * LINE_BYTES, "longer than"),
        (b"1," + b"R" * 2_000, "longer than 1000 characters"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_the_others_go_on(tmp_path: Path, line: bytes, said: str) -> None:
    header = b"id,name,schema,birth_date,country,identifier\n"
    rows = read(tmp_path / "p.csv", header + b"a,Kim,,,,\n" + line + b"\nb,Pak\n")
    assert [row.line for row in rows] == [2, 3, 4]
    assert [row.id for row in rows if row.party] == ["a", "b"]
    assert rows[1].error is not None
    assert said in rows[1].error


@pytest.mark.parametrize(
    "line", [b"{", b"[1]", b'{"id": {"a": 1}, "name": "x"}', b"[" * 60_000, b'{"name": "\xff"}', b"null"]
)
def test_a_bad_json_row_is_told_and_the_others_go_on(tmp_path: Path, line: bytes) -> None:
    rows = read(tmp_path / "p.jsonl", b'{"id": 1, "name": "Kim"}\n' + line + b'\n{"id": 2, "name": "Pak"}')
    assert [row.id for row in rows if row.party] == ["1", "2"]
    assert rows[1].error is not None
    assert rows[1].line == 2


def test_a_quoted_field_may_run_over_lines(tmp_path: Path) -> None:
    rows = read(tmp_path / "p.csv", b'id,name\n1,"Kim\nJong ""Un"""\n2,Pak\n')
    assert [(row.id, row.line) for row in rows] == [("1", 2), ("2", 4)]
    assert rows[0].party is not None
    assert rows[0].party.names[0].text == 'Kim Jong "Un"'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"id;name\n1;Kim\n", "names no column"),
        (b"number,title\n", "id and name"),
        (b"id,name,name\n", "named twice"),
        (b"\xff\xfei\x00d\x00", "UTF-8"),
    ],
)
def test_a_file_without_the_columns_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        read(tmp_path / "p.csv", content)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(BadInputError, match="cannot be read"):
            PartyFile(path)


LINES = st.lists(
    st.sampled_from(
        [b"1,Kim,kp", b'2,"Pak\nChol",kp', b"", b'3,"open', b"4", b"5,\xff,ru", b'6,"Ri ""X""",kp', b",,,,,,"]
    ),
    max_size=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(lines=LINES, newline=st.sampled_from([b"\n", b"\r\n"]))
def test_reading_can_go_on_after_any_row(tmp_path: Path, lines: list[bytes], newline: bytes) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(newline.join([b"id,name,country", *lines]))
    file = PartyFile(path)
    rows = list(file.rows())
    for index, row in enumerate(rows):
        assert list(file.rows(row.end)) == rows[index + 1 :]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(noise=st.binary(max_size=300))
def test_no_bytes_raise_anything_but_bad_input(tmp_path: Path, noise: bytes) -> None:
    rows = read(tmp_path / "p.csv", b"id,name\n" + noise)
    assert all((row.party is None) != (row.error is None) for row in rows)
