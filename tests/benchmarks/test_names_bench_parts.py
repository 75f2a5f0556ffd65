"""The bench of names: what it makes, and that its checks can fail. Nothing here needs the measuring data."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import names_scale
from names_apart import apart, read_parties, write_parties
from names_generator import parties, queries
from names_lossless import Differing, Share, history
from names_lossless_queries import alike, asked, by_script
from watchgate.risk.names.engine.index import EngineIndex

KNOWN = list(parties(300, 5))


def test_a_history_in_which_nothing_differs() -> None:
    differing, scripts = history(Share(3, KNOWN[:40], 24))
    assert differing.queries == sum(scripts.values()) == 24
    assert differing.hits > 24
    assert differing == Differing(differing.queries, differing.hits)


def test_what_an_index_misses_adds_or_scores_otherwise_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    right = EngineIndex.scores

    def wrong(index: EngineIndex, *given: object) -> list[tuple[str, int]]:
        found = right(index, *given)  # type: ignore[arg-type]
        return [(found[0][0], found[0][1] - 1), *found[2:], ("nobody", 900)] if len(found) > 1 else []

    monkeypatch.setattr(EngineIndex, "scores", wrong)
    differing, _ = history(Share(3, KNOWN[:40], 24))
    assert min(differing.missed, differing.extra, differing.scores) > 0


def test_queries_are_of_every_script_and_some_as_they_are_listed() -> None:
    rng = random.Random(1)
    models = by_script(KNOWN)
    assert {"Latin", "Cyrillic", "Arabic", "Han", "Hangul"} <= set(models)
    made = [asked(models, rng) for _ in range(400)]
    assert {script for script, _ in made} == set(models)
    texts = {name.text for party in KNOWN for name in party.names}
    clean = sum(query.names[0].text in texts for _, query in made)
    assert 0 < clean < 400


def test_a_party_alike_is_another_that_bears_other_names() -> None:
    rng = random.Random(2)
    made = [(party, alike(party, "other", rng)) for party in KNOWN[:50]]
    assert all(other.id == "other" for _, other in made)
    assert any(other.names != party.names for party, other in made)


def test_parties_come_back_from_a_file_and_numbers_from_another_process(tmp_path: Path) -> None:
    path = write_parties(tmp_path / "asked.jsonl", queries(KNOWN, 7))
    assert list(read_parties(path)) == queries(KNOWN, 7)
    with pytest.raises(RuntimeError, match="no index can be read"):
        apart("names_asked", "answer", str(tmp_path), str(path))


def test_the_exponent_of_the_curve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names_scale, "_speed", lambda size, count: {"mean_us": float(size)})
    *rates, exponent = names_scale.curve(full=True)
    assert [result.value for result in rates] == [100, 10, 1]
    assert exponent.value == -1
