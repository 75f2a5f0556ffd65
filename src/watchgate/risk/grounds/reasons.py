"""All grounds of one entity at one instant, in an order that does not depend on how they were found."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from watchgate.model.ground import Ground, GroundKind
from watchgate.risk.grounds.law import Law
from watchgate.risk.grounds.listed import listed
from watchgate.risk.grounds.state import State
from watchgate.risk.ownership.owned import ownership

ORDER = {kind: place for place, kind in enumerate(GroundKind)}


def grounds_of(state: State, entity_id: str, law: Law, at_us: int) -> tuple[Ground, ...]:
    """Those of the party itself, of the entities it is one with, and of whoever holds it (a wallet's holder)."""
    found = dict.fromkeys(_all(state, entity_id, law, at_us))
    return tuple(sorted(found, key=_order))


def _all(state: State, entity_id: str, law: Law, at_us: int) -> Iterator[Ground]:
    yield from _of_party(state, entity_id, law, at_us)
    facts = state.facts(entity_id)
    holdings = facts.of("holder") if facts is not None else ()
    for holder in dict.fromkeys(one.value for one in holdings):
        held_by = tuple(one.locator for one in holdings if one.value == holder)
        for ground in _of_party(state, holder, law, at_us):
            yield msgspec.structs.replace(
                ground, detail=f"{ground.detail}; it holds {entity_id}", stands_on=(*ground.stands_on, *held_by)
            )


def _of_party(state: State, entity_id: str, law: Law, at_us: int) -> Iterator[Ground]:
    cluster = state.cluster(entity_id)
    certainly = False
    for member in cluster.members:
        links = cluster.between(entity_id, member)
        joined = tuple(locator for link in links for locator in link.stands_on)
        for ground in listed(state, member, law, at_us):
            certainly = certainly or not ground.doubt
            if not links:
                yield ground
                continue
            why = "; ".join(link.why for link in links)
            yield msgspec.structs.replace(
                ground,
                detail=f"{ground.detail}; {member} is one party with {entity_id}: {why}",
                stands_on=(*ground.stands_on, *joined),
            )
    yield from ownership(state, entity_id, law, at_us, links=not certainly)


def _order(ground: Ground) -> tuple[object, ...]:
    return (
        bool(ground.doubt),
        ORDER[ground.kind],
        ground.authority or "",
        ground.entity_id,
        ground.programme or "",
        ground.detail,
        ground.stands_on,
    )
