"""On real lists the engine answers as the plain index does, reasons and all."""

from __future__ import annotations

import random

import pytest
from msgspec.structs import replace

from support.listed_parties import listed_parties
from support.name_parties import altered
from watchgate.model.party import Name
from watchgate.risk.names.engine.index import EngineIndex
from watchgate.risk.names.index import NameIndex

pytestmark = pytest.mark.timeout(1_200)


def test_the_engine_answers_as_the_plain_index_on_listed_parties() -> None:
    rng = random.Random(31)
    parties = rng.sample(listed_parties(), 1_500)
    engine, plain = EngineIndex(), NameIndex()
    engine.add_many(parties)
    for party in parties:
        plain.add(party)
    hits = 0
    for number in range(150):
        party = rng.choice(parties)
        name = rng.choice(party.names)
        schema = rng.choice((party.schema, party.schema, "Person", "Company"))
        query = replace(party, id="query", schema=schema, names=(Name(altered(name.text, rng), name.kind),))
        if number % 2:
            query = replace(query, birth_dates=(), countries=())
        if number % 10 == 0:
            changed = rng.choice(parties)
            engine.add(changed)
            plain.add(changed)
        threshold = rng.choice((600, 700, 800))
        expected = plain.query(query, threshold)
        assert engine.query(query, threshold) == expected, f"{query} at {threshold}"
        assert engine.scores(query, threshold) == [(hit.entity_id, hit.score) for hit in expected]
        hits += len(expected)
    assert hits > 100
