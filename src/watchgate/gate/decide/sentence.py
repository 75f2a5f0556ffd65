"""The one sentence a person reads first."""

from __future__ import annotations

from collections.abc import Sequence

from watchgate.model.decision import Match, Verdict
from watchgate.model.ground import Ground, GroundKind
from watchgate.model.policy import BINDING, Policy
from watchgate.risk.identifiers.kinds import KINDS

LONGEST_SHOWN = 80


def of_matches(verdict: Verdict, leading: Match, ground: Ground, others: int) -> str:
    """`held: the creditor 'KIM CHOL' may be Kim Chol (us-ofac-1, score 0.92), listed by US-OFAC ...`."""
    role = leading.role.replace("_", " ")
    who = f"{leading.name or leading.entity_id} ({leading.entity_id}"
    if ground.kind is GroundKind.EXPOSED:
        said = f"the {role} {_shown(leading)}"  # it is itself whom it met
    elif leading.exact or leading.confirmed_by:
        how = "certain by its number" if leading.exact else "as two people confirmed"
        said = f"the {role} {_shown(leading)} is {who}, {how})"
    else:
        said = f"the {role} {_shown(leading)} may be {who}, score {leading.score / 1000:.3f})"
    start = "stopped" if verdict is Verdict.STOP else "held"
    more = f"; {others} more {'matches' if others > 1 else 'match'} to be cleared" if others else ""
    return f"{start}: {said}, {_why(ground)}{more}"


def not_found(position: int, shown: Sequence[Match]) -> str:
    """Why it passes, which is never that somebody is clean."""
    met = [one for one in shown if one.score]
    alike = len({one.text for one in shown if not one.score})
    warned = f"; BEWARE: {alike} that only {'look' if alike > 1 else 'looks'} like a known wallet" if alike else ""
    if not met:
        return f"not found: nobody in it reached the threshold in the evidence at position {position}{warned}"
    waived = sum(bool(one.waived_by) for one in met)
    rest = len(met) - waived
    parts = [
        f"{waived} found by two people to be somebody else" if waived else "",
        f"{rest} of no concern at this instant" if rest else "",
    ]
    return f"passes: of {len(met)} matched, {' and '.join(part for part in parts if part)}{warned}"


def leading_ground(match: Match, policy: Policy) -> Ground:
    """The ground that decided: of those that count the first that stops, else the first."""
    counting = [one for one in match.grounds if one.kind in policy.gate.hold or one.kind in policy.gate.stop]
    binding = [one for one in counting if one.kind in policy.gate.stop and one.kind in BINDING and not one.doubt]
    return (binding or counting)[0]


def _why(ground: Ground) -> str:
    said = ground.detail or f"{ground.kind} by {ground.authority or 'a source'}"
    return f"{said} (in doubt: {ground.doubt})" if ground.doubt else said


def _shown(match: Match) -> str:
    """What was met, in quotation marks; a number behind what kind it is."""
    kind, _, number = match.text.partition(" ")
    if kind in KINDS and any(one.kind == "identifier" and one.query == match.text for one in match.reasons):
        return f"{KINDS[kind].title} {_cut(number)!r}"
    return repr(_cut(match.text))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "..."
