"""Bunches: everything once, in its order, never more than a bunch holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from watchgate.gate.service_bunches import MOST, bunches


@pytest.mark.parametrize("count", [0, 1, MOST - 1, MOST, MOST + 1, 5 * MOST + 7])
def test_every_record_comes_once_in_its_order(count: int) -> None:
    found = list(bunches(range(count)))
    assert [each for bunch in found for each in bunch] == list(range(count))
    assert all(len(bunch) == MOST for bunch in found[:-1])
    assert all(0 < len(bunch) <= MOST for bunch in found)


def test_no_more_is_read_ahead_than_a_bunch_holds() -> None:
    read = 0

    def reading() -> Iterator[int]:
        nonlocal read
        for number in range(MOST * 3):
            read += 1
            yield number

    coming = bunches(reading())
    next(coming)
    assert read == MOST
