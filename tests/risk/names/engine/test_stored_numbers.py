"""Numbers in few bytes are read back as they were written, alone and as posting lists."""

from __future__ import annotations

import random

import numpy as np

from watchgate.risk.names.engine.stored_numbers import folded, read, read_lists, unfolded, write, write_lists

EDGES = (0, 1, 127, 128, 16_383, 16_384, 2**31 - 1, 2**35 - 1)


def test_a_number_is_read_back_with_the_place_of_the_next() -> None:
    stream = np.zeros(64, dtype=np.uint8)
    end = 0
    for number in EDGES:
        end = write.py_func(stream, end, number)
    at = 0
    for number in EDGES:
        found, at = read.py_func(stream, at)
        assert found == number
    assert at == end


def test_numbers_of_either_sign_are_folded_and_back() -> None:
    for number in (0, 1, -1, 5, -5, 2**31 - 1, -(2**31)):
        assert folded.py_func(number) >= 0
        assert unfolded.py_func(folded.py_func(number)) == number


def test_posting_lists_are_read_back_empty_ones_too() -> None:
    rng = random.Random(3)
    lists = [sorted(rng.sample(range(100_000), rng.choice((0, 0, 1, 3, 40)))) for _ in range(50)]
    numbers = np.array([one for numbers in lists for one in numbers], dtype=np.int64)
    list_of = np.array([place for place, numbers in enumerate(lists) for _ in numbers], dtype=np.int64)
    stream, at = np.zeros(5 * len(numbers), dtype=np.uint8), np.zeros(len(lists) + 1, dtype=np.int64)
    assert write_lists(list_of, numbers, stream, at) == at[-1] < 3 * len(numbers)
    found_of, found = np.zeros_like(list_of), np.zeros_like(numbers)
    assert read_lists(stream, at.astype(np.uint32), 0, len(lists), found_of, found) == len(numbers)
    assert found.tolist() == numbers.tolist()
    assert found_of.tolist() == list_of.tolist()
