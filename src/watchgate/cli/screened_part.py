"""What a statement means for screening: the party it is about with it, and without it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from watchgate.ledger.interface import Snapshot
from watchgate.model.party import Party
from watchgate.model.statement import Locator, Statement, Status
from watchgate.risk.parties import HOLDER_PROPS, PLACE_PROP, is_screened, party_of, primary_name


class ScreenedPart(msgspec.Struct, frozen=True, kw_only=True):
    """One party and what the statement adds to what is compared of it. `enters`: it was not screened without it."""

    entity: str
    caption: str
    adds: tuple[str, ...]
    enters: bool


def screened_parts(snapshot: Snapshot, target: Statement) -> list[ScreenedPart]:
    """For each party the statement bears on: what it adds to screening when it is confirmed. Empty when nothing."""
    found = []
    for entity_id in _parties(snapshot, target):
        statements = list(_statements(snapshot, entity_id))
        without = party_of(entity_id, (one for one in statements if one.locator != target.locator))
        with_it = party_of(entity_id, _confirmed(statements, target.locator))
        adds = tuple(_added(without, with_it))
        if adds and is_screened(with_it):
            found.append(
                ScreenedPart(
                    entity=entity_id,
                    caption=primary_name(with_it) or entity_id,
                    adds=adds,
                    enters=not is_screened(without),
                )
            )
    return found


def _parties(snapshot: Snapshot, target: Statement) -> list[str]:
    """The entity itself, and who holds it or is at it."""
    own = snapshot.entity(target.entity_id)
    holders = [one.value for one in (*own, target) if one.prop == HOLDER_PROPS.get(one.schema)]
    tenants = [one.entity_id for one in snapshot.referring_to(target.entity_id) if one.prop == PLACE_PROP]
    return list(dict.fromkeys([target.entity_id, *holders, *tenants]))


def _statements(snapshot: Snapshot, entity_id: str) -> Iterable[Statement]:
    yield from snapshot.entity(entity_id)
    holders = [one.entity_id for one in snapshot.referring_to(entity_id) if one.prop == HOLDER_PROPS.get(one.schema)]
    places = [one.value for one in snapshot.entity(entity_id) if one.prop == PLACE_PROP]
    for other in dict.fromkeys([*holders, *places]):
        if other != entity_id:
            yield from snapshot.entity(other)


def _confirmed(statements: Iterable[Statement], target: Locator) -> Iterable[Statement]:
    for one in statements:
        yield msgspec.structs.replace(one, status=Status.CONFIRMED) if one.locator == target else one


def _added(before: Party, after: Party) -> Iterable[str]:
    for name in after.names:
        if name not in before.names:
            yield f"{name.kind.value} name {name.text!r}"
    for identifier in after.identifiers:
        if identifier not in before.identifiers:
            country = f" ({identifier.country})" if identifier.country else ""
            yield f"{identifier.kind} {identifier.value}{country}"
    for word, old, new in (
        ("birth date", before.birth_dates, after.birth_dates),
        ("country", before.countries, after.countries),
        ("gender", before.genders, after.genders),
        ("address", before.addresses, after.addresses),
    ):
        yield from (f"{word} {value}" for value in new if value not in old)
    if before.schema != after.schema and before.names:
        yield f"kind {after.schema}"
