"""`owned`, `controlled` and `linked`: what each authority's rule makes of who holds a party, on its day."""

from __future__ import annotations

from collections.abc import Iterator

from watchgate.model.ground import Ground, GroundKind
from watchgate.model.policy import Ownership
from watchgate.risk.grounds.law import Law
from watchgate.risk.grounds.listed import listed
from watchgate.risk.grounds.state import State
from watchgate.risk.ownership.blocked import Blocked, Part
from watchgate.risk.ownership.graph import MOST_INTERESTS, Graph
from watchgate.risk.ownership.path import in_words, rule_in_words, statements
from watchgate.risk.ownership.rule import holdings
from watchgate.risk.ownership.shares import UNIT, WHOLE, percent
from watchgate.risk.ownership.spread import Reached, reached
from watchgate.risk.ownership.words import Counts


def ownership(state: State, entity_id: str, law: Law, at_us: int, *, links: bool = True) -> Iterator[Ground]:
    """One ground for each authority whose rule says something of `entity_id`: the strongest that can be said.

    A party that the authority lists itself is not asked about a second time. `links`: whether a connection that is
    neither ownership nor control is said; it adds nothing to a party that is listed.
    """
    if not any(state.is_held(one, links=links) for one in state.cluster(entity_id).members):
        return
    graphs: dict[str, Graph] = {}
    listings = Listings(state, law, at_us)
    for name, authority in law.authorities.items():
        rule = authority.ownership
        if rule is None:
            continue
        day = law.day(name, at_us)
        if day not in graphs:
            graphs[day] = Graph(state, entity_id, day, links=links)
        graph = graphs[day]
        certainly, possibly = listings.of(graph, name)
        if graph.target in certainly:
            continue
        possibly.pop(graph.target, None)
        found = reached(graph, certainly, possibly, rule)
        ground = _ground(state, graph, entity_id, name, rule, found)
        if ground is not None and (links or ground.kind is not GroundKind.LINKED):
            yield ground
    for graph in graphs.values():
        if graph.cut:
            yield Ground(
                kind=GroundKind.LINKED,
                entity_id=entity_id,
                detail=f"more than {MOST_INTERESTS:,} interests lie above it: who owns it was not worked out whole",
            )
            break


class Listings:
    """What is listed of the nodes of a graph, looked up once for all authorities."""

    def __init__(self, state: State, law: Law, at_us: int) -> None:
        self._state, self._law, self._at = state, law, at_us
        self._known: dict[str, tuple[Ground, ...]] = {}
        self._namesakes: dict[str, list[str]] = {}

    def of(self, graph: Graph, authority: str) -> tuple[dict[str, Blocked], dict[str, Blocked]]:
        """The nodes it begins with: those that the authority lists, and those that may be listed."""
        certainly: dict[str, Blocked] = {}
        possibly: dict[str, Blocked] = {}
        for node, cluster in graph.clusters.items():
            for member in cluster.members:
                for ground in self._grounds(member):
                    if ground.authority == authority:
                        into = possibly if ground.doubt else certainly
                        into.setdefault(node, _begin(ground, member))
            if node not in certainly and node not in possibly and node != graph.target:
                found = self._by_name(cluster.members, authority)
                if found is not None:
                    possibly[node] = found
        return certainly, possibly

    def _grounds(self, entity_id: str) -> tuple[Ground, ...]:
        if entity_id not in self._known:
            self._known[entity_id] = tuple(listed(self._state, entity_id, self._law, self._at))
        return self._known[entity_id]

    def _by_name(self, members: tuple[str, ...], authority: str) -> Blocked | None:
        state = self._state
        for member in members:
            if member not in self._namesakes:
                self._namesakes[member] = state.namesakes(member)
            for other in self._namesakes[member]:
                for ground in self._grounds(other):
                    if ground.authority == authority:
                        known = f"{state.named(member)} is known by name alone to be {state.named(other)}"
                        doubts = frozenset({known, *([ground.doubt] if ground.doubt else [])})
                        listing = f"of the same name as {state.named(other)}, {ground.detail}"
                        where = tuple(one.locator for side in (member, other) for one in state.naming(side))
                        stands_on = (*ground.stands_on, *where)
                        return Blocked(GroundKind.LISTED, doubts=doubts, listing=listing, stands_on=stands_on)
        return None


def _begin(ground: Ground, member: str) -> Blocked:
    doubts = frozenset({ground.doubt}) if ground.doubt else frozenset[str]()
    return Blocked(GroundKind.LISTED, doubts=doubts, listing=ground.detail, member=member, stands_on=ground.stands_on)


def _ground(
    state: State, graph: Graph, entity_id: str, authority: str, rule: Ownership, found: Reached
) -> Ground | None:
    one = found.of(graph.target)
    by_rule = f"by the rule of {authority} ({rule_in_words(rule)})"
    if one is not None:
        return Ground(
            kind=one.kind,
            entity_id=entity_id,
            authority=authority,
            stands_on=statements(graph, entity_id, found),
            detail=f"{one.kind} {by_rule}: {in_words(graph, graph.target, found, state.named)}",
            doubt="; ".join(sorted(one.doubts)),
        )
    link = _link(graph, rule, found)
    if link is None:
        return None
    with_target = Reached({}, {}, {**found.possibly, graph.target: link})
    return Ground(
        kind=GroundKind.LINKED,
        entity_id=entity_id,
        authority=authority,
        stands_on=statements(graph, entity_id, with_target),
        detail=f"neither owned nor controlled {by_rule}, but connected with listed persons: "
        + in_words(graph, graph.target, with_target, state.named),
        doubt="; ".join(sorted(link.doubts)),
    )


def _link(graph: Graph, rule: Ownership, found: Reached) -> Blocked | None:
    """What listed persons have of it although the rule is not met: a notable share, one of unknown size, a power."""
    parts: list[Part] = []
    total = 0
    for counts in (Counts.SHARES, Counts.VOTES):
        held = holdings(graph, graph.target, found.possibly, counts, doubtful=True)
        most = sum(one.high for one in held)
        total = max(total, most)
        votes = " of the votes" if counts is Counts.VOTES else ""
        for one in held:
            least = percent(one.floor) + " to " if one.floor < one.high else ""
            parts.append(Part(one.owner, one.held, f"{least}{percent(min(one.high, WHOLE))}{votes}"))
    parts = parts if total >= round(rule.notable_percent * UNIT) else []
    for one_held in graph.into.get(graph.target, ()):
        interest = one_held.interest
        for owner in one_held.owners:
            if owner not in found.possibly:
                continue
            if interest.counts in (Counts.SHARES, Counts.VOTES) and interest.share is None:
                parts.append(Part(owner, (one_held,), f"{interest.called}, how much is not said,"))
            elif interest.counts in (Counts.CONTROL, Counts.LINK):
                parts.append(Part(owner, (one_held,), interest.called))
    if not parts:
        return None
    doubts = frozenset(doubt for part in parts for doubt in found.possibly[part.owner].doubts)
    return Blocked(GroundKind.LINKED, tuple(parts), doubts)
