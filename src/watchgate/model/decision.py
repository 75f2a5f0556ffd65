"""Decision: what the gate answers, and everything it stands on."""

from __future__ import annotations

from collections.abc import Collection
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

    `text`: what of the record was met; `name`: the entity's own. `score` 0-1000; `exact`: certain identity.
    `confirmed_by`: the id of the finding by which two people confirmed this identity. `grounds`: why the entity is of
    concern, at the decision instant. `effect`: what this match alone calls for: STOP, HOLD, or PASS where it is only
    shown, and then `remark` says why. `waived_by`: the id of the exception under which it does not count.
    """

    role: str
    element: str
    text: str
    entity_id: str
    score: int
    name: str = ""
    exact: bool = False
    confirmed_by: str = ""
    reasons: tuple[Reason, ...] = ()
    grounds: tuple[Ground, ...] = ()
    effect: Verdict = Verdict.PASS
    remark: str = ""
    waived_by: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Element, role and entity: what a person clears."""
        return self.element, self.role, self.entity_id


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`f(record, position, policy, engine, weights, exceptions)`: the same inputs give the same bytes.

    `decided_at`: the decision instant (UTC microseconds), whose law is in force; an input as well, and so is `lag`:
    why the views were behind the ledger, which no evidence shows later. `rule`: what decided it (docs/gate.md),
    `reason`: one sentence. `not_compared`: what was not compared, and why. `warnings`: lists that are too old or not
    there, lag. `hold_until`: UTC microseconds, where the rail ends a hold, and `after_hold` what then happens.
    `decide_again_on`: ISO date of a later execution, on which it is decided anew. `previous`: the sha256 of the
    decision this one takes the place of. `sha256` is over all the rest (`sealed`).

    `record_id` is the sha256 of the bytes where a message could not be read into records.
    """

    record_id: str
    verdict: Verdict
    decided_at: int
    position: int
    policy_sha256: str
    engine: str
    weights: str
    exceptions_position: int = 0
    lag: str = ""
    matches: tuple[Match, ...] = ()
    not_compared: tuple[NotCompared, ...] = ()
    warnings: tuple[str, ...] = ()
    rule: str = ""
    reason: str = ""
    hold_until: int | None = None
    after_hold: str = ""
    decide_again_on: str = ""
    previous: str = ""
    sha256: str = ""


def sealed(decision: Decision) -> Decision:
    """`decision` with the sha256 over its canonical JSON (keys sorted, no spaces, `sha256` left empty)."""
    bare = msgspec.structs.replace(decision, sha256="")
    body = msgspec.json.encode(bare, order="sorted")
    return msgspec.structs.replace(decision, sha256=sha256(body).hexdigest())


def open_matches(decision: Decision, cleared: Collection[tuple[str, str, str]] = ()) -> tuple[Match, ...]:
    """The matches that hold or stop and nobody has cleared yet, by `Match.key`: a hold lasts until the last is gone.

    None left is not yet a release where the decision is held for another reason: its `rule` says which.
    """
    return tuple(one for one in decision.matches if one.effect is not Verdict.PASS and one.key not in cleared)
