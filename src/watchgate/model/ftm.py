"""FollowTheMoney's schema: what kinds of things there are, which properties they have, what may be compared.

Read from `ftm_schema.json`, which `tools/compile_ftm.py` compiles from the library's own YAML (origin and licence
beside it). The library itself is not imported: it takes seconds and a C++ build.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from importlib import resources

import msgspec

from watchgate.model.errors import BadInputError


def schema(name: str) -> Schema:
    """The schema called `name`; BadInputError with the nearest name when there is none."""
    found = schemata().get(name)
    if found is not None:
        return found
    near = get_close_matches(name, schemata(), n=1)
    hint = f"did you mean {near[0]}?" if near else "Person, Company, Organization, Vessel, CryptoWallet ..."
    raise BadInputError(f"{name!r} is not a FollowTheMoney schema", hint=hint)


class Property(msgspec.Struct, frozen=True, kw_only=True):
    """A property as the schema `owner` defines it; schemata that extend `owner` have it too.

    `type`: name, country, date, identifier, entity, topic, string ... `matchable`: may be compared in screening.
    `range`: for type entity, the schema its values must be. `format`: for type identifier, the standard (lei, bic ...).
    `reverse`: the property under which the other end shows this link. `max_length` in characters.
    """

    name: str
    label: str
    type: str
    matchable: bool
    max_length: int
    owner: str = ""
    range: str | None = None
    format: str | None = None
    reverse: str | None = None
    reverse_label: str | None = None
    deprecated: bool = False
    hidden: bool = False


class Schema(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of thing. `names`: itself and all it extends; `properties`: its own and all inherited, by name.

    `abstract` ones are never an entity's own schema. `matchable`: parties of this kind are screened.
    `caption`: the properties that name it, in order. `edge_source`, `edge_target`: for a relationship, its two ends.
    """

    name: str
    label: str
    plural: str
    abstract: bool
    matchable: bool
    deprecated: bool
    extends: tuple[str, ...]
    names: frozenset[str]
    properties: Mapping[str, Property]
    caption: tuple[str, ...]
    featured: tuple[str, ...]
    required: tuple[str, ...]
    edge_source: str | None
    edge_target: str | None

    @property
    def edge(self) -> bool:
        """Whether it is a relationship between two other things."""
        return self.edge_source is not None and self.edge_target is not None

    def is_a(self, name: str) -> bool:
        """Whether it is `name` or extends it."""
        return name in self.names

    def property(self, name: str) -> Property:
        """The property called `name`; BadInputError with the nearest name when this schema has none."""
        found = self.properties.get(name)
        if found is not None:
            return found
        near = get_close_matches(name, self.properties, n=1)
        hint = f"did you mean {near[0]}?" if near else "see the schema's properties"
        raise BadInputError(f"{name!r} is not a property of {self.name}", hint=hint)


def caption(schema_name: str, values: Mapping[str, Sequence[str]], default: str) -> str:
    """What to call an entity: the first value of the first caption property it has, else `default`."""
    found = schemata().get(schema_name)
    for prop in found.caption if found is not None else ("name",):
        if values.get(prop):
            return values[prop][0]
    return default


def common_schema(left: str, right: str) -> str:
    """The more specific of two schemata of one entity; `left` when neither is a kind of the other."""
    known = schemata()
    if right in known and left in known[right].names:
        return right
    return left


@cache
def schemata() -> Mapping[str, Schema]:
    """All schemata by name."""
    own = {row.name: row for row in _document().schemata}
    built: dict[str, Schema] = {}
    for name in own:
        _build(name, own, built)
    return built


@cache
def origin() -> str:
    """Which release of FollowTheMoney this is: `followthemoney 4.11.2`."""
    return _document().origin


class _Row(msgspec.Struct, frozen=True):
    name: str
    label: str
    plural: str
    matchable: bool
    abstract: bool = False
    deprecated: bool = False
    extends: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    featured: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    edge_source: str | None = None
    edge_target: str | None = None
    temporal_start: tuple[str, ...] = ()
    temporal_end: tuple[str, ...] = ()
    properties: tuple[Property, ...] = ()


class _Document(msgspec.Struct, frozen=True):
    origin: str
    schemata: tuple[_Row, ...]


@cache
def _document() -> _Document:
    data = resources.files("watchgate.model").joinpath("ftm_schema.json").read_bytes()
    return msgspec.json.decode(data, type=_Document)


def _build(name: str, own: Mapping[str, _Row], built: dict[str, Schema]) -> Schema:
    if name in built:
        return built[name]
    row = own[name]
    parents = [_build(parent, own, built) for parent in row.extends]
    properties = {prop.name: msgspec.structs.replace(prop, owner=name) for prop in row.properties}
    for parent in parents:
        for key, prop in parent.properties.items():
            properties.setdefault(key, prop)
    built[name] = Schema(
        name=name,
        label=row.label,
        plural=row.plural,
        abstract=row.abstract,
        matchable=row.matchable,
        deprecated=row.deprecated,
        extends=row.extends,
        names=frozenset({name}.union(*(parent.names for parent in parents))),
        properties=properties,
        caption=row.caption,
        featured=row.featured,
        required=row.required,
        edge_source=row.edge_source,
        edge_target=row.edge_target,
    )
    return built[name]
