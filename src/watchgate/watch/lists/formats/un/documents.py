"""Identity documents of the UN list: numbers often stand in a sentence (`CAR diplomatic passport no. D00000898`).

Each number becomes a property of the person (`passportNumber`, `idNumber`, ...) and a document of its own with issuing
country and dates. A document whose number cannot be found is kept as a note, word for word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from watchgate.model.countries import country_code
from watchgate.watch.lists.entry import Claim, ListEntry
from watchgate.watch.lists.values.dates import iso_date
from watchgate.watch.lists.values.entities import identification_entry
from watchgate.watch.lists.xml_text import Children

KINDS = (
    (re.compile(r"fiscal code|tax", re.IGNORECASE), "taxNumber"),
    (re.compile(r"social security|\bSSN\b", re.IGNORECASE), "socialSecurityNumber"),
    (re.compile(r"pass?e?port|pasaporte|laissez-passer|travel document", re.IGNORECASE), "passportNumber"),
)
"""By the wording of type and number, first that fits; any other document is an `idNumber`."""
BARE = re.compile(r"[A-Z0-9№][A-Z0-9 /.\-№]*", re.IGNORECASE)
AFTER_LABEL = re.compile(
    r"(?i:\bnumber|\bno\b\.?|\bnos\b\.?|№|N°|\bcode|\bSSN|[”)]|passport|card|ID)\s*(?i:no\.?)?\s*:?\s*"
    r"((?:[A-Z]{1,6}[ -]{0,2}|N°)?\d[A-Za-z0-9/.\-]*(?: No\. \d+)?)"
)
LEADING = re.compile(r"((?:[A-Z]{1,4}[ -]?)?\d[A-Za-z0-9/.\-]{3,})")
COUNTRY_BEFORE = re.compile(r"([A-Z][a-z]+) (?=.*\d)")
COUNTRY_AFTER = re.compile(r"[,(]\s*([A-Z][A-Za-z ]+)\)?\s*\Z")
ENDS = re.compile(
    r"(?:expire[sd]?(?: on)?|expir(?:y|ation) date|valid (?:until|to))\s*:?\s*(\d{1,2} [A-Za-z]+\.? \d{4})",
    re.IGNORECASE,
)


class Document(NamedTuple):
    """One INDIVIDUAL_DOCUMENT. `number` is empty when none can be told; `wording` is all of it as written."""

    prop: str
    kind: str
    number: str
    country: str
    issued: str
    ends: str
    wording: str


def documents_of(person: Children) -> list[Document]:
    """What the INDIVIDUAL_DOCUMENT elements say; empty ones left out."""
    return [document for element in person.each("INDIVIDUAL_DOCUMENT") if (document := _read(element))]


def document_claims(documents: list[Document]) -> Iterator[Claim]:
    """The person's own properties: a number, or a note where no number can be told."""
    for document in documents:
        if document.number:
            original = document.wording if document.wording != document.number else None
            yield Claim(document.prop, document.number, None, original)
        else:
            yield Claim("notes", f"Document: {document.wording}", None, document.wording)


def document_entries(documents: list[Document], entity_id: str, record_id: str) -> Iterator[ListEntry]:
    """Each numbered document as an entry of its own, with country and dates; the same number twice is one document."""
    seen: set[tuple[str, str, str]] = set()
    for document in documents:
        dates = [
            Claim(prop, day, None, written if written != day else None)
            for prop, written in (("startDate", document.issued), ("endDate", document.ends))
            if (day := iso_date(written.replace(".", "")))
        ]
        if document.number and (document.kind, document.country, document.number) not in seen:
            seen.add((document.kind, document.country, document.number))
            yield identification_entry(
                entity_id,
                record_id,
                document.number,
                kind=document.kind,
                country=document.country or None,
                passport=document.prop == "passportNumber",
                claims=[*dates, Claim("summary", document.wording)],
            )


def _read(element: Children) -> Document | None:
    kind, detail, number, note = (
        element.text(tag) for tag in ("TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2", "NUMBER", "NOTE")
    )
    country = element.text("ISSUING_COUNTRY") or element.text("COUNTRY_OF_ISSUE")
    issued, city = element.text("DATE_OF_ISSUE"), element.text("CITY_OF_ISSUE")
    wording = ", ".join(dict.fromkeys(part for part in (kind, detail, number, country, issued, city, note) if part))
    if not (detail or number or note):
        return None
    found, trailing = _number(number, detail, note)
    said = f"{detail} {number}" if number or detail else note
    prop = next((prop for pattern, prop in KINDS if pattern.search(said)), None)
    prop = prop or next((prop for pattern, prop in KINDS[:2] if pattern.search(note)), None)
    prop = prop or next((prop for pattern, prop in KINDS if pattern.search(kind)), "idNumber")
    ends = match[1] if (match := ENDS.search(f"{number} {note}")) else ""
    country = "" if country == "na" else country.removesuffix(" passport")
    return Document(prop, detail.rstrip(": ") or kind or "document", found, country or trailing, issued, ends, wording)


def _number(number: str, detail: str, note: str) -> tuple[str, str]:
    """The number itself and a country beside it (`R00012098, South Sudan`, `Libya 428720`), each empty if not there."""
    if number:
        before, after = COUNTRY_BEFORE.match(number), COUNTRY_AFTER.search(number)
        bare, trailing = number, ""
        if after and country_code(after[1]):
            bare, trailing = number[: after.start()].strip(" ,("), after[1].strip()
        elif before and country_code(before[1]):
            bare, trailing = number[before.end() :], before[1]
        if BARE.fullmatch(bare) and not re.search(r"[a-z]{3}|\bNo\b", bare):
            return bare, trailing
        found = AFTER_LABEL.search(bare) or LEADING.match(bare)
        return (found[1].strip(" .,") if found else bare), trailing
    for said in (detail, note):
        if found := AFTER_LABEL.search(said) or LEADING.match(said):
            return found[1].strip(" .,"), ""
    return "", ""
