"""Since when at most: a listing without a date is no older than the last snapshot of its list that lacks the party."""

from __future__ import annotations

from watchgate.ledger.interface import Ledger
from watchgate.model.ground import Ground, GroundKind
from watchgate.model.handling import SYSTEM


class FirstNamed:
    """Asked of `ledger`, and remembered: one entity is met by many payments."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._found: dict[tuple[str, int], str] = {}

    def unnamed_on(self, ground: Ground) -> str:
        """The newest day (ISO) on which a whole snapshot of its list did not name the party of a listing without dates.

        Empty where that is not known: the listing gives a date, the list was not loaded before, what says so is no
        snapshot, or something was said of the party before, so that it may have been listed under another statement, or
        listed, withdrawn and listed again.
        """
        if ground.kind is not GroundKind.LISTED or ground.valid_from is not None or not ground.stands_on:
            return ""
        first = min(one.position for one in ground.stands_on)
        key = ground.entity_id, first
        if key not in self._found:
            self._found[key] = self._before(ground.entity_id, first)
        return self._found[key]

    def _before(self, entity_id: str, first: int) -> str:
        known = self._ledger.as_of(reader=SYSTEM, position=first - 1)
        said_by = self._ledger.as_of(reader=SYSTEM, position=first).delivery(first)
        if said_by is None or said_by.snapshot_date is None or known.was_named(entity_id):
            return ""
        whole = (one.snapshot_date for one in known.deliveries(said_by.source) if one.complete)
        return max(filter(None, whole), default="")
