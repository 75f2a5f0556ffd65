"""Clusters: which entities are one party, by confirmed judgements and by identifiers that are unique by their standard.

Derived, never stored and never a key: the members are worked out from what stands when it is asked for, so that a
judgement that is taken back takes apart exactly what it joined. Links are taken in order: judgements before
identifiers, earlier ones first; one that would join two entities which a confirmed judgement keeps apart is left out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import msgspec

from watchgate.model import ftm
from watchgate.model.statement import Locator
from watchgate.risk.grounds.facts import JUDGEMENT, UNIQUE, Facts
from watchgate.risk.identifiers.normal import normal
from watchgate.risk.identifiers.standards import is_valid
from watchgate.risk.identity.judgement import Judgement, Word, judgement_of

MOST_BEARERS = 50
"""An identifier that more entities than this bear identifies none of them."""

_Key = tuple[str, str]


class Link(msgspec.Struct, frozen=True, order=True):
    """Two entities are one party; `by_identifier` sorts judgements first."""

    by_identifier: bool
    first: Locator
    left: str
    right: str
    why: str
    stands_on: tuple[Locator, ...]


class Cluster(msgspec.Struct, frozen=True):
    """`members` in order of their ids; `links` join them without a circle. `id` names it in one answer only."""

    members: tuple[str, ...]
    links: tuple[Link, ...] = ()

    @property
    def id(self) -> str:
        """The first member: the same for all members at one position, another at the next."""
        return self.members[0]

    def between(self, left: str, right: str) -> tuple[Link, ...]:
        """The links by which `left` is `right`."""
        came: dict[str, tuple[str, Link] | None] = {left: None}
        waiting = deque([left])
        while waiting and right not in came:
            here = waiting.popleft()
            for link in self.links:
                if here in (link.left, link.right):
                    there = link.right if here == link.left else link.left
                    if there not in came:
                        came[there] = (here, link)
                        waiting.append(there)
        path: list[Link] = []
        step = came.get(right)
        while step is not None:
            path.append(step[1])
            step = came[step[0]]
        return tuple(path)


class Clusters:
    """Its state does not depend on the order of `put`."""

    def __init__(self) -> None:
        self._judged: dict[str, dict[str, Judgement]] = {}
        self._bearers: dict[_Key, dict[str, tuple[str, tuple[Locator, ...]]]] = {}
        self._keys: dict[str, tuple[_Key, ...]] = {}
        self._known: dict[str, Cluster] = {}

    def put(self, facts: Facts) -> None:
        """What one entity says of identity, from now on."""
        if facts.schema == JUDGEMENT:
            judgement = judgement_of(facts)
            if judgement is not None:
                self._known.clear()
                for side in (judgement.left, judgement.right):
                    self._judged.setdefault(side, {})[judgement.id] = judgement
            return
        found: dict[_Key, list[Locator]] = {}
        for key, locator in _identifiers(facts):
            found.setdefault(key, []).append(locator)
        for key, locators in found.items():
            self._bearers.setdefault(key, {})[facts.entity_id] = (facts.schema, tuple(locators))
        if found:
            self._keys[facts.entity_id] = tuple(found)
            self._known.clear()

    def take_out(self, facts: Facts) -> None:
        """What one entity said before."""
        judgement = judgement_of(facts)
        if judgement is not None:
            self._known.clear()
            for side in (judgement.left, judgement.right):
                self._judged[side].pop(judgement.id)
                if not self._judged[side]:
                    del self._judged[side]
        for key in self._keys.pop(facts.entity_id, ()):
            self._known.clear()
            self._bearers[key].pop(facts.entity_id)
            if not self._bearers[key]:
                del self._bearers[key]

    def of(self, entity_id: str) -> Cluster:
        """The cluster an entity belongs to: itself alone when nothing joins it to another."""
        if entity_id not in self._judged and entity_id not in self._keys:
            return Cluster((entity_id,))
        if entity_id not in self._known:
            for cluster in self._divided(entity_id):
                for member in cluster.members:
                    self._known[member] = cluster
        return self._known[entity_id]

    def bearers(self, facts: Facts) -> list[str]:
        """Who bears one of the unique identifiers of an entity, as it is or as it will be; itself left out."""
        found = {bearer for key in dict(_identifiers(facts)) for bearer in self._bearers.get(key, ())}
        return sorted(found - {facts.entity_id})

    def judgements(self, entity_id: str) -> tuple[Judgement, ...]:
        """All confirmed judgements about an entity, by id."""
        found = self._judged.get(entity_id, {})
        return tuple(found[one] for one in sorted(found))

    def kept_apart(self, left: str, right: str) -> Judgement | None:
        """The confirmed judgement that two entities are not one party."""
        for one in self.judgements(left):
            if one.word is Word.NEGATIVE and {left, right} == {one.left, one.right}:
                return one
        return None

    def shared(self) -> Iterator[tuple[_Key, dict[str, tuple[str, tuple[Locator, ...]]]]]:
        """Unique identifiers that several entities bear: the identifier, and schema and statements by entity."""
        for key in sorted(self._bearers):
            if len(self._bearers[key]) > 1:
                yield key, self._bearers[key]

    def _divided(self, entity_id: str) -> list[Cluster]:
        """Everything any link reaches from an entity, divided into clusters that no judgement contradicts."""
        links: set[Link] = set()
        reached = {entity_id}
        waiting = [entity_id]
        while waiting:
            for link in self._links(waiting.pop()):
                links.add(link)
                for end in (link.left, link.right):
                    if end not in reached:
                        reached.add(end)
                        waiting.append(end)
        home = {member: {member} for member in reached}
        taken: list[Link] = []
        for link in sorted(links):
            left, right = home[link.left], home[link.right]
            if left is right or self._contradicted(left, right):
                continue
            taken.append(link)
            left |= right
            for member in right:
                home[member] = left
        return [
            Cluster(tuple(sorted(members)), tuple(link for link in taken if link.left in members))
            for members in {id(members): members for members in home.values()}.values()
        ]

    def _contradicted(self, left: set[str], right: set[str]) -> bool:
        return any(
            one.word is Word.NEGATIVE and (one.left in right or one.right in right)
            for member in left
            for one in self._judged.get(member, {}).values()
        )

    def _links(self, entity_id: str) -> Iterator[Link]:
        for one in self._judged.get(entity_id, {}).values():
            if one.word is Word.POSITIVE:
                why = f"judged to be one party ({one.reason})" if one.reason else "judged to be one party"
                yield Link(False, min(one.stands_on), one.left, one.right, why, one.stands_on)
        for key in self._keys.get(entity_id, ()):
            bearers = self._bearers[key]
            if not 1 < len(bearers) <= MOST_BEARERS:
                continue
            schema, ours = bearers[entity_id]
            for other, (their_schema, theirs) in bearers.items():
                if other != entity_id and alike(schema, their_schema):
                    stands_on = tuple(sorted((*ours, *theirs)))
                    left, right = sorted((entity_id, other))
                    yield Link(True, max(stands_on), left, right, f"the same {key[0]} {key[1]}", stands_on)


def _identifiers(facts: Facts) -> Iterator[tuple[_Key, Locator]]:
    """The unique identifiers that pass their check, each with where it was said."""
    for one in facts.of(*UNIQUE):
        identifier = normal(one.prop, one.value)
        if identifier is not None and is_valid(identifier.kind, identifier.value):
            yield (one.prop, identifier.value), one.locator


def alike(left: str, right: str) -> bool:
    """Whether things of these schemata can be one: a ship and its company share the space of IMO numbers."""
    known = ftm.schemata()
    if left not in known or right not in known or "Thing" in (left, right):
        return True
    return known[left].is_a("Vehicle") == known[right].is_a("Vehicle")
