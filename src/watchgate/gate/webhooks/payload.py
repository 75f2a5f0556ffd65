"""What an endpoint is told of a decision or an alert: what it needs to look it up, and names only where asked for."""

from __future__ import annotations

from typing import Any

import msgspec

from watchgate.gate.decide.rules import RULES
from watchgate.gate.history.entry import Stored
from watchgate.model.alert import Alert, Side
from watchgate.model.clock import iso


def message_id(stored: Stored) -> str:
    """The same for every try and every endpoint: who has seen it drops it."""
    return f"dec_{stored.sha256[:40]}"


def payload(stored: Stored, *, names: bool) -> bytes:
    """The body for a decision; the same bytes at every try, as long as nothing of it is erased.

    Without `names` no text of the record and no name is in it: the reason is that of the rule, matches are entity ids.
    """
    decision, record = stored.decision, stored.record
    rule = decision.rule if decision is not None else ""
    data: dict[str, Any] = {
        "decision": stored.sha256,
        "number": stored.number,
        "verdict": stored.verdict,
        "rule": rule,
        "reason": RULES.get(rule, rule) if decision is not None else "the record was erased",
        "kind": stored.message.kind,
        "message_id": record.message_id if record is not None else "",
        "transaction": record.transaction_id if record is not None else "",
        "record": stored.record_id,
        "position": stored.position,
        "policy": stored.policy_sha256,
        "hold_until": iso(decision.hold_until) if decision is not None and decision.hold_until is not None else None,
        "matches": [
            {"role": one.role, "entity": one.entity_id, "score": one.score, "effect": one.effect}
            for one in (decision.matches if decision is not None else ())
        ],
    }
    if names and decision is not None and record is not None:
        data["reason"] = decision.reason
        data["customer"] = record.customer
        data["matches"] = decision.matches
    return msgspec.json.encode(
        {"type": f"decision.{stored.verdict.value}", "timestamp": iso(stored.decided_at), "data": data}
    )


def alert_id(alert: Alert) -> str:
    """The same for every try and every endpoint."""
    return f"alr_{alert.number}_{alert.at}"


def alert_payload(alert: Alert, *, names: bool) -> bytes:
    """The body for an alert; without `names` no text of the record and no name is in it."""
    data: dict[str, Any] = {
        "alert": alert.number,
        "class": alert.kind,
        "case": alert.case,
        "subject": alert.subject,
        "target": alert.target,
        "entity": alert.entity_id,
        "lists": alert.lists,
        "delivery": alert.delivery,
        "before": _side(alert.before),
        "after": _side(alert.after),
    }
    if names:
        data["customer"], data["party"] = alert.customer, alert.party
        data["reason"] = alert.after.reason if alert.after is not None else "the record was erased"
    return msgspec.json.encode({"type": f"alert.{alert.kind.value}", "timestamp": iso(alert.at), "data": data})


def _side(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        "verdict": side.verdict,
        "rule": side.rule,
        "position": side.position,
        "number": side.number or None,
        "decision": side.decision or None,
    }


def trial_payload(now: int) -> bytes:
    """The body of a try that somebody asks for: it speaks of no decision."""
    return msgspec.json.encode({"type": "webhook.test", "timestamp": iso(now), "data": {}})
