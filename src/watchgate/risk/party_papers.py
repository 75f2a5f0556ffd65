"""What kind of number a document bears, from the words a list uses for the document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_WORDS = (
    ("passportNumber", re.compile(r"passport|pasaporte|travel document|паспорт", re.IGNORECASE)),
    ("taxNumber", re.compile(r"\btax|fiscal|\btin\b|\bvat\b|\brfc\b|\bnit\b|\bcuit\b|\brut\b", re.IGNORECASE)),
    ("socialSecurityNumber", re.compile(r"social (?:security|insurance)|\bssn\b", re.IGNORECASE)),
    ("innCode", re.compile(r"^inn\b|\bИНН\b", re.IGNORECASE)),
    ("ogrnCode", re.compile(r"^ogrn\b|\bОГРН\b", re.IGNORECASE)),
    (
        "registrationNumber",
        re.compile(r"regist|commercial|company|business|enterprise|chamber|trade licen[cs]e", re.IGNORECASE),
    ),
)
"""In order; the first that is found counts. What none knows is an identity document."""


def paper_kind(schema: str, values: Mapping[str, Sequence[str]]) -> str | None:
    """The FollowTheMoney property the `number` of a document is one of; None when the entity is no document."""
    if schema == "Passport":
        return "passportNumber"
    if schema != "Identification":
        return None
    said = " ".join(values.get("type", ())).replace(".", "")
    return next((kind for kind, words in _WORDS if words.search(said)), "idNumber")
