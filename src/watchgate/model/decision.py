"""Decision: what the gate answers, and everything it stands on."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from watchgate.model.ground import Ground
from watchgate.model.match import Hit


class Verdict(StrEnum):
    """`hold` waits for a person; `stop` needs a binding ground and certain identity; a name alone only holds."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    HOLD = "hold"
    STOP = "stop"


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`f(record, position, policy, engine, weights, exceptions)`: the same inputs give the same bytes.

    `not_compared`: what was not compared, and why. `rule`: the policy rule that applied. `sha256` is over all of it.
    """

    record_id: str
    verdict: Verdict
    position: int
    policy_sha256: str
    engine: str
    weights: str
    exceptions_position: int = 0
    hits: tuple[Hit, ...] = ()
    grounds: tuple[Ground, ...] = ()
    not_compared: tuple[str, ...] = ()
    rule: str = ""
    sha256: str = ""
