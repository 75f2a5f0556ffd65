"""Recall counted: by list and class, by role, by format, with its interval."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from watchgate.gate.validation.alterations import CLASSES
from watchgate.gate.validation.decks import AS_WRITTEN, CRAFT_AS_PARTY, CRAFT_IN_TEXT, IN_TEXT, NUMBERS, WEAK
from watchgate.gate.validation.interval import wilson
from watchgate.gate.validation.trial import Outcome, Tried

ORDER = (AS_WRITTEN, *CLASSES, IN_TEXT, NUMBERS, CRAFT_IN_TEXT, CRAFT_AS_PARTY, WEAK)


class Recall(msgspec.Struct, frozen=True, kw_only=True):
    """Of `tried` cases `met` hold or stop. `low`, `high`: the 95 % Wilson interval of `share`."""

    group: str
    class_: str = msgspec.field(name="class")
    tried: int
    met: int
    shown: int
    share: float
    low: float
    high: float


def by_list_and_class(tried: Sequence[Tried]) -> tuple[Recall, ...]:
    """In the order of ORDER for each list."""
    found = _counted(tried, lambda one: (one.dataset, one.class_))
    return tuple(sorted(found, key=lambda one: (one.group, ORDER.index(one.class_))))


def by_class(tried: Sequence[Tried]) -> tuple[Recall, ...]:
    """Over all lists."""
    found = _counted(tried, lambda one: ("all lists", one.class_))
    return tuple(sorted(found, key=lambda one: ORDER.index(one.class_)))


def by_place(tried: Sequence[Tried]) -> tuple[Recall, ...]:
    """Names as written, by format and role."""
    exact = [one for one in tried if one.class_ == AS_WRITTEN]
    found = _counted(exact, lambda one: (f"{one.format}, {one.role}", one.class_))
    return tuple(sorted(found, key=lambda one: one.group))


def _counted(tried: Iterable[Tried], key: Callable[[Tried], tuple[str, str]]) -> list[Recall]:
    groups: dict[tuple[str, str], list[Tried]] = {}
    for one in tried:
        groups.setdefault(key(one), []).append(one)
    found = []
    for (group, class_), members in groups.items():
        met = sum(one.outcome is Outcome.MET for one in members)
        low, high = wilson(met, len(members))
        found.append(
            Recall(
                group=group,
                class_=class_,
                tried=len(members),
                met=met,
                shown=sum(one.outcome is Outcome.SHOWN for one in members),
                share=round(met / len(members), 4),
                low=round(low, 4),
                high=round(high, 4),
            )
        )
    return found
