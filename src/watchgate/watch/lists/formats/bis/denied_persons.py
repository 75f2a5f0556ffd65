"""BIS Denied Persons List (dpl.txt, US Department of Commerce): tab-separated, quoted, with a header; a row an address.

Columns: Name, Street_Address, City, State, Country, Postal_Code, Effective_Date, Expiration_Date (both month first),
Standard_Order, Last_Update, Action, FR_Citation. The list has no record numbers: a party is its name (`bis-dpl-<hash of
the name>`), a denial order its party and effective date, and the record id is name and effective date.

A denial order withdraws export privileges; it freezes nothing. Its topic is `export.control`, its authority US-BIS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.opening import csv_rows
from watchgate.watch.lists.values.dates import iso_date
from watchgate.watch.lists.values.entities import Claims, address_text, country_claim, sanction_entry, short_hash

SOURCE = "us_bis_denied"
AUTHORITY = "US-BIS"
COLUMNS = 12
HEADER = ("name", "street_address", "city", "state", "country", "postal_code", "effective_date", "expiration_date")
_ALSO = re.compile(r"\s+(?:A/K/A|F/K/A|D/B/A|AKA)\s+", re.IGNORECASE)


def recognise(path: Path, head: bytes) -> ListFile | None:
    """The file, by its header."""
    first = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", errors="replace")
    names = tuple(field.strip(' "\r').lower() for field in first.split("\t"))
    if names[: len(HEADER)] != HEADER:
        return None
    return ListFile(paths=(path,), format="bis_denied", source=SOURCE, dataset=SOURCE)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """Each row as the party and its denial order."""
    for line, row in csv_rows(file.paths[0], delimiter="\t", header=True):
        if row[0] == "\x1a":
            continue
        name = " ".join(row[0].split())
        if len(row) != COLUMNS:
            yield RefusedEntry(record_id=name or f"line {line}", reason=f"line {line} has {len(row)} columns, not 12")
        elif not name:
            yield RefusedEntry(record_id=f"line {line}", reason="has no name")
        else:
            yield from _entries(name, [field.strip() for field in row])


def _entries(name: str, row: list[str]) -> Iterator[ListEntry]:
    _, street, city, state, country, postal_code, effective, expires, standard, updated, action, citation = row
    entity_id = f"bis-dpl-{short_hash(name.casefold())}"
    record_id = f"{name}, {effective}"
    party = Claims()
    first, *others = _ALSO.split(name)
    party.add("name", first, original=name)
    for other in others:
        party.add("alias", other, original=name)
    party.add("address", address_text(street, city, " ".join((state, postal_code)), country))
    if country:
        party.extend((country_claim("country", country),))
    party.add("topics", "export.control")
    yield party.entry(entity_id, record_id, "LegalEntity")
    order = Claims()
    for prop, date in (("startDate", effective), ("endDate", expires), ("modifiedAt", updated)):
        order.add(prop, iso_date(date, day_first=False) or date, original=date)
    order.add("provisions", f"Standard order: {standard}" if standard else None)
    order.add("summary", action)
    order.add("authorityId", " ".join(citation.split()))
    yield sanction_entry(
        entity_id,
        record_id,
        authority=AUTHORITY,
        programs=("Denied Persons List",),
        claims=order,
        suffix=f"sanction-{short_hash(effective)}",
    )


FORMAT = ListFormat(
    name="bis_denied",
    title="BIS Denied Persons List (dpl.txt)",
    recognise=recognise,
    read=read,
    tried=True,
)
