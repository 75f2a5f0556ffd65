"""Files on their way in: what the disk has to keep free, and files that go while others are counted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from watchgate.api.incoming import KEPT_FREE_BYTES, Incoming
from watchgate.api.problems import RefusedError


def brought(incoming: Incoming, name: str, data: bytes) -> None:
    upload = incoming.upload(name)
    try:
        upload.write(data)
        upload.end()
    finally:
        upload.close()


def test_a_file_takes_no_room_that_decisions_need(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=KEPT_FREE_BYTES + 10))
    incoming = Incoming(tmp_path / "incoming", 1_000, 10_000)
    brought(incoming, "small", bytes(10))
    with pytest.raises(RefusedError, match="no room") as refused:
        brought(incoming, "larger", bytes(11))
    assert refused.value.status == 507
    assert [one.name for one in incoming.folder.iterdir()] == ["small"]


def test_files_that_go_meanwhile_are_not_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    incoming = Incoming(tmp_path / "incoming", 1_000, 10_000)
    brought(incoming, "there", b"abc")
    for listing in ("glob", "rglob"):
        whole = getattr(Path, listing)

        def with_another(path: Path, pattern: str, whole: Any = whole) -> Iterator[Path]:
            going = path / ".upload-of-another"
            going.write_bytes(b"abc")
            for one in [*whole(path, pattern)]:
                going.unlink(missing_ok=True)
                yield one

        monkeypatch.setattr(Path, listing, with_another)
    is_file = Path.is_file
    monkeypatch.setattr(Path, "is_file", lambda path: path.name.startswith(".upload") or is_file(path))
    assert incoming.taken() == 3
    brought(incoming, "second", b"d")
    assert [one.name for one in incoming.files()] == ["second", "there"]
