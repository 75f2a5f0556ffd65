"""Nothing missed, nothing more, no score differing: the engine's index against scoring every party that was there."""

from __future__ import annotations

import random
from collections.abc import Iterable
from threading import Event, Thread

import pytest
from msgspec.structs import replace

from support.engine_edges import two_names
from support.engine_parties import asked_like, some_party
from support.listed_parties import listed_parties
from watchgate.model.match import Hit
from watchgate.model.party import Name, Party
from watchgate.risk.names.engine.index import EngineIndex
from watchgate.risk.names.party import NAME_FLOOR, score_parties

THRESHOLDS = (NAME_FLOOR, 650, 700, 800, 900, 1000)


class History:
    """An index, and every version of every party with the positions between which it was there."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.index = EngineIndex()
        self.position = 0
        self.versions: list[tuple[Party, int]] = []
        self.gone: dict[int, int] = {}
        self.now: dict[str, int] = {}

    def add(self, parties: Iterable[Party]) -> None:
        """At the next position they are new, or replace those of the same id."""
        self.position += 1
        distinct = list({party.id: party for party in parties}.values())
        self.index.add_many(distinct, self.position)
        for party in distinct:
            self._end(party.id)
            self.now[party.id] = len(self.versions)
            self.versions.append((party, self.position))

    def remove(self, party_id: str) -> None:
        """At the next position it is gone."""
        self.position += 1
        self.index.remove(party_id, self.position)
        self._end(party_id)

    def _end(self, party_id: str) -> None:
        number = self.now.pop(party_id, None)
        if number is not None:
            self.gone[number] = self.position

    def check(self, query: Party) -> int:
        """Ask at the present, at two past positions and at all thresholds; how many hits there were."""
        hits = 0
        scored = [(number, score_parties(query, party)) for number, (party, _) in enumerate(self.versions)]
        for position in (None, self.rng.randint(0, self.position), self.rng.randint(0, self.position)):
            at = self.position if position is None else position
            there = [hit for number, hit in scored if hit is not None and self._there(number, at)]
            for threshold in THRESHOLDS if position is None else (self.rng.choice(THRESHOLDS),):
                expected = sorted((one for one in there if one.score >= threshold), key=_best_first)
                found = self.index.scores(query, threshold, position)
                told = f"{query} at {threshold}, position {position}"
                assert found == [(one.entity_id, one.score) for one in expected], told
                assert self.index.reverse(query, threshold, position) == found, told
                hits += len(expected)
            if position is None:
                assert self.index.query(query) == sorted(there, key=_best_first), f"{query}"
        return hits

    def _there(self, number: int, position: int) -> bool:
        return self.versions[number][1] <= position < self.gone.get(number, self.position + 1)


def _best_first(hit: Hit) -> tuple[int, str]:
    return (-hit.score, hit.entity_id)


def live(history: History, parties: list[Party], rounds: int, asked: int) -> int:
    """Add the parties little by little, replace and remove some, ask in between; how many hits there were."""
    rng = history.rng
    hits = 0
    size = -(-len(parties) // rounds)
    for start in range(0, len(parties), size):
        history.add(parties[start : start + size])
        for model in rng.sample(parties[: start + size], min(3, start + 1)):
            if rng.random() < 0.5:
                history.remove(model.id)
            else:
                history.add([replace(model, names=tuple(Name(two_names(rng)[1]) for _ in range(2)))])
        for _ in range(asked):
            hits += history.check(asked_like(rng.choice(parties), rng))
    history.index.settled()
    history.index.compact()
    for _ in range(asked):
        hits += history.check(asked_like(rng.choice(parties), rng))
    return hits


@pytest.mark.parametrize("seed", range(3))
def test_parties_of_all_scripts_through_additions_removals_merges_and_at_past_positions(seed: int) -> None:
    rng = random.Random(seed)
    history = History(rng)
    parties = [some_party(number, rng) for number in range(170)]
    try:
        hits = live(history, parties, rounds=8, asked=9)
    except AssertionError as error:
        raise AssertionError(f"seed {seed}: {error}") from error
    assert hits > 100


def test_listed_parties() -> None:
    rng = random.Random(4)
    parties = rng.sample(listed_parties(), 220)
    assert live(History(rng), parties, rounds=3, asked=14) > 200


def test_a_name_of_common_words_and_one_of_initials_alone() -> None:
    """What meets very many names, and what stands for them."""
    rng = random.Random(6)
    history = History(rng)
    texts = (
        "Trading Company Ltd",
        "J. K.",
        "K",
        "Ltd",
        "Kim",
        "Ivan I",
        "Bank",
        "co co co co",
        "",
        "  ",
        "a",
        "of the",
    )
    history.add(some_party(number, rng) for number in range(150))
    history.add(Party(id=text, names=(Name(text), Name(f"{text} {text}"))) for text in texts)
    asked = [Party(id="q", schema=schema, names=(Name(text),)) for text in texts for schema in ("Person", "Company")]
    assert sum(history.check(query) for query in asked) > 20


def test_an_empty_index_and_a_query_without_names() -> None:
    history = History(random.Random(0))
    assert history.check(Party(id="q", names=(Name("Sergey Lavrov"),))) == 0
    history.add([Party(id="p", names=(Name("Sergey Lavrov"),)), Party(id="nameless")])
    assert history.check(Party(id="q")) == 0
    assert history.check(Party(id="q", names=(Name("Sergey Lavrov"),))) > 0


def test_whoever_asks_while_parties_are_replaced_and_merged_sees_each_once() -> None:
    index = EngineIndex()
    query = Party(id="q", schema="Person", names=(Name("Sergey Lavrov"),))
    index.add_many(replace(query, id=f"p{number}") for number in range(70))
    seen: list[list[str]] = []
    done = Event()

    def ask() -> None:
        while not done.is_set():
            seen.append([party_id for party_id, _ in index.scores(query, 700)])

    asking = Thread(target=ask)
    asking.start()
    for number in range(150):
        index.add(replace(query, id=f"p{number}", birth_dates=("1950",)))
        index.add(replace(query, id=f"p{number % 7}", countries=("ru",)))
    done.set()
    asking.join()
    index.settled()
    seen.append([party_id for party_id, _ in index.scores(query, 700)])
    assert len(seen) > 2
    for ids in seen:
        assert len(ids) == len(set(ids)) >= 70
    assert len(seen[-1]) == len(index) == 150


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 112))
def test_thousands_of_queries(seed: int) -> None:
    """455 queries for each seed, each at several thresholds and positions."""
    rng = random.Random(seed)
    history = History(rng)
    parties = [some_party(number, rng) for number in range(250)] + rng.sample(listed_parties(), 150)
    rng.shuffle(parties)
    assert live(history, parties, rounds=12, asked=35) > 1000, f"seed {seed}"
