"""Parties of past traffic are found by a new designation: those, and with those scores, that scoring all would give."""

from __future__ import annotations

import random
from pathlib import Path

from msgspec.structs import replace

from support.name_parties import altered, random_party
from watchgate.model.party import Name, Party
from watchgate.risk.names.engine.index import EngineIndex
from watchgate.risk.names.engine.reverse import StoredParties
from watchgate.risk.names.party import score_parties


def scored(entity: Party, parties: list[Party], threshold: int) -> list[tuple[str, int]]:
    hits = [(party.id, hit.score) for party in parties if (hit := score_parties(party, entity, threshold)) is not None]
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))


def test_a_designation_finds_the_stored_parties_that_it_concerns(tmp_path: Path) -> None:
    rng = random.Random(3)
    parties = [random_party(number, rng) for number in range(150)]
    stored = StoredParties()
    stored.store(parties[:100], 1)
    stored.store(parties[100:], 2)
    stored.forget("p7", 3)
    stored.save(tmp_path / "stored", "rules")
    opened = StoredParties.open(tmp_path / "stored", "rules")
    assert opened is not None
    assert (opened.position, len(opened)) == (3, 149)
    there = [party for party in parties if party.id != "p7"]
    found = 0
    for _ in range(25):
        model = rng.choice(parties)
        entity = replace(
            model, id="e", names=tuple(Name(altered(name.text, rng)) for name in (*model.names, Name("K")))
        )
        for threshold in (600, 750):
            expected = scored(entity, there, threshold)
            assert stored.concerned(entity, threshold) == expected, f"{entity} at {threshold}"
            assert opened.concerned(entity, threshold) == expected
            assert stored.concerned(entity, threshold, 1) == scored(entity, parties[:100], threshold)
            found += len(expected)
    assert found > 50
    stored.compact()
    assert stored.concerned(parties[7], 600) == scored(parties[7], there, 600)


def test_what_is_stored_is_smaller_than_an_index_that_gives_reasons(tmp_path: Path) -> None:
    rng = random.Random(4)
    parties = [random_party(number, rng) for number in range(200)]
    stored, index = StoredParties(), EngineIndex()
    stored.store(parties)
    index.add_many(parties)
    stored.save(tmp_path / "stored", "rules")
    index.save(tmp_path / "index", "rules")
    sizes = [sum(path.stat().st_size for path in (tmp_path / name).iterdir()) for name in ("stored", "index")]
    bodies = sum(len(party.id) + sum(len(name.text) for name in party.names) for party in parties)
    assert sizes[0] + bodies < sizes[1]
