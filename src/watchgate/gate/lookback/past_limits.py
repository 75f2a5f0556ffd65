"""From which scores on anybody asks about the past."""

from __future__ import annotations

import msgspec

from watchgate.model.policy import Policy
from watchgate.risk.names.party import NAME_FLOOR


class Limits(msgspec.Struct, frozen=True):
    """From which scores on anybody asks: `least` of names, `text` of texts (0-1000)."""

    least: int
    text: int


def limits_of(policy: Policy) -> Limits:
    """From which scores on this policy asks about anybody."""
    usual = policy.screening.threshold
    least = max(NAME_FLOOR, round(min(usual, *policy.gate.thresholds.values(), usual) * 1000))
    return Limits(least, round(policy.gate.text_threshold * 1000))
