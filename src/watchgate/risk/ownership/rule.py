"""The authority's rule on one node: do those who are blocked already own or control it?

The lower bound of a share decides what is certain, the upper bound what is possible. An interest that runs through
others counts alone and is never added to what those others hold: it would be counted twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from watchgate.model.ground import GroundKind
from watchgate.model.policy import Aggregate, Ownership
from watchgate.risk.ownership.blocked import Blocked, Part
from watchgate.risk.ownership.graph import Graph, Held
from watchgate.risk.ownership.interest import Interest
from watchgate.risk.ownership.shares import UNIT, WHOLE, Share, percent
from watchgate.risk.ownership.words import Counts

BAND = "shares are said as a band, and only its upper part is enough"
SEVERAL = "the records of one source about the same owner are added up, and may be of the same shares"
JOINT = "shares are added up only under a joint arrangement, and none is known"
THROUGH = "an interest that runs through others is added up, and may be counted twice"


class Holding(msgspec.Struct, frozen=True):
    """What one owner has of a node.

    `low`: at least, by interests that are certain; `above`: more than that. `floor`: at least, by any interest.
    `high`: at most, by the largest of its interests; `possible`: by all of one source added up.
    """

    owner: str
    held: tuple[Held, ...]
    low: int
    above: bool
    floor: int
    high: int
    possible: int
    doubts: frozenset[str]


def owned(
    graph: Graph, node: str, blocked: Mapping[str, Blocked], rule: Ownership, *, doubtful: bool
) -> Blocked | None:
    """Whether blocked owners hold enough of the shares; `doubtful`: also by what is possible and not certain."""
    return _by_share(graph, node, blocked, rule, Counts.SHARES, doubtful=doubtful)


def controlled(
    graph: Graph, node: str, blocked: Mapping[str, Blocked], rule: Ownership, *, doubtful: bool
) -> Blocked | None:
    """Whether a blocked owner controls it: by a power that is control as such, or by enough of the votes."""
    if not rule.control:
        return None
    found = _by_share(graph, node, blocked, rule, Counts.VOTES, doubtful=doubtful)
    powers = [
        (held, owner)
        for held in graph.into.get(node, ())
        for owner in held.owners
        if held.interest.counts is Counts.CONTROL and owner in blocked
    ]
    for held, owner in sorted(powers, key=lambda one: bool(one[0].interest.doubt) or bool(blocked[one[1]].doubts)):
        doubts = blocked[owner].doubts | ({held.interest.doubt} if held.interest.doubt else frozenset())
        if doubts and not doubtful:
            continue
        if found is None or (found.doubts and not doubts):
            part = Part(owner, (held,), held.interest.called)
            found = Blocked(GroundKind.CONTROLLED, (part,), doubts)
    return found


def enough(amount: int, rule: Ownership, *, above: bool = False) -> bool:
    """Whether so much meets the rule; `above`: it is more than `amount`."""
    line = round(rule.percent * UNIT)
    return amount > line or (amount == line and (rule.inclusive or above))


def holdings(
    graph: Graph, node: str, blocked: Mapping[str, Blocked], counts: Counts, *, doubtful: bool
) -> tuple[Holding, ...]:
    """What each blocked owner has of a node. An interest that several hold together counts for the first of them."""
    by_owner: dict[str, list[Held]] = {}
    for held in graph.into.get(node, ()):
        if held.interest.counts is counts and held.interest.share is not None:
            ours = [owner for owner in held.owners if owner in blocked]
            if ours:
                by_owner.setdefault(min(ours), []).append(held)
    return tuple(_holding(owner, by_owner[owner], blocked, doubtful=doubtful) for owner in sorted(by_owner))


def _holding(owner: str, held: Sequence[Held], blocked: Mapping[str, Blocked], *, doubtful: bool) -> Holding:
    """Several records of one owner may speak of the same shares: the largest counts, their sum is a possibility."""
    shares = [(one, one.interest.share) for one in held if one.interest.share is not None]
    sure = [(one, share) for one, share in shares if not one.interest.indirect and not any(_doubts(one, blocked))]
    best, least = max(sure, key=lambda one: (one[1].low, one[1].above), default=(None, Share(0, 0)))
    by_source: dict[str, int] = {}
    for one, share in shares:
        source = one.interest.source
        by_source[source] = min(WHOLE, by_source.get(source, 0) + share.high)
    return Holding(
        owner=owner,
        held=tuple(held) if doubtful or best is None else (best,),
        low=least.low,
        above=least.above,
        floor=max(share.low for _, share in shares),
        high=max(share.high for _, share in shares),
        possible=max(by_source.values()),
        doubts=frozenset(doubt for one in held for doubt in _doubts(one, blocked)),
    )


def _doubts(held: Held, blocked: Mapping[str, Blocked]) -> Iterator[str]:
    if held.interest.doubt:
        yield held.interest.doubt
    others = [owner for owner in held.owners if owner not in blocked]
    if others:
        yield f"held together with {', '.join(others)}"


def _by_share(
    graph: Graph, node: str, blocked: Mapping[str, Blocked], rule: Ownership, counts: Counts, *, doubtful: bool
) -> Blocked | None:
    kind = GroundKind.OWNED if counts is Counts.SHARES else GroundKind.CONTROLLED
    found = holdings(graph, node, blocked, counts, doubtful=False)
    for group in _groups(found, rule.aggregate, graph):
        if enough(sum(one.low for one in group), rule, above=any(one.above for one in group)):
            parts = [Part(one.owner, one.held, _low(one, counts)) for one in group if one.low]
            return _blocked(kind, parts, blocked, arrangements=_arrangements(parts, rule.aggregate, graph))
    for held in graph.into.get(node, ()):
        through = _through(held, blocked, rule, counts)
        if through is not None:
            return _blocked(kind, [through], blocked)
    return _possibly(graph, node, blocked, rule, counts, kind) if doubtful else None


def _through(held: Held, blocked: Mapping[str, Blocked], rule: Ownership, counts: Counts) -> Part | None:
    """An interest that runs through others, and is enough by itself."""
    one = held.interest
    ours = [owner for owner in held.owners if owner in blocked]
    if not one.indirect or one.counts is not counts or one.share is None or not ours or any(_doubts(held, blocked)):
        return None
    if not enough(one.share.low, rule, above=one.share.above):
        return None
    return Part(min(ours), (held,), f"{percent(one.share.low)} through others")


def _possibly(
    graph: Graph, node: str, blocked: Mapping[str, Blocked], rule: Ownership, counts: Counts, kind: GroundKind
) -> Blocked | None:
    """The least that has to be assumed for the rule to be met: what is said at least, at most, or added up."""
    found = holdings(graph, node, blocked, counts, doubtful=True)
    groups = [(group, frozenset[str]()) for group in _groups(found, rule.aggregate, graph)]
    if rule.aggregate is Aggregate.JOINT and len(found) > 1:
        groups.append((found, frozenset({JOINT})))
    for amount in ("floor", "high", "possible"):
        for group, assumed in groups:
            if not enough(sum(getattr(one, amount) for one in group), rule):
                continue
            doubts = set(assumed).union(*(one.doubts for one in group))
            if amount != "floor" and any(one.floor < one.high for one in group):
                doubts.add(BAND)
            if amount == "possible" and any(one.high < one.possible for one in group):
                doubts.add(SEVERAL)
            if len(group) > 1 and any(held.interest.indirect for one in group for held in one.held):
                doubts.add(THROUGH)
            parts = [Part(one.owner, one.held, _range(one.floor, getattr(one, amount), counts)) for one in group]
            return _blocked(kind, parts, blocked, doubts, _arrangements(parts, rule.aggregate, graph))
    return None


def _blocked(
    kind: GroundKind,
    parts: Sequence[Part],
    blocked: Mapping[str, Blocked],
    doubts: Iterable[str] = (),
    arrangements: tuple[Interest, ...] = (),
) -> Blocked:
    """What is owned by somebody who is only controlled is controlled; the owners' doubts are its own."""
    owners = [blocked[part.owner] for part in parts]
    if any(owner.kind is GroundKind.CONTROLLED for owner in owners):
        kind = GroundKind.CONTROLLED
    return Blocked(kind, tuple(parts), frozenset(doubts).union(*(owner.doubts for owner in owners)), arrangements)


def _arrangements(parts: Sequence[Part], aggregate: Aggregate, graph: Graph) -> tuple[Interest, ...]:
    if aggregate is not Aggregate.JOINT:
        return ()
    owners = {part.owner for part in parts}
    said = (said for one in sorted(owners) for other, said in graph.together.get(one, {}).items() if other in owners)
    return tuple({one.id: one for one in said}.values())


def _groups(found: Sequence[Holding], aggregate: Aggregate, graph: Graph) -> Iterator[Sequence[Holding]]:
    """Whose shares are added up. Under JOINT: those whom arrangements connect, and everybody else alone."""
    if not found:
        return
    if aggregate is Aggregate.ALL:
        yield found
        return
    left = {one.owner: one for one in found}
    while left:
        group = [left.pop(next(iter(left)))]
        for member in group:
            partners = graph.together.get(member.owner, {}) if aggregate is Aggregate.JOINT else {}
            group.extend(left.pop(other) for other in sorted(partners) if other in left)
        yield group


def _low(one: Holding, counts: Counts) -> str:
    return f"{'more than ' if one.above else ''}{percent(one.low)}{_of(counts)}"


def _range(least: int, most: int, counts: Counts) -> str:
    return f"{percent(least) + ' to ' if least < most else ''}{percent(most)}{_of(counts)}"


def _of(counts: Counts) -> str:
    return " of the votes" if counts is Counts.VOTES else ""
