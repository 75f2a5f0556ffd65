"""Grade: how far a source, and what it says, may be trusted: the Admiralty code (NATO AJP-2.1, STANAG 2511).

Two characters, kept verbatim and never averaged into one number: reliability of the source (A-F), then credibility of
the information (1-6). An official list is graded A1 by default: it is the act itself, not a report about it.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from watchgate.model.errors import BadInputError

Grade = Annotated[str, msgspec.Meta(pattern="^[A-F][1-6]$", description="Admiralty code, e.g. B2")]

RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
CREDIBILITY = {
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "truth cannot be judged",
}
OFFICIAL: Grade = "A1"
UNGRADED: Grade = "F6"


def parse_grade(text: str) -> Grade:
    """The grade in `text` (case and surrounding space ignored); BadInputError if it is not one."""
    grade = text.strip().upper()
    if len(grade) == 2 and grade[0] in RELIABILITY and grade[1] in CREDIBILITY:
        return grade
    raise BadInputError(f"{text!r} is not a grade", hint="write reliability A-F and credibility 1-6: B2")


def describe(grade: Grade) -> str:
    """The grade in words: `usually reliable, probably true`."""
    return f"{RELIABILITY[grade[0]]}, {CREDIBILITY[grade[1]]}"
