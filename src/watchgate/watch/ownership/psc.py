"""The UK's register of people with significant control (Companies House, PSC snapshot), one JSON object a line.

A band of shares is what the register knows: `more than 25 % but not more than 50 %` is written `>25-50`. Who is
protected, and what a company states instead of a person, is kept as a note of the company.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.opening import json_lines
from watchgate.watch.lists.values.country_wording import country_claims
from watchgate.watch.lists.values.entities import Claims, address_text, short_hash
from watchgate.watch.ownership.interests import ownership, power

DATASET = "gb_coh_psc"
PART = re.compile(r"(\d{1,3})of(\d{1,3})")
COMPANY_NUMBER = re.compile(r"[0-9]{8}|[A-Z]{2}[0-9]{6}|[A-Z][0-9]{7}")
BANDS = {
    "25-to-50-percent": ">25-50",
    "50-to-75-percent": ">50-<75",
    "75-to-100-percent": "75-100",
    "more-than-25-percent": ">25",
}
SHARED = ("ownership-of-shares", "voting-rights", "right-to-share-surplus-assets")
TITLES = re.compile(r"^(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|rev)\.?\s+", re.IGNORECASE)
UK = re.compile(r"united kingdom|england|wales|scotland|northern ireland|great britain|\buk\b|\bgb\b", re.IGNORECASE)
REGISTER = re.compile(r"companies house|england|wales|scotland|northern ireland|united kingdom|\buk\b", re.IGNORECASE)
ADDRESS = ("care_of", "po_box", "premises", "address_line_1", "address_line_2", "locality", "region", "postal_code")


class Birth(msgspec.Struct):
    """Month and year; the register keeps the day."""

    year: int | None = None
    month: int | None = None


class Data(msgspec.Struct):
    """What a line says of one person, company or statement; other keys are left."""

    kind: str = ""
    name: str = ""
    name_elements: dict[str, str | None] = msgspec.field(default_factory=dict)
    date_of_birth: Birth | None = None
    nationality: str | None = None
    country_of_residence: str | None = None
    address: dict[str, Any] = msgspec.field(default_factory=dict)
    identification: dict[str, Any] = msgspec.field(default_factory=dict)
    natures_of_control: list[str] = msgspec.field(default_factory=list)
    notified_on: str = ""
    ceased_on: str = ""
    links: dict[str, Any] = msgspec.field(default_factory=dict)
    statement: str = ""
    description: str = ""
    etag: str = ""


class Line(msgspec.Struct):
    """One line of the snapshot."""

    data: Data
    company_number: str = ""


_DECODER = msgspec.json.Decoder(Line)


def recognise(path: Path, head: bytes) -> ListFile | None:
    """A file whose first line is a company's number and a person with significant control.

    A snapshot in parts (`1of31`) is one source a part: a part says nothing of the others.
    """
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
    if not first.startswith(b"{") or b'"company_number"' not in first or b'"kind"' not in first:
        return None
    try:
        kind = _DECODER.decode(first).data.kind
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if "significant-control" not in kind and "beneficial-owner" not in kind:
        return None
    part = PART.search(path.name)
    source = f"{DATASET}.{part[1]}of{part[2]}" if part else DATASET
    return ListFile(paths=(path,), format=FORMAT.name, source=source, dataset=DATASET)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """Companies, the people who control them, and how, in file order; each company is named once."""
    named: set[str] = set()
    for number, content in json_lines(file.paths[0]):
        try:
            line = _DECODER.decode(content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield RefusedEntry(record_id=f"line {number}", reason=f"is no line of the register: {error}")
            continue
        if line.data.kind.startswith("totals"):
            continue
        if not COMPANY_NUMBER.fullmatch(line.company_number):
            reason = f"company number {line.company_number[:40]!r} has not the form of one"
            yield RefusedEntry(record_id=f"line {number}", reason=reason)
            continue
        yield from _entries(line.company_number, line.data, named)


FORMAT = ListFormat(
    name="gb_psc",
    title="UK people with significant control (JSON lines)",
    recognise=recognise,
    read=read,
    tried=False,
)


def _entries(company: str, data: Data, named: set[str]) -> Iterator[ListEntry]:
    record = str(data.links.get("self") or data.etag or short_hash(data.kind, data.name, data.notified_on))
    asset = f"gb-coh-{company}"
    if company not in named:
        named.add(company)
        yield _company(company).entry(asset, company, "Company")
    if not data.natures_of_control and not data.name:
        note = Claims()
        said = data.statement or data.description or data.kind
        note.add("notes", f"People with significant control: {said.replace('-', ' ')}", original=said)
        yield note.entry(asset, record, "Company")
        return
    holder, schema = _holder(data, record)
    yield _party(data).entry(holder, record, schema)
    for nature in dict.fromkeys(data.natures_of_control):
        yield _interest(holder, asset, nature, data, record)
    if not data.natures_of_control:
        yield power(
            f"{holder}-{company}",
            record,
            holder=holder,
            over=asset,
            called="person with significant control, how is not said",
            start=data.notified_on,
            end=data.ceased_on,
        )


def _interest(holder: str, asset: str, nature: str, data: Data, record: str) -> ListEntry:
    entity_id = f"{holder}-{short_hash(asset, nature, data.notified_on)}"
    start, end = data.notified_on, data.ceased_on
    band = next((text for words, text in BANDS.items() if words in nature), "")
    if nature.startswith(SHARED):
        return ownership(
            entity_id, record, owner=holder, asset=asset, percentage=band, called=nature, start=start, end=end
        )
    return power(entity_id, record, holder=holder, over=asset, called=nature, start=start, end=end)


def _company(number: str) -> Claims:
    claims = Claims()
    claims.add("registrationNumber", number)
    claims.add("jurisdiction", "gb")
    return claims


def _holder(data: Data, record: str) -> tuple[str, str]:
    """The id of who holds it: of a company on the same register its own, so that chains hold together."""
    if data.kind.startswith("individual"):
        return f"gb-psc-{short_hash(record)}", "Person"
    number = _uk_number(data.identification)
    if number:
        return f"gb-coh-{number}", "Company"
    return f"gb-psc-{short_hash(record)}", "LegalEntity" if data.kind.startswith("legal") else "Company"


def _uk_number(identification: dict[str, Any]) -> str:
    said = {key: str(value) for key, value in identification.items() if value}
    number = re.sub(r"[\s-]", "", said.get("registration_number", "")).upper()
    number = number.zfill(8) if number.isdecimal() and 6 <= len(number) < 8 else number
    place, country = said.get("place_registered", ""), said.get("country_registered", "")
    here = bool(REGISTER.search(place)) and (not country or bool(UK.search(country)))
    return number if here and COMPANY_NUMBER.fullmatch(number) else ""


def _party(data: Data) -> Claims:
    claims = Claims()
    parts = data.name_elements
    order = ("forename", "middle_name", "other_forenames", "surname")
    full = " ".join(text.strip() for key in order if (text := parts.get(key)))
    written = " ".join(data.name.split())
    claims.add("name", full or TITLES.sub("", written), original=written)
    if data.kind.startswith("individual"):
        for prop, key in (("firstName", "forename"), ("middleName", "middle_name"), ("lastName", "surname")):
            claims.add(prop, parts.get(key))
        birth = data.date_of_birth
        if birth is not None and birth.year:
            claims.add("birthDate", f"{birth.year:04}" + (f"-{birth.month:02}" if birth.month else ""))
        claims.extend(country_claims("nationality", data.nationality or ""))
        claims.extend(country_claims("country", data.country_of_residence or ""))
    else:
        number = str(data.identification.get("registration_number") or "")
        claims.add("registrationNumber", number)
        claims.add("legalForm", str(data.identification.get("legal_form") or ""))
        claims.extend(country_claims("jurisdiction", str(data.identification.get("country_registered") or "")))
    country = str(data.address.get("country") or "")
    claims.add("address", address_text(*(str(data.address.get(key) or "") for key in ADDRESS), country))
    return claims
