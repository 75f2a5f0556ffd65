"""Opening files that come from outside: what is not what it claims to be is one clear error that says where."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchgate.model.errors import BadInputError
from watchgate.watch.lists.content import FREE_EXPANSION, MAX_LINE_BYTES, open_content
from watchgate.watch.lists.opening import csv_rows, json_document, json_lines, read_head, xml_records, xml_root


def _file(folder: Path, content: bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _tags(path: Path, *tags: str) -> list[str]:
    return [str(element.tag) for element in xml_records(path, set(tags))]


def test_rows_come_with_the_line_they_begin_on(tmp_path: Path) -> None:
    path = _file(tmp_path, b'\xef\xbb\xbfid,name\n1,"two\nlines"\n\n2,"a ""b"""\r\n\x1a')
    assert list(csv_rows(path)) == [(1, ["id", "name"]), (2, ["1", "two\nlines"]), (5, ["2", 'a "b"'])]
    assert [row for _, row in csv_rows(path, header=True)] == [["1", "two\nlines"], ["2", 'a "b"']]


def test_delimiter_is_the_callers(tmp_path: Path) -> None:
    assert list(csv_rows(_file(tmp_path, b"a;b\n"), delimiter=";")) == [(1, ["a", "b"])]


def test_wrong_encoding_names_the_byte_also_far_into_the_file(tmp_path: Path) -> None:
    start = "имя,name\n".encode() * 60_000
    path = _file(tmp_path, start + b"M\xfcller,x\n")
    with pytest.raises(BadInputError, match=rf"list\.csv: is not UTF-8 text: cannot decode byte {len(start) + 1} "):
        list(csv_rows(path))


def test_a_character_cut_off_at_the_end_is_wrong_encoding(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="cannot decode byte 2"):
        list(csv_rows(_file(tmp_path, b"a," + "й".encode()[:1])))


def test_fallback_is_taken_for_the_whole_file_or_not_at_all(tmp_path: Path) -> None:
    path = _file(tmp_path, "é,x\n".encode("cp1252"))
    assert list(csv_rows(path, fallback="cp1252")) == [(1, ["é", "x"])]
    assert list(csv_rows(_file(tmp_path, "é,x\n".encode()), fallback="cp1252")) == [(1, ["é", "x"])]


def test_nul_byte_is_refused_where_it_stands(tmp_path: Path) -> None:
    path = _file(tmp_path, b"a,b\n" * 100_000 + b"c\0,d\n")
    with pytest.raises(BadInputError, match="NUL byte at byte 400001"):
        list(csv_rows(path))


def test_endless_line_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = _file(tmp_path, b"a,b\n" + b"x," * MAX_LINE_BYTES)
    with pytest.raises(BadInputError, match="line that begins at byte 4 is longer than 4 MiB"):
        list(csv_rows(path))


def test_endless_field_over_many_lines_is_refused(tmp_path: Path) -> None:
    path = _file(tmp_path, b'a,"' + b"x" * 70 + b"\n" * 3 + (b"y" * 100 + b"\n") * 15_000)
    with pytest.raises(BadInputError, match="row that begins on line 1: field larger than field limit"):
        list(csv_rows(path))


def test_quotation_that_never_ends_is_refused_not_cut(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="row that begins on line 2: unexpected end of data"):
        list(csv_rows(_file(tmp_path, b'a,b\n"c,d\n')))


@pytest.mark.parametrize("packed", [gzip.compress, lzma.compress, bz2.compress])
def test_archives_of_one_file_are_read_as_the_file(tmp_path: Path, packed: object) -> None:
    assert callable(packed)
    path = _file(tmp_path, packed(b"a,b\n"), "list.csv.packed")
    assert list(csv_rows(path)) == [(1, ["a", "b"])]
    assert read_head(path) == b"a,b\n"


def test_zip_of_one_file_is_read_as_the_file_and_of_two_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("folder/list.csv", "a,b\n")
        archive.writestr("__MACOSX/._list.csv", "junk")
    assert list(csv_rows(path)) == [(1, ["a", "b"])]
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("other.csv", "c\n")
    with pytest.raises(BadInputError, match="zip archive of 2 files"):
        list(csv_rows(path))


def test_office_document_is_left_for_its_own_reader(tmp_path: Path) -> None:
    path = tmp_path / "list.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    with open_content(path) as stream:
        assert stream.read(4) == b"PK\x03\x04"


@pytest.mark.parametrize("packed", [gzip.compress, lzma.compress])
def test_archive_bomb_is_refused(tmp_path: Path, packed: object) -> None:
    assert callable(packed)
    path = _file(tmp_path, packed((b"a" * 0xFFFF + b"\n") * (FREE_EXPANSION // 0xFFFF + 2)), "bomb")
    with pytest.raises(BadInputError, match="zip bomb"):
        list(csv_rows(path))


@pytest.mark.parametrize("packed", [gzip.compress, lzma.compress, bz2.compress])
def test_archive_cut_short_is_refused(tmp_path: Path, packed: object) -> None:
    assert callable(packed)
    content = packed(os.urandom(5_000).hex().encode())
    with pytest.raises(BadInputError, match="damaged or truncated archive"):
        list(csv_rows(_file(tmp_path, content[: len(content) // 2], "cut")))


def test_damaged_gzip_is_refused(tmp_path: Path) -> None:
    content = bytearray(gzip.compress(b"a,b\n" * 100))
    content[-6] ^= 0xFF
    with pytest.raises(BadInputError, match="damaged"):
        list(csv_rows(_file(tmp_path, bytes(content), "damaged")))


def test_folder_empty_missing_and_pipe_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="is a folder"):
        read_head(tmp_path)
    with pytest.raises(BadInputError, match="is empty"):
        read_head(_file(tmp_path, b""))
    with pytest.raises(BadInputError, match="cannot be read: No such file"):
        read_head(tmp_path / "missing")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BadInputError, match="not a regular file"):
        read_head(tmp_path / "pipe")
    with pytest.raises(BadInputError, match="no usable path"):
        read_head(Path("a\0b"))


def test_xml_records_are_the_outermost_ones_in_any_namespace(tmp_path: Path) -> None:
    path = _file(tmp_path, b'<l xmlns="urn:x"><a i="1"><a i="2"/></a><b/><a i="3"/></l>')
    assert [element.get("i") for element in xml_records(path, {"a"})] == ["1", "3"]
    assert _tags(path, "b") == ["{urn:x}b"]


def test_xml_record_is_whole_while_it_is_looked_at_and_forgotten_after(tmp_path: Path) -> None:
    path = _file(tmp_path, b"<l>" + b"<r><n>x</n></r>" * 3 + b"</l>")
    seen = []
    for element in xml_records(path, {"r"}):
        parent = element.getparent()
        seen.append((element.findtext("n"), 0 if parent is None else len(parent)))
    assert [text for text, _ in seen] == ["x", "x", "x"]
    assert max(count for _, count in seen) <= 3


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        b'<!DOCTYPE l SYSTEM "http://127.0.0.1:9/x.dtd">',
        b"<!-- comment --><!DOCTYPE l>",
    ],
)
def test_document_type_declaration_is_refused(tmp_path: Path, declaration: bytes) -> None:
    path = _file(tmp_path, b'<?xml version="1.0"?>\n' + declaration + b"<l><r>&x;</r></l>")
    with pytest.raises(BadInputError, match="document type declaration"):
        _tags(path, "r")
    assert xml_root(path, read_head(path)) is None


def test_document_type_declaration_in_another_encoding_is_refused(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE l [<!ENTITY x "y">]><l><r>&x;</r></l>'
    with pytest.raises(BadInputError, match="document type declaration"):
        _tags(_file(tmp_path, text.encode("utf-16")), "r")
    unmarked = text.replace("utf-16", "utf-16le").encode("utf-16-le")
    with pytest.raises(BadInputError, match=r"is not XML|document type declaration"):
        _tags(_file(tmp_path, unmarked), "r")


def test_undefined_entity_truncation_and_depth_are_refused(tmp_path: Path) -> None:
    for content in (b"<l><r>&x;</r></l>", b"<l><r>a</r><r>", b"<l>" + b"<d>" * 300 + b"</d>" * 300 + b"</l>"):
        with pytest.raises(BadInputError, match="not well-formed XML"):
            _tags(_file(tmp_path, content), "r")


def test_xml_without_records_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = _file(tmp_path, b"<l>" + b"<x/>" * 200_000 + b"</l>")
    with pytest.raises(BadInputError, match="no record within"):
        list(xml_records(path, {"r"}, idle_bytes=1 << 19))


def test_root_is_seen_in_the_head_alone(tmp_path: Path) -> None:
    content = b'<?xml version="1.0"?>\n<!-- c -->\n<LIST date="d" xmlns="urn:x"><r/>'
    path = _file(tmp_path, content)
    assert xml_root(path, content) == ("LIST", {"date": "d"}, "urn:x")
    assert xml_root(path, b"id,name\n") is None
    assert xml_root(path, b"<html><body>") == ("html", {}, "")


def test_json_lines_and_documents(tmp_path: Path) -> None:
    path = _file(tmp_path, b'\xef\xbb\xbf{"a": 1}\n\n{"b": 2}\n')
    assert list(json_lines(path)) == [(1, b'{"a": 1}'), (3, b'{"b": 2}')]
    with pytest.raises(BadInputError, match="is not JSON"):
        json_document(path)
    with pytest.raises(BadInputError, match="nested too deeply"):
        json_document(_file(tmp_path, b"[" * 100_000 + b"]" * 100_000))
    with pytest.raises(BadInputError, match="longer than 16 MiB"):
        list(json_lines(_file(tmp_path, b"x" * (17 << 20))))


@settings(max_examples=150, deadline=None)
@given(
    content=st.binary(min_size=1, max_size=200),
    start=st.sampled_from([b"", b"<l><r>", b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ"]),
)
def test_any_bytes_are_read_or_refused(content: bytes, start: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = _file(tmp_path_factory.getbasetemp(), start + content, "any")
    for read in (csv_rows, json_lines, lambda path: xml_records(path, {"r"})):
        said = ""
        try:
            said = f"{path}: {sum(1 for _ in read(path))} records"
        except BadInputError as error:
            said = str(error)
        assert said.startswith(str(path))
