"""A statement as yente shows it, with what only an evidence ledger can add: standing, grade, handling, evidence."""

from __future__ import annotations

from typing import Any

import msgspec

from watchgate.api.dates import rfc3339
from watchgate.api.feeds import Feeds
from watchgate.ledger.interface import Snapshot
from watchgate.model import ftm
from watchgate.model.delivery import Delivery
from watchgate.model.statement import Evidence, Statement


class StatementRow(msgspec.Struct, kw_only=True, rename={"schema_": "schema"}):
    """The first thirteen are yente's. `canonical_id` is the entity's own id: no two entities are merged here yet.

    `locator` names it at /statements/{locator}; `valid_from`/`valid_to`: when it holds in the world; `grade`: Admiralty
    code; `handling`: who may see it; `source` and `author`: the feed and the person or key it came from.
    """

    id: str
    entity_id: str
    canonical_id: str
    prop: str
    prop_type: str
    schema_: str
    value: str
    original_value: str | None
    dataset: str
    lang: str | None
    origin: str | None
    first_seen: str
    last_seen: str
    locator: str
    status: str
    valid_from: str | None
    valid_to: str | None
    position: int
    recorded_at: str
    grade: str | None
    handling: dict[str, Any] | None
    source: str | None
    author: str | None
    evidence: Evidence | None


def row_of(statement: Statement, snapshot: Snapshot, feeds: Feeds) -> StatementRow:
    """The row of `statement`, as `snapshot` shows it."""
    first_seen, last_seen, recorded_at = feeds.dates(snapshot, statement)
    delivery = snapshot.delivery(statement.position)
    return StatementRow(
        id=statement.id,
        entity_id=statement.entity_id,
        canonical_id=statement.entity_id,
        prop=statement.prop,
        prop_type=prop_type(statement),
        schema_=statement.schema,
        value=statement.value,
        original_value=statement.original_value,
        dataset=statement.dataset,
        lang=statement.lang,
        origin=statement.origin,
        first_seen=first_seen,
        last_seen=last_seen,
        locator=str(statement.locator),
        status=statement.status,
        valid_from=statement.valid_from,
        valid_to=statement.valid_to,
        position=statement.position,
        recorded_at=rfc3339(recorded_at),
        grade=delivery.grade if delivery is not None else None,
        handling=_handling(delivery) if delivery is not None else None,
        source=delivery.source if delivery is not None else None,
        author=delivery.author if delivery is not None else None,
        evidence=statement.evidence,
    )


def prop_type(statement: Statement) -> str:
    """FollowTheMoney's type of the statement's property; `string` for one it does not know."""
    schema = ftm.schemata().get(statement.schema)
    prop = schema.properties.get(statement.prop) if schema is not None else None
    return prop.type if prop is not None else "string"


def _handling(delivery: Delivery) -> dict[str, Any]:
    handling = delivery.handling
    return {
        "tlp": handling.tlp.label,
        "releasable_to": sorted(handling.releasable_to),
        "originator": handling.originator,
        "originator_control": handling.originator_control,
        "expires_at": rfc3339(handling.expires_at) if handling.expires_at is not None else None,
    }
