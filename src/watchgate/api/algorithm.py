"""The matching this service does, under the name yente's clients see."""

from __future__ import annotations

from typing import Any

from watchgate.model.errors import BadInputError

ALGORITHM = "watchgate"
ACCEPTED = frozenset(
    {ALGORITHM, "best", "default", "logic-v1", "logic-v2", "name-matcher", "name-qualified", "regression-v1"}
)
"""Names a client may send. Whatever yente's algorithm it asks for, it is answered by ours, and the answer says so."""

FEATURES = {
    "name": "a full name, alias or previous name, compared part by part across scripts and spellings",
    "weak_alias": "an alias the list itself calls weak: it supports a hit, it does not raise one",
    "identifier": "a number that is unique by its standard, equal after normalisation",
    "birth_date": "dates of birth, at the precision both sides have",
    "country": "nationality, residence, flag or registration",
    "gender": "gender, where both sides state it",
    "schema": "whether both are the same kind of thing",
}


def check_algorithm(name: str | None) -> None:
    """BadInputError when `name` is no algorithm a client could mean."""
    if name is not None and name not in ACCEPTED:
        raise BadInputError(f"{name[:64]!r} is not an algorithm", where="algorithm", hint="GET /algorithms lists them")


def describe_algorithm() -> tuple[str, dict[str, Any]]:
    """What it is, and what each feature of an explanation means."""
    description = (
        "Exhaustive matching of names across scripts with qualifiers and identifiers. A score is the sum of the "
        "points of its reasons, as a share of 1; every entity at or above the cutoff is found."
    )
    return description, {name: {"description": text} for name, text in FEATURES.items()}
