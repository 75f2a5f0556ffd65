"""Past records for the lookback: what was said of them last, and what holds them on."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from watchgate.gate.history.alerts import AlertLog
from watchgate.gate.history.entry import Entry, Received, Stored
from watchgate.gate.history.history import History
from watchgate.gate.service_uetr import uetrs_of
from watchgate.model.alert import Alert, AlertClass, Side, Subject, side_of
from watchgate.model.decision import Decision


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
