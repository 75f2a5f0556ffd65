"""Past parties by name: few in the plain index, many in the engine, and the same are found by both."""

from __future__ import annotations

import random

import pytest

from support.name_parties import random_party
from watchgate.gate.lookback import past_names
from watchgate.gate.lookback.past_names import PastNames
from watchgate.risk.names.engine.warm import is_warm, warm
from watchgate.risk.names.party import score_parties


@pytest.mark.timeout(600)
def test_the_engine_takes_over_and_finds_what_comparing_all_finds(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    if not is_warm():
        warm()
    monkeypatch.setattr(past_names, "MANY", 40)
    rng = random.Random(seed)
    parties = [(key, random_party(key, rng)) for key in range(1, 91)]
    names = PastNames()
    found = 0
    for start in range(0, 90, 15):
        names.add(parties[start : start + 15])
        there = parties[: start + 15]
        if start == 60:
            names.forget([3, 70, 999])
        there = [one for one in there if start < 60 or one[0] not in (3, 70)]
        for _ in range(4):
            entity = rng.choice(parties)[1]
            expected = {key for key, party in there if score_parties(party, entity, 700) is not None}
            assert set(names.touched(entity, 700)) == expected, f"seed {seed}"
            found += len(expected)
    assert found
    assert len(names) == 88
