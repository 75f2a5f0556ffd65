"""Cycles are collected where a process runs for weeks, and what stays is seldom walked."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from watchgate.gate import collecting
from watchgate.gate.collecting import Collecting, collect_seldom


class _Ring:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def seldom(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in a service, whenever it is asked."""
    before = gc.get_threshold()
    monkeypatch.setattr(collecting, "EVERY_S", 0.0)
    collect_seldom()
    yield
    gc.set_threshold(*before)


def _ring() -> weakref.ref[_Ring]:
    return weakref.ref(_Ring())


def test_a_cycle_that_outlived_young_rounds_is_freed_when_nothing_is_to_do() -> None:
    ring = _Ring()
    gone = weakref.ref(ring)
    gc.collect(0)
    del ring
    gc.collect(0)
    assert gone() is not None
    Collecting().when_idle()
    assert gone() is None


def test_what_stays_is_walked_once_and_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    idle = Collecting()
    ring = _Ring()
    gone = weakref.ref(ring)
    idle.when_idle()
    del ring
    idle.when_idle()
    assert gone() is not None, "it stayed when it was walked"
    monkeypatch.setattr(collecting, "WHOLE_S", 0.0)
    idle.when_idle()
    assert gone() is None


def test_nothing_is_walked_again_before_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    idle = Collecting()
    monkeypatch.setattr(collecting, "EVERY_S", 1e9)
    gone = _ring()
    idle.when_idle()
    assert gone() is not None
    monkeypatch.setattr(collecting, "EVERY_S", 0.0)
    idle.when_idle()
    assert gone() is None


def test_who_computes_does_not_collect_and_who_waits_does(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, used = iter((0.0, 1.0, 2.0, 3.0, 4.0)), iter((0.0, 0.1, 0.11, 0.2, 0.2))
    monkeypatch.setattr(
        collecting, "time", SimpleNamespace(monotonic=lambda: next(clock), process_time=lambda: next(used))
    )
    looking, called = Collecting(), list[float]()
    monkeypatch.setattr(looking, "when_idle", lambda: called.append(looking._looked))
    for _ in range(4):
        looking.look()
    assert called == [2.0, 4.0]
