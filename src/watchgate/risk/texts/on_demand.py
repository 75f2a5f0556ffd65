"""On demand: a growing list whose first things are made when they are looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class OnDemand(Generic[Thing]):
    """`make` makes the thing with a number below `count`."""

    def __init__(self, count: int = 0, make: Callable[[int], Thing] | None = None) -> None:
        self._known: list[Thing | None] = [None] * count
        self._make = make

    def __getitem__(self, number: int) -> Thing:
        found = self._known[number]
        if found is None:
            assert self._make is not None
            found = self._known[number] = self._make(number)
        return found

    def append(self, thing: Thing) -> None:
        """The next one."""
        self._known.append(thing)

    def __len__(self) -> int:
        return len(self._known)
