"""Facts: what of one entity's confirmed statements grounds can stand on, and nothing else of it.

Kept for every entity of the ledger, so it is small: of a party its names, its unique identifiers, its risk tags and
which datasets speak of it; of a listing, an interest or a judgement what says whom, what and when.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from watchgate.model import ftm
from watchgate.model.statement import Locator, Statement, Status
from watchgate.risk.grounds.name_key import name_key
from watchgate.risk.parties import is_party_schema

LISTING = "Sanction"
JUDGEMENT = "Similar"
_INTERVAL = frozenset({"startDate", "endDate"})
_INTEREST = _INTERVAL | {"role", "status"}
RELATIONS = {
    LISTING: _INTERVAL | {"entity", "authority", "program", "programId", "listingDate"},
    JUDGEMENT: frozenset({"candidate", "match", "criteria", "matcher"}),
    "Ownership": _INTEREST | {"owner", "asset", "percentage", "ownershipType", "sharesType"},
    "Directorship": _INTEREST | {"director", "organization"},
    "UnknownLink": _INTEREST | {"subject", "object"},
}
"""Schema -> the properties that are kept of it."""

NAMES = frozenset({"name", "alias", "previousName"})
UNIQUE = frozenset({"leiCode", "imoNumber", "swiftBic"})
"""Identifiers of a party that are unique by their standard."""

PARTY_PROPS = frozenset({"topics", "holder", "parent", "birthDate"}) | UNIQUE
NAMED_BY = ""
"""Stands for the property in the one statement kept for each dataset that speaks of a party."""


class Said(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One confirmed statement, as far as it matters here."""

    prop: str
    value: str
    dataset: str
    locator: Locator
    valid_from: str | None = None
    valid_to: str | None = None


class Facts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """`said` in ledger order; `name`: what to call it; `keys`: of its names, without weak ones (see name_key)."""

    entity_id: str
    schema: str
    said: tuple[Said, ...] = ()
    name: str = ""
    keys: tuple[str, ...] = ()

    def of(self, *props: str) -> tuple[Said, ...]:
        """What was said of any of `props`, in ledger order."""
        return tuple([one for one in self.said if one.prop in props])


def facts_of(entity_id: str, statements: Iterable[Statement]) -> Facts | None:
    """The facts of one entity; None when nothing confirmed is said that a ground could stand on."""
    confirmed = [one for one in statements if one.status is Status.CONFIRMED]
    schema = ""
    for one in confirmed:
        if one.schema != schema:
            schema = ftm.common_schema(schema, one.schema) if schema else one.schema
    relation = RELATIONS.get(schema)
    if relation is not None:
        kept = tuple(_said(one, one.prop) for one in confirmed if one.prop in relation)
        return Facts(entity_id=entity_id, schema=schema, said=kept) if kept else None
    if not confirmed or not is_party_schema(schema):
        return None
    said: list[Said] = []
    names: dict[str, str] = {}
    datasets: set[str] = set()
    for one in confirmed:
        if one.dataset not in datasets:
            datasets.add(one.dataset)
            said.append(_said(one, NAMED_BY))
        if one.prop in NAMES:
            names.setdefault(one.value, one.prop)
        elif one.prop in PARTY_PROPS and (one.prop != "topics" or one.value.startswith("sanction")):
            said.append(_said(one, one.prop))
    return Facts(
        entity_id=entity_id,
        schema=schema,
        said=tuple(said),
        name=next((name for name, prop in names.items() if prop == "name"), next(iter(names), "")),
        keys=tuple(sorted({key for name in names if (key := name_key(name))})),
    )


def _said(one: Statement, prop: str) -> Said:
    return Said(prop, one.value, one.dataset, one.locator, one.valid_from, one.valid_to)
