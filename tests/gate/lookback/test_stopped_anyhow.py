"""A payment that is stopped anyhow: a ground that can only hold is no news, one that can stop is."""

from __future__ import annotations

import pytest

from watchgate.gate.lookback.judging import stopped_anyhow
from watchgate.model.alert import Side
from watchgate.model.decision import Match, Verdict
from watchgate.model.ground import Ground, GroundKind

LISTED = Ground(kind=GroundKind.LISTED, entity_id="w", authority="US-OFAC")
EXPOSED = Ground(kind=GroundKind.EXPOSED, entity_id="w")
LINKED = Ground(kind=GroundKind.LINKED, entity_id="w")
ATTRIBUTED = Ground(kind=GroundKind.ATTRIBUTED, entity_id="w")


def side(verdict: Verdict, *grounds: Ground) -> Side:
    effect = Verdict.STOP if LISTED in grounds else Verdict.HOLD
    met = Match(role="wallet", element="W", text="bc1q", entity_id="w", score=1000, effect=effect, grounds=grounds)
    return Side(verdict=verdict, position=1, matches=(met,) if grounds else ())


@pytest.mark.parametrize(
    ("before", "after", "silent"),
    [
        (side(Verdict.STOP, LISTED), side(Verdict.STOP, LISTED, EXPOSED), True),
        (side(Verdict.STOP), side(Verdict.STOP, EXPOSED), True),
        (side(Verdict.STOP, LISTED, ATTRIBUTED), side(Verdict.STOP, LISTED), True),
        (side(Verdict.STOP, LISTED), side(Verdict.STOP, LISTED, LINKED), False),
        (side(Verdict.STOP, EXPOSED), side(Verdict.STOP, EXPOSED, LISTED), False),
        (side(Verdict.STOP, LISTED), side(Verdict.STOP, EXPOSED), False),
        (side(Verdict.HOLD), side(Verdict.HOLD, EXPOSED), False),
        (side(Verdict.HOLD, EXPOSED), side(Verdict.STOP, EXPOSED, LISTED), False),
        (side(Verdict.STOP, LISTED, EXPOSED), side(Verdict.HOLD, EXPOSED), False),
    ],
)
def test_only_what_may_stop_is_news_of_what_is_stopped(before: Side, after: Side, silent: bool) -> None:
    assert stopped_anyhow(before, after, "w") is silent
