"""Which files of a folder are lists: by content, and none passed over in silence."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from support.tiny_list import people, use_tiny, write_tiny
from watchgate.model.errors import BadInputError
from watchgate.watch.lists.opening import read_head
from watchgate.watch.lists.registry import NOTES, discover, formats, recognise

FIXTURES = Path(__file__).parent / "fixtures"


def test_formats_have_names_of_their_own_and_say_what_they_are() -> None:
    names = [one.name for one in formats()]
    assert len(names) == len(set(names)) >= 5
    assert all(one.title for one in formats())


def test_every_fixture_is_of_exactly_one_format() -> None:
    claimed = {}
    for path in sorted(FIXTURES.rglob("*")):
        if path.is_file() and not NOTES.search(path.name):
            head = read_head(path)
            claimed[str(path.relative_to(FIXTURES))] = [
                one.name for one in formats() if one.recognise(path, head) is not None
            ]
    assert claimed
    assert {name: found for name, found in claimed.items() if len(found) != 1} == {}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<!DOCTYPE html><html></html>", "it is an HTML page"),
        (b"<?xml version='1.0'?><other/>", "XML with a root element that no list format has"),
        (b"a,b,c\n1,2,3\n", "columns and content are those of no list format"),
        (b'{"a": 1}', "JSON whose keys"),
        (b"\x00\x01\x02", "it is not text"),
        ("Müller,x\n".encode("latin-1") + b"x" * 100, "not UTF-8 text (byte 1)"),
        (b"  \n\n ", "it holds nothing but space"),
    ],
)
def test_what_is_no_list_is_said_in_words(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(BadInputError) as caught:
        recognise(path)
    assert reason in str(caught.value)


def test_folders_are_walked_and_nothing_in_them_is_passed_over_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_tiny(monkeypatch)
    root = tmp_path / "lists"
    write_tiny(root / "deep" / "er" / "a.txt", people(1))
    (root / "b.csv.gz").write_bytes(gzip.compress(write_tiny(tmp_path / "x", people(1)).read_bytes()))
    write_tiny(root / "with" / "c.txt", people(1))
    write_tiny(root / "with" / "c.more", people(1, start=5))
    (root / "odd.csv").write_text("a,b\n")
    (root / "empty.csv").touch()
    (root / ".hidden").write_text("x")
    (root / ".git").mkdir()
    write_tiny(root / ".git" / "d.txt", people(1))
    for note in ("README.md", "LICENSE", "MIT.txt", "CC-BY-NC-4.0.txt", "LicenseRef-vendored-source.txt", "FORMAT.md"):
        (root / note).write_text("x")
    outside = write_tiny(tmp_path / "outside.txt", people(1))
    (root / "link.txt").symlink_to(outside)
    (root / "inside.txt").symlink_to(root / "deep" / "er" / "a.txt")
    (root / "folder").symlink_to(tmp_path, target_is_directory=True)
    found = discover([root])
    names = sorted(file.paths[0].name for file in found.files)
    assert names == ["a.txt", "b.csv.gz", "c.txt", "inside.txt"]
    reasons = {one.path.name: one.reason for one in found.unrecognised}
    assert sorted(reasons) == ["empty.csv", "folder", "link.txt", "odd.csv"]
    assert "is empty" in reasons["empty.csv"]
    assert "leaves the folder" in reasons["link.txt"]
    assert "link to a folder" in reasons["folder"]
    assert found.notes == 6


def test_a_note_that_is_named_on_its_own_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text("# not a list\n")
    assert [one.path for one in discover([path]).unrecognised] == [path]


def test_a_missing_path_is_told(tmp_path: Path) -> None:
    (found,) = discover([tmp_path / "nothing"]).unrecognised
    assert found.reason.startswith("cannot be read: No such file")


def test_a_folder_without_end_is_refused(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(14):
        deep = deep / "d"
    deep.mkdir(parents=True)
    with pytest.raises(BadInputError, match="levels of folders"):
        discover([tmp_path])
