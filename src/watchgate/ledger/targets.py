"""The targets of a delivery's acts: each must be a statement, and not one that was already taken back."""

from __future__ import annotations

import apsw

from watchgate.ledger.canonical import (
    CONFIRMATION,
    KIND_AT,
    MARKING,
    RETRACTION,
    STATEMENT,
    StatementRow,
    decode_row,
)
from watchgate.ledger.draft import Draft
from watchgate.ledger.rows import is_sound, key_of
from watchgate.model.errors import BadInputError
from watchgate.model.statement import Locator, Status


class Targets:
    """Checks one draft that is about to become the delivery at `position`."""

    def __init__(self, connection: apsw.Connection, position: int, draft: Draft) -> None:
        self._connection = connection
        self._position = position
        self._draft = draft
        self._retracted_here: set[int] = set()

    def check(self) -> dict[int, tuple[int, int | None]]:
        """For each act by ordinal: the key of its target, and the target's entity (None: a row of this delivery).

        BadInputError names the first act that cannot stand. A retracted statement can still be marked: its past
        stays readable, so that who may read it stays a question.
        """
        found: dict[int, tuple[int, int | None]] = {}
        for ordinal, target in self._draft.targets.items():
            entity, payload = self._target(target, ordinal)
            at = key_of(target.position or self._position, target.ordinal)
            kind = self._draft.payloads[ordinal][KIND_AT]
            if kind != MARKING and self._is_retracted(at):
                raise self._refuse(ordinal, target, "is already retracted")
            if kind == RETRACTION:
                self._retracted_here.add(at)
            elif kind == CONFIRMATION:
                row = decode_row(payload)
                if not (isinstance(row, StatementRow) and row.status is Status.PROPOSED):
                    raise self._refuse(ordinal, target, "was not proposed, there is nothing to confirm")
            found[ordinal] = (at, entity)
        return found

    def _target(self, target: Locator, ordinal: int) -> tuple[int | None, bytes]:
        if target.position == 0:
            entity, payload = None, self._draft.payloads[target.ordinal]
        else:
            row = self._connection.execute(
                "SELECT entity, crc, payload FROM entry WHERE at = ?", (key_of(*target),)
            ).fetchone()
            if row is None or target.position >= self._position:
                raise self._refuse(ordinal, target, "does not exist")
            entity, crc, payload = row
            if not is_sound(key_of(*target), entity, crc, payload):
                raise self._refuse(ordinal, target, "is damaged (run: watchgate ledger verify)")
        if payload[KIND_AT] != STATEMENT:
            raise self._refuse(ordinal, target, "is not a statement")
        return entity, payload

    def _is_retracted(self, at: int) -> bool:
        if at in self._retracted_here:
            return True
        acts = self._connection.execute("SELECT payload FROM entry WHERE target = ?", (at,))
        return any(isinstance(payload, bytes) and payload[KIND_AT] == RETRACTION for (payload,) in acts)

    def _refuse(self, ordinal: int, target: Locator, reason: str) -> BadInputError:
        name = str(target) if target.position else f"{target.ordinal} of the same delivery"
        return BadInputError(f"its target {name} {reason}", where=f"entry {ordinal} of the delivery")
