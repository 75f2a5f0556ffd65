"""Which entities a request wants: yente's filters, decided on an entity's card alone."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar.params import QueryParameter

from watchgate.api.dates import instant
from watchgate.api.directory import Card
from watchgate.api.view import View
from watchgate.ledger.interface import Snapshot
from watchgate.model import ftm
from watchgate.model.errors import NotFoundError

EVERYTHING = ("default", "all")
"""The two names that stand for all datasets together."""
MAX_VALUES = 500

Several = Annotated[list[str] | None, QueryParameter(max_items=MAX_VALUES)]


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What must hold of an entity. Empty sets ask for nothing.

    `datasets`: at least one of them. `schema`: that or a kind of it. `countries`, `topics`: at least one each.
    `since`: newest statement at this position or later.
    """

    datasets: frozenset[str] = frozenset()
    exclude_datasets: frozenset[str] = frozenset()
    schema: str | None = None
    exclude_schemata: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    exclude_entities: frozenset[str] = frozenset()
    since: int = 0

    @property
    def asks_nothing(self) -> bool:
        """Whether every entity passes."""
        return self == _NONE

    def admit(self, entity_id: str, card: Card) -> bool:
        """Whether the entity passes."""
        if entity_id in self.exclude_entities or card.changed < self.since:
            return False
        if self.datasets and self.datasets.isdisjoint(card.datasets):
            return False
        if self.exclude_datasets and self.exclude_datasets.issuperset(card.datasets):
            return False
        if self.countries and self.countries.isdisjoint(card.countries):
            return False
        if self.topics and self.topics.isdisjoint(card.topics):
            return False
        if self.schema is None and not self.exclude_schemata:
            return True
        kinds = _kinds(card.schema)
        return (self.schema is None or self.schema in kinds) and self.exclude_schemata.isdisjoint(kinds)


def filters_for(
    dataset: str,
    view: View,
    *,
    include_dataset: list[str] | None = None,
    exclude_dataset: list[str] | None = None,
    schema: str | None = None,
    exclude_schema: list[str] | None = None,
    countries: list[str] | None = None,
    topics: list[str] | None = None,
    exclude_entity_ids: list[str] | None = None,
    since: int = 0,
) -> Filters:
    """The filters a request stated; NotFoundError for a dataset, BadInputError for a schema that is not there."""
    wanted = {dataset, *(include_dataset or ())}
    for name in wanted.difference(EVERYTHING):
        if name not in view.directory.datasets():
            raise NotFoundError(f"there is no dataset {name!r} here", hint="GET /catalog lists them")
    for name in (schema, *(exclude_schema or ())):
        if name is not None:
            ftm.schema(name)
    return Filters(
        datasets=frozenset() if wanted.intersection(EVERYTHING) else frozenset(wanted),
        exclude_datasets=frozenset(exclude_dataset or ()),
        schema=schema,
        exclude_schemata=frozenset(exclude_schema or ()),
        countries=frozenset(country.lower() for country in countries or ()),
        topics=frozenset(topics or ()),
        exclude_entities=frozenset(exclude_entity_ids or ()),
        since=since,
    )


def position_since(snapshot: Snapshot, changed_since: str | None) -> int:
    """The first position recorded at or after `changed_since` (ISO date or instant); 0 without one."""
    if changed_since is None:
        return 0
    from_us = instant(changed_since, where="changed_since", end_of_day=False)
    for delivery in snapshot.deliveries():
        if delivery.recorded_at >= from_us:
            return delivery.position
    return snapshot.position + 1


def _kinds(schema: str) -> frozenset[str]:
    known = ftm.schemata().get(schema)
    return known.names if known is not None else frozenset({schema})


_NONE = Filters()
