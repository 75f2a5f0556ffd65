"""What a person types for a statement, made a locator."""

from __future__ import annotations

import re

from watchgate.ledger.id_index import IdIndex
from watchgate.ledger.interface import Snapshot
from watchgate.ledger.rows import locator_of
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.statement import Locator

_LOCATOR = re.compile(r"(\d{1,12})\.(\d{1,7})", re.ASCII)
_PREFIX = re.compile(r"[0-9a-f]{8,64}")
_HINT = "give position.ordinal, as 12.340, or a statement id or its first 8 or more characters"


def find(reference: str, snapshot: Snapshot, ids: IdIndex) -> Locator:
    """The statement meant, among those the snapshot's reader may see.

    BadInputError when `reference` is neither form or means several; NotFoundError when there is none.
    """
    text = reference.strip().lower()
    if named := _LOCATOR.fullmatch(text):
        locator = Locator(int(named[1]), int(named[2]))
        if snapshot.statement(locator) is not None:
            return locator
    elif _PREFIX.fullmatch(text):
        found = []
        for at in ids.candidates(text):
            statement = snapshot.statement(locator_of(at))
            if statement is not None and statement.id.startswith(text):
                found.append(statement.locator)
        if len(found) == 1:
            return found[0]
        if found:
            raise BadInputError(
                f"{reference} begins the ids of {len(found)} statements: {', '.join(map(str, sorted(found)[:5]))}",
                hint="give more characters",
            )
    else:
        raise BadInputError(f"{reference!r} names no statement", hint=_HINT)
    raise NotFoundError(f"there is no statement {reference}", hint=_HINT)
