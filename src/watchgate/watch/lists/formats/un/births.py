"""Birth dates of the UN list: EXACT, APPROXIMATELY or BETWEEN, each at the precision the Council gives.

An approximate date stands for its year only. BETWEEN gives every year of the span (dates.dates_within says why). A
NOTE that is itself a date (`Nov. 1973`, `Between Aug. and Sep. 1977`) is read as one; with a YEAR it may name the month
(`1958`, `Sep.`). What cannot be read as a date (`30-35 years old`, a Hijri date) is kept as a note, never guessed at.
"""

from __future__ import annotations

from watchgate.watch.lists.entry import Claim
from watchgate.watch.lists.values.dates import dates_within, iso_date
from watchgate.watch.lists.xml_text import Children

FIELDS = ("TYPE_OF_DATE", "DATE", "YEAR", "FROM_YEAR", "TO_YEAR", "NOTE")
SAYS_ONLY_ABOUT = "approximately"


def birth_claims(element: Children) -> tuple[Claim, ...]:
    """The claims of one INDIVIDUAL_DATE_OF_BIRTH: birthDate, or a note with the wording when it is no date."""
    kind, date, year, first, last, note = (element.text(tag) for tag in FIELDS)
    wording = " ".join(part for part in (kind, date or year, first, last, note) if part)
    if not (date or year or first or last or note):
        return ()
    values = _dates(kind, date, year, first, last, note)
    claims = [Claim("birthDate", value, None, wording if wording != f"EXACT {value}" else None) for value in values]
    if not values or (note and note.casefold() != SAYS_ONLY_ABOUT and not _reads(note, year)):
        claims.append(Claim("notes", f"Date of birth: {wording}", None, wording))
    return tuple(claims)


def _dates(kind: str, date: str, year: str, first: str, last: str, note: str) -> tuple[str, ...]:
    if first or last:
        return dates_within(f"{first or last} to {last or first}")
    if date:
        found = iso_date(date)
        return () if found is None else (found[:4] if kind == "APPROXIMATELY" else found,)
    if year:
        month = iso_date(f"{note} {year}".replace(".", "")) if note else None
        found = month or iso_date(year)
        return (found,) if found else ()
    return dates_within(note.replace(".", ""))


def _reads(note: str, year: str) -> bool:
    return bool(dates_within(f"{note} {year}".strip().replace(".", "")))
