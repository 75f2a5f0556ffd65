"""From statements to parties: what screening compares of an entity, confirmed statements only.

Some entities are not parties themselves but say something of one: a passport of its holder, an address of who is
there, a wallet of its holder. They are read like any other (`profile_of`) and joined to the party (`joined`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from watchgate.model import ftm
from watchgate.model.party import Identifier, NameKind, Party
from watchgate.model.statement import Statement, Status
from watchgate.risk.birth_dates import comparable_date
from watchgate.risk.identifiers.kinds import KINDS
from watchgate.risk.identifiers.normal import normal
from watchgate.risk.party_names import NAME_PROPS, PART_PROPS, names_of
from watchgate.risk.party_papers import paper_kind
from watchgate.risk.party_places import COUNTRY_PROPS, address_of, country_of

HOLDER_PROPS = {"Identification": "holder", "Passport": "holder", "CryptoWallet": "holder"}
"""Schema -> the property that names the party it says something of."""

PLACE_PROP = "addressEntity"
"""The property by which a party names an Address entity."""

NOT_SCREENED = frozenset({"Address", "Position", "Territory"})
"""Matchable in FollowTheMoney, but no party of a record."""


class Profile(msgspec.Struct, frozen=True):
    """What one entity's own statements say. `holders`: the parties it belongs to; `places`: its Address entities."""

    party: Party
    holders: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


LISTED_THINGS = frozenset({"Thing", "Asset"})
"""Not matchable in FollowTheMoney, but listed: who nobody says what they are, and ports, airports and locks (EU)."""


def party_of(entity_id: str, statements: Iterable[Statement]) -> Party:
    """The party `entity_id` is, from its own statements and those of the entities that belong to it, in any order.

    Statements that are not confirmed say nothing here: what is only proposed never acts.
    """
    by_entity: dict[str, list[Statement]] = {entity_id: []}
    for statement in statements:
        by_entity.setdefault(statement.entity_id, []).append(statement)
    profiles = {other: profile_of(other, own) for other, own in by_entity.items()}
    main = profiles.pop(entity_id)
    return joined(
        main.party,
        [part.party for other, part in profiles.items() if entity_id in part.holders or other in main.places],
    )


def profile_of(entity_id: str, statements: Iterable[Statement]) -> Profile:
    """What the statements of one entity say, in their order; an entity without confirmed ones gives an empty party."""
    schema, confirmed = "", Status.CONFIRMED
    values: dict[str, list[str]] = {}
    names: list[tuple[str, str, str | None]] = []
    for statement in statements:
        if statement.status is not confirmed:
            continue
        if statement.schema != schema:
            schema = ftm.common_schema(schema, statement.schema) if schema else statement.schema
        if statement.prop in NAME_PROPS:
            names.append((statement.prop, statement.value, statement.lang))
        else:
            values.setdefault(statement.prop, []).append(statement.value)
    schema = schema or "Thing"
    party = Party(
        id=entity_id,
        schema=schema,
        names=names_of(names, {prop: values[prop] for prop in PART_PROPS if prop in values})
        if names or "lastName" in values
        else (),
        birth_dates=_distinct(
            [day for value in values.get("birthDate", ()) if (day := comparable_date(value)) is not None]
        ),
        countries=_distinct(
            [code for prop in COUNTRY_PROPS for value in values.get(prop, ()) if (code := country_of(value))]
        ),
        genders=_distinct([value for value in values.get("gender", ()) if value in {"male", "female"}]),
        identifiers=_identifiers(schema, values),
        addresses=_distinct(address_of(schema, values)),
    )
    holder = HOLDER_PROPS.get(schema, "")
    return Profile(party, _distinct(values.get(holder, ())), _distinct(values.get(PLACE_PROP, ())))


def joined(party: Party, parts: Iterable[Party]) -> Party:
    """The party with the identifiers, countries, addresses, dates and genders of what belongs to it.

    Names stay its own: a wallet's label is not a name of its holder. A number that a document gives with its issuer
    replaces the same number without one.
    """
    found = list(parts)
    if not found:
        return party
    everything = [party, *found]
    return msgspec.structs.replace(
        party,
        birth_dates=_distinct(value for part in everything for value in part.birth_dates),
        countries=_distinct(value for part in everything for value in part.countries),
        genders=_distinct(value for part in everything for value in part.genders),
        identifiers=_with_issuers(identifier for part in everything for identifier in part.identifiers),
        addresses=_distinct(value for part in everything for value in part.addresses),
    )


def is_screened(party: Party) -> bool:
    """Whether queries are compared with it: a kind of thing that is a party, with a name or an identifier."""
    return bool(party.names or party.identifiers) and is_party_schema(party.schema)


def is_party_schema(schema: str) -> bool:
    """Whether things of this schema are parties of records.

    A schema that is not FollowTheMoney's (a newer release, a partner's own) counts: better screened than dropped in
    silence.
    """
    known = ftm.schemata().get(schema)
    return known is None or known.name in LISTED_THINGS or (known.matchable and known.name not in NOT_SCREENED)


def primary_name(party: Party) -> str | None:
    """The first of its best names."""
    for kind in (NameKind.PRIMARY, NameKind.ALIAS, NameKind.PREVIOUS, NameKind.WEAK):
        for name in party.names:
            if name.kind == kind:
                return name.text
    return None


def _identifiers(schema: str, values: Mapping[str, list[str]]) -> tuple[Identifier, ...]:
    found: list[Identifier | None] = []
    paper = paper_kind(schema, values)
    issuer = None
    if paper is not None:
        issuers = _distinct(code for value in values.get("country", ()) if (code := country_of(value)))
        issuer = issuers[0] if len(issuers) == 1 else None
        found.extend(normal(paper, value, issuer) for value in values.get("number", ()))
    for prop, texts in values.items():
        if prop in KINDS:
            found.extend(normal(prop, text, issuer) for text in texts)
    return _with_issuers(identifier for identifier in found if identifier is not None)


def _with_issuers(identifiers: Iterable[Identifier]) -> tuple[Identifier, ...]:
    found = dict.fromkeys(identifiers)
    issued = {(identifier.kind, identifier.value) for identifier in found if identifier.country}
    return tuple(
        identifier for identifier in found if identifier.country or (identifier.kind, identifier.value) not in issued
    )


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
