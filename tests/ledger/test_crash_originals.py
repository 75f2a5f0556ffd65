"""An original is durable before anything can cite it: the order in which file, name and folders reach the disk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from watchgate.ledger.originals import Originals

if TYPE_CHECKING:
    from _typeshed import HasFileno

CONTENT = b"page one of a report"


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Path]]:
    """What was synced and what was renamed, in order."""
    seen: list[tuple[str, Path]] = []
    fsync, rename = os.fsync, Path.replace

    def watched_fsync(fd: int | HasFileno) -> None:
        number = fd if isinstance(fd, int) else fd.fileno()
        seen.append(("sync", Path(f"/proc/self/fd/{number}").readlink()))
        fsync(fd)

    def watched_rename(self: Path, target: Path) -> Path:
        seen.append(("name", Path(target)))
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(Path, "replace", watched_rename)
    return seen


def test_bytes_reach_the_disk_before_their_name_and_the_name_before_the_answer(
    tmp_path: Path, steps: list[tuple[str, Path]]
) -> None:
    path = _kept(tmp_path)
    (first, temporary), *rest = steps
    assert first == "sync"
    assert temporary.parent == tmp_path
    assert rest[0] == ("name", path)
    assert set(rest[1:]) == {("sync", path.parent), ("sync", tmp_path)}


def test_original_that_is_there_already_is_synced_again_because_its_keeper_may_have_died_before_that(
    tmp_path: Path, steps: list[tuple[str, Path]]
) -> None:
    path = _kept(tmp_path)
    del steps[:]
    assert _kept(tmp_path) == path
    assert ("sync", path.parent) in steps
    assert ("sync", tmp_path) in steps


def test_original_that_was_damaged_at_rest_is_made_whole_by_keeping_it_again(tmp_path: Path) -> None:
    path = _kept(tmp_path)
    path.write_bytes(CONTENT[:-1] + b"X")
    assert _kept(tmp_path).read_bytes() == CONTENT


def test_what_a_killed_keeper_left_behind_is_no_original(tmp_path: Path) -> None:
    path = _kept(tmp_path)
    (tmp_path / ".new-half").write_bytes(CONTENT[:5])
    originals = Originals(tmp_path)
    assert list(originals.verify()) == []
    assert originals.read(path.name) == CONTENT


def _kept(folder: Path) -> Path:
    originals = Originals(folder)
    return originals.path(originals.keep(CONTENT))
