"""Several parties asked about at once are answered as each alone, from memory and from a file."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from support.engine_parties import asked_like, random_parties
from support.name_words import sampled_names
from watchgate.model.party import Name, Party
from watchgate.risk.names.engine import search_tier, tiers
from watchgate.risk.names.engine.compiler_pages import _done, give_back
from watchgate.risk.names.engine.index import EngineIndex
from watchgate.risk.names.engine.reach import whole
from watchgate.risk.names.engine.search_many import search_many
from watchgate.risk.names.engine.segment import Segment, segment
from watchgate.risk.names.engine.segment_tables import Tables
from watchgate.risk.names.index import NameIndex


def _asked(parties: list[Party], count: int, seed: int) -> list[Party]:
    rng = random.Random(seed)
    return [asked_like(rng.choice(parties), rng) for _ in range(count)]


def test_several_are_answered_as_each_alone() -> None:
    parties = random_parties(200, 21)
    index, plain = EngineIndex(), NameIndex()
    index.add_many(parties[:150])
    index.add_many(parties[150:])
    for party in parties:
        plain.add(party)
    rng = random.Random(22)
    asked = [*_asked(parties, 120, 23), Party(id="nameless"), Party(id="empty", names=(Name(""),))]
    thresholds = [rng.choice((600, 700, 800)) for _ in asked]
    alone = [index.query(party, threshold) for party, threshold in zip(asked, thresholds, strict=True)]
    assert index.query_many(asked, thresholds) == alone == plain.query_many(asked, thresholds)
    scores = [index.scores(party, threshold) for party, threshold in zip(asked, thresholds, strict=True)]
    assert index.scores_many(asked, thresholds) == scores
    assert sum(map(len, alone)) > 60
    assert index.query_many((), ()) == []


def test_hits_without_room_are_given_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    name = Name("Namgang Trading Corporation")
    parties = [Party(id=f"{number:03}", schema="Company", names=(name,)) for number in range(90)]
    index = EngineIndex()
    index.add_many(parties)
    monkeypatch.setattr(search_tier, "HITS", 100)
    monkeypatch.setattr(search_tier._OWN, "space", None, raising=False)
    found = index.scores_many([parties[0], Party(id="other", names=(Name("Qwzx"),)), parties[1]], [700, 700, 700])
    assert [len(hits) for hits in found] == [90, 0, 90]
    assert [who for who, _ in found[2]] == [party.id for party in parties]


def _reaching(tables: Tables) -> Segment:
    return segment(tables, fewest=0)


def test_words_written_as_one_are_met_from_a_file_as_from_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiers, "segment", _reaching)
    long = [f"{'ab' * size} {'cd' * size}" for size in (20, 70, 120)]
    names = [*sampled_names(250, seed=31), *long]
    parties = [Party(id=str(number), schema="Company", names=(Name(text),)) for number, text in enumerate(names)]
    index = EngineIndex()
    index.add_many(parties)
    index.save(tmp_path, "rules")
    kept = EngineIndex.open(tmp_path, "rules")
    assert kept is not None
    assert int(kept._tiers[0].held.reach_file[0]) >= 0
    rng = random.Random(32)
    joined = [text.replace(" ", "", 1) for text in names if " " in text]
    slips = [text[:at] + "q" + text[at + 1 :] for text in joined if (at := rng.randrange(len(text)))]
    asked = [Party(id="asked", schema="Company", names=(Name(text),)) for text in (*joined, *slips)]
    found = kept.scores_many(asked, [650] * len(asked))
    assert found == index.scores_many(asked, [650] * len(asked))
    assert sum(map(bool, found)) > 150


def test_a_reach_is_read_whole_however_little_one_call_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers, "segment", _reaching)
    index = EngineIndex()
    index.add_many(random_parties(60, 41))
    index.save(tmp_path, "rules")
    kept = EngineIndex.open(tmp_path, "rules")
    assert kept is not None
    found = kept._tiers[0].segment.found
    expected = index._tiers[0].segment.found["reach"].tolist()
    read: Callable[[int, int, int], bytes] = os.pread
    monkeypatch.setattr(os, "pread", lambda file, size, at: read(file, min(size, 100), at))
    assert whole(found).tolist() == expected
    assert len(expected) > 100
    monkeypatch.setattr(os, "pread", lambda _file, _size, _at: b"")
    with pytest.raises(OSError, match="ends within"):
        whole(found)


def test_the_compiler_works_on_when_its_pages_were_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    index = EngineIndex()
    parties = random_parties(20, 51)
    index.add_many(parties)
    before = index.scores(parties[0])
    monkeypatch.setattr("watchgate.risk.names.engine.compiler_pages._done", set(_done))
    give_back("a test", search_many)
    import numba

    doubled = numba.njit(lambda number: 2 * number)
    assert doubled(21) == 42
    assert index.scores(parties[0]) == before
