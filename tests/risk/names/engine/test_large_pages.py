"""Bytes written in large pieces are the same bytes; reading a file in changes nothing, whole or not."""

from __future__ import annotations

import random
from mmap import ACCESS_READ, mmap
from pathlib import Path

import pytest

from watchgate.risk.names.engine.large_pages import LARGE, in_large_pages, in_pieces, read_in


@pytest.mark.parametrize(
    "sizes", [[], [5], [100, 0, 3], [LARGE * 16, 7], [3, LARGE * 40 + 1, 9], [LARGE * 8, LARGE * 8]]
)
def test_pieces_are_the_same_bytes_and_whole_large_pages(sizes: list[int]) -> None:
    rng = random.Random(3)
    parts = [rng.randbytes(min(size, 1000)).ljust(size, b"x") for size in sizes]
    pieces = [bytes(piece) for piece in in_pieces(parts)]
    assert b"".join(pieces) == b"".join(parts)
    assert all(len(piece) % LARGE == 0 for piece in pieces[:-1])
    assert all(pieces)


def test_a_file_is_the_same_after_it_was_read_in(tmp_path: Path) -> None:
    path = tmp_path / "file"
    content = random.Random(4).randbytes(3 * LARGE + 11)
    path.write_bytes(content)
    with path.open("rb") as file:
        for size in (len(content), 5, 0):
            read_in(file.fileno(), size)
        with mmap(file.fileno(), 0, access=ACCESS_READ) as mapped:
            in_large_pages(mapped)
            assert mapped[:] == content


def test_what_cannot_be_read_in_is_left_to_whoever_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"short")
    with path.open("rb") as file:
        read_in(file.fileno(), 100 * LARGE)  # it was cut meanwhile
        assert file.read() == b"short"
