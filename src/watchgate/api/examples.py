"""The example a client sends to /match, and the party it describes.

An example is read by the same code that reads the lists: its properties are taken as statements. What cannot be
compared is said, never dropped in silence.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

import msgspec

from watchgate.model import ftm
from watchgate.model.errors import BadInputError
from watchgate.model.party import Party
from watchgate.model.statement import Statement
from watchgate.risk.birth_dates import comparable_date
from watchgate.risk.identifiers.kinds import KINDS
from watchgate.risk.identifiers.normal import normal
from watchgate.risk.parties import party_of
from watchgate.risk.party_names import NAME_PROPS
from watchgate.risk.party_places import COUNTRY_PROPS, country_of

MOST_VALUES = 200
LONGEST_VALUE = 2_000
QUERY = "query"
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")

Value = str | int | float | None


class Example(msgspec.Struct, kw_only=True, rename={"schema_": "schema"}, omit_defaults=True):
    """A party by example: FollowTheMoney schema and properties, values as text. `id` is the client's own."""

    schema_: Annotated[str, msgspec.Meta(max_length=64)] = "LegalEntity"
    id: Annotated[str, msgspec.Meta(max_length=255)] | None = None
    properties: dict[str, Value | list[Value]] = {}


class Query(msgspec.Struct, frozen=True):
    """An example, read. `echo`: what was understood of it; `not_compared`: what was not, and why."""

    party: Party
    echo: dict[str, Any]
    not_compared: tuple[str, ...]


def query_of(key: str, example: Example) -> Query:
    """What `example` asks; BadInputError, naming `key`, when it asks nothing that can be compared."""
    where = f"queries.{key[:64]}"
    schema = _schema(example.schema_, where)
    not_compared = []
    properties: dict[str, list[str]] = {}
    for prop, given in example.properties.items():
        if prop not in schema.properties:
            not_compared.append(f"{prop[:64]}: not a property of {schema.name}")
            continue
        values = [
            _text(value, f"{where}.properties.{prop}") for value in (given if isinstance(given, list) else [given])
        ]
        properties[prop] = [value for value in values if value]
        unfit = [(value, why) for value in properties[prop] if (why := why_unfit(prop, value))]
        not_compared.extend(f"{prop}: {value[:64]!r} {why}" for value, why in unfit)
    if sum(map(len, properties.values())) > MOST_VALUES:
        raise BadInputError(f"has more than {MOST_VALUES} values", where=where)
    party = party_of(QUERY, _statements(schema.name, properties))
    named = any(letter.isalnum() for name in party.names for letter in name.text)
    if not named and not party.identifiers:
        raise BadInputError("has no name and no identifier, so nothing can be compared", where=f"{where}.properties")
    echo: dict[str, Any] = {"schema": schema.name, "properties": properties}
    if example.id is not None:
        echo["id"] = example.id
    return Query(party, echo, tuple(not_compared))


def why_unfit(prop: str, value: str) -> str | None:
    """Why a value cannot be compared; None when it can, or when its property never is."""
    if prop in COUNTRY_PROPS and country_of(value) is None:
        return "is no country that is known here"
    if prop == "birthDate" and comparable_date(value) is None:
        return "is not a date like 1970, 1970-02 or 1970-02-19"
    if prop in KINDS and normal(prop, value) is None:
        return "has not the form of such a number"
    if prop in NAME_PROPS and not any(letter.isalnum() for letter in value):
        return "has no letter"
    return None


def _schema(name: str, where: str) -> ftm.Schema:
    try:
        schema = ftm.schema(name)
    except BadInputError as error:
        raise BadInputError(error.message, where=f"{where}.schema", hint=error.hint) from error
    if not schema.matchable and schema.name != "Thing":
        raise BadInputError(f"a {schema.name} cannot be matched", where=f"{where}.schema", hint="try LegalEntity")
    return schema


def _text(value: Value, where: str) -> str:
    text = "" if value is None else str(value).strip()
    if len(text) > LONGEST_VALUE:
        raise BadInputError(f"is longer than {LONGEST_VALUE} characters", where=where)
    if "\x00" in text:
        raise BadInputError("has a NUL character", where=where)
    return text


def _statements(schema: str, properties: dict[str, list[str]]) -> list[Statement]:
    return [
        Statement(entity_id=QUERY, schema=schema, prop=prop, value=value, dataset=QUERY)
        for prop, values in properties.items()
        for value in values
    ]
