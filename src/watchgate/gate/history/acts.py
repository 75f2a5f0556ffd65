"""What was done to the history itself: erasures and legal holds, with who and why, in a chain of their own."""

from __future__ import annotations

from typing import TypeAlias, cast

import apsw
import msgspec

from watchgate.gate.history.chain import START, event_link
from watchgate.gate.history.history import History


class Erased(msgspec.Struct, frozen=True, tag="erased"):
    """Numbers of the parties asked for and of the decisions whose records went with them. `retention`: nobody asked,
    their time was over."""

    parties: tuple[int, ...]
    decisions: tuple[int, ...]
    author: str
    reason: str
    retention: bool = False


class CustomerErased(msgspec.Struct, frozen=True, tag="customer erased"):
    """Numbers of the rows of one customer. `retention`: nobody asked, their time was over."""

    rows: tuple[int, ...]
    author: str
    reason: str
    retention: bool = False


class HoldBegun(msgspec.Struct, frozen=True, tag="hold begun"):
    """A legal hold, by its key: on a `party`, a `decision` or a `customer`."""

    key: int
    what: str
    target: int
    author: str
    reason: str


class HoldEnded(msgspec.Struct, frozen=True, tag="hold ended"):
    """The legal hold with that key ended."""

    key: int
    author: str
    reason: str


class Archived(msgspec.Struct, frozen=True, tag="archived"):
    """A day that was moved into a file."""

    day: int
    file: str
    sha256: str
    decisions: int


Act: TypeAlias = Erased | CustomerErased | HoldBegun | HoldEnded | Archived


class DatedAct(msgspec.Struct, frozen=True):
    """An act with its number and instant (UTC microseconds)."""

    number: int
    at: int
    act: Act


def note(connection: apsw.Connection, at: int, act: Act) -> None:
    """Append to the chain, inside the transaction that does what is noted."""
    last = connection.execute("SELECT number, link FROM act ORDER BY number DESC LIMIT 1").fetchone()
    number, link = (int(last[0]), bytes(last[1])) if last is not None else (0, START)
    body = msgspec.json.encode(act)
    connection.execute(
        "INSERT INTO act VALUES (?,?,?,?)", (number + 1, at, body, event_link(link, number + 1, at, body))
    )


def acts(history: History) -> list[DatedAct]:
    """All of them in order."""
    return acts_after(history, 0)


def acts_after(history: History, number: int) -> list[DatedAct]:
    """Those after `number`, in order."""
    rows = history.glance(
        lambda connection: connection.execute(
            "SELECT number, at, body FROM act WHERE number > ? ORDER BY number", (number,)
        ).fetchall()
    )
    return [
        DatedAct(number, at, msgspec.json.decode(body, type=Act))
        for number, at, body in cast("list[tuple[int, int, bytes]]", rows)
    ]
