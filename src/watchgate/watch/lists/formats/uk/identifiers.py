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
from watchgate.watch.lists.values.lei import entity_number

REGISTERS = {
    "INN": "innCode",
    "TIN": "taxNumber",
    "TAX ID": "taxNumber",
    "UNP": "taxNumber",
    "OGRN": "ogrnCode",
    "OGRNIP": "ogrnCode",
    "PSRN": "ogrnCode",
    "BIN": "registrationNumber",
    "CIN": "registrationNumber",
    "PPC": "registrationNumber",
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
    "BIK": "registrationNumber",
    "BIK (RU)": "registrationNumber",
    "COMMERCIAL REGISTRATION": "registrationNumber",
    "REGISTRATION": "registrationNumber",
    "NATIONAL ID": "registrationNumber",
    "COMPANY": "registrationNumber",
    "UID": "registrationNumber",
    "CH-ID": "registrationNumber",
    "LEGAL ENTITY": "leiCode",
    "GOVERNMENT GAZETTE": "okpoCode",
}
"""Label before a number -> property of a legal entity."""
_LABELS = "|".join(sorted(map(re.escape, REGISTERS), key=len, reverse=True))
_LABELLED = re.compile(
    rf"(?<![A-Z])(?<!OFAC )({_LABELS})(?![A-Z])(?:\s+(?:number|code|no\b\.?|ID))*\s*[-:–—.]*\s*"
    rf"((?=[\w/.-]*\d)[A-Z0-9][\w/.-]*?)(?=[^\w/.-]|\Z|(?<=\d)(?:(?:{_LABELS})(?![A-Z])|(?-i:[A-Z][a-z])))",
    re.IGNORECASE,
)
"""Cells are glued together where lines were: `OGRN: 1247700291200KPP: 770701001INN: 9707028663`."""
_BIC = re.compile(
    r"(?<![A-Z])(?:SWIFT(?:[/ ]{0,2}BI[CN])?|BIC)(?:\s+CODE)?[\s:/–-]*"
    r"([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)(?![A-Z0-9])",
    re.IGNORECASE,
)
"""A bank's code may be all letters."""
_ANY_LABEL = re.compile(
    r"([A-Z(][\w ./'()-]*?(?:\s*[:–]|\s-|\b(?:number|code|no|identifier)\b\.?(?:\s*[:–-])?))\s*([A-Z-]*\d[\w/.-]*)\Z",
    re.IGNORECASE,
)
"""One number behind a label of any words: `Unified Social Credit Code: 91310113MACPUNUD5T`, `SPARK code 9027410`."""
_BARE = re.compile(r"\d[\w/.-]{4,}")
_POINT = re.compile(r"\s*·\s*")
_SEVERAL = re.compile(r"\d{6,}(?:\s+\d{6,}){2,}|\d{6,}\s+-\s+\d{6,}")
"""`55 0344417` is the series and the number of one Russian passport; these are several documents."""
_COUNTRY_FIRST = re.compile(r"([A-Z][A-Za-z]{3,}(?: [A-Z][A-Za-z]+)*),?\s+(?:number:?\s+)?(\d[\d-]{5,})\Z")
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
    for match in _BIC.finditer(cell):
        found = True
        yield Claim("swiftBic", match[1].upper(), None, cell)
    rest = _BIC.sub(" ", cell)
    if found and _BARE.fullmatch(rest.strip(" /,;–-")):
        yield Claim("registrationNumber", rest.strip(" /,;–-"), None, cell)
    for match in _LABELLED.finditer(rest):
        found = True
        prop, number = REGISTERS[match[1].upper()], match[2].strip(".-/")
        yield Claim(entity_number(number) if prop == "leiCode" else prop, number, None, cell)
    if cell and not found:
        bare = re.sub(r"\s*\([^()]*\)\Z", "", cell).strip("' ") or cell
        prop = "registrationNumber"
        if labelled := _ANY_LABEL.match(bare):
            prop = "taxNumber" if "tax" in labelled[1].casefold() else prop
            bare = labelled[2]
        for number in _POINT.split(bare):
            yield Claim(prop, number, None, cell if number != cell else None)


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
    values = numbers_in(number)
    if values:
        wording = f"{number} ({info})" if info else number
        for value in values:
            yield Claim(document_property(column, info), value, None, wording if wording != value else None)
    elif info:
        yield Claim("notes", f"{column.capitalize()}: {info}", None, info)


def numbers_in(cell: str) -> list[str]:
    """The numbers of a cell that holds nothing else, without the country before them (`Kuwait, number 260`)."""
    bare = cell.strip("' ,") or cell
    if (match := _COUNTRY_FIRST.match(bare)) and country_code(match[1]):
        return [match[2]]
    return re.findall(r"\d+", bare) if _SEVERAL.fullmatch(bare) else [bare]


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
