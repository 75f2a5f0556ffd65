"""Columns are picked and joined as lists of things would be."""

from __future__ import annotations

import numpy as np
import pytest

from watchgate.risk.names.engine.segment_columns import Array, joined, offsets, size, spread, take

Thing = tuple[int, list[int]]


def _columns(things: list[Thing]) -> dict[str, Array]:
    parts = [part for _, part in things]
    return {
        "weight": np.array([weight for weight, _ in things], dtype=np.int32),
        "part": np.array([one for part in parts for one in part], dtype=np.uint8),
        "part_at": offsets(np.array([len(part) for part in parts], dtype=np.int64)),
    }


def _things(columns: dict[str, Array]) -> list[Thing]:
    at = columns["part_at"].tolist()
    return [(int(columns["weight"][i]), columns["part"][at[i] : at[i + 1]].tolist()) for i in range(size(columns))]


@pytest.mark.parametrize("order", [[], [2], [1, 0, 2], [2, 2, 0]])
def test_things_are_taken_in_the_order_asked_for(order: list[int]) -> None:
    things: list[Thing] = [(3, [1, 2]), (4, []), (5, [7])]
    taken = take(_columns(things), np.array(order, dtype=np.int64))
    assert _things(taken) == [things[number] for number in order]
    assert taken["part"].dtype == np.uint8


def test_parts_are_joined_one_after_the_other() -> None:
    first: list[Thing] = [(3, [1, 2]), (4, [])]
    second: list[Thing] = [(5, [7])]
    assert _things(joined([_columns(first), _columns(second), _columns([]), _columns(first)])) == first + second + first


def test_spans_are_spread_into_their_numbers() -> None:
    assert spread(np.array([5, 0, 9]), np.array([2, 0, 3])).tolist() == [5, 6, 9, 10, 11]
    assert spread(np.array([], dtype=np.int64), np.array([], dtype=np.int64)).tolist() == []
