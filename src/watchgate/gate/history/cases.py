"""The cases of one history: acts appended in order, and what they come to.

Closing takes two people. Nothing is ever taken back: who erred reopens, and says why.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from typing import Any, cast

import apsw
import msgspec

from watchgate.gate.history.alert_rows import CLASSES, act_body, opened_whom, there
from watchgate.gate.history.chain import START, event_link
from watchgate.gate.history.failures import HistoryDamagedError
from watchgate.gate.history.history import History
from watchgate.gate.history.sealing import SECRET_BYTES
from watchgate.model.alert import (
    Assigned,
    Case,
    CaseAct,
    CaseEvent,
    CaseState,
    Closed,
    ClosingProposed,
    Noted,
    Outcome,
    Reopened,
)
from watchgate.model.errors import BadInputError, NotFoundError

LONGEST_TEXT = 10_000
LONGEST_NAME = 200
_KIND: dict[type, str] = {
    Assigned: "assigned",
    Noted: "noted",
    ClosingProposed: "closing proposed",
    Closed: "closed",
    Reopened: "reopened",
}
_STATE = {
    _KIND[ClosingProposed]: CaseState.CLOSING,
    _KIND[Closed]: CaseState.CLOSED,
    _KIND[Reopened]: CaseState.OPEN,
}


class CasesWanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a case must be; empty asks for nothing. `before`: only numbers below it."""

    states: tuple[CaseState, ...] = ()
    entity_id: str = ""
    customer: str = ""
    assignee: str = ""
    before: int | None = None


class CaseLog:
    """Reads and appends; safe for any number of threads and processes."""

    def __init__(self, history: History) -> None:
        self._history = history

    def get(self, number: int) -> Case:
        """One case as it stands; NotFoundError when there is none."""
        found = self._history.read(lambda connection: self._cases(connection, "WHERE number = ?", (number,)))
        if not found:
            raise NotFoundError(f"there is no case {number}", hint="watchgate cases list")
        return found[0]

    def page(self, wanted: CasesWanted, limit: int) -> list[Case]:
        """At most `limit` of them, the newest first."""
        before = wanted.before if wanted.before is not None else 1 << 62
        found: list[Case] = []
        while len(found) < limit:
            part = self._history.read(
                lambda connection, at=before: self._cases(  # type: ignore[misc]
                    connection, "WHERE number < ? ORDER BY number DESC LIMIT ?", (at, max(limit, 100))
                )
            )
            if not part:
                break
            found += [one for one in part if _is(one, wanted)]
            before = part[-1].number
        return found[:limit]

    def counts(self) -> dict[CaseState, int]:
        """How many cases stand how."""

        def do(connection: apsw.Connection) -> int:
            if not there(connection):
                return 0
            return int(connection.execute("SELECT count(*) FROM case_file").get or 0)

        total = self._history.read(do)
        known = list(self._history.read(states).values())
        found = {state: known.count(state) for state in CaseState}
        found[CaseState.OPEN] += total - len(known)
        return found

    def events(self, number: int) -> list[CaseEvent]:
        """What was done on one case, in order."""
        return self._history.read(lambda connection: self._events(connection, (number,)))

    def assign(self, number: int, to: str, author: str) -> Case:
        """Somebody is to look at it."""
        return self._act(number, Assigned(_name(author), _name(to)), {CaseState.OPEN, CaseState.CLOSING})

    def note(self, number: int, text: str, author: str) -> Case:
        """Write something down; closed cases take notes as well."""
        return self._act(number, Noted(_name(author), _text(text)), set(CaseState))

    def propose_closing(self, number: int, outcome: Outcome, reason: str, author: str) -> Case:
        """One person is done with it: it is closed when a second one agrees."""
        return self._act(number, ClosingProposed(_name(author), outcome, _text(reason)), {CaseState.OPEN})

    def agree(self, number: int, author: str) -> Case:
        """The second person: closed. BadInputError when it is the one who proposed so."""
        return self._act(number, Closed(_name(author)), {CaseState.CLOSING})

    def reopen(self, number: int, reason: str, author: str) -> Case:
        """Open it again, or refuse to close it."""
        return self._act(number, Reopened(_name(author), _text(reason)), {CaseState.CLOSING, CaseState.CLOSED})

    def _act(self, number: int, act: CaseAct, allowed: set[CaseState]) -> Case:
        def do(connection: apsw.Connection) -> Case:
            found = self._cases(connection, "WHERE number = ?", (number,))
            if not found:
                raise NotFoundError(f"there is no case {number}", hint="watchgate cases list")
            case = found[0]
            if case.state not in allowed:
                raise BadInputError(f"it is {case.state}", where=f"case {number}", hint="watchgate cases show")
            if not case.customer and not case.party:
                raise BadInputError("its records were erased", where=f"case {number}")
            if isinstance(act, Closed):
                _refuse_same(self._events(connection, (number,)), act.author, number)
            append_act(connection, self._history, number, act)
            return self._cases(connection, "WHERE number = ?", (number,))[0]

        return self._history.write(do)

    def _cases(self, connection: apsw.Connection, rest: str, values: Sequence[object]) -> list[Case]:
        if not there(connection):
            return []
        rows: list[tuple[Any, ...]] = connection.execute(
            f"SELECT number, entity, opened_at, secret, sealed FROM case_file {rest}",  # noqa: S608 - of this room
            cast("tuple[int]", tuple(values)),
        ).fetchall()
        numbers = [row[0] for row in rows]
        by_case: dict[int, list[CaseEvent]] = {number: [] for number in numbers}
        for event in self._events(connection, numbers):
            by_case[event.case].append(event)
        known_states = states(connection, set(numbers))
        return [self._case(connection, row, by_case[row[0]], known_states.get(row[0], CaseState.OPEN)) for row in rows]

    def _case(
        self, connection: apsw.Connection, row: tuple[Any, ...], events: Sequence[CaseEvent], state: CaseState
    ) -> Case:
        number, entity_id, opened_at, secret, sealed = row
        customer, party = opened_whom(self._history.sealer, number, secret, sealed)
        counted: list[tuple[Any, ...]] = connection.execute(
            'SELECT class, count(*), max(at) FROM alert WHERE "case" = ? GROUP BY class', (number,)
        ).fetchall()
        assigned = [one.act.to for one in events if isinstance(one.act, Assigned)]
        proposed = [one.act for one in events if isinstance(one.act, ClosingProposed)]
        closing = proposed[-1] if proposed and state is not CaseState.OPEN else None
        return Case(
            number=number,
            customer=customer,
            party=party,
            entity_id=entity_id,
            opened_at=opened_at,
            newest_at=max((one[2] for one in counted), default=opened_at),
            state=state,
            assignee=assigned[-1] if assigned else "",
            outcome=closing.outcome if closing is not None else None,
            reason=closing.reason if closing is not None else "",
            alerts={CLASSES[one[0]]: one[1] for one in sorted(counted)},
        )

    def _events(self, connection: apsw.Connection, numbers: Collection[int]) -> list[CaseEvent]:
        if not there(connection):
            return []
        rows: list[tuple[Any, ...]] = connection.execute(
            'SELECT number, "case", at, secret, sealed FROM case_event '
            'WHERE "case" IN (SELECT value FROM json_each(?)) ORDER BY number',
            (msgspec.json.encode(list(numbers)).decode(),),
        ).fetchall()
        return [CaseEvent(row[0], row[1], row[2], self._opened(row)) for row in rows]

    def _opened(self, row: tuple[Any, ...]) -> CaseAct | None:
        if row[3] is None or row[4] is None:
            return None
        what = f"act {row[0]} on a case"
        try:
            act: CaseAct = msgspec.json.decode(self._history.sealer.open(row[3], row[4], what), type=CaseAct)
        except msgspec.MsgspecError as error:
            raise HistoryDamagedError(f"{what} cannot be read") from error
        return act


def append_act(connection: apsw.Connection, history: History, case: int, act: CaseAct) -> None:
    """Write the next act, inside a transaction of the caller."""
    last = connection.execute("SELECT number, link FROM case_event ORDER BY number DESC LIMIT 1").fetchone()
    number, link = (int(cast("int", last[0])), bytes(cast("bytes", last[1]))) if last is not None else (0, START)
    at, secret, kind = history.clock(), os.urandom(SECRET_BYTES), _KIND[type(act)]
    sealed, commitment = history.sealer.seal_committed(secret, msgspec.json.encode(act), b"")
    connection.execute(
        "INSERT INTO case_event VALUES (?,?,?,?,?,?,?,?)",
        (
            number + 1,
            case,
            at,
            kind,
            secret,
            sealed,
            commitment,
            event_link(link, number + 1, at, act_body(case, kind, commitment)),
        ),
    )


def states(connection: apsw.Connection, cases: Collection[int] | None = None) -> dict[int, CaseState]:
    """How cases stand that were ever to be closed; all others are open."""
    if not there(connection):
        return {}
    kinds = ",".join("?" * len(_STATE))
    among = "" if cases is None else 'AND "case" IN (SELECT value FROM json_each(?))'
    asked = () if cases is None else (msgspec.json.encode(list(cases)).decode(),)
    rows: list[tuple[Any, ...]] = connection.execute(
        f'SELECT "case", kind, max(number) FROM case_event WHERE kind IN ({kinds}) {among} GROUP BY "case"',  # noqa: S608
        (*_STATE, *asked),
    ).fetchall()
    return {case: _STATE[kind] for case, kind, _ in rows}


def _refuse_same(events: Sequence[CaseEvent], author: str, number: int) -> None:
    proposed = [one.act for one in events if isinstance(one.act, ClosingProposed)]
    if proposed and proposed[-1].author.casefold() == author.casefold():
        raise BadInputError("a second person must agree, not the one who proposed it", where=f"case {number}")


def _is(case: Case, wanted: CasesWanted) -> bool:
    return (
        (not wanted.states or case.state in wanted.states)
        and (not wanted.entity_id or case.entity_id == wanted.entity_id)
        and (not wanted.customer or case.customer == wanted.customer)
        and (not wanted.assignee or case.assignee == wanted.assignee)
    )


def _name(text: str) -> str:
    found = " ".join(text.split())
    if not found or len(found) > LONGEST_NAME:
        raise BadInputError(f"a name has 1 to {LONGEST_NAME} characters", where="case")
    return found


def _text(text: str) -> str:
    found = text.strip()
    if not found or len(found) > LONGEST_TEXT:
        raise BadInputError(f"say something, in at most {LONGEST_TEXT:,} characters", where="case")
    return found
