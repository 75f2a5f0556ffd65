"""Dossier: all confirmed statements about one listed party, read together: its own, its parts', its listings'."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence

import msgspec

from watchgate.ledger.interface import Ledger, Snapshot
from watchgate.model import ftm
from watchgate.model.handling import Reader
from watchgate.model.statement import Statement, Status
from watchgate.risk.party_names import NAME_PROPS

MOST_KEPT = 2_048
"""Dossiers kept at hand; a list entry has 10 to 100 statements, about a kilobyte each."""


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """`own`: statements of the entity; `parts`: of its documents, wallets, addresses; `listings`: of its Sanctions."""

    entity_id: str
    schema: str
    caption: str
    own: tuple[Statement, ...]
    parts: tuple[Statement, ...]
    listings: tuple[Statement, ...]

    @property
    def datasets(self) -> tuple[str, ...]:
        """The lists that speak of the party itself."""
        return tuple(sorted({statement.dataset for statement in self.own}))

    @property
    def topics(self) -> tuple[str, ...]:
        """FollowTheMoney's risk tags (`sanction`, `role.pep`, ...)."""
        return tuple(sorted({statement.value for statement in self.own if statement.prop == "topics"}))

    def names(self) -> tuple[str, ...]:
        """Its names as the sources write them, each once, its best first."""
        order = list(NAME_PROPS)
        said = [statement for statement in self.own if statement.prop in NAME_PROPS]
        return tuple(dict.fromkeys(one.value for one in sorted(said, key=lambda one: order.index(one.prop))))


class Dossiers:
    """Dossiers at one position for one reader, read when first asked for; those used last are kept."""

    def __init__(self, ledger: Ledger, reader: Reader, position: int) -> None:
        self.position = position
        self.snapshot = ledger.as_of(reader=reader, position=position)
        self._kept: OrderedDict[str, Dossier] = OrderedDict()

    def get(self, entity_id: str, parts: Sequence[str]) -> Dossier:
        """The dossier of an entity; `parts` are the entities that belong to it."""
        found = self._kept.pop(entity_id, None) or _read(self.snapshot, entity_id, parts)
        self._kept[entity_id] = found
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return found


def _read(snapshot: Snapshot, entity_id: str, parts: Sequence[str]) -> Dossier:
    own = _confirmed(snapshot.entity(entity_id))
    listings = dict.fromkeys(
        statement.entity_id
        for statement in snapshot.referring_to(entity_id)
        if statement.prop == "entity" and statement.schema == "Sanction" and statement.status is Status.CONFIRMED
    )
    values: dict[str, list[str]] = {}
    schema = ""
    for statement in own:
        values.setdefault(statement.prop, []).append(statement.value)
        schema = ftm.common_schema(schema, statement.schema) if schema else statement.schema
    return Dossier(
        entity_id=entity_id,
        schema=schema or "Thing",
        caption=ftm.caption(schema, values, _any_name(values) or entity_id),
        own=own,
        parts=tuple(one for part in parts for one in _confirmed(snapshot.entity(part))),
        listings=tuple(one for listing in sorted(listings) for one in _confirmed(snapshot.entity(listing))),
    )


def _any_name(values: dict[str, list[str]]) -> str | None:
    """Of a record that does not say what kind of thing it is about, only some names may be known."""
    return next((values[prop][0] for prop in NAME_PROPS if prop in values), None)


def _confirmed(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(statement for statement in statements if statement.status is Status.CONFIRMED)
