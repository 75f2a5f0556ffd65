"""Endpoint: where decisions and alerts are told to, and which. Delivery: one telling of one, until it arrives."""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec

from watchgate.model.alert import AlertClass
from watchgate.model.decision import Verdict
from watchgate.model.errors import BadInputError

ALERTS = tuple(kind.value for kind in AlertClass)
EVENTS = (*(verdict.value for verdict in Verdict), *ALERTS)
"""What can be told: the verdict of a decision, the class of an alert."""
USUAL_EVENTS = ("hold", "stop", "unsupported", "refused")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class State(StrEnum):
    """PENDING is tried again, DEAD no more until somebody sends it again."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """`events`: verdicts and classes of alerts that are told. `names`: the payload says of whom. `private`: its address
    may be inside.

    `told`: the number of the last decision that was looked at for it. `ended_at`: it answered that it is gone, or
    was removed; UTC microseconds.
    """

    key: int
    name: str
    url: str
    events: tuple[str, ...]
    names: bool
    private: bool
    added_at: int
    told: int
    ended_at: int | None = None
    ended_because: str = ""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """Decision `number` for `endpoint`; below zero it is the alert of that number. `due_at`: when it is tried next.
    `status`: HTTP's of the last try, 0: none."""

    key: int
    endpoint: int
    number: int
    state: State
    tries: int
    due_at: int
    tried_at: int | None
    status: int
    error: str


def parse_events(text: str) -> tuple[str, ...]:
    """`hold,stop` as events; `all` for each there is. BadInputError names what is none."""
    if text.strip() == "all":
        return EVENTS
    found = tuple(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))
    unknown = [one for one in found if one not in EVENTS]
    if unknown or not found:
        raise BadInputError(
            f"{', '.join(unknown) or 'nothing'} is no event", where="--events", hint=f"of {', '.join(EVENTS)}, or all"
        )
    return found


def check_name(name: str) -> str:
    """`name`, if it can be one; BadInputError otherwise."""
    if not NAME.fullmatch(name):
        raise BadInputError(
            f"{name!r} is no name for an endpoint", where="--name", hint="letters, digits, dot, hyphen, underscore"
        )
    return name
