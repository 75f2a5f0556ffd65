"""Small drafts for tests of the ledger."""

from __future__ import annotations

from typing import Any

from watchgate.model.delivery import Delivery
from watchgate.model.handling import PUBLIC
from watchgate.model.statement import Entry, ListRecord, Statement


def said(value: str = "Kim Yong Chol", *, entity_id: str = "un-1", prop: str = "name", **more: Any) -> Statement:
    """One statement of a list."""
    return Statement(
        entity_id=entity_id,
        schema="Person",
        prop=prop,
        value=value,
        dataset="un_sc",
        evidence=more.pop("evidence", ListRecord("KPi.028")),
        **more,
    )


def delivered(*entries: Entry, source: str = "un_sc", **more: Any) -> Delivery:
    """A public delivery of `entries`."""
    return Delivery(source=source, entries=entries, handling=more.pop("handling", PUBLIC), **more)
