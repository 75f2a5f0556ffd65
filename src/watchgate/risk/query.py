"""A party as a user describes it: checked and normalised, or refused with what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from watchgate.model import ftm
from watchgate.model.countries import country_code
from watchgate.model.errors import BadInputError
from watchgate.model.party import Name, NameKind, Party
from watchgate.risk.birth_dates import comparable_date
from watchgate.risk.identifiers.normal import parse_identifier

ANYTHING = "Thing"
"""The schema when the user does not say what kind of thing it is: compared with all kinds."""

LONGEST_NAME = 1_000
MOST_VALUES = 100
"""Names, dates, countries or identifiers of one party; far beyond any real record."""


def query_party(
    party_id: str,
    *,
    names: Sequence[str] = (),
    schema: str | None = None,
    birth_dates: Iterable[str] = (),
    countries: Iterable[str] = (),
    identifiers: Iterable[str] = (),
) -> Party:
    """The party to screen. The first name is the main one, the others are its aliases.

    Dates ISO 8601 at any precision, countries in any usual wording, identifiers as `parse_identifier` reads them.
    BadInputError names the value that cannot be compared: leaving it out in silence would screen somebody else.
    """
    found = Party(
        id=party_id,
        schema=_schema(schema),
        names=tuple(
            Name(_name(text), NameKind.ALIAS if index else NameKind.PRIMARY) for index, text in enumerate(names)
        ),
        birth_dates=tuple(dict.fromkeys(_date(text) for text in birth_dates)),
        countries=tuple(dict.fromkeys(_country(text) for text in countries)),
        identifiers=tuple(dict.fromkeys(parse_identifier(text) for text in identifiers)),
    )
    if not found.names and not found.identifiers:
        raise BadInputError("there is neither a name nor an identifier to screen")
    for values in (found.names, found.birth_dates, found.countries, found.identifiers):
        if len(values) > MOST_VALUES:
            raise BadInputError(f"there are more than {MOST_VALUES} values of one kind for one party")
    return found


def _schema(text: str | None) -> str:
    if not text or not text.strip():
        return ANYTHING
    known = {name.lower(): name for name in ftm.schemata()}
    return ftm.schema(known.get(text.strip().lower(), text.strip())).name


def _name(text: str) -> str:
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME:
        raise BadInputError(f"is longer than {LONGEST_NAME} characters", where="name")
    if "\x00" in name or not any(character.isalnum() for character in name):
        raise BadInputError(f"nothing in {name[:80]!r} can be compared", where="name")
    return name


def _date(text: str) -> str:
    value = comparable_date(text)
    if value is None or value != text.strip():
        raise BadInputError(
            f"{text.strip()[:80]!r} is not a date", where="birth date", hint="write 1984, 1984-01 or 1984-01-08"
        )
    return value


def _country(text: str) -> str:
    code = country_code(text)
    if code is None:
        raise BadInputError(
            f"{text.strip()[:80]!r} is not a country", where="country", hint="write kp, PRK or its name"
        )
    return code
