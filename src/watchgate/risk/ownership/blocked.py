"""Blocked: a node that is listed, or treated so by an authority's rule, with what that stands on, step by step."""

from __future__ import annotations

import msgspec

from watchgate.model.ground import GroundKind
from watchgate.model.statement import Locator
from watchgate.risk.ownership.graph import Held
from watchgate.risk.ownership.interest import Interest


class Part(msgspec.Struct, frozen=True):
    """What one blocked owner brings to it: the interests that count, and how much they are taken for, in words."""

    owner: str
    held: tuple[Held, ...]
    amount: str


class Blocked(msgspec.Struct, frozen=True):
    """`kind`: LISTED for those it begins with. `doubts`: why it is not certain; empty when it is.

    `parts`: the owners it comes from, each blocked before it; `arrangements`: by which their shares are added up.
    `listing` in words, the listed `member` of the node, `stands_on`: for those it begins with.
    """

    kind: GroundKind
    parts: tuple[Part, ...] = ()
    doubts: frozenset[str] = frozenset()
    arrangements: tuple[Interest, ...] = ()
    listing: str = ""
    member: str = ""
    stands_on: tuple[Locator, ...] = ()
