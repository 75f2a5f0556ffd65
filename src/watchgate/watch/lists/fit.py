"""What the ledger would refuse is found while reading, and refused by its record alone: one bad value stops no list."""

from __future__ import annotations

from watchgate.ledger.draft import is_date
from watchgate.model.statement import Statement

MAX_CHARACTERS = 200_000
"""Of one value: the ledger takes entries of 1 MiB, a character has at most four bytes; real ones stay below 20,000."""
MAX_ID_CHARACTERS = 4_096


def why_unfit(statement: Statement) -> str | None:
    """Why the ledger would not take the statement, in one clause; None when it would."""
    if not (statement.entity_id and statement.schema and statement.prop and statement.value and statement.dataset):
        return f"{statement.prop or 'a property'} is empty"
    if len(statement.entity_id) > MAX_ID_CHARACTERS:
        return f"its id has {len(statement.entity_id):,} characters"
    if len(statement.value) + len(statement.original_value or "") > MAX_CHARACTERS:
        return f"{statement.prop} has {len(statement.value):,} characters"
    for word, date in (("begins", statement.valid_from), ("ends", statement.valid_to)):
        if date is not None and not is_date(date):
            return f"{statement.prop} {word} on {date[:40]!r}, which is no date"
    return None
