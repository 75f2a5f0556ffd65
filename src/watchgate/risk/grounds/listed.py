"""`listed`: an authority names the party itself on one of its lists, on the day of the decision where it sits."""

from __future__ import annotations

from collections.abc import Iterator

from watchgate.model.ground import Ground, GroundKind
from watchgate.risk.grounds.facts import NAMED_BY, Facts
from watchgate.risk.grounds.law import Law
from watchgate.risk.grounds.listing import Listing
from watchgate.risk.grounds.state import State
from watchgate.risk.parties import is_party_schema


def listed(state: State, entity_id: str, law: Law, at_us: int) -> Iterator[Ground]:
    """The listings of one entity at an instant.

    Over: no ground. Not yet in force, of a list that belongs to no authority of the policy, or named by a list that
    says nothing of a listing: a ground in doubt.
    """
    spoken: set[str] = set()
    for listing in state.listings(entity_id):
        spoken.add(listing.dataset)
        for authority in law.of_list(listing.dataset) or (None,):
            ground = _of_listing(listing, authority, law, at_us)
            if ground is not None:
                yield ground
    facts = state.facts(entity_id)
    if facts is not None and is_party_schema(facts.schema):
        yield from _without_listing(state, facts, spoken, law)


def _of_listing(listing: Listing, authority: str | None, law: Law, at_us: int) -> Ground | None:
    said_by = authority or listing.authority
    day = law.day(said_by, at_us)
    if listing.over(day):
        return None
    start = max(filter(None, (listing.start, listing.since)), default=None)
    doubts = []
    if not listing.begun(day):
        doubts.append(f"not yet in force: it begins on {start}, and there it is {day}")
    if authority is None:
        doubts.append(f"{listing.dataset} is a list of no authority of the policy")
    elif law.restricts_only(authority, listing.dataset):
        doubts.append(f"{listing.dataset} restricts some dealings and blocks nobody: a person has to judge this one")
    under = f" under {listing.programme}" if listing.programme else ""
    return Ground(
        kind=GroundKind.LISTED,
        entity_id=listing.party,
        authority=said_by,
        programme=listing.programme or None,
        valid_from=start,
        valid_to=min(filter(None, (listing.until, listing.before)), default=None),
        stands_on=listing.stands_on,
        detail=f"listed by {said_by} ({listing.dataset}){under}",
        doubt="; ".join(doubts),
    )


def _without_listing(state: State, facts: Facts, spoken: set[str], law: Law) -> Iterator[Ground]:
    """Names that are left of a list's record while its listing was read from another file, or not at all.

    A part of a listed party (a wallet) is listed with it, and has no listing of its own.
    """
    held = {one.dataset for holder in facts.of("holder") for one in state.listings(holder.value)}
    tagged = {one.dataset: one for one in facts.of("topics") if one.value == "sanction"}
    for one in facts.of(NAMED_BY):
        if one.dataset in spoken or one.dataset in held:
            continue
        authorities = law.of_list(one.dataset)
        if not authorities and one.dataset not in tagged:
            continue
        where = tagged.get(one.dataset, one)
        for authority in authorities or (one.dataset,):
            yield Ground(
                kind=GroundKind.LISTED,
                entity_id=facts.entity_id,
                authority=authority,
                stands_on=(where.locator,),
                detail=f"named by {one.dataset}",
                doubt="the list names it, but nothing that is loaded of it says that it is listed, or since when",
            )
