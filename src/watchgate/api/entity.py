"""An entity as yente shows it: FollowTheMoney properties, where they came from, and when that last changed.

Only confirmed statements speak here; proposed ones are seen at /statements, where their standing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec

from watchgate.api.feeds import Feeds
from watchgate.ledger.interface import Snapshot
from watchgate.model import ftm
from watchgate.model.statement import Statement, Status


class Total(msgspec.Struct, frozen=True):
    """How many there are: `eq` exactly, `gte` at least so many."""

    value: int
    relation: Literal["eq", "gte"] = "eq"


class Entity(msgspec.Struct, kw_only=True, rename={"schema_": "schema"}):
    """yente's entity. `properties` hold strings, or whole entities where the reply is nested.

    `target`: an authority lists it. `referents`: ids it is also known under. Instants are RFC 3339, UTC.
    """

    id: str
    caption: str
    schema_: str
    properties: dict[str, list[Any]]
    datasets: list[str]
    referents: list[str] = []
    target: bool = False
    first_seen: str | None = None
    last_seen: str | None = None
    last_change: str | None = None


class EntityReader:
    """Reads entities at one position, for one reader."""

    def __init__(self, snapshot: Snapshot, feeds: Feeds) -> None:
        self.snapshot = snapshot
        self._feeds = feeds

    def read(self, entity_id: str, *, with_target: bool = True) -> Entity | None:
        """The entity, None when nothing confirmed is said of it."""
        spoken = confirmed(self.snapshot.entity(entity_id))
        if not spoken:
            return None
        schema = schema_of(spoken)
        properties = properties_of(spoken)
        first_seen, last_seen, last_change = self._feeds.seen(self.snapshot, spoken)
        return Entity(
            id=entity_id,
            caption=ftm.caption(schema, properties, entity_id),
            schema_=schema,
            properties=properties,
            datasets=sorted({statement.dataset for statement in spoken}),
            target=with_target and self.is_listed(entity_id, properties),
            first_seen=first_seen,
            last_seen=last_seen,
            last_change=last_change,
        )

    def is_listed(self, entity_id: str, properties: dict[str, list[Any]]) -> bool:
        """Whether a listing points at it, or its source marks it as sanctioned."""
        if any(topic == "sanction" for topic in properties.get("topics", ())):
            return True
        return any(
            statement.schema == "Sanction" and statement.prop == "entity" and statement.status is Status.CONFIRMED
            for statement in self.snapshot.referring_to(entity_id)
        )


def confirmed(statements: Iterable[Statement]) -> list[Statement]:
    """Those of `statements` that may act."""
    return [statement for statement in statements if statement.status is Status.CONFIRMED]


def schema_of(statements: Sequence[Statement]) -> str:
    """The most specific schema they speak of."""
    found = statements[0].schema
    for statement in statements:
        if statement.schema != found:
            found = ftm.common_schema(found, statement.schema)
    return found


def properties_of(statements: Iterable[Statement]) -> dict[str, list[Any]]:
    """Values by property, each once, in ledger order."""
    found: dict[str, dict[str, None]] = {}
    for statement in statements:
        if statement.prop != "id":
            found.setdefault(statement.prop, {})[statement.value] = None
    return {prop: list(values) for prop, values in found.items()}
