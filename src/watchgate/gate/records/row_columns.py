"""The columns of a CSV file and the keys of JSON that are read, and how a nested object becomes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TypeAlias

from watchgate.gate.records.refused import RefusedError

PARTIES = (
    "debtor",
    "creditor",
    "ultimate_debtor",
    "ultimate_creditor",
    "initiating_party",
    "debtor_agent",
    "creditor_agent",
    "instructing_agent",
    "instructed_agent",
    "intermediary_agent_1",
    "intermediary_agent_2",
    "intermediary_agent_3",
)
"""Roles; the column of a role alone is its name."""

PROPERTIES = ("name", "country", "birth_date", "identifier", "account", "address", "bic", "wallet")
"""What a role's columns end in: `debtor_country`."""

PLAIN = ("transaction_id", "message_id", "sender", "customer", "rail", "execution_date", "amount", "currency", "text")
REFERENCES = ("end_to_end_id", "uetr", "instruction_id")
FREE_REFERENCE = "reference_"
"""A column that begins so is kept as a reference under the rest of its name, and not compared."""

SHARED = ("message_id", "sender", "customer", "rail", "execution_date", "currency")
"""Keys of a JSON object around `transactions` that hold for all of them."""

COLUMNS = (*PLAIN, *REFERENCES, *PARTIES, *(f"{role}_{one}" for role in PARTIES for one in PROPERTIES))
MOST_VALUES = 100
LONGEST = 100_000
_ROLE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PLURALS = {"names": "name", "countries": "country", "birth_dates": "birth_date", "identifiers": "identifier"} | {
    "accounts": "account",
    "addresses": "address",
    "texts": "text",
    "wallets": "wallet",
}

Values: TypeAlias = dict[str, list[str]]
"""Column -> its values, none of them empty."""


def check_columns(names: list[str]) -> None:
    """RefusedError for a column that is not known: what is misspelt would not be compared, and nobody would know."""
    for name in names:
        if name not in COLUMNS and not name.startswith(FREE_REFERENCE):
            near = get_close_matches(name, COLUMNS, 1)
            hint = f", is {near[0]!r} meant" if near else ""
            raise RefusedError(
                f"{name[:60]!r} is no column{hint}? What is to be kept and not compared is called reference_...",
                element=name[:60],
            )
    if len(set(names)) < len(names):
        raise RefusedError("a column is named twice", element=next(one for one in names if names.count(one) > 1))


def flattened(item: Mapping[str, object]) -> tuple[Values, list[tuple[str, Values]]]:
    """A JSON object as columns: `{"debtor": {"names": [..]}}` is `debtor_name`; beside them its `parties` by role."""
    values: Values = {}
    parties: list[tuple[str, Values]] = []
    for key, value in item.items():
        if key == "parties":
            parties.extend(_listed(value))
        elif isinstance(value, Mapping):
            for name, inner in value.items():
                _put(values, f"{key}_{_PLURALS.get(str(name), str(name))}", inner)
        else:
            _put(values, _PLURALS.get(key, key), value)
    check_columns(list(values))
    return values, parties


def _listed(value: object) -> Iterator[tuple[str, Values]]:
    if not isinstance(value, list) or len(value) > MOST_VALUES:
        raise RefusedError(f"is no list of at most {MOST_VALUES} parties", element="parties")
    for one in value:
        role = one.get("role") if isinstance(one, Mapping) else None
        if not isinstance(one, Mapping) or not isinstance(role, str) or not _ROLE.fullmatch(role):
            raise RefusedError("each party is an object with a role in small letters", element="parties")
        values: Values = {}
        for key, inner in one.items():
            name = _PLURALS.get(str(key), str(key))
            if name == "role":
                continue
            if name not in PROPERTIES:
                raise RefusedError(f"{str(key)[:60]!r} is no key of a party", element=f"parties/{role}")
            _put(values, f"{role}_{name}", inner)
        yield role, values


def _put(values: Values, name: str, value: object) -> None:
    listed = value if isinstance(value, list) else [value]
    if len(listed) > MOST_VALUES:
        raise RefusedError(f"has more than {MOST_VALUES} values", element=name[:60])
    for one in listed:
        if one is None or one == "":
            continue
        if isinstance(one, bool) or not isinstance(one, str | int):
            raise RefusedError("is neither text nor a number", element=name[:60])
        text = str(one).strip()
        if len(text) > LONGEST:
            raise RefusedError(f"is longer than {LONGEST:,} characters", element=name[:60])
        if text:
            values.setdefault(name, []).append(text)
    values.setdefault(name, [])
