"""OFAC address file (ADD.CSV, CONS_ADD.CSV): one row an address of a listed party.

Columns: ent_num, add_num, address, city with province and postal code, country, remarks. A row without any of them
(most individuals have one) says nothing. OFAC writes a region without a country as `Region: Gaza`. An address gives
two claims: the whole on one line, and its country.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.ofac.grouped import grouped_entries
from watchgate.watch.lists.formats.ofac.rows import WIDTHS, recognise_rows
from watchgate.watch.lists.values.entities import Claims, address_text, country_claim


def recognise(path: Path, head: bytes) -> ListFile | None:
    """The ADD file of the SDN or the consolidated list."""
    return recognise_rows(path, head, "add")


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """Every address in file order."""
    return grouped_entries(file.paths[0], WIDTHS["add"], _say)


def say_address(claims: Claims, *parts: str | None, country: str | None) -> None:
    """An address and its country. `undetermined` is OFAC's word for none; any other unknown one stays in the text."""
    if country == "undetermined":
        country = None
    claims.add("address", address_text(*parts, country))
    if country:
        claim = country_claim("country", country)
        if claim.original is not None:
            claims.extend((claim,))


def _say(claims: Claims, fields: list[str]) -> str | None:
    _, _, address, city, country, remarks = fields
    say_address(claims, address, city, country=country)
    claims.add("notes", remarks)
    return None


FORMAT = ListFormat(
    name="ofac_add",
    title="OFAC addresses (ADD.CSV, CONS_ADD.CSV)",
    recognise=recognise,
    read=read,
    tried=True,
)
