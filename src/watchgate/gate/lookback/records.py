"""Past records for the lookback: which decisions count, what was said of them last, and what holds them on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import cast

import apsw
import msgspec

from watchgate.gate.history.alerts import AlertLog
from watchgate.gate.history.entry import Entry, Received, Stored
from watchgate.gate.history.history import History
from watchgate.gate.service_uetr import uetrs_of
from watchgate.model.alert import Alert, AlertClass, Side, Subject, side_of
from watchgate.model.decision import Decision


def newest(history: History, touched: Mapping[int, set[str]], position: int, after: int) -> dict[int, set[str]]:
    """Of the decisions touched, made on less than `position` and numbered above `after`, the newest of each record.

    An older one of the same record counts for nothing: the newer took its place. Erased ones are left out.
    """

    def do(connection: apsw.Connection) -> list[tuple[int, bytes]]:
        rows = connection.execute(
            "SELECT d.number, d.record_id FROM decision d JOIN basis b ON b.key = d.basis "
            "WHERE d.number IN (SELECT value FROM json_each(?)) AND b.position < ? AND d.secret IS NOT NULL",
            (msgspec.json.encode(list(touched)).decode(), position),
        ).fetchall()
        return cast("list[tuple[int, bytes]]", rows)

    last: dict[bytes, int] = {}
    for number, record_id in history.read(do) if touched else ():
        last[record_id] = max(number, last.get(record_id, 0))
    return {number: touched[number] for number in last.values() if number > after}


def stored(history: History, numbers: Sequence[int]) -> list[Stored]:
    """These decisions, in order."""
    wanted = (msgspec.json.encode(list(numbers)).decode(),)
    condition = "d.number IN (SELECT value FROM json_each(?)) ORDER BY d.number"
    return history.read(lambda connection: list(history.reading.where(connection, condition, wanted)))


def said_last(alerts: AlertLog, one: Stored, delivery: int) -> Side | None:
    """What was said of a decision last, before `delivery`: by an alert, or by itself. None once it was erased."""
    if one.decision is None:
        return None
    earlier = [found for found in alerts.of(Subject.PAYMENT, one.number) if found.delivery < delivery]
    last = max((found.delivery for found in earlier), default=0)
    side = next((found.after for found in earlier if found.delivery == last), None)
    return side_of(one.decision, one.number) if side is None else side


def held_on(history: History, one: Stored, drafts: Sequence[Alert], held: Decision) -> list[Alert]:
    """Keep `held`, the new decision on a payment that is not executed yet, linked to the one before by the history;
    the drafts say its number. Where the original bytes were erased there is nothing left to decide upon."""
    data = history.original(one.original)
    if data is None or one.record is None:
        return list(drafts)
    received = Received(data, sha256(data).hexdigest(), held.decided_at)
    (kept,) = history.keep([Entry(received, one.message, one.record, held, uetrs_of(one.message, one.record))])
    after = side_of(kept.decision, kept.number)
    return [msgspec.structs.replace(each, after=after) if each.kind is AlertClass.OPEN else each for each in drafts]
