"""What `watchgate ownership show` says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from watchgate.ledger.interface import Ledger
from watchgate.model.errors import NotFoundError
from watchgate.model.handling import SYSTEM
from watchgate.model.policy_file import load_policy
from watchgate.risk.grounds.view import Grounds
from watchgate.risk.ownership.shares import Share, percent

VIEWS = "views"


def shown_ownership(ledger: Ledger, home: Path, entity: str, at_us: int, position: int | None) -> dict[str, Any]:
    """Who holds it on that day, and its grounds; NotFoundError for nobody."""
    if not ledger.as_of(reader=SYSTEM, position=position).entity(entity):
        raise NotFoundError(f"there is no entity {entity}")
    grounds = Grounds.at(ledger, SYSTEM, load_policy(home=home), position, views=home / VIEWS)
    return {
        "entity": entity,
        "name": grounds.named(entity),
        "position": grounds.position,
        "held": [
            {
                "owners": [grounds.named(owner) for owner in one.owners],
                "called": one.called,
                "share": _share(one.share),
                "doubt": one.doubt,
                "source": one.source,
                "stands_on": [str(at) for at in one.stands_on],
            }
            for one in grounds.interests(entity, at_us)
        ],
        "grounds": [
            {
                "kind": one.kind.value,
                "authority": one.authority,
                "detail": one.detail,
                "doubt": one.doubt,
                "stands_on": [str(at) for at in one.stands_on],
            }
            for one in grounds.of(entity, at_us)
        ],
    }


def _share(share: Share | None) -> str:
    if share is None:
        return ""
    if share.exact:
        return percent(share.low)
    return f"{'more than ' if share.above else ''}{percent(share.low)} to {percent(share.high)}"
