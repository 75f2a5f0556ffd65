"""Notes beside an alias of the UN list: its original script, and the papers and birth date it was used with.

`original script: Рамзан Одуев`, `In Arabic: أبوبكر الجزائري`, `(DPOB - 1977) - Passport No. 284173`.
What a note says of an alias is said of its bearer; the note stays a note as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchgate.watch.lists.entry import Claim
from watchgate.watch.lists.values.dates import iso_date
from watchgate.watch.lists.values.spellings import spellings

_SCRIPT = re.compile(r"(?:\bscript|\bIn [A-Z][a-z]+|\bin [A-Z][a-z]+)\s*:\s*([^A-Za-z;.,()]{3,})")
_PASSPORT = re.compile(r"\bpassport\s+(?:no\.?|number)\s*:?\s*((?:[A-Z]{1,2} ?)?\d[A-Z0-9]{4,})", re.IGNORECASE)
_IDENTITY = re.compile(r"\bID\s+(?:no\.?|number)\s*:?\s*(\d[A-Z0-9/-]{3,})", re.IGNORECASE)
_BORN = re.compile(r"\b(?:born(?: on| in)?|DOB:|DPOB(?::| -))\s+(?:[a-z]\)\s*)?(\d{1,2} [A-Z][a-z]{2}\.? \d{4}|\d{4})")


def note_claims(prop: str, cell: str, note: str, *, person: bool) -> Iterator[Claim]:
    """Names as `prop`, and for a person numbers and birth dates; alias and note together are the wording."""
    wording = f"{cell}: {note}"
    for match in _SCRIPT.finditer(note):
        for spelling in spellings(match[1]):
            yield Claim(prop, spelling.text, None, wording)
    if not person:
        return
    for kind, pattern in (("passportNumber", _PASSPORT), ("idNumber", _IDENTITY)):
        for match in pattern.finditer(note):
            yield Claim(kind, match[1], None, wording)
    for match in _BORN.finditer(note):
        if born := iso_date(match[1].replace(".", "")):
            yield Claim("birthDate", born, None, wording)
