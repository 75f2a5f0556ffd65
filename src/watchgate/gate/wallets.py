"""Wallets that are asked about, made whole: the two sides of a transaction are looked up before it is decided.

What is decided and kept is what the chain said by then, so that it can be decided again from the record alone, and a
tag that comes later finds every address of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from watchgate.gate.decide.evidence import Evidence

UNKNOWN = "unknown"
"""The key under which an object says how many inputs and outputs have no address that is known."""


def with_sides(data: bytes, evidence: Evidence) -> bytes:
    """`data`, one JSON object or an array of them, with `from` and `to` for each `transaction` that was read.

    Addresses that are given already stay; what was not read, and whatever is no such object, is left as it is.
    """
    try:
        said = json.loads(data, object_pairs_hook=_object, parse_float=str, parse_constant=_constant)
        items = said if isinstance(said, list) else [said]
        found = [_with_sides(item, evidence) for item in items]
        if all(new is old for new, old in zip(found, items, strict=True)):
            return data
        return msgspec.json.encode(found if isinstance(said, list) else found[0])
    except (ValueError, RecursionError):
        return data  # whoever reads it says what is wrong


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """ValueError for a key named twice: the reader has to see it."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is named twice")
    return found


def _constant(text: str) -> object:
    """NaN and Infinity: Python alone knows them, and would write them as nothing."""
    raise ValueError(f"{text} is no JSON")


def _with_sides(item: Any, evidence: Evidence) -> Any:
    transaction = item.get("transaction") if isinstance(item, dict) else None
    sides = evidence.sides(transaction) if isinstance(transaction, str) else None
    if sides is None:
        return item
    given = {"from": sides.given_by, "to": sides.given_to}
    whole = {key: list(dict.fromkeys((*of_chain, *_listed(item.get(key))))) for key, of_chain in given.items()}
    told = sides.unknown or not (sides.given_by or sides.given_to)
    return {**item, **whole, **({UNKNOWN: sides.unknown} if told else {})}


def _listed(value: Any) -> list[Any]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
