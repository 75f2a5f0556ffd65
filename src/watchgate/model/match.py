"""Hit: what a query met, and Reason: why, part by part."""

from __future__ import annotations

import msgspec


class Reason(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One part of a score.

    `kind`: the feature (`name`, `weak_alias`, `birth_date`, `country`, `gender`, `schema`, `identifier` ...).
    `query`, `candidate`: what was compared. `points`: what it adds to or takes from the score, in thousandths.
    `detail`: one sentence a compliance engineer can read.
    """

    kind: str
    points: int
    detail: str
    query: str = ""
    candidate: str = ""


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One entity at or above the threshold. `score` is 0-1000, the sum of the points of its reasons within bounds.

    `exact`: an identifier that is unique by its standard agrees (certain identity); a name never sets it.
    """

    entity_id: str
    score: int
    reasons: tuple[Reason, ...]
    exact: bool = False
