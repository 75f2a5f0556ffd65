"""Which parties of a message's shape are banks that say nothing but their BIC: read in one step, not in six."""

from __future__ import annotations

from functools import lru_cache

from watchgate.gate.records.element_table import Element, Row
from watchgate.gate.records.walk import Found

_ACTION = Row("", "", "bank_alone", "", "")


def with_banks_alone(found: Found) -> Found:
    """`found`, where one element stands for such a bank and its BIC."""
    said = _said_of_each(found)
    kept: Found = []
    at = 0
    while at < len(found):
        below = found[at + 1] if said.get(at) == 1 else None
        if below is not None and _is_bic(below[0], found[at][0]) and below[1]:
            kept.append((_alone(below[0]), below[1]))
            at += 2
        else:
            kept.append(found[at])
            at += 1
    return kept


def _said_of_each(found: Found) -> dict[int, int]:
    """Where a party begins -> how many elements speak of it."""
    begun: dict[Element, int] = {}
    said: dict[int, int] = {}
    for at, (element, text) in enumerate(found):
        if element.action == "party" and not text:
            begun[element] = at
            said[at] = 0
        elif element.owner in begun:
            said[begun[element.owner]] += 1
    return said


def _is_bic(element: Element, party: Element) -> bool:
    return element.action == "identifier" and element.argument == "swiftBic" and element.owner is party


@lru_cache(maxsize=4_096)
def _alone(bic: Element) -> Element:
    return Element(_ACTION, bic.path, bic.owner)
