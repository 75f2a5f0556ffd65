"""Who owns a customer: what each authority's rule makes of the owners that are listed, as the base says their shares.

The rule is the one that is used on registers of owners (`risk/ownership/rule.py`); here owners are those of the own
file, one step above the customer. An owner who is known by name alone leaves it in doubt: it holds and does not stop.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watchgate.gate.customers.shares import Listed, brought
from watchgate.gate.decide.weigh import TARGETED, effect_of
from watchgate.model.customer import CUSTOMER_ROLE, OWNER_ROLE, Customer
from watchgate.model.decision import Match, Verdict
from watchgate.model.ground import Ground, GroundKind
from watchgate.model.policy import Aggregate, Ownership, Policy
from watchgate.risk.ownership.rule import BAND, JOINT, enough
from watchgate.risk.ownership.shares import UNIT, percent

ELEMENT = "owners"
BY_NAME = "an owner is known by name alone to be the listed one"
IN_DOUBT = "what is held against an owner is in doubt"


def owned_matches(customer: Customer, matches: Sequence[Match], policy: Policy) -> Iterator[Match]:
    """A match of the customer itself with each leading owner through whom an authority's rule reaches it."""
    grounds: dict[str, list[Ground]] = {}
    leading: dict[str, Match] = {}
    for name, authority in policy.authorities.items():
        rule = authority.ownership
        listed = _listed(customer, matches, name) if rule is not None else []
        if rule is None or not listed:
            continue
        found = _ground(listed, name, rule)
        if found is not None:
            entity_id = found.entity_id
            grounds.setdefault(entity_id, []).append(found)
            leading.setdefault(entity_id, next(one.match for one in listed if one.match.entity_id == entity_id))
    for entity_id, said in grounds.items():
        match = leading[entity_id]
        certain = any(not one.doubt for one in said)
        effect, remark = effect_of(said, (), policy, certain=certain)
        yield Match(
            role=CUSTOMER_ROLE,
            element=ELEMENT,
            text=match.text,
            entity_id=entity_id,
            score=match.score,
            name=match.name,
            exact=certain,
            grounds=tuple(said),
            effect=effect,
            remark=remark,
        )


def _listed(customer: Customer, matches: Sequence[Match], authority: str) -> list[Listed]:
    """The owners against whom this authority holds something, each once, the most certain match first."""
    found = []
    for number, owner in enumerate(customer.owners, 1):
        element = f"owner {number} {owner.party.id}".rstrip()
        best: Listed | None = None
        for match in matches:
            if (match.role, match.element) != (OWNER_ROLE, element) or match.effect is Verdict.PASS:
                continue
            grounds = [one for one in match.grounds if one.authority == authority and one.kind in TARGETED]
            if not grounds:
                continue
            doubt = BY_NAME if not (match.exact or match.confirmed_by) else ""
            doubt = doubt or (IN_DOUBT if all(one.doubt for one in grounds) else "")
            if best is None or (best.doubt and not doubt):
                best = Listed(owner, match, tuple(grounds), doubt)
        if best is not None:
            found.append(best)
    return found


def _ground(listed: Sequence[Listed], authority: str, rule: Ownership) -> Ground | None:
    """The strongest that can be said: owned, controlled, or so much in the hands of listed persons that it is said."""
    candidates = [
        one
        for group, doubt in _groups(listed, rule)
        for certain in ([one for one in group if not one.doubt], group)
        if (one := _owned(certain, authority, rule, doubt)) is not None
    ]
    candidates += _controlled(listed, authority, rule)
    sure = next((one for one in candidates if not one.doubt), None)
    if sure is not None or candidates:
        return sure or candidates[0]
    most = sum(brought(one).high for one in listed)
    if most < round(rule.notable_percent * UNIT):
        return None
    return _said(GroundKind.LINKED, listed, authority, "")


def _groups(listed: Sequence[Listed], rule: Ownership) -> Iterator[tuple[Sequence[Listed], str]]:
    """Whose shares are added up, and what that assumes."""
    if rule.aggregate is Aggregate.ALL:
        yield listed, ""
        return
    for one in listed:
        yield [one], ""
    if rule.aggregate is Aggregate.JOINT and len(listed) > 1:
        yield listed, JOINT


def _owned(group: Sequence[Listed], authority: str, rule: Ownership, assumed: str) -> Ground | None:
    shares = [brought(one) for one in group]
    doubts = {assumed, *(one.doubt for one in group)}
    if enough(sum(one.low for one in shares), rule, above=any(one.above for one in shares)):
        return _said(GroundKind.OWNED, group, authority, _joined(doubts))
    if enough(sum(one.high for one in shares), rule):
        return _said(GroundKind.OWNED, group, authority, _joined({*doubts, BAND}))
    return None


def _controlled(listed: Sequence[Listed], authority: str, rule: Ownership) -> Iterator[Ground]:
    if rule.control:
        for one in sorted((one for one in listed if one.owner.control), key=lambda one: bool(one.doubt)):
            yield _said(GroundKind.CONTROLLED, [one], authority, one.doubt)


def _said(kind: GroundKind, group: Sequence[Listed], authority: str, doubt: str) -> Ground:
    parts = ", ".join(f"{one.match.name or one.match.entity_id} ({_holds(one)})" for one in group)
    how = {GroundKind.OWNED: "owned by", GroundKind.CONTROLLED: "controlled by"}.get(kind, "partly owned by")
    leading = max(group, key=lambda one: (not one.doubt, brought(one).high))
    return Ground(
        kind=kind,
        entity_id=leading.match.entity_id,
        authority=authority,
        stands_on=tuple(dict.fromkeys(place for one in group for ground in one.grounds for place in ground.stands_on)),
        detail=f"{how} {parts}, as the customer base says",
        doubt=doubt,
    )


def _holds(one: Listed) -> str:
    share = brought(one)
    said = f"{percent(share.low)} to {percent(share.high)}" if not share.exact else percent(share.low)
    return ("more than " if share.above and share.exact else "") + said + (", controls" if one.owner.control else "")


def _joined(doubts: set[str]) -> str:
    return "; ".join(sorted(one for one in doubts if one))
