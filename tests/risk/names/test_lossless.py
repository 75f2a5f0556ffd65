"""The index gives what scoring every party gives: nothing missed, nothing more, no score differing."""

from __future__ import annotations

import random

import pytest

from support.name_parties import altered, random_party
from watchgate.model.party import Name, Party
from watchgate.risk.names.exhaustive import ExhaustiveIndex
from watchgate.risk.names.index import NameIndex


@pytest.mark.parametrize("seed", range(4))
def test_index_equals_scoring_all_through_additions_and_removals(seed: int) -> None:
    rng = random.Random(seed)
    index, oracle = NameIndex(), ExhaustiveIndex()
    known: list[Party] = []
    asked = found = 0
    for number in range(160):
        one = random_party(number % 120, rng)
        known.append(one)
        index.add(one)
        oracle.add(one)
        if rng.random() < 0.1:
            gone = rng.choice(known).id
            index.remove(gone)
            oracle.remove(gone)
        if number % 4 == 0:
            model = rng.choice(known)
            names = tuple(Name(altered(name.text, rng), name.kind) for name in model.names)
            query = Party(id="q", schema=model.schema, names=names, birth_dates=model.birth_dates)
            for threshold in (600, 700, 800):
                expected = oracle.query(query, threshold)
                assert index.query(query, threshold) == expected, f"seed {seed}, party {number}, {query}"
                asked += 1
                found += len(expected)
    assert len(index) == len(oracle)
    assert found > asked // 2
