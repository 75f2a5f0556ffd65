"""The path from a party to those who are listed, in words and in statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from watchgate.model.ground import GroundKind
from watchgate.model.policy import Aggregate, Ownership
from watchgate.model.statement import Locator
from watchgate.risk.ownership.blocked import Blocked, Part
from watchgate.risk.ownership.graph import Graph
from watchgate.risk.ownership.spread import Reached

MOST_CHARACTERS = 2_000
MOST_STEPS = 24
"""Of a chain, in words. All of it is in the statements."""

Named = Callable[[str], str]


def in_words(graph: Graph, node: str, found: Reached, named: Named) -> str:
    """`60 % by Beta (b), in turn (100 % by Ri (p), listed by US-OFAC)`: each owner, and what it is owned by in turn."""
    text = _owners(graph, found.of(node), found, named, {node})
    return text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + " … (the path is longer)"


def statements(graph: Graph, entity_id: str, found: Reached) -> tuple[Locator, ...]:
    """All that the answer on `entity_id` falls with: interests, arrangements, listings, and what joins their ends."""
    said: set[Locator] = set()
    ends: dict[str, set[str]] = {graph.target: {entity_id}}
    waiting = [graph.target]
    while waiting:
        node = waiting.pop()
        one = found.of(node)
        if one is None:
            continue
        said.update(one.stands_on)
        said.update(locator for arrangement in one.arrangements for locator in arrangement.stands_on)
        if one.member:
            ends.setdefault(node, set()).add(one.member)
        for part in one.parts:
            if part.owner not in ends:
                waiting.append(part.owner)
            for held in part.held:
                said.update(held.interest.stands_on)
                ends.setdefault(node, set()).add(held.asset)
                ends.setdefault(part.owner, set()).update(_members(graph, part.owner, held.interest.owners))
    for node, members in ends.items():
        cluster = graph.clusters[node]
        first, *others = sorted(members)
        said.update(locator for one in others for link in cluster.between(first, one) for locator in link.stands_on)
    return tuple(sorted(said))


def rule_in_words(rule: Ownership) -> str:
    """`50 % or more, the shares of all listed owners added up, or control`."""
    line = f"{rule.percent:g} % or more" if rule.inclusive else f"more than {rule.percent:g} %"
    added = {
        Aggregate.ALL: "the shares of all listed owners added up",
        Aggregate.JOINT: "shares added up under a joint arrangement",
        Aggregate.NONE: "shares of one owner",
    }[rule.aggregate]
    return f"{line}, {added}{', or control' if rule.control else ''}"


def _owners(graph: Graph, one: Blocked | None, found: Reached, named: Named, seen: set[str]) -> str:
    if one is None:
        return ""
    if one.kind is GroundKind.LISTED:
        return one.listing
    return " and ".join(_part(graph, part, found, named, seen) for part in one.parts)


def _part(graph: Graph, part: Part, found: Reached, named: Named, seen: set[str]) -> str:
    owner = found.of(part.owner)
    said = _members(graph, part.owner, part.held[0].interest.owners)[0]
    text = f"{part.amount} by {named(said)}"
    if part.owner in seen:
        return f"{text} (as said)"
    if len(seen) > MOST_STEPS:
        return f"{text}, and further"
    seen.add(part.owner)
    if owner is not None and owner.kind is GroundKind.LISTED:
        links = graph.clusters[part.owner].between(said, owner.member) if owner.member else ()
        same = f", who is {named(owner.member)} ({'; '.join(link.why for link in links)})" if links else ""
        return f"{text}{same}, {owner.listing}"
    return f"{text}, in turn ({_owners(graph, owner, found, named, seen)})"


def _members(graph: Graph, node: str, owners: Sequence[str]) -> list[str]:
    """The owners that are of this node, as the source of the interest calls them."""
    members = graph.clusters[node].members
    return [one for one in owners if one in members]
