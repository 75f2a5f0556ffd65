"""State: the facts of all entities, and who is spoken of in whose. It does not depend on the order of `put`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from watchgate.risk.grounds.facts import LISTING, NAMED_BY, Facts, Said
from watchgate.risk.grounds.listing import Listing, listings_of
from watchgate.risk.identity.clusters import Cluster, Clusters
from watchgate.risk.ownership.interest import ENDS, Interest, assets_of, carries, interests_of, owners_of
from watchgate.risk.ownership.names import NameKeys, may_be_one


class State:
    """`put` is the only door; everything else is looked up."""

    def __init__(self) -> None:
        self._facts: dict[str, Facts] = {}
        self._listed: dict[str, set[str]] = {}
        self._listings: dict[str, tuple[Listing, ...]] = {}
        self._into: dict[str, set[str]] = {}
        self._links_to: dict[str, set[str]] = {}
        self._linking: dict[str, set[str]] = {}
        self._out_of: dict[str, set[str]] = {}
        self._read: dict[str, tuple[str, tuple[Interest, ...]]] = {}
        self._names = NameKeys()
        self.clusters = Clusters()

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
        for sanction_id in sorted(self._listed.get(entity_id, ())):
            made = self._listings.get(sanction_id)
            if made is None:  # read when first asked for: most listings of most lists never are
                made = self._listings[sanction_id] = listings_of(self._facts[sanction_id])
            yield from (listing for listing in made if listing.party == entity_id)

    def is_held(self, entity_id: str, *, links: bool) -> bool:
        """Whether anybody is said to hold something of an entity; `links`: or to be linked with it."""
        return entity_id in self._into or (links and entity_id in self._links_to)

    def interests_in(self, entity_id: str, day: str, *, links: bool) -> Iterator[Interest]:
        """Who holds what of an entity on a day, in the order of their ids; `links`: mere links as well."""
        found = self._into.get(entity_id, set())
        for one in sorted(found | self._links_to.get(entity_id, set()) if links else found):
            yield from (interest for interest in self._interests(one, day) if interest.asset == entity_id)

    def arrangements_of(self, entity_id: str, day: str) -> Iterator[Interest]:
        """What links an entity with another on a day, in the order of their ids."""
        for one in sorted(self._linking.get(entity_id, ())):
            yield from self._interests(one, day)

    def cluster(self, entity_id: str) -> Cluster:
        """The entities that are one party with it, itself among them."""
        return self.clusters.of(entity_id)

    def namesakes(self, entity_id: str) -> list[str]:
        """Listed parties of the same name that nothing keeps apart from an entity, by id."""
        facts = self._facts.get(entity_id)
        if facts is None or not facts.keys:
            return []
        cluster = self.cluster(entity_id).members
        return [
            other
            for other in self._names.of(facts)
            if other not in cluster
            and may_be_one(facts, self._facts[other])
            and self.clusters.kept_apart(entity_id, other) is None
        ]

    def named(self, entity_id: str) -> str:
        """`Ri Pyong Chol (ofac-15582)`, or the id alone."""
        facts = self._facts.get(entity_id)
        return f"{facts.name} ({entity_id})" if facts is not None and facts.name else entity_id

    def beneath(self, entity_id: str) -> set[str]:
        """What an entity may ever hold, or be in an arrangement about; and what names it as its holder (a wallet)."""
        found: set[str] = set()
        for one in (*self._out_of.get(entity_id, ()), *self._linking.get(entity_id, ())):
            facts = self._facts[one]
            found.update((one, *assets_of(facts), *_linked_ends(facts)))
        return found

    def bearers(self, facts: Facts) -> list[str]:
        """Others with one of the names, or one of the unique identifiers, of an entity, as it is or as it will be."""
        return [*self._names.of(facts), *self.clusters.bearers(facts)]

    def naming(self, entity_id: str) -> tuple[Said, ...]:
        """One statement for each dataset that speaks of an entity."""
        facts = self._facts.get(entity_id)
        return facts.of(NAMED_BY) if facts is not None else ()

    def _interests(self, interest_id: str, day: str) -> tuple[Interest, ...]:
        """Read once a day: the gate asks of the same parties again and again."""
        known = self._read.get(interest_id)
        if known is None or known[0] != day:
            known = self._read[interest_id] = (day, interests_of(self._facts[interest_id], day))
        return known[1]

    def _put_in(self, facts: Facts) -> None:
        if facts.schema == LISTING:  # half of all that is held, and nothing but a listing
            for party in {one.value for one in facts.of("entity")}:
                self._listed.setdefault(party, set()).add(facts.entity_id)
            return
        self.clusters.put(facts)
        self._names.put(facts)
        into = self._into if carries(facts) else self._links_to
        for asset in assets_of(facts):
            into.setdefault(asset, set()).add(facts.entity_id)
        for end in _linked_ends(facts):
            self._linking.setdefault(end, set()).add(facts.entity_id)
        for owner in _held_by(facts):
            self._out_of.setdefault(owner, set()).add(facts.entity_id)

    def _take_out(self, facts: Facts) -> None:
        self._read.pop(facts.entity_id, None)
        if facts.schema == LISTING:
            self._listings.pop(facts.entity_id, None)
            for party in {one.value for one in facts.of("entity")}:
                _forget(self._listed, party, facts.entity_id)
            return
        self.clusters.take_out(facts)
        self._names.take_out(facts)
        into = self._into if carries(facts) else self._links_to
        for asset in assets_of(facts):
            _forget(into, asset, facts.entity_id)
        for end in _linked_ends(facts):
            _forget(self._linking, end, facts.entity_id)
        for owner in _held_by(facts):
            _forget(self._out_of, owner, facts.entity_id)


def _linked_ends(facts: Facts) -> set[str]:
    """Both ends of a link of any kind: of joint arrangements the side does not matter."""
    return {one.value for one in facts.of(*ENDS["UnknownLink"])} if facts.schema == "UnknownLink" else set()


def _held_by(facts: Facts) -> set[str]:
    return {*owners_of(facts), *(one.value for one in facts.of("holder"))}


def _forget(index: dict[str, set[str]], key: str, member: str) -> None:
    index[key].discard(member)
    if not index[key]:
        del index[key]
