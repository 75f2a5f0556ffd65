"""The neighbourhood of an entity: what it names, and what names it, under the property each end has for it."""

from __future__ import annotations

from watchgate.api.entity import Entity, EntityReader, confirmed
from watchgate.api.work import Deadline
from watchgate.model import ftm
from watchgate.model.ftm import Schema

MAX_NEIGHBOURS = 1_000
"""Entities shown under one property of a nested reply; /adjacent/{prop} pages through the rest."""


def neighbours(reader: EntityReader, entity: Entity) -> dict[str, list[str]]:
    """Ids of adjacent entities by property, outgoing ones and the reverse of incoming ones."""
    found: dict[str, list[str]] = {}
    schema = ftm.schemata().get(entity.schema_)
    if schema is None:
        return found
    for prop, values in entity.properties.items():
        definition = schema.properties.get(prop)
        if definition is not None and definition.type == "entity":
            found[prop] = list(dict.fromkeys(values))
    for statement in confirmed(reader.snapshot.referring_to(entity.id)):
        under = reverse_property(statement.schema, statement.prop, schema)
        if under is not None and statement.entity_id not in found.setdefault(under, []):
            found[under].append(statement.entity_id)
    return found


def reverse_property(schema_name: str, prop: str, towards: Schema) -> str | None:
    """How a thing of schema `towards` calls a link that `prop` of `schema_name` makes to it: `sanctions`."""
    schema = ftm.schemata().get(schema_name)
    definition = schema.properties.get(prop) if schema is not None else None
    if definition is None or definition.type != "entity" or definition.reverse is None:
        return None
    if definition.range is not None and not towards.is_a(definition.range):
        return None
    return definition.reverse


def nest(reader: EntityReader, entity: Entity, deadline: Deadline) -> Entity:
    """`entity` with its neighbours in place of their ids; through a relationship, the thing at its far end too."""
    shown = {entity.id}
    for prop, ids in neighbours(reader, entity).items():
        entity.properties[prop] = [
            _link(reader, other_id, shown, deadline) or other_id for other_id in ids[:MAX_NEIGHBOURS]
        ]
    return entity


def _link(reader: EntityReader, entity_id: str, shown: set[str], deadline: Deadline) -> Entity | None:
    deadline.check()
    found = reader.read(entity_id)
    schema = ftm.schemata().get(found.schema_) if found is not None else None
    if found is not None and schema is not None and schema.edge:
        for end in (schema.edge_source, schema.edge_target):
            if end in found.properties:
                found.properties[end] = [
                    value if value in shown else reader.read(value) or value for value in found.properties[end]
                ]
    return found
