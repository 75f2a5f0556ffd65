"""The exceptions' own log: what was proposed, agreed to and taken back, in order. A position counts its events."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TypeAlias, cast

import apsw
import msgspec

from watchgate.gate.history.chain import START, event_link
from watchgate.gate.history.failures import HistoryDamagedError
from watchgate.gate.history.history import History
from watchgate.gate.history.sealing import SECRET_BYTES, Sealer
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.exception import Exceptions, MatchException, proposed, seconded
from watchgate.model.policy import Policy

SHORTEST_PREFIX = 6
_LAST = 1 << 62


class Proposed(msgspec.Struct, frozen=True, tag="proposed"):
    """Somebody found that a customer is not, or is, a listed party."""

    exception: MatchException


class Agreed(msgspec.Struct, frozen=True, tag="agreed"):
    """A second person agreed to the exception with this id."""

    id: str
    second: str


class TakenBack(msgspec.Struct, frozen=True, tag="taken back"):
    """Somebody took the exception with this id back."""

    id: str
    author: str
    reason: str


Event: TypeAlias = Proposed | Agreed | TakenBack


class Dated(msgspec.Struct, frozen=True):
    """An event with its position and instant (UTC microseconds)."""

    position: int
    at: int
    event: Event


class ExceptionsLog:
    """Reads and appends; safe for any number of threads and processes."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._kept = Exceptions()
        self._newest = history.marked(_last_position)

    def propose(self, exception: MatchException, policy: Policy) -> MatchException:
        """Append what one person found; it counts for nothing before a second one agrees."""
        checked = proposed(exception, policy)

        def do(connection: apsw.Connection) -> None:
            if checked.id in _folded(self._events(connection)):
                raise BadInputError("this exception is there already", where=checked.id[:12])
            append_event(connection, self._history, Proposed(checked))

        self._history.write(do)
        return checked

    def agree(self, reference: str, second: str) -> MatchException:
        """Append that a second person agreed; BadInputError when it is the author."""

        def do(connection: apsw.Connection) -> MatchException:
            found = _one(_folded(self._events(connection)), reference)
            if found.in_force:
                raise BadInputError(f"{found.second} has agreed to it already", where=found.id[:12])
            agreed = seconded(found, second)
            append_event(connection, self._history, Agreed(found.id, agreed.second))
            return agreed

        return self._history.write(do)

    def take_back(self, reference: str, author: str, reason: str) -> MatchException:
        """Append that it no longer counts. One person is enough: nothing is relaxed by it."""
        if not author.strip() or not reason.strip():
            raise BadInputError("say who takes it back, and why", where="exception")

        def do(connection: apsw.Connection) -> MatchException:
            found = _one(_folded(self._events(connection)), reference)
            append_event(connection, self._history, TakenBack(found.id, author.strip(), reason.strip()))
            return found

        return self._history.write(do)

    def at(self, position: int | None = None) -> Exceptions:
        """Those that stood at `position`, or stand now; the present ones are kept at hand until an event is added."""
        newest = self.position()
        if position is None or position == newest:
            if self._kept.position != newest:
                self._kept = self._read(newest)
            return self._kept
        if not 0 <= position <= newest:
            raise BadInputError(f"the exceptions have positions 0 to {newest}, not {position}")
        return self._read(position)

    def position(self) -> int:
        """How many events there are."""
        return self._newest.value()

    def events(self) -> list[Dated]:
        """All events in order; those erased are left out."""
        return self._history.glance(lambda connection: list(self._events(connection)))

    def _read(self, position: int) -> Exceptions:
        events = self._history.glance(lambda connection: list(self._events(connection, position)))
        return Exceptions(_folded(iter(events)).values(), position)

    def _events(self, connection: apsw.Connection, position: int = _LAST) -> Iterator[Dated]:
        return events_of(connection, self._history.sealer, position)


def append_event(connection: apsw.Connection, history: History, event: Event) -> None:
    """Write the next event, inside a transaction of the caller."""
    last = connection.execute("SELECT position, link FROM exception ORDER BY position DESC LIMIT 1").fetchone()
    position, link = (int(last[0]), bytes(last[1])) if last is not None else (0, START)
    at, secret = history.clock(), os.urandom(SECRET_BYTES)
    sealed, commitment = history.sealer.seal_committed(secret, msgspec.json.encode(event), b"")
    connection.execute(
        "INSERT INTO exception VALUES (?,?,?,?,?,?)",
        (position + 1, at, secret, sealed, commitment, event_link(link, position + 1, at, commitment)),
    )


def _last_position(connection: apsw.Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(position), 0) FROM exception").get or 0)


def events_of(connection: apsw.Connection, sealer: Sealer, position: int = _LAST) -> Iterator[Dated]:
    """The events up to `position`, in order; those erased are left out."""
    rows = connection.execute(
        "SELECT position, at, secret, sealed FROM exception WHERE position <= ? ORDER BY position", (position,)
    ).fetchall()
    for place, at, secret, sealed in cast("list[tuple[int, int, bytes | None, bytes | None]]", rows):
        if secret is None or sealed is None:
            continue
        what = f"event {place} of the exceptions"
        try:
            event = msgspec.json.decode(sealer.open(secret, sealed, what), type=Event)
        except msgspec.MsgspecError as error:
            raise HistoryDamagedError(f"{what} cannot be read") from error
        yield Dated(place, at, event)


def _folded(events: Iterator[Dated]) -> dict[str, MatchException]:
    """The exceptions that stand after `events`, by id."""
    found: dict[str, MatchException] = {}
    for dated in events:
        match dated.event:
            case Proposed(exception=exception):
                found[exception.id] = exception
            case Agreed(id=exception_id, second=second):
                if exception_id in found:
                    found[exception_id] = seconded(found[exception_id], second)
            case TakenBack(id=exception_id):
                found.pop(exception_id, None)
    return found


def _one(found: dict[str, MatchException], reference: str) -> MatchException:
    wanted = reference.strip().lower()
    matching = [one for key, one in found.items() if key.startswith(wanted)]
    if len(wanted) < SHORTEST_PREFIX or not matching:
        raise NotFoundError(f"there is no exception {wanted[:16]!r}", hint="watchgate gate exceptions list")
    if len(matching) > 1:
        raise BadInputError(f"{wanted} is the beginning of several exceptions", hint="write more of its digits")
    return matching[0]
