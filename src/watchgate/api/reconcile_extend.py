"""OpenRefine data extension: properties of entities that were reconciled, as columns."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.params import FromPath, QueryParameter

from watchgate.api.asking import Answered, AnyRequest, Asking
from watchgate.api.entity import EntityReader
from watchgate.api.filters import filters_for
from watchgate.api.roles import Role
from watchgate.api.work import Deadline
from watchgate.model import ftm

Identified = Annotated[str, msgspec.Meta(max_length=255)]
Limit = Annotated[int, QueryParameter(ge=0, le=500)]


class Column(msgspec.Struct):
    """A property to fetch."""

    id: Identified


class ExtendRequest(msgspec.Struct):
    """Which properties of which entities."""

    ids: Annotated[list[Identified], msgspec.Meta(max_length=1_000)]
    properties: Annotated[list[Column], msgspec.Meta(max_length=100)]


@get("/reconcile/{dataset:str}/extend/property", role=Role.SCREEN, summary="OpenRefine: columns", tags=["reconcile"])
async def propose_properties(
    request: AnyRequest,
    dataset: FromPath[str],
    type_: Annotated[str, QueryParameter(name="type", max_length=64)] = "Thing",
    limit: Limit = 50,
) -> Response[dict[str, Any]]:
    """The properties that things of a type can have, those that matter most first."""
    asking = Asking.of(request)

    def work(_: Deadline) -> Answered:
        filters_for(dataset, asking.view)
        schema = ftm.schema(type_)
        names = dict.fromkeys((*schema.featured, *sorted(schema.properties)))
        shown = [schema.properties[name] for name in names if name in schema.properties]
        columns = [{"id": prop.name, "name": prop.label} for prop in shown if not prop.hidden][:limit]
        content = {"limit": limit, "type": schema.name, "properties": columns}
        return Answered(content, asking.view.basis(asking.view.position))

    return await asking.answer(work)


def extended(reader: EntityReader, wanted: ExtendRequest, deadline: Deadline) -> dict[str, Any]:
    """The rows: for each entity and property its values, entities among them by id and caption."""
    rows: dict[str, dict[str, list[dict[str, str]]]] = {}
    for entity_id in dict.fromkeys(wanted.ids):
        deadline.check()
        entity = reader.read(entity_id, with_target=False)
        schema = ftm.schemata().get(entity.schema_) if entity is not None else None
        rows[entity_id] = {}
        for column in wanted.properties:
            values = entity.properties.get(column.id, []) if entity is not None else []
            definition = schema.properties.get(column.id) if schema is not None else None
            linked = definition is not None and definition.type == "entity"
            rows[entity_id][column.id] = [_cell(reader, value, linked) for value in values]
    return {"meta": [{"id": column.id, "name": _label(column.id)} for column in wanted.properties], "rows": rows}


def _cell(reader: EntityReader, value: str, linked: bool) -> dict[str, str]:
    other = reader.read(value, with_target=False) if linked else None
    return {"id": other.id, "name": other.caption} if other is not None else {"str": value}


def _label(prop: str) -> str:
    for schema in ftm.schemata().values():
        if prop in schema.properties:
            return schema.properties[prop].label
    return prop
