"""Free cells of EU acts: several dates, numbers or countries where one value should stand, often lettered (a), (b)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from watchgate.model.countries import country_code
from watchgate.watch.lists.entry import Claim
from watchgate.watch.lists.values.dates import dates_within, iso_date

EARLIEST_YEAR = 1850
"""An earlier year is one of another calendar (1340 is 1961 in Iran): kept as a note, never compared."""
_LETTER = re.compile(r"(?:^|[\s,;]+)\(?[a-h]\)\s*")
_ITEM = re.compile(r"(?:^|[\s,;]+)(?:\(?[a-h]\)|\([i-z]\))\s*")
"""Lists of passports run on past (h)."""
_UNCLOSED = re.compile(r"\(([^()]*)\Z")
_BETWEEN_DATES = re.compile(r"\s+or\s+|\s*/\s*|\s*,\s*(?=[\dA-Z(])")
_OTHER_CALENDAR = re.compile(r"hijri|persian|iranian|solar|lunar", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\(((?:[^()]|\([^()]*\))*)\)")
_SPAN = re.compile(r"\bbetween\b|\bfrom\b|\d\s*[–-]\s*\d{4}|\d\s+to\s+", re.IGNORECASE)
_AFTER_BRACKET = re.compile(r"(?<=\)),\s+(?=\S*\d)")
_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9/.-]*\d[A-Z0-9/.-]*")
_LABELLED = re.compile(
    r"(?!series\b)(.*\b(?:number|card|passport|document|certificate|permit|nationality|no|id)\b[.:]*)"
    r"\s+((?:[A-Z]{1,2} )?\S*\d\S*)"
    r"(?:\s+((?:issued|expired|valid)\b.*))?\Z",
    re.IGNORECASE,
)
_SERIES = re.compile(r"series\s+(\S+)\s+No\.?\s+(\d+)\Z", re.IGNORECASE)
_AND = re.compile(r"(?<=\d)\s*(?:\band\b|\bor\b|/)\s+(?=(?:[A-Z]{1,3} ?)?\d{4})")
"""`MP 3413113 and MP 2387911`: two numbers; a stroke inside one has no space behind it."""
_DAY = re.compile(r"\s+(?:issued\s+)?on\s+\d{1,2}\.\d{1,2}\.\d{4}\s*\Z")
_COUNTRY_BEFORE = re.compile(r"([A-Z][A-Za-z]{3,}(?: [A-Z][A-Za-z]+)*)\s+(\d\S*)\Z")
_LOOSE_POINT = re.compile(r"(?<=\d)\s*\.\s*(?=\d)|(?<=\d)\s+(?=\d{1,2}\.)")


class Number(NamedTuple):
    """A number and what is said about it in brackets or behind it."""

    value: str
    remark: str


def free_dates(prop: str, cell: str) -> Iterator[Claim]:
    """Every date the cell may mean, at its own precision, the cell as original; a note when part of it is no date."""
    cell = " ".join(cell.split())
    found: dict[str, None] = {}
    unread = False
    for lettered in _LETTER.split(cell.strip('"')):
        for piece in (lettered,) if _SPAN.search(lettered) else _BETWEEN_DATES.split(lettered):
            if not piece.strip(" .()"):
                continue
            dates = () if _OTHER_CALENDAR.search(piece) else _read(piece)
            unread = unread or not dates
            found.update(dict.fromkeys(dates))
    for value in found:
        yield Claim(prop, value, None, cell if cell != value else None)
    if cell and (unread or not found):
        yield Claim("notes", f"{prop}: {cell}", None, cell)


def _read(piece: str) -> tuple[str, ...]:
    outside = _BRACKET.sub("", piece).strip(" .,")
    if not any(map(str.isdigit, outside)):
        outside = piece.strip(" .,()")
    outside = _LOOSE_POINT.sub(".", re.sub(r"^(?:around|probably|exact)\s+", "", outside, flags=re.IGNORECASE))
    outside = re.sub(r"([A-Za-z])\.(?=\d)", r"\1 ", outside).removesuffix(" circa")
    one = iso_date(outside)
    dates = (one,) if one else dates_within(outside)
    return dates if all(int(day[:4]) >= EARLIEST_YEAR for day in dates) else ()


def numbers(cell: str) -> Iterator[Number]:
    """The numbers of a cell, lettered or after commas, each with its remark: `7716575919 (Tax ID/INN)`."""
    cell = " ".join(cell.split()).strip('"')
    for lettered in _ITEM.split(cell):
        for piece in _AFTER_BRACKET.split(lettered):
            if text := piece.strip(" ,;"):
                yield from _numbers_of(text)


def _numbers_of(text: str) -> Iterator[Number]:
    if text.count("(") > text.count(")"):
        text = _UNCLOSED.sub(r"(\1)", text)
    remark = ", ".join(match.strip() for match in _BRACKET.findall(text))
    first, *others = _BRACKET.sub("", text).strip(" ,;.):").split(", ")
    remark = ", ".join(part for part in (remark, *(other for other in others if not _NUMBER.fullmatch(other))) if part)
    for bare in (*_AND.split(first), *(other for other in others if _NUMBER.fullmatch(other))):
        if match := _SERIES.match(bare):
            yield Number(f"{match[1]} {match[2]}", remark)
        elif match := _LABELLED.match(bare):
            said = (match[1].strip(" :"), match[3], remark)
            yield Number(match[2].strip(".,;"), ", ".join(part for part in said if part))
        elif (match := _COUNTRY_BEFORE.match(bare)) and country_code(match[1]):
            yield Number(match[2].strip(" .,:"), ", ".join(part for part in (match[1], remark) if part))
        else:
            yield Number(_DAY.sub("", bare).strip(" .,:") or text, remark)
