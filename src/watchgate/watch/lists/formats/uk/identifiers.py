"""Identifiers of the UK lists: free cells such as `INN: 6911002726 OGRN: 1026901729249`, `IMO9826902`, `'0134852`.

A labelled number goes to the property of its register; anything else keeps the general property of its column. Where
the text beside a passport or national number names the issuer, the document is an entry of its own with that country.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchgate.model.countries import country_code
from watchgate.watch.lists.entry import Claim, ListEntry
from watchgate.watch.lists.values.dates import iso_date
from watchgate.watch.lists.values.entities import identification_entry

REGISTERS = {
    "INN": "innCode",
    "TIN": "taxNumber",
    "TAX ID": "taxNumber",
    "UNP": "taxNumber",
    "OGRN": "ogrnCode",
    "OGRNIP": "ogrnCode",
    "PSRN": "ogrnCode",
    "OKPO": "okpoCode",
    "KPP": "registrationNumber",
    "BVD ID": "bvdId",
    "LEI": "leiCode",
    "SWIFT": "swiftBic",
    "BIC": "swiftBic",
    "SWIFT/BIC": "swiftBic",
    "VAT": "vatCode",
    "DUNS": "dunsCode",
    "D-U-N-S": "dunsCode",
    "UEN": "registrationNumber",
    "UEN ID": "registrationNumber",
    "IMO": "imoNumber",
}
"""Label before a number -> property of a legal entity."""
_LABELLED = re.compile(
    r"\b(" + "|".join(sorted(map(re.escape, REGISTERS), key=len, reverse=True)) + r")\b"
    r"(?:\s+(?:number|code|no\.?|ID))*\s*[-:–—.]*\s*((?=[\w/.-]*\d)[A-Z0-9][\w/.-]*)",
    re.IGNORECASE,
)
_IMO = re.compile(r"(?:IMO[\s:-]*)?(\d{7})\Z", re.IGNORECASE)
_DATES = (
    (
        "startDate",
        re.compile(r"\bissue[d]?(?: date| on|:)*\s*:?\s*(\d{1,2}[ /][A-Za-z0-9]+\.?[ /]\d{4})", re.IGNORECASE),
    ),
    ("endDate", re.compile(r"\bexpir\w*(?: date| on|:)*\s*:?\s*(\d{1,2}[ /][A-Za-z0-9]+\.?[ /]\d{4})", re.IGNORECASE)),
)
_BEFORE_ISSUER = re.compile(r"^(?:an?|the|issued (?:by|in)|number|no\.?|passport|from)\s+", re.IGNORECASE)
_AFTER_ISSUER = re.compile(
    r"\s*(?:[,(;:]|\d|\b(?:passport|diplomatic|national|identification|identity|service|tax\w*|number|ID|card|"
    r"issued|expir\w*|social|civil)\b).*\Z",
    re.IGNORECASE | re.DOTALL,
)


def registration_claims(cell: str) -> Iterator[Claim]:
    """The numbers in a business registration cell, each under its register's property; the cell is the original."""
    cell = " ".join(cell.split())
    found = False
    for match in _LABELLED.finditer(cell):
        found = True
        yield Claim(REGISTERS[match[1].upper()], match[2].strip(".-/"), None, cell)
    if cell and not found:
        bare = re.sub(r"\s*\([^()]*\)\Z", "", cell).strip("' ") or cell
        yield Claim("registrationNumber", bare, None, cell if bare != cell else None)


def imo_claims(cell: str) -> Iterator[Claim]:
    """`IMO9826902` as 9826902; a number of another length stays as written."""
    for part in re.split(r"[,;|]", cell):
        number = " ".join(part.split())
        if number:
            match = _IMO.match(number)
            value = match[1] if match else number
            yield Claim("imoNumber", value, None, number if number != value else None)


def document_property(column: str, info: str) -> str:
    """`passportNumber` for the passport column; a tax number or social security number in the national one by label."""
    if column == "passport":
        return "passportNumber"
    text = info.casefold()
    if "social security" in text:
        return "socialSecurityNumber"
    return "taxNumber" if "tax" in text or "fiscal" in text else "idNumber"


def document_claims(column: str, number: str, info: str) -> Iterator[Claim]:
    """The holder's own property; the wording beside the number is kept with it."""
    number, info = " ".join(number.split()), " ".join(info.split())
    value = number.strip("' ") or number
    if value:
        wording = f"{number} ({info})" if info else number
        yield Claim(document_property(column, info), value, None, wording if wording != value else None)
    elif info:
        yield Claim("notes", f"{column.capitalize()}: {info}", None, info)


def document_entry(entity_id: str, record_id: str, column: str, number: str, info: str) -> ListEntry | None:
    """The document by itself, when the text beside its number says more than the number."""
    number, info = " ".join(number.split()).strip("' "), " ".join(info.split())
    if not number or not info:
        return None
    claims = [Claim("summary", info)]
    for prop, pattern in _DATES:
        if (match := pattern.search(info)) and (day := iso_date(match[1].replace(".", ""))):
            claims.append(Claim(prop, day, None, match[1]))
    return identification_entry(
        entity_id,
        record_id,
        number,
        kind="passport" if column == "passport" else "national identifier",
        country=issuer(info),
        passport=column == "passport",
        claims=claims,
    )


def issuer(info: str) -> str | None:
    """The country named at the beginning of `Libya, issued on 8 May 2014`, `CAR passport`, `a Afghanistan passport`."""
    words = _AFTER_ISSUER.sub("", _BEFORE_ISSUER.sub("", info)).strip(" .'")
    return words if words and country_code(words) else None
