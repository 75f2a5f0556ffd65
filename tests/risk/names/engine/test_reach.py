"""What a segment knows to be near its words is what is found by searching, in memory and in its file."""

from __future__ import annotations

import os
import random
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from support.engine_parties import asked_like, random_parties, some_party, tables_of
from support.name_words import random_word, sampled_names, words_of
from watchgate.model.party import Name, Party
from watchgate.risk.names.engine import tiers
from watchgate.risk.names.engine.index import EngineIndex
from watchgate.risk.names.engine.near import FOUND_BITS, near, seen_for
from watchgate.risk.names.engine.near_keys import ask
from watchgate.risk.names.engine.near_pairs import ask_joined
from watchgate.risk.names.engine.near_two import near_two
from watchgate.risk.names.engine.near_variants import ASKED
from watchgate.risk.names.engine.reach import (
    FILE,
    NOT_THERE,
    VOCABULARY,
    fetch_reach,
    fetched,
    in_no_file,
    reach_bits,
    reached,
    whole,
)
from watchgate.risk.names.engine.search_held import Held, held, pairs_of
from watchgate.risk.names.engine.search_lately import word_key
from watchgate.risk.names.engine.search_near import is_granted
from watchgate.risk.names.engine.segment import Segment, segment
from watchgate.risk.names.engine.store import read_segment, write_segment
from watchgate.risk.names.engine.words import encode
from watchgate.risk.names.engine.words_encode import RECORD
from watchgate.risk.names.party import score_parties


def _of_names(names: list[str]) -> Segment:
    parties = [Party(id=str(number), schema="Company", names=(Name(name),)) for number, name in enumerate(names)]
    return segment(tables_of(parties), fewest=0)


def _sought(one: Held, word: int) -> tuple[set[int], set[int]]:
    """What is near a word of the segment, and which pairs, each with its value, by searching."""
    things = max(len(one.facts), len(one.pair_words) // 2) + 1
    work, found, seen = np.zeros(ASKED, dtype=np.int64), np.zeros(things, dtype=np.int64), seen_for(things)
    own = (one.records, one.letters, word)
    ask(*own, work)
    count = near(work, *own, one.records, one.letters, one.word_starts, one.word_entries, seen, found)
    words = set(found[:count].tolist())
    asked = ask_joined(*own, work)
    count = near_two(work, asked, *own, pairs_of(one), seen, found)
    return words, set(found[:count].tolist())


def _known(one: Held, word: int) -> tuple[list[int], list[int]]:
    """The same as the segment tells it."""
    bits = reach_bits(len(one.facts), len(one.pair_words) // 2)
    start, pairs, end = (int(at) for at in one.reach_at[2 * word : 2 * word + 3])
    room = np.zeros(end - start + 1, dtype=np.int64)
    assert fetch_reach(one.reach, one.reach_file, start, end, room)
    told = [fetched(one.reach, room, start, at) for at in range(start, end)]
    all_of_it = [(of & (1 << bits) - 1) << FOUND_BITS | int(one.reach_value[of >> bits]) for of in told]
    return all_of_it[: pairs - start], all_of_it[pairs - start :]


@pytest.mark.parametrize("in_file", [False, True])
def test_what_is_known_of_a_word_is_what_searching_finds(tmp_path: Path, *, in_file: bool) -> None:
    rng = random.Random(11)
    made = _of_names([*sampled_names(120, seed=5), *(f"{random_word(rng)} {random_word(rng)}" for _ in range(300))])
    if in_file:
        read = read_segment(tmp_path / write_segment(tmp_path, made, "rules"), "rules")
        assert read is not None
        assert read.found["reach"].size == 0
        made = read
    one = held(made)
    words_near = pairs_near = 0
    for word in range(len(one.facts)):
        words, pairs = _known(one, word)
        if is_granted(int(one.facts[word])):
            assert words == pairs == []
            continue
        assert len(words) == len(set(words))
        assert (set(words), set(pairs)) == _sought(one, word), word
        words_near += len(words)
        pairs_near += len(pairs)
    assert words_near > 2 * len(one.facts)
    assert pairs_near > 10


def test_a_word_is_found_in_the_segment_where_it_is_there_and_nowhere_else() -> None:
    names = sampled_names(150, seed=7)
    one = held(_of_names(names[::2]))
    tokens, _ = words_of(names)
    asked = encode(tokens)
    there = {
        (*one.records[RECORD * number : RECORD * number + RECORD - 1].tolist(), one.records[RECORD * number + 7] >> 32)
        for number in range(len(one.facts))
    }
    found = 0
    for number in range(len(tokens)):
        key = word_key(*asked, number, VOCABULARY)
        place = reached(*asked, number, key, one.records, one.letters, one.reach_slots)
        own = asked.records[RECORD * number : RECORD * number + RECORD].tolist()
        if place == NOT_THERE:
            assert (*own[:7], own[7] >> 32) not in there
        else:
            assert own[:7] == one.records[RECORD * place : RECORD * place + 7].tolist()
            assert own[7] >> 32 == one.records[RECORD * place + 7] >> 32
            found += 1
    assert 50 < found < len(tokens) - 50


def test_a_segment_written_again_from_a_file_is_the_same(tmp_path: Path) -> None:
    made = segment(tables_of(random_parties(60, 3)), fewest=0)
    assert made.found["reach"].size
    name = write_segment(tmp_path, made, "rules")
    read = read_segment(tmp_path / name, "rules")
    assert read is not None
    np.testing.assert_array_equal(whole(read.found), made.found["reach"])
    (tmp_path / "other").mkdir()
    assert write_segment(tmp_path / "other", read, "rules") == name


def test_the_file_is_closed_when_nothing_reads_it_any_more(tmp_path: Path) -> None:
    made = segment(tables_of(random_parties(60, 3)), fewest=0)
    read = read_segment(tmp_path / write_segment(tmp_path, made, "rules"), "rules")
    assert read is not None
    file = int(read.found[FILE][0])
    os.fstat(file)
    del read
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(file)


@pytest.mark.parametrize("seed", range(2))
def test_nothing_is_missed_with_it_in_memory_from_a_file_and_where_the_file_tells_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(tiers, "segment", partial(segment, fewest=0))
    rng = random.Random(seed)
    parties = [some_party(number, rng) for number in range(160)]
    index = EngineIndex()
    index.add_many(parties)
    index.save(tmp_path, "rules")
    opened, torn = (EngineIndex.open(tmp_path, "rules") for _ in range(2))
    assert opened is not None
    assert torn is not None
    for one in torn._tiers:
        one.held.reach_file[:] = in_no_file()
    hits = 0
    for _ in range(40):
        query = asked_like(rng.choice(parties), rng)
        scored = [hit for party in parties if (hit := score_parties(query, party)) is not None and hit.score >= 650]
        expected = sorted(((hit.entity_id, hit.score) for hit in scored), key=lambda one: (-one[1], one[0]))
        for asked in (index, opened, torn):
            assert asked.scores(query, 650) == expected, f"seed {seed}: {query}"
        hits += len(expected)
    assert hits > 20
