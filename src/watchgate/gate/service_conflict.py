"""One id, two contents: what the gate answers when a sender uses a message's ids again for other bytes."""

from __future__ import annotations

import msgspec

from watchgate.model.decision import Decision, Verdict, sealed

RULE = "ids used again"


def conflicted(decision: Decision, earlier: str) -> Decision:
    """`decision` of a record whose ids stand on another one already, decided as `earlier` (its sha256).

    A payment that passed is held: one of the two is a mistake or a forgery. Held and stopped it stays, with the
    warning: a conflict never makes anything milder.
    """
    said = f"the same sender, message and transaction ids were used before for other bytes: decision {earlier[:16]}"
    if decision.verdict is not Verdict.PASS:
        return sealed(msgspec.structs.replace(decision, warnings=(*decision.warnings, said)))
    return sealed(msgspec.structs.replace(decision, verdict=Verdict.HOLD, rule=RULE, reason=said))
