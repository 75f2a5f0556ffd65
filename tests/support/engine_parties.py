"""Segments of made-up parties, and what is in them told in plain Python."""

from __future__ import annotations

import random
from collections.abc import Sequence

from msgspec.structs import replace

from support.engine_edges import any_name
from support.name_parties import altered, random_party
from watchgate.model.party import Name, NameKind, Party
from watchgate.risk.names.engine.build_draft import Draft
from watchgate.risk.names.engine.segment_tables import Tables

COUNTRIES = ("kp", "ru", "us", "cn", "ir")
DATES = ("1962", "1962-03", "1962-03-01", "1962-01-03", "1961-03-01", "1990-12-31")


def random_parties(count: int, seed: int) -> list[Party]:
    """Parties of all scripts, p0 to p`count - 1`."""
    rng = random.Random(seed)
    return [random_party(number, rng) for number in range(count)]


def tables_of(parties: Sequence[Party], position: int = 0) -> Tables:
    """Their tables, all known from `position` on."""
    draft = Draft()
    for party in parties:
        draft.add(party, position)
    return draft.tables()


def some_party(number: int, rng: random.Random) -> Party:
    """A party of any script with up to four names."""
    if rng.random() < 0.3:
        return random_party(number, rng)
    return Party(
        id=f"p{number}",
        schema=rng.choice(("Person", "Person", "Company", "LegalEntity", "Organization", "Vessel", "Unknown")),
        names=tuple(Name(any_name(rng), rng.choice(tuple(NameKind))) for _ in range(rng.randint(0, 4))),
        birth_dates=tuple(rng.sample(DATES, rng.choice((0, 0, 1, 2)))),
        countries=tuple(rng.sample(COUNTRIES, rng.choice((0, 0, 1, 2)))),
        genders=rng.choice(((), ("male",), ("female",))),
    )


def asked_like(model: Party, rng: random.Random) -> Party:
    """A query that resembles the party more or less, or is the party itself."""
    kept = rng.random()
    if kept < 0.15:
        return model
    names = tuple(Name(altered(name.text, rng) if rng.random() < 0.7 else name.text, name.kind) for name in model.names)
    known: dict[str, tuple[str, ...]] = {"birth_dates": (), "countries": (), "genders": ()} if kept < 0.5 else {}
    if kept > 0.85:
        known = {"birth_dates": (rng.choice(DATES),), "countries": (rng.choice(COUNTRIES),)}
    schema = rng.choice((model.schema, model.schema, "Person", "LegalEntity", "Company"))
    return replace(model, id="query", schema=schema, names=names[: rng.randint(1, 3)], **known)
