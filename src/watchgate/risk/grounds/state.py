"""State: the facts of all entities, and who is spoken of in whose. It does not depend on the order of `put`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from watchgate.risk.grounds.facts import LISTING, Facts
from watchgate.risk.grounds.listing import Listing, listings_of


class State:
    """`put` is the only door; everything else is looked up."""

    def __init__(self) -> None:
        self._facts: dict[str, Facts] = {}
        self._listed: dict[str, dict[str, tuple[Listing, ...]]] = {}

    def put(self, entity_id: str, facts: Facts | None) -> None:
        """What one entity says from now on; None: nothing."""
        old = self._facts.get(entity_id)
        if old == facts:
            return
        if old is not None:
            self._take_out(old)
            del self._facts[entity_id]
        if facts is not None:
            self._facts[entity_id] = facts
            self._put_in(facts)

    def facts(self, entity_id: str) -> Facts | None:
        """The facts of one entity."""
        return self._facts.get(entity_id)

    def all(self) -> Iterable[Facts]:
        """All that are held, in no order that means anything."""
        return self._facts.values()

    def listings(self, entity_id: str) -> Iterator[Listing]:
        """The listings of a party, whenever in force, in the order of their ids."""
        found = self._listed.get(entity_id)
        if found:
            for sanction_id in sorted(found):
                yield from found[sanction_id]

    def _put_in(self, facts: Facts) -> None:
        if facts.schema == LISTING:
            by_party: dict[str, list[Listing]] = {}
            for one in listings_of(facts):
                by_party.setdefault(one.party, []).append(one)
            for party, listings in by_party.items():
                self._listed.setdefault(party, {})[facts.entity_id] = tuple(listings)

    def _take_out(self, facts: Facts) -> None:
        if facts.schema == LISTING:
            for party in {one.value for one in facts.of("entity")}:
                listings = self._listed.get(party, {})
                listings.pop(facts.entity_id, None)
                if not listings:
                    self._listed.pop(party, None)
