from __future__ import annotations

import gc

import pytest

from watchgate.risk.collector import collector_aside


def test_the_collector_is_aside_and_comes_back_even_after_an_error() -> None:
    assert gc.isenabled()
    seen = []

    @collector_aside()
    def build() -> None:
        seen.append(gc.isenabled())
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        build()
    assert seen == [False]
    assert gc.isenabled()


def test_what_was_made_aside_is_not_walked_through_again() -> None:
    with collector_aside():
        made = [[number] for number in range(50_000)]
    try:
        assert gc.get_freeze_count() >= len(made)
    finally:
        gc.unfreeze()
