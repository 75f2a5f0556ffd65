"""Spread: from those who are listed to everything they own or control, until nothing more is added.

The rule only ever adds, so there is one smallest end, whatever the order and whatever circles there are: whoever is in
a circle is blocked only if somebody outside of it, who is blocked, brings enough into it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from watchgate.model.policy import Ownership
from watchgate.risk.ownership.blocked import Blocked
from watchgate.risk.ownership.graph import Graph
from watchgate.risk.ownership.rule import controlled, owned

WIDELY = 64
"""Interests in one node from which on it is looked at only when all else stands still: its owners may be thousands,
each blocked in a round of its own, and what comes out does not depend on the order."""


class Reached(msgspec.Struct, frozen=True):
    """Who is blocked: by shares alone, and certainly; certainly; possibly. Each holds all of the one before it."""

    by_ownership: Mapping[str, Blocked]
    certainly: Mapping[str, Blocked]
    possibly: Mapping[str, Blocked]

    def of(self, node: str) -> Blocked | None:
        """The strongest that can be said of a node."""
        return self.by_ownership.get(node) or self.certainly.get(node) or self.possibly.get(node)


def reached(graph: Graph, listed: Mapping[str, Blocked], possibly: Mapping[str, Blocked], rule: Ownership) -> Reached:
    """What the rule makes of `listed`, and of those who are `possibly` so."""
    first = _spread(graph, listed, rule, control=False, doubtful=False)
    second = _spread(graph, first, rule, control=True, doubtful=False) if rule.control else first
    begin = {**{node: one for node, one in possibly.items() if node not in second}, **second}
    return Reached(first, second, _spread(graph, begin, rule, control=rule.control, doubtful=True))


def _spread(
    graph: Graph, begin: Mapping[str, Blocked], rule: Ownership, *, control: bool, doubtful: bool
) -> dict[str, Blocked]:
    blocked = dict(begin)
    newest = set(begin)
    widely_held: set[str] = set()
    while newest or widely_held:
        near = {node for owner in newest for node in graph.out.get(owner, ())} - blocked.keys()
        widely_held |= {node for node in near if len(graph.into.get(node, ())) > WIDELY}
        found = _found(graph, near - widely_held, blocked, rule, control=control, doubtful=doubtful)
        if not found:
            found = _found(graph, widely_held, blocked, rule, control=control, doubtful=doubtful)
            widely_held = set()
        blocked.update(found)
        widely_held -= found.keys()
        newest = set(found)
    return blocked


def _found(
    graph: Graph,
    nodes: Collection[str],
    blocked: Mapping[str, Blocked],
    rule: Ownership,
    *,
    control: bool,
    doubtful: bool,
) -> dict[str, Blocked]:
    """Of `nodes`, those that the rule makes blocked now."""
    found: dict[str, Blocked] = {}
    for node in sorted(nodes):
        one = owned(graph, node, blocked, rule, doubtful=doubtful)
        if control and (one is None or one.doubts):
            other = controlled(graph, node, blocked, rule, doubtful=doubtful)
            one = one if one is not None and (other is None or other.doubts) else other
        if one is not None:
            found[node] = one
    return found
