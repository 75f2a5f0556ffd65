"""The engine's index gives what scoring every party gives, at every position, however its segments lie."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from msgspec.structs import replace

from support.name_parties import altered, random_party
from watchgate.model.party import Name, Party
from watchgate.risk.names.engine.index import EngineIndex
from watchgate.risk.names.exhaustive import ExhaustiveIndex

pytestmark = pytest.mark.timeout(1_200)
"""The first of these compiles the engine, where that is not done yet."""
THRESHOLDS = (600, 700, 800)


def _query(rng: random.Random, model: Party) -> Party:
    schema = rng.choice((model.schema, model.schema, "Person", "Company"))
    names = tuple(Name(altered(name.text, rng), name.kind) for name in model.names)
    return replace(model, id="query", schema=schema, names=names)


class _Both:
    """An index and the oracle of each position."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.index = EngineIndex()
        self.oracles: list[dict[str, Party]] = [{}]
        self.known: list[Party] = []

    def change(self, parties: int) -> None:
        """Some parties are new or other ones at the next position, some are gone."""
        now = dict(self.oracles[-1])
        position = len(self.oracles)
        new = {one.id: one for one in (random_party(self.rng.randrange(150), self.rng) for _ in range(parties))}
        self.index.add_many(new.values(), position)
        now.update(new)
        self.known += new.values()
        for party_id in self.rng.sample(sorted(now), min(len(now), self.rng.randrange(3))):
            self.index.remove(party_id, position)
            del now[party_id]
        self.oracles.append(now)

    def check(self, queries: int) -> int:
        """Ask about random positions; how many hits there were."""
        hits = 0
        for _ in range(queries):
            query = _query(self.rng, self.rng.choice(self.known))
            threshold = self.rng.choice(THRESHOLDS)
            position = self.rng.choice((None, self.rng.randrange(len(self.oracles))))
            oracle = ExhaustiveIndex()
            for party in self.oracles[-1 if position is None else position].values():
                oracle.add(party)
            expected = oracle.query(query, threshold)
            told = f"{query} at {threshold}, position {position}"
            assert self.index.query(query, threshold, position) == expected, told
            scores = [(hit.entity_id, hit.score) for hit in expected]
            assert self.index.scores(query, threshold, position) == scores, told
            hits += len(expected)
        return hits


def test_index_equals_scoring_all_through_changes_and_merges() -> None:
    both = _Both(7)
    both.change(80)
    hits = 0
    for _ in range(12):
        both.change(both.rng.choice((1, 1, 9, 70)))
        hits += both.check(10)
    assert len(both.index) == len(both.oracles[-1])
    both.index.settled()
    hits += both.check(40)
    both.index.compact()
    hits += both.check(40)
    assert hits > 60


def test_parties_drafted_ahead_are_added_as_they_are() -> None:
    rng = random.Random(12)
    first, second = ([random_party(rng.randrange(40), rng) for _ in range(30)] for _ in range(2))
    parties = [list({one.id: one for one in several}.values()) for several in (first, second)]
    ahead, at_once = EngineIndex(), EngineIndex()
    drafts = [ahead.drafted(several) for several in parties]
    for position, (several, draft) in enumerate(zip(parties, drafts, strict=True), start=1):
        ahead.add_many(several, position, draft)
        at_once.add_many(several, position)
    assert len(ahead) == len(at_once)
    assert ahead.drafted(()) is None
    ahead.add_many((), 3, ahead.drafted(()))
    hits = 0
    for query in (_query(rng, rng.choice(first + second)) for _ in range(60)):
        for at in (0, 1, 2, None):
            found = ahead.scores(query, 600, at)
            assert found == at_once.scores(query, 600, at)
            hits += len(found)
    assert hits > 60


def test_a_kept_index_is_the_same_and_goes_on(tmp_path: Path) -> None:
    both = _Both(8)
    both.change(60)
    both.change(5)
    both.index.save(tmp_path, "rules")
    both.change(70)
    both.index.save(tmp_path, "rules")
    found = EngineIndex.open(tmp_path, "rules")
    assert found is not None
    assert (found.position, len(found)) == (3, len(both.oracles[-1]))
    both.index = found
    hits = both.check(20)
    both.change(3)
    assert hits + both.check(20) > 20
    assert EngineIndex.open(tmp_path, "other rules") is None


def test_what_is_gone_before_the_horizon_is_left_out_and_nothing_else() -> None:
    both = _Both(9)
    both.change(40)
    both.change(40)
    both.change(40)
    both.index.compact(horizon=3)
    both.oracles[:3] = [both.oracles[3]] * 3
    both.index.compact(horizon=3)
    query = _query(both.rng, both.known[0])
    assert both.index.scores(query, 600, 3) == both.index.scores(query, 600)
    assert {one.id for one in both.index.parties()} == set(both.oracles[3])


def test_a_folder_with_a_damaged_segment_is_no_index(tmp_path: Path) -> None:
    both = _Both(10)
    both.change(10)
    both.index.save(tmp_path, "rules")
    (segment,) = tmp_path.glob("*.names")
    content = bytearray(segment.read_bytes())
    content[-200] ^= 1
    segment.write_bytes(content)
    assert EngineIndex.open(tmp_path, "rules") is None
    assert EngineIndex.open(tmp_path / "elsewhere", "rules") is None
