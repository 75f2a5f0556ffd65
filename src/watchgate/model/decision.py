"""Decision: what the gate answers, and everything it stands on."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256

import msgspec

from watchgate.model.ground import Ground
from watchgate.model.match import Reason
from watchgate.model.record import NotCompared


class Verdict(StrEnum):
    """`hold` waits for a person; `stop` needs a binding ground and certain identity; a name alone only holds.

    UNSUPPORTED is held as well: nothing in it was compared. REFUSED could not be read and is not processed.
    """

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    HOLD = "hold"
    STOP = "stop"
    UNSUPPORTED = "unsupported"
    REFUSED = "refused"


class Match(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One party or text of the record met one entity.

    `text`: what of the record was met. `score` 0-1000; `exact`: certain identity. `grounds`: why the entity is of
    concern, at the decision instant; a match with no ground is shown and holds nothing. `waived_by`: the id of the
    exception under which it does not count.
    """

    role: str
    element: str
    text: str
    entity_id: str
    score: int
    exact: bool = False
    reasons: tuple[Reason, ...] = ()
    grounds: tuple[Ground, ...] = ()
    waived_by: str = ""


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`f(record, position, policy, engine, weights, exceptions)`: the same inputs give the same bytes.

    `decided_at`: the decision instant (UTC microseconds), whose law is in force; an input as well. `rule`: the policy
    rule that applied, `reason`: one sentence. `not_compared`: what was not compared, and why. `warnings`: lists that
    are too old, views that lag. `hold_until`: UTC microseconds, where the rail ends a hold, and `after_hold` what then
    happens. `sha256` is over all the rest (`sealed`).
    """

    record_id: str
    verdict: Verdict
    decided_at: int
    position: int
    policy_sha256: str
    engine: str
    weights: str
    exceptions_position: int = 0
    matches: tuple[Match, ...] = ()
    not_compared: tuple[NotCompared, ...] = ()
    warnings: tuple[str, ...] = ()
    rule: str = ""
    reason: str = ""
    hold_until: int | None = None
    after_hold: str = ""
    previous: str = ""
    sha256: str = ""


def sealed(decision: Decision) -> Decision:
    """`decision` with the sha256 over its canonical JSON (keys sorted, no spaces, `sha256` left empty)."""
    bare = msgspec.structs.replace(decision, sha256="")
    body = msgspec.json.encode(bare, order="sorted")
    return msgspec.structs.replace(decision, sha256=sha256(body).hexdigest())
