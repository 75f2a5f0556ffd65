"""What a policy says, in sentences for the people who answer for it."""

from __future__ import annotations

from collections.abc import Iterator

from watchgate.model.ground import GroundKind
from watchgate.model.policy import Aggregate, Authority, Ownership, Policy, Rail

AGGREGATES = {
    Aggregate.ALL: "shares of all listed owners are added up",
    Aggregate.JOINT: "shares are added up only under a joint arrangement",
    Aggregate.NONE: "shares are not added up",
}


def policy_words(policy: Policy) -> tuple[str, ...]:
    """One sentence a thing it says."""
    return tuple(_sentences(policy))


def _sentences(policy: Policy) -> Iterator[str]:
    screening, gate = policy.screening, policy.gate
    yield f"A name is a match from a score of {screening.threshold:.2f}; nothing below {screening.cutoff:.2f} is shown."
    for role, threshold in sorted(gate.thresholds.items()):
        yield f"In the role {role} it is one from {threshold:.2f}."
    yield f"A name spotted in free text is a match from {gate.text_threshold:.2f}."
    stops = ", ".join(gate.stop) or "nothing"
    yield f"With certain identity these grounds stop: {stops}. A name alone never stops."
    held = [kind for kind in gate.hold if kind not in gate.stop]
    yield f"These hold only: {', '.join(held) or 'nothing'}."
    shown = sorted(kind for kind in GroundKind if kind not in gate.hold and kind not in gate.stop)
    if shown:
        yield f"These are only shown, and the payment passes: {', '.join(shown)}."
    for name, authority in sorted(policy.authorities.items()):
        yield _authority(name, authority)
    if not policy.authorities:
        yield "It names no authority, so that nothing passes."
    for name, rule in sorted(policy.lists.items()):
        needed = ", and nothing passes while it was never loaded" if rule.required else ""
        yield f"{name} may be {_hours(rule.max_age_hours)} old{needed}."
    yield f"Any other list may be {_hours(policy.default_list.max_age_hours)} old" + (
        " and is required." if policy.default_list.required else "."
    )
    for name, rail in sorted(policy.rails.items()):
        yield _rail(name, rail)
    if not policy.rails:
        yield "It names no rail, so that every payment is held."
    yield f"An exception lasts {gate.exception_days} days at most."
    yield f"Records are kept for {gate.retention_years:g} years."


def _authority(name: str, authority: Authority) -> str:
    lists = ", ".join(authority.lists) or "no list"
    said = f"The law of {name} is in force, by {lists}, in the time of {authority.time_zone}"
    if authority.required and authority.lists:
        said += ", and nothing passes while none of them was ever loaded"
    rule = authority.ownership
    if rule is None:
        return f"{said}; ownership is not worked out for it."
    share = "wholly" if rule.percent >= 100 else _share(rule)
    control = "control is enough as well" if rule.control else "control alone is not enough"
    return f"{said}; what listed persons own {share} is treated as listed, {AGGREGATES[rule.aggregate]}, {control}."


def _share(rule: Ownership) -> str:
    return f"by {rule.percent:g} percent or more" if rule.inclusive else f"by more than {rule.percent:g} percent"


def _rail(name: str, rail: Rail) -> str:
    limit = "a hold has no end" if rail.hold_seconds is None else f"a hold ends after {rail.hold_seconds:g} s"
    after = "" if rail.hold_seconds is None else f", then the payment is to be handled so: {rail.after_hold}"
    lists = f"; {', '.join(rail.not_in_flight)} is not met in flight" if rail.not_in_flight else ""
    return f"On the rail {name} {limit}{after}{lists}."


def _hours(hours: float) -> str:
    return f"{hours / 24:g} days" if hours >= 48 and hours % 24 == 0 else f"{hours:g} hours"
