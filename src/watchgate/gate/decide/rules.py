"""The rules a decision can name, each with what it says. They are stable: people count, filter and alarm by them."""

from __future__ import annotations

from watchgate.model.ground import GroundKind
from watchgate.model.policy import BINDING

STOP = {f"stop_{kind}": f"certain identity with somebody who is {kind}" for kind in BINDING}
HOLD = {f"hold_{kind}": f"a match with somebody who is {kind}, to be looked at by a person" for kind in GroundKind}

NO_AUTHORITY = "hold_no_authority"
UNKNOWN_RAIL = "hold_unknown_rail"
LAG = "hold_lag"
FAILED = "hold_failed"
LIST_MISSING = "hold_list_missing"
LIST_STALE = "hold_list_stale"
NOTHING_COMPARED = "hold_nothing_compared"
NOT_FOUND = "pass_not_found"
WAIVED = "pass_waived"
SHOWN = "pass_shown"
UNSUPPORTED = "unsupported"
REFUSED = "refused"

RULES = {
    **STOP,
    **HOLD,
    NO_AUTHORITY: "the policy names no authority, so that nothing could be of concern",
    UNKNOWN_RAIL: "the policy does not know the rail of this record",
    LAG: "the evidence, or the check of the customers that a rail relies on, was behind",
    FAILED: "the record could not be compared at all",
    LIST_MISSING: "a list the policy requires was never loaded",
    LIST_STALE: "a list is older than the policy allows",
    NOTHING_COMPARED: "a party or a whole record with nothing in it that could be compared",
    NOT_FOUND: "no party and no text reached its threshold: not found, which is not clean",
    WAIVED: "all that was met is waived by exceptions, or of no concern",
    SHOWN: "who was met is of no concern at the decision instant",
    UNSUPPORTED: "a type of message that is not compared: held",
    REFUSED: "a message that could not be read: not processed",
}
