"""A row of a customer file to a customer, an owner, or an end: checked, or refused with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeAlias

import msgspec

from watchgate.model.customer import Customer, Owner
from watchgate.model.errors import BadInputError
from watchgate.model.party import Party
from watchgate.risk.ownership.shares import share_of
from watchgate.risk.query import query_party

COLUMNS = (
    *("id", "action", "kind", "name", "birth_date", "country", "nationality", "identifier", "address"),
    *("owner_of", "share", "control"),
)
ONE = ("id", "action", "kind", "address", "owner_of", "share", "control")
"""Columns of one value; the others take several."""
KINDS = {
    "": "",
    "person": "Person",
    "individual": "Person",
    "organisation": "Organization",
    "organization": "Organization",
    "company": "Company",
    "vessel": "Vessel",
}
PUT, REMOVE = ("", "add", "change", "put"), ("remove", "delete")
LONGEST_ID, LONGEST_ADDRESS, LONGEST_SHARE = 200, 1_000, 60
MOST_OWNERS = 100
_TRUE, _FALSE = ("1", "yes", "true", "y"), ("", "0", "no", "false", "n")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

Values: TypeAlias = Mapping[str, Sequence[str]]
_Text: TypeAlias = str | int | float | bool | None
_Texts: TypeAlias = _Text | Annotated[list[str | int], msgspec.Meta(max_length=1_000)]


class JsonOwner(msgspec.Struct, forbid_unknown_fields=True):
    """An owner inside a customer's object: the columns of an owner's row, but for whose it is."""

    id: _Text = None
    kind: _Text = None
    name: _Texts = None
    birth_date: _Texts = None
    country: _Texts = None
    nationality: _Texts = None
    identifier: _Texts = None
    address: _Text = None
    share: _Text = None
    control: _Text = None


class JsonCustomer(JsonOwner, forbid_unknown_fields=True):
    """A customer's object. `owner_of` makes it a row of an owner, as in CSV."""

    action: _Text = None
    owner_of: _Text = None
    owners: Annotated[list[JsonOwner], msgspec.Meta(max_length=MOST_OWNERS)] = []


def id_of(values: Values) -> str:
    """The own number of a row, as far as it can be read."""
    return " ".join(" ".join(values.get("id", ())).split())[:LONGEST_ID]


def is_end(values: Values) -> bool:
    """Whether the row says that somebody is no customer any more."""
    action = _one(values, "action").lower()
    if action in REMOVE:
        return True
    if action not in PUT:
        raise BadInputError(f"{action[:40]!r} is no action", where="action", hint="write add, change or remove")
    return False


def customer_of(values: Values, owners: Sequence[Owner]) -> Customer:
    """The customer of a row; BadInputError names the value that cannot be compared."""
    number = checked_id(_one(values, "id"))
    if len(owners) > MOST_OWNERS:
        raise BadInputError(f"has more than {MOST_OWNERS} owners", where=number)
    return Customer(id=number, party=_party(number, values), owners=tuple(owners))


def owner_of(values: Values) -> Owner:
    """The owner of a row."""
    share = _one(values, "share")
    if share and (len(share) > LONGEST_SHARE or share_of(share) is None):
        raise BadInputError(f"{share[:60]!r} is no share", where="share", hint="write 25, 25-50 or more than 25")
    control = _one(values, "control").lower()
    if control not in (*_TRUE, *_FALSE):
        raise BadInputError(f"{control[:40]!r} is neither yes nor no", where="control")
    return Owner(_party(_one(values, "id")[:LONGEST_ID], values), share, control in _TRUE)


def checked_id(text: str) -> str:
    """An own number; BadInputError where it is none."""
    if not text:
        raise BadInputError("has no id")
    if len(text) > LONGEST_ID or _CONTROL.search(text):
        raise BadInputError(f"one line of at most {LONGEST_ID} characters is needed", where="id")
    return text


def values_of(row: JsonOwner) -> Values:
    """The columns of an object."""
    given: dict[str, Any] = msgspec.structs.asdict(row)
    given.pop("owners", None)
    return {
        name: [_written(one) for one in (value if isinstance(value, list) else [value])]
        for name, value in given.items()
        if value is not None
    }


def _party(party_id: str, values: Values) -> Party:
    kind = _one(values, "kind")
    schema = KINDS.get(kind.lower())
    if schema is None:
        raise BadInputError(f"{kind[:40]!r} is no kind", where="kind", hint="write person or organisation")
    address = _one(values, "address")
    if len(address) > LONGEST_ADDRESS:
        raise BadInputError(f"is longer than {LONGEST_ADDRESS:,} characters", where="address")
    found = query_party(
        party_id,
        names=_many(values, "name"),
        schema=schema,
        birth_dates=_many(values, "birth_date"),
        countries=(*_many(values, "country"), *_many(values, "nationality")),
        identifiers=_many(values, "identifier"),
    )
    return msgspec.structs.replace(found, addresses=(address,)) if address else found


def _many(values: Values, name: str) -> list[str]:
    return [text.strip() for text in values.get(name, ()) if text.strip()]


def _one(values: Values, name: str) -> str:
    found = _many(values, name)
    if len(found) > 1:
        raise BadInputError("has more than one value", where=name)
    return found[0] if found else ""


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
