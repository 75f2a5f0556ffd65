"""Parties of past traffic are found by a new designation: those, and with those scores, that scoring all would give."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from msgspec.structs import replace

from support.engine_parties import asked_like, some_party
from support.listed_parties import listed_parties
from watchgate.model.party import Name, Party
from watchgate.risk.names.engine.reverse import FACTOR, StoredParties
from watchgate.risk.names.engine.search_space import space
from watchgate.risk.names.engine.stored_spans import FEW, LENGTH, spans_for
from watchgate.risk.names.engine.stored_tier import OWN
from watchgate.risk.names.party import score_parties

THRESHOLDS = (600, 650, 700, 800, 900)
SMALL_ROOM = 64


@pytest.fixture
def sparse() -> Iterator[None]:
    """Posting lists are gone through a few rows at a time, however short, in a working space that must grow."""
    stored = StoredParties()
    stored.store([(0, Party(id="", names=(Name("Lavrov"),)))])
    stored.reverse(Party(id="", names=(Name("Lavrov"),)))
    before = OWN.space
    OWN.space = before._replace(room=space(4, SMALL_ROOM, SMALL_ROOM), spans=spans_for(SMALL_ROOM, length=7, few=0))
    yield
    OWN.space = before


def scored(entity: Party, parties: dict[int, Party]) -> list[tuple[int, int]]:
    """By scoring the entity against every party by the plain code."""
    hits = [(key, hit.score) for key, party in parties.items() if (hit := score_parties(party, entity))]
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))


def check(stored: StoredParties, parties: dict[int, Party], rng: random.Random, times: int) -> int:
    """Ask for entities that resemble stored parties at all thresholds, one by one and together; how many hits."""
    entities = [asked_like(rng.choice(list(parties.values())), rng) for _ in range(times)]
    everything = [scored(entity, parties) for entity in entities]
    hits = 0
    for threshold in THRESHOLDS:
        together = stored.reverse_many(entities, threshold)
        for entity, found, near in zip(entities, together, everything, strict=True):
            expected = [hit for hit in near if hit[1] >= threshold]
            assert stored.reverse(entity, threshold) == found == expected, f"{entity} at {threshold}"
            hits += len(expected)
    return hits


def live(stored: StoredParties, parties: list[Party], rng: random.Random, folder: Path, times: int) -> int:
    """Store the parties little by little, forget some, merge, save and open; how many hits there were."""
    there: dict[int, Party] = {}
    hits = 0
    size = -(-len(parties) // (FACTOR + 2))
    for start in range(0, len(parties), size):
        batch = {start + place: party for place, party in enumerate(parties[start : start + size])}
        stored.store(batch.items(), start + size)
        there |= batch
        gone = rng.sample(list(there), 2)
        stored.forget([*gone, -1])
        there = {key: party for key, party in there.items() if key not in gone}
        hits += check(stored, there, rng, times)
    stored.settled()
    hits += check(stored, there, rng, times)
    stored.save(folder, "rules")
    gone = rng.sample(list(there), 2)
    stored.forget(gone)
    stored.save(folder, "rules")
    there = {key: party for key, party in there.items() if key not in gone}
    opened = StoredParties.open(folder, "rules")
    assert opened is not None
    assert StoredParties.open(folder, "other rules") is None
    assert (opened.position, len(opened)) == (stored.position, len(stored)) == (stored.position, len(there))
    hits += check(opened, there, rng, times)
    opened.compact()
    assert len(opened) == len(there)
    return hits + check(opened, there, rng, times)


@pytest.mark.parametrize("seed", range(2))
def test_an_entity_finds_exactly_the_stored_parties_that_scoring_all_of_them_finds(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    parties = [some_party(number, rng) for number in range(170)]
    try:
        hits = live(StoredParties(), parties, rng, tmp_path, 4)
    except AssertionError as error:
        raise AssertionError(f"seed {seed}: {error}") from error
    assert hits > 100


@pytest.mark.usefixtures("sparse")
@pytest.mark.parametrize("seed", range(10, 12))
def test_the_same_where_posting_lists_are_gone_through(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    parties = [some_party(number, rng) for number in range(120)] + rng.sample(listed_parties(), 50)
    rng.shuffle(parties)
    try:
        hits = live(StoredParties(), parties, rng, tmp_path, 4)
    except AssertionError as error:
        raise AssertionError(f"seed {seed}: {error}") from error
    assert hits > 100
    assert (OWN.space.spans[LENGTH], OWN.space.spans[FEW]) == (7, 0)


@pytest.mark.usefixtures("sparse")
def test_names_of_common_words_and_of_initials_alone() -> None:
    texts = ("Trading Company Ltd", "J. K.", "K", "Ltd", "Kim", "Ivan I", "Ivan Ivan", "co co co co", "", "a", "of the")
    rng = random.Random(6)
    parties = [some_party(number, rng) for number in range(120)]
    parties += [Party(id=text, schema="Company", names=(Name(text), Name(f"{text} {text}"))) for text in texts]
    stored = StoredParties()
    stored.store(enumerate(parties))
    found = 0
    for text in texts:
        for schema in ("Person", "Company"):
            entity = Party(id="e", schema=schema, names=(Name(text),))
            expected = scored(entity, dict(enumerate(parties)))
            assert stored.reverse(entity, 600) == expected, text
            found += len(expected)
    assert found > 10


def test_nothing_stored_and_nothing_asked() -> None:
    stored = StoredParties()
    entity = Party(id="e", names=(Name("Sergey Lavrov"),))
    assert stored.reverse(entity) == []
    stored.store([])
    stored.store([(5, replace(entity, schema="Person")), (6, Party(id="nameless"))])
    assert stored.reverse(Party(id="nameless")) == []
    assert stored.reverse(entity)[0][0] == 5
    stored.forget([5])
    assert (stored.reverse(entity), len(stored)) == ([], 1)


def test_who_is_forgotten_while_segments_are_merged_does_not_come_back() -> None:
    entity = Party(id="e", schema="Person", names=(Name("Sergey Lavrov"),))
    stored = StoredParties()
    seen: list[set[int]] = []
    done = Event()

    def ask() -> None:
        while not done.is_set():
            seen.append({key for key, _ in stored.reverse(entity, 700)})

    asking = Thread(target=ask)
    asking.start()
    gone: set[int] = set()
    for number in range(12 * FACTOR):
        stored.store([(number, entity)])
        if number % 5 == 0:
            stored.forget([number // 2])
            gone.add(number // 2)
            assert not gone & {key for key, _ in stored.reverse(entity, 700)}
    done.set()
    asking.join()
    stored.settled()
    assert {key for key, _ in stored.reverse(entity, 700)} == set(range(12 * FACTOR)) - gone
    assert len(seen) > 2


def test_a_damaged_file_is_not_opened(tmp_path: Path) -> None:
    stored = StoredParties()
    stored.store([(1, Party(id="p", names=(Name("Sergey Lavrov"),)))])
    stored.save(tmp_path, "rules")
    assert StoredParties.open(tmp_path, "rules") is not None
    (file,) = tmp_path.glob("*.names")
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 1
    file.write_bytes(body)
    assert StoredParties.open(tmp_path, "rules") is None


@pytest.mark.long
@pytest.mark.parametrize("seed", range(200, 206))
def test_thousands_of_entities(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    parties = [some_party(number, rng) for number in range(250)] + rng.sample(listed_parties(), 150)
    rng.shuffle(parties)
    assert live(StoredParties(), parties, rng, tmp_path, 50) > 2000, f"seed {seed}"
