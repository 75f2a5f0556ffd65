"""Archives are expanded once while their file is loaded, and no content outlives a change of the file."""

from __future__ import annotations

import gzip
import lzma
from pathlib import Path

import pytest

from watchgate.watch.lists import content
from watchgate.watch.lists.content import open_content
from watchgate.watch.lists.expanded import expanded_once


def _read(path: Path) -> bytes:
    with open_content(path) as stream:
        return stream.read()


@pytest.fixture
def expansions(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Bytes that decompressors gave, chunk by chunk."""
    given: list[int] = []

    class Counted(content.LimitedStream):
        def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
            given.append(super().readinto(buffer))
            return given[-1]

    monkeypatch.setattr(content, "LimitedStream", Counted)
    return given


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_an_archive_is_expanded_once_within_the_block_and_again_behind_it(
    tmp_path: Path, expansions: list[int], pack: object
) -> None:
    assert callable(pack)
    path, body = tmp_path / "list", b"one,two\n" * 100_000
    path.write_bytes(pack(body))
    with expanded_once():
        assert _read(path) == body
        done = sum(expansions)
        assert done == len(body)
        assert _read(path) == body
        assert sum(expansions) == done
    assert _read(path) == body
    assert sum(expansions) == 2 * done


def test_an_archive_that_was_read_in_part_or_changed_is_expanded_again(tmp_path: Path, expansions: list[int]) -> None:
    path, body, other = tmp_path / "list", b"one,two\n" * 200_000, b"three\n" * 100_000
    path.write_bytes(gzip.compress(body))
    with expanded_once():
        with open_content(path) as stream:
            assert stream.read(10) == body[:10]
        assert _read(path) == body
        path.write_bytes(gzip.compress(other))
        assert _read(path) == other
    assert sum(expansions) > len(body) + len(other)
