"""Cycles are collected where a process runs for weeks, and what stays is walked once."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from watchgate.gate import collecting
from watchgate.gate.collecting import Collecting


class _Ring:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def usual() -> Iterator[None]:
    """What this process does otherwise."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def test_a_cycle_that_outlived_young_rounds_is_freed_when_nothing_is_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "EVERY_S", 0.0)
    idle = Collecting()
    ring = _Ring()
    gone = weakref.ref(ring)
    gc.collect(0)
    gc.collect(1)  # now it is among the oldest
    del ring
    gc.collect(1)
    assert gone() is not None
    idle.when_idle()
    assert gone() is None


def test_what_stays_is_set_aside_and_not_again_before_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "EVERY_S", 0.0)
    idle = Collecting()
    idle.when_idle()
    stays = [[number] for number in range(5_000)]
    before = gc.get_freeze_count()
    idle.when_idle()
    assert gc.get_freeze_count() >= before + len(stays)
    monkeypatch.setattr(collecting, "EVERY_S", 1e9)
    after = gc.get_freeze_count()
    more = [[number] for number in range(5_000)]
    idle.when_idle()
    assert gc.get_freeze_count() <= after, f"{len(more)} were made since"
