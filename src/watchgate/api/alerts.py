"""GET /alerts and /cases: what new evidence made of past records, by page, or as events while they are raised."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any
from weakref import WeakSet

import msgspec
from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Stream

from watchgate.api.answers import Basis
from watchgate.api.asking import Answered, AnyRequest, Asking
from watchgate.api.dates import instant
from watchgate.api.paging import refuse_unknown
from watchgate.api.problems import RefusedError
from watchgate.api.roles import Role
from watchgate.api.withheld import WITHHELD, Withholding
from watchgate.api.work import Deadline
from watchgate.gate.history.alerts import AlertCounts, AlertLog, AlertsWanted
from watchgate.gate.history.cases import CaseLog, CasesWanted
from watchgate.model.alert import Alert, AlertClass, Case, CaseEvent, CaseState
from watchgate.model.clock import iso
from watchgate.model.errors import BadInputError

EVENTS = "text/event-stream"
LOOK_S = 0.25
"""How often the history is looked at for new alerts while a stream is open."""
QUIET_S = 10.0
"""After so long without an alert a line is sent, so that nobody in between takes the connection for dead."""
SHARE = 0.8
"""Of the time a request has: then the stream ends, and the client goes on from the last alert it was sent."""
AT_ONCE = 100
MOST_STREAMS = 64
"""Open at once in one worker: each looks at the history four times a second."""

ALERT_PARAMETERS = ("class", "entity", "list", "case", "since", "until", "unfinished", "limit", "before", "after")
CASE_PARAMETERS = ("state", "entity", "customer", "assignee", "limit", "before")


class AlertPage(msgspec.Struct, frozen=True, kw_only=True):
    """Reply of /alerts. `next`: give it as `before` (with `after`: as `after`) for the next page; null when this is the
    last. `counts` of all alerts, whatever was asked for."""

    results: list[Alert]
    limit: int
    next: int | None
    counts: AlertCounts


class CasePage(msgspec.Struct, frozen=True, kw_only=True):
    """Reply of /cases, the newest first. `counts` of all cases by state."""

    results: list[Case]
    limit: int
    next: int | None
    counts: dict[str, int]


class CaseWhole(msgspec.Struct, frozen=True, kw_only=True):
    """Reply of /cases/{number}: the case, its newest alerts, and what was done on it."""

    case: Case
    alerts: list[Alert]
    events: list[CaseEvent]


@get("/alerts", role=Role.REVIEW, summary="Alerts of the lookback", tags=["gate"])
async def alerts(
    request: AnyRequest,
    kind: Annotated[
        list[str] | None, QueryParameter(name="class", description="breach, before, open, release; may repeat.")
    ] = None,
    entity: FromQuery[str | None] = None,
    list_: Annotated[str | None, QueryParameter(name="list", description="Only what stands on this list.")] = None,
    case: Annotated[int | None, QueryParameter(ge=1, le=2**53)] = None,
    since: FromQuery[str | None] = None,
    until: FromQuery[str | None] = None,
    unfinished: Annotated[bool, QueryParameter(description="Only of cases that are not closed.")] = False,
    limit: Annotated[int, QueryParameter(ge=1, le=500, description="Alerts on a page.")] = 50,
    before: Annotated[int | None, QueryParameter(ge=1, le=2**53, description="Numbers below it, newest first.")] = None,
    after: Annotated[int | None, QueryParameter(ge=0, le=2**53, description="Numbers above it, oldest first.")] = None,
) -> Response[Any]:
    """The newest first. With `Accept: text/event-stream` as server-sent events, from `Last-Event-ID` (or `after`) on,
    or from now: each an `id` (its number), an `event` (its class) and the alert as JSON."""
    asking = Asking.of(request)
    refuse_unknown(request.query_params, ALERT_PARAMETERS)
    wanted = AlertsWanted(
        kinds=tuple(dict.fromkeys(_class(one) for one in kind or ())),
        entity_id=entity or "",
        list_=list_ or "",
        case=case,
        since=instant(since, where="since", end_of_day=False) if since is not None else None,
        until=instant(until, where="until", end_of_day=False) if until is not None else None,
        unfinished=unfinished,
        before=before,
        after=after,
    )
    if EVENTS in request.headers.get("accept", ""):
        return await _stream(asking, wanted, request.headers.get("last-event-id"))

    def work(_: Deadline) -> Answered:
        gate = asking.service.deciding.gate
        withholding = Withholding(gate.ledger, asking.caller.reader)
        log = AlertLog(gate.history)
        found = log.page(wanted, limit)
        content = AlertPage(
            results=_readable(found, withholding, wanted),
            limit=limit,
            next=found[-1].number if len(found) == limit else None,
            counts=log.counts(gate.clock()),
        )
        return Answered(content, Basis(position=gate.evidence.position, policy_sha256=gate.policy.sha256))

    return await asking.answer(work)


@get("/alerts/{number:int}", role=Role.REVIEW, summary="One alert, both answers side by side", tags=["gate"])
async def alert(request: AnyRequest, number: FromPath[int]) -> Response[Alert]:
    """The alert with this number: what was decided before, what would be now, and the case it belongs to."""
    asking = Asking.of(request)

    def work(_: Deadline) -> Answered:
        gate = asking.service.deciding.gate
        found = Withholding(gate.ledger, asking.caller.reader).alert(AlertLog(gate.history).get(number))
        return Answered(found, Basis(position=gate.evidence.position, policy_sha256=gate.policy.sha256))

    return await asking.answer(work)


@get("/cases", role=Role.REVIEW, summary="Cases of the lookback", tags=["gate"])
async def cases(
    request: AnyRequest,
    stands: Annotated[
        list[str] | None, QueryParameter(name="state", description="open, closing, closed; may repeat.")
    ] = None,
    entity: FromQuery[str | None] = None,
    customer: Annotated[str | None, QueryParameter(max_length=200)] = None,
    assignee: Annotated[str | None, QueryParameter(max_length=200)] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=500, description="Cases on a page.")] = 50,
    before: Annotated[int | None, QueryParameter(ge=1, le=2**53, description="Numbers below this one.")] = None,
) -> Response[CasePage]:
    """The newest first, by state, entity, customer and whom they are assigned to."""
    asking = Asking.of(request)
    refuse_unknown(request.query_params, CASE_PARAMETERS)
    wanted = CasesWanted(
        states=tuple(dict.fromkeys(_state(one) for one in stands or ())),
        entity_id=entity or "",
        customer=customer or "",
        assignee=assignee or "",
        before=before,
    )

    def work(_: Deadline) -> Answered:
        gate = asking.service.deciding.gate
        withholding = Withholding(gate.ledger, asking.caller.reader)
        log = CaseLog(gate.history)
        found = log.page(wanted, limit)
        content = CasePage(
            results=[withholding.case(one) for one in found],
            limit=limit,
            next=found[-1].number if len(found) == limit else None,
            counts={each.value: count for each, count in log.counts().items()},
        )
        return Answered(content, Basis(position=gate.evidence.position, policy_sha256=gate.policy.sha256))

    return await asking.answer(work)


@get("/cases/{number:int}", role=Role.REVIEW, summary="One case with its alerts and acts", tags=["gate"])
async def case_(request: AnyRequest, number: FromPath[int]) -> Response[CaseWhole]:
    """The case with this number, its newest alerts (at most 100), and what was done on it, in order."""
    asking = Asking.of(request)

    def work(_: Deadline) -> Answered:
        gate = asking.service.deciding.gate
        withholding = Withholding(gate.ledger, asking.caller.reader)
        log = CaseLog(gate.history)
        content = CaseWhole(
            case=withholding.case(log.get(number)),
            alerts=[withholding.alert(one) for one in AlertLog(gate.history).page(AlertsWanted(case=number), AT_ONCE)],
            events=log.events(number),
        )
        return Answered(content, Basis(position=gate.evidence.position, policy_sha256=gate.policy.sha256))

    return await asking.answer(work)


async def _stream(asking: Asking, wanted: AlertsWanted, last: str | None) -> Stream:
    """Events until most of the request's time is over."""
    service = asking.service
    gate = service.deciding.gate
    log = AlertLog(gate.history)
    open_ = _Open()
    if len(_streams) >= MOST_STREAMS:
        raise RefusedError(503, "too many streams of alerts are open; ask by page", retry_s=LOOK_S)
    _streams.add(open_)
    begin = wanted.after
    if last is not None and last.isdecimal() and last.isascii() and len(last) < 16:
        begin = int(last)  # who connects again asks as at first, and means this
    if begin is None:
        begin = await service.workers.run(lambda _: log.last_number())
    end = time.monotonic() + SHARE * service.settings.request_seconds

    async def events(after: int, open_: _Open) -> AsyncIterator[bytes]:
        try:
            async for one in told(after):
                yield one
        except RefusedError:
            return  # too much to do: the client comes again
        finally:
            _streams.discard(open_)

    async def told(after: int) -> AsyncIterator[bytes]:
        yield b"retry: 500\n\n"
        spoke = time.monotonic()
        while time.monotonic() < end:
            asked = msgspec.structs.replace(wanted, after=after, before=None)
            found = await service.workers.run(lambda _, asked=asked: log.page(asked, AT_ONCE))  # type: ignore[misc]
            withholding = Withholding(gate.ledger, asking.caller.reader)
            for one in _readable(found, withholding, wanted):
                yield _event(one)
            after = found[-1].number if found else after
            if found or time.monotonic() - spoke > QUIET_S:
                spoke = time.monotonic()
                yield b"" if found else b": nothing new\n\n"
            if not found:
                await asyncio.sleep(LOOK_S)

    return Stream(events(begin, open_), media_type=EVENTS)


class _Open:
    """One stream: counted until it ends, or is given up before it began."""


_streams: WeakSet[_Open] = WeakSet()


def _readable(found: Sequence[Alert], withholding: Withholding, wanted: AlertsWanted) -> list[Alert]:
    """As the caller may know them. Who asks about an entity or a list is not told of what is withheld of it."""
    readable = [withholding.alert(one) for one in found]
    asked = bool(wanted.entity_id or wanted.list_)
    return [one for one in readable if not (asked and one.entity_id == WITHHELD)]


def _event(alert: Alert) -> bytes:
    body = msgspec.json.encode({**msgspec.to_builtins(alert), "at": iso(alert.at)})
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (alert.number, alert.kind.value.encode(), body)


def _class(text: str) -> AlertClass:
    try:
        return AlertClass(text)
    except ValueError:
        raise BadInputError(
            f"{text[:64]!r} is no class", where="class", hint=", ".join(one.value for one in AlertClass)
        ) from None


def _state(text: str) -> CaseState:
    try:
        return CaseState(text)
    except ValueError:
        raise BadInputError(
            f"{text[:64]!r} is no state", where="state", hint=", ".join(one.value for one in CaseState)
        ) from None
