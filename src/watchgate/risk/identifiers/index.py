"""IdentifierIndex: which parties bear an identifier that agrees with one of the query's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from watchgate.model.party import Identifier, Party
from watchgate.risk.identifiers.agree import BANK, Agreement, agreement
from watchgate.risk.identifiers.kinds import KINDS, UNKNOWN
from watchgate.risk.identifiers.normal import readings

_Key = tuple[str, str]


class IdentifierIndex:
    """Exact by construction: every agreement of the pairwise comparison is found, because agreeing ones share a key."""

    def __init__(self) -> None:
        self._holders: dict[_Key, dict[str, tuple[Identifier, ...]]] = {}
        self._keys: dict[str, tuple[_Key, ...]] = {}

    def add(self, party: Party) -> None:
        """Add, or replace by id."""
        self.remove(party.id)
        found: dict[_Key, list[Identifier]] = {}
        for identifier in party.identifiers:
            for reading in expand(identifier):
                found.setdefault(key_of(reading), []).append(reading)
        for key, identifiers in found.items():
            self._holders.setdefault(key, {})[party.id] = tuple(identifiers)
        if found:
            self._keys[party.id] = tuple(found)

    def remove(self, party_id: str) -> None:
        """Take out; unknown ids are ignored."""
        for key in self._keys.pop(party_id, ()):
            holders = self._holders[key]
            del holders[party_id]
            if not holders:
                del self._holders[key]

    def query(self, identifiers: Iterable[Identifier]) -> dict[str, tuple[Agreement, ...]]:
        """Entity id -> its agreements, the strongest first; one for each of its identifiers that agrees."""
        found: dict[str, dict[Identifier, Agreement]] = {}
        for identifier in identifiers:
            for reading in expand(identifier):
                for party_id, candidates in self._holders.get(key_of(reading), {}).items():
                    for candidate in candidates:
                        agreed = agreement(reading, candidate)
                        if agreed is not None:
                            _keep_best(found.setdefault(party_id, {}), agreed)
        return {party_id: tuple(sorted(best.values(), key=_order)) for party_id, best in found.items()}

    def __len__(self) -> int:
        """How many parties bear an identifier."""
        return len(self._keys)


def expand(identifier: Identifier) -> Iterator[Identifier]:
    """The identifier, or all readings of one whose kind is unknown."""
    if identifier.kind == UNKNOWN:
        yield from readings(identifier.value, identifier.country)
    elif identifier.kind in KINDS:
        yield identifier


def key_of(identifier: Identifier) -> tuple[str, str]:
    """What two identifiers share that agree; of a reading that `expand` gave."""
    space = KINDS[identifier.kind].space
    if space == "wallet":
        return space, identifier.value.lower()
    return space, identifier.value[:BANK] if space == "bic" else identifier.value


def _keep_best(best: dict[Identifier, Agreement], agreed: Agreement) -> None:
    known = best.get(agreed.candidate)
    if known is None or _order(agreed) < _order(known):
        best[agreed.candidate] = agreed


def _order(agreed: Agreement) -> tuple[bool, int, str, str]:
    return not agreed.certain, -agreed.points, agreed.candidate.kind, agreed.candidate.value
