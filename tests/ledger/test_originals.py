"""Originals: kept once, whole, and read back as they were."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from watchgate.ledger.originals import Originals
from watchgate.model.errors import BadInputError, LedgerDamagedError, NotFoundError, WatchgateError


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    folder = tmp_path / "originals"
    folder.mkdir()
    return Originals(folder)


def test_a_file_is_kept_under_its_hash_and_read_back(originals: Originals, tmp_path: Path) -> None:
    data = bytes(range(256)) * 9_000
    (tmp_path / "list.xml").write_bytes(data)
    sha256 = originals.keep(tmp_path / "list.xml")
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert originals.read(sha256) == data
    assert originals.path(sha256).parent.name == sha256[:2]
    assert originals.keep(data) == sha256


def test_bytes_that_changed_on_disk_are_not_handed_out(originals: Originals) -> None:
    sha256 = originals.keep(b"as published")
    originals.path(sha256).write_bytes(b"As published")
    with pytest.raises(LedgerDamagedError, match=sha256):
        originals.read(sha256)
    assert list(originals.verify()) == [f"original {sha256}: its bytes give another sha256"]


def test_a_damaged_original_is_replaced_when_it_is_kept_again(originals: Originals) -> None:
    sha256 = originals.keep(b"as published")
    for damaged in (b"as", b"As published"):
        originals.path(sha256).write_bytes(damaged)
        assert originals.keep(b"as published") == sha256
        assert originals.read(sha256) == b"as published"


def test_nothing_is_left_behind_when_keeping_fails(
    originals: Originals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("watchgate.ledger.originals.os.fsync", full)
    with pytest.raises(WatchgateError, match="No space left"):
        originals.keep(b"x")
    monkeypatch.undo()
    monkeypatch.setattr("watchgate.ledger.originals.ORIGINAL_BYTES_MAX", 10)
    with pytest.raises(BadInputError, match="not kept"):
        originals.keep(b"x" * 11)
    assert list((tmp_path / "originals").iterdir()) == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "/.."])
def test_a_name_that_is_no_hash_reaches_no_file(originals: Originals, name: str) -> None:
    with pytest.raises(BadInputError):
        originals.path(name)


def test_what_is_not_there_is_said(originals: Originals, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        originals.read("a" * 64)
    for wrong in (tmp_path / "none", tmp_path):
        with pytest.raises(BadInputError):
            originals.keep(wrong)


def test_a_document_too_large_to_cite_is_not_read_whole(originals: Originals) -> None:
    sha256 = originals.keep(b"x" * 100)
    with pytest.raises(BadInputError, match="100 bytes"):
        originals.read(sha256, bytes_max=99)
