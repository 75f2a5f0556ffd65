"""Parties that are read once: banks, of which most say nothing but a BIC, and the same ones stand in most payments."""

from __future__ import annotations

from functools import lru_cache

from watchgate.gate.records.party_building import PartyBuilding
from watchgate.model.record import NotCompared, RecordParty, Text

MOST_KNOWN = 16_384
"""BICs in a role; about 10 MB."""

LONGEST = 64
"""Signs of what is remembered; a BIC has eleven."""


class KnownParty:
    """What became of a `PartyBuilding`, for every message it stands in."""

    __slots__ = ("_finished", "not_compared", "texts")

    def __init__(self, building: PartyBuilding) -> None:
        self._finished = building.finished()
        self.texts: tuple[Text, ...] = building.texts
        self.not_compared: tuple[NotCompared, ...] = building.not_compared

    def finished(self) -> RecordParty | None:
        """The party, if anything of it can be compared."""
        return self._finished


def bank_alone(role: str, element: str, bic: str, bic_element: str) -> KnownParty:
    """The bank that stands in `element` with a BIC, in `bic_element`, and nothing else."""
    return (_known if len(bic) <= LONGEST else _made)(role, element, bic, bic_element)


def _made(role: str, element: str, bic: str, bic_element: str) -> KnownParty:
    building = PartyBuilding(role, element)
    building.identifier("swiftBic", bic, bic_element)
    return KnownParty(building)


_known = lru_cache(maxsize=MOST_KNOWN)(_made)
