"""From which score on a party or a text meets somebody, in points (0-1000)."""

from __future__ import annotations

from typing import NamedTuple

from watchgate.model.policy import Policy


class Thresholds(NamedTuple):
    """`by_name`: of what a name alone meets; `least`: of what is asked for at all, since numbers count from there."""

    least: int
    by_name: int


def thresholds_of(role: str, policy: Policy) -> Thresholds:
    """Of parties in a role."""
    usual = policy.screening.threshold
    threshold = policy.gate.thresholds.get(role, usual)
    return Thresholds(round(min(threshold, usual) * 1000), round(threshold * 1000))


def text_points(policy: Policy) -> int:
    """Of texts."""
    return round(policy.gate.text_threshold * 1000)
