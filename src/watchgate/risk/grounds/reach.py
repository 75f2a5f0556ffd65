"""Reach: whose grounds may be other ones when something else is said of an entity. Rather too many than one too few.

Grounds come from a party's own listings, from the entities it is one with, from whoever holds it, and by ownership
from everybody above it, who may be known by name alone. So a change goes the other way: to those of its cluster and of
its name, and down to all they hold, whenever and however much.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from watchgate.risk.grounds.facts import JUDGEMENT, LISTING, Facts
from watchgate.risk.grounds.state import State
from watchgate.risk.ownership.interest import assets_of, owners_of


def reached(state: State, said: Iterable[Facts]) -> set[str]:
    """The entities whose grounds may change when entities begin or cease to say what is in `said`.

    Asked before the change, with what is said before and after it, none is missing: whatever is linked anew is linked
    by what is said.
    """
    found: set[str] = set()
    waiting = [one for facts in said for one in _spoken_of(state, facts)]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        waiting += state.cluster(one).members
        waiting += state.beneath(one)
        facts = state.facts(one)
        if facts is not None:
            waiting += state.bearers(facts)
    return found


def _spoken_of(state: State, facts: Facts) -> Iterator[str]:
    yield facts.entity_id
    if facts.schema == LISTING:
        yield from (one.value for one in facts.of("entity"))
    elif facts.schema == JUDGEMENT:
        yield from (one.value for one in facts.of("candidate", "match"))
    elif facts.schema == "UnknownLink":
        yield from (*assets_of(facts), *owners_of(facts))
    else:
        yield from assets_of(facts)
    yield from state.bearers(facts)
