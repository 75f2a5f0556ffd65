"""Countries and addresses of an entity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from watchgate.model.countries import country_code

COUNTRY_PROPS = (
    "nationality",
    "citizenship",
    "country",
    "mainCountry",
    "jurisdiction",
    "birthCountry",
    "flag",
    "pastFlags",
)
"""Any of these connects a party with a country."""

_PARTS = ("street", "street2", "postOfficeBox", "city", "postalCode", "region", "state")


@lru_cache(maxsize=8_192)
def country_of(value: str) -> str | None:
    """ISO 3166-1 alpha-2 in lower case; None when the source's wording is not known, which is then not compared."""
    return country_code(value)


def address_of(schema: str, values: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Addresses as written: the property `address`, an Address entity's `full`, else its parts on one line."""
    yield from values.get("address", ())
    if schema != "Address":
        return
    if values.get("full"):
        yield from values["full"]
        return
    line = ", ".join(text for prop in _PARTS for text in values.get(prop, ()))
    if line:
        yield line
