"""Parts: which entities say something of which party, kept so that a change of one renews only those it belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from watchgate.model.party import Party
from watchgate.risk.parties import Profile, is_party_schema, is_screened, joined


class Parts:
    """Profiles of parties, their documents, wallets and addresses. Its state does not depend on the order of `put`."""

    def __init__(self) -> None:
        self._profiles: dict[str, Profile] = {}
        self._belongings: dict[str, set[str]] = {}
        self._visitors: dict[str, set[str]] = {}

    def put(self, profile: Profile) -> set[str]:
        """Take in what one entity now says; returns every party this may change."""
        entity_id = profile.party.id
        affected = {entity_id} | self._visitors.get(entity_id, set())
        old = self._profiles.pop(entity_id, None)
        if old is not None:
            affected.update(old.holders)
            _unlink(self._belongings, old.holders, entity_id)
            _unlink(self._visitors, old.places, entity_id)
        if not _says_something(profile):
            return affected
        self._profiles[entity_id] = profile
        for holder in profile.holders:
            self._belongings.setdefault(holder, set()).add(entity_id)
        for place in profile.places:
            self._visitors.setdefault(place, set()).add(entity_id)
        affected.update(profile.holders)
        return affected

    def party(self, entity_id: str) -> Party | None:
        """The party with all its parts; None when it is not one that is screened."""
        profile = self._profiles.get(entity_id)
        if profile is None:
            return None
        parts = [self._profiles[other].party for other in self.of(entity_id)]
        whole = joined(profile.party, parts)
        return whole if is_screened(whole) else None

    def profiles(self) -> Iterable[Profile]:
        """All that say something."""
        return self._profiles.values()

    def of(self, entity_id: str) -> tuple[str, ...]:
        """The entities whose statements are part of this party, by id so that the order is always the same."""
        profile = self._profiles.get(entity_id)
        places = profile.places if profile is not None else ()
        known = {place for place in places if place in self._profiles}
        return tuple(sorted(known | self._belongings.get(entity_id, set())))


def _says_something(profile: Profile) -> bool:
    """Listings, links and the like are no part of a party, whatever countries they name."""
    if profile.holders or profile.places:
        return True
    party = profile.party
    empty = Party(id=party.id, schema=party.schema)
    return party != empty and (party.schema == "Address" or is_party_schema(party.schema))


def _unlink(sets: dict[str, set[str]], keys: tuple[str, ...], member: str) -> None:
    for key in keys:
        sets[key].discard(member)
        if not sets[key]:
            del sets[key]
