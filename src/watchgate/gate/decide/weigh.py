"""What one match calls for: a stop, a hold, or to be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from watchgate.model.decision import Verdict
from watchgate.model.ground import Ground, GroundKind
from watchgate.model.match import Reason
from watchgate.model.policy import BINDING, Policy, Rail
from watchgate.risk.identifiers.agree import ALONE_POINTS

TARGETED = frozenset({GroundKind.LISTED, GroundKind.OWNED, GroundKind.CONTROLLED})
"""What the law on instant payments leaves to the check of customers; a ban on goods or places stays in flight."""

NO_GROUND = "of no concern at the decision instant: delisted, or named by no list in force"
WEAK_ALIAS = "met by a weak alias alone, which supports a match and does not make one"


def effect_of(
    grounds: Sequence[Ground], reasons: Sequence[Reason], policy: Policy, *, certain: bool
) -> tuple[Verdict, str]:
    """STOP, HOLD or PASS, and for PASS why it is only shown. `certain`: identity by number, or by two people.

    A ground that may stop holds as well where identity is not certain or the ground itself is in doubt, whatever else
    the policy says of it.
    """
    if not grounds:
        return Verdict.PASS, NO_GROUND
    counting = [one for one in grounds if one.kind in policy.gate.hold or one.kind in policy.gate.stop]
    if not counting:
        kinds = ", ".join(sorted({one.kind.value for one in grounds}))
        return Verdict.PASS, f"under this policy {kinds} neither holds nor stops"
    if certain:
        stopping = any(one.kind in policy.gate.stop and one.kind in BINDING and not one.doubt for one in counting)
        return (Verdict.STOP if stopping else Verdict.HOLD), ""
    if _weak_alone(reasons):
        return Verdict.PASS, WEAK_ALIAS
    return Verdict.HOLD, ""


def in_flight(
    grounds: Iterable[Ground], rail: Rail | None, policy: Policy, datasets_of: Callable[[Ground], frozenset[str]]
) -> tuple[Ground, ...]:
    """Without those that the law has checked on the customers instead.

    Of an authority they are left out where the rail leaves out all of its lists: where it has another list too, they
    stay. Of lists that are no authority's, where the rail names each that the ground stands on (`datasets_of`).
    """
    if rail is None or not rail.not_in_flight:
        return tuple(grounds)
    elsewhere = left_out(rail, policy)

    def stays(one: Ground) -> bool:
        if one.kind not in TARGETED:
            return True
        if one.authority in policy.authorities:
            return one.authority not in elsewhere
        datasets = datasets_of(one)
        return not datasets or not datasets <= frozenset(rail.not_in_flight)

    return tuple(one for one in grounds if stays(one))


def left_out(rail: Rail, policy: Policy) -> frozenset[str]:
    """The authorities whose targeted lists are not compared in flight."""
    lists = frozenset(rail.not_in_flight)
    return frozenset(name for name, one in policy.authorities.items() if one.lists and lists.issuperset(one.lists))


def by_number(reasons: Iterable[Reason]) -> bool:
    """Whether a number agrees that makes a match by itself."""
    return any(one.kind == "identifier" and one.points >= ALONE_POINTS for one in reasons)


def _weak_alone(reasons: Sequence[Reason]) -> bool:
    return any(one.kind == "weak_alias" for one in reasons) and not by_number(reasons)
