"""A listed owner of a customer, and how much of the customer it brings into a rule."""

from __future__ import annotations

from typing import NamedTuple

from watchgate.model.customer import Owner
from watchgate.model.decision import Match
from watchgate.model.ground import Ground
from watchgate.risk.ownership.shares import WHOLE, Share, share_of


class Listed(NamedTuple):
    """`match`: with whom the owner was met; `grounds`: what one authority holds against it; `doubt`: why not surely."""

    owner: Owner
    match: Match
    grounds: tuple[Ground, ...]
    doubt: str


def brought(one: Listed) -> Share:
    """The share as the base says it; where it says none, nothing is certain and all is possible."""
    known = share_of(one.owner.share) if one.owner.share else None
    return known if known is not None else Share(0, WHOLE if not one.owner.share else 0)
