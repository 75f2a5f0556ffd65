"""From which score on a party or a text meets somebody, in points (0-1000)."""

from __future__ import annotations

from typing import NamedTuple

from watchgate.model.policy import Policy


class Thresholds(NamedTuple):
    """`by_name`: of what a name alone meets; `least`: of what is asked for at all, since numbers count from there."""

    least: int
    by_name: int


MOST_ROLES = 1_000
"""Remembered: rows may name roles of their own."""

_last: tuple[Policy | None, dict[str, Thresholds]] = None, {}
"""The policy that was asked about last, and what was worked out of it: nearly always the only one of a process."""


def thresholds_of(role: str, policy: Policy) -> Thresholds:
    """Of parties in a role."""
    global _last
    of, known = _last
    if of is not policy:
        known = {}
        _last = policy, known
    found = known.get(role)
    if found is None:
        found = _worked_out(role, policy)
        if len(known) < MOST_ROLES:
            known[role] = found
    return found


def _worked_out(role: str, policy: Policy) -> Thresholds:
    usual = policy.screening.threshold
    threshold = policy.gate.thresholds.get(role, usual)
    return Thresholds(round(min(threshold, usual) * 1000), round(threshold * 1000))


def text_points(policy: Policy) -> int:
    """Of texts."""
    return round(policy.gate.text_threshold * 1000)
