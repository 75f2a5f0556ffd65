"""Lanes: all that several iterators give, whichever is quicker; a failure of one ends all."""

from __future__ import annotations

import threading
from collections.abc import Generator

import pytest

from watchgate.gate.service_lanes import side_by_side


def counted(start: int, count: int, closed: list[int]) -> Generator[int, None, None]:
    try:
        yield from range(start, start + count)
    finally:
        closed.append(start)


def test_all_of_every_lane_comes_in_its_order() -> None:
    closed: list[int] = []
    found = list(side_by_side([counted(0, 1_000, closed), counted(5_000, 700, closed), counted(9_000, 0, closed)]))
    assert [one for one in found if one < 5_000] == list(range(1_000))
    assert [one for one in found if one >= 5_000] == list(range(5_000, 5_700))
    assert sorted(closed) == [0, 5_000, 9_000]


def test_the_failure_of_one_lane_is_raised_and_ends_the_others() -> None:
    closed: list[int] = []

    def failing() -> Generator[int, None, None]:
        yield 1
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        list(side_by_side([counted(0, 1_000_000_000, closed), failing()]))
    assert closed == [0]


def test_who_leaves_off_ends_the_lanes() -> None:
    closed: list[int] = []
    lanes = side_by_side([counted(0, 1_000_000_000, closed), counted(10, 1_000_000_000, closed)])
    next(lanes)
    lanes.close()  # type: ignore[attr-defined]
    assert sorted(closed) == [0, 10]
    assert not any(one.name == "lane" for one in threading.enumerate())
