"""The names of a watchlist are answered by the plain index or by the engine, and nobody can tell which."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from support.engine_parties import random_parties
from watchgate.model.party import Party
from watchgate.risk import list_names
from watchgate.risk.list_names import FOLDER, ListNames
from watchgate.risk.names.engine import warm
from watchgate.risk.names.engine.index import EngineIndex
from watchgate.risk.names.index import NameIndex

pytestmark = pytest.mark.timeout(1_200)
"""The first of these compiles the engine, where that is not done yet."""
PARTIES = random_parties(70, 21)


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_names, "MANY", 10)
    monkeypatch.setattr(warm, "is_warm", lambda: True)


def _named(parties: list[Party]) -> ListNames:
    names = ListNames({}, threading.RLock())
    names.take(parties, [])
    return names


def _assert_same(names: ListNames, parties: list[Party]) -> None:
    plain = NameIndex()
    for party in parties:
        plain.add(party)
    found = 0
    for party in PARTIES[:30]:
        expected = plain.query(party, 650)
        assert names.query(party, 650) == expected, party
        found += len(expected)
    assert found >= 20


def test_the_engine_answers_as_the_plain_index_through_changes() -> None:
    names = _named(PARTIES[:50])
    names.start()
    assert isinstance(names._index, EngineIndex)
    _assert_same(names, PARTIES[:50])
    changed = [replace(PARTIES[3], countries=("zz",)), *PARTIES[50:55]]
    names.take(changed, [PARTIES[0].id, PARTIES[7].id])
    kept = [party for number, party in enumerate(PARTIES[:50]) if number not in (0, 3, 7)]
    _assert_same(names, [*kept, *changed])


def test_a_delivery_of_many_is_one_change_of_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    names = _named(PARTIES[:20])
    names.start()
    sizes: list[int] = []
    add_many = EngineIndex.add_many

    def counted(self: EngineIndex, parties: list[Party], **given: Any) -> None:
        sizes.append(len(parties))
        add_many(self, parties, **given)

    monkeypatch.setattr(EngineIndex, "add_many", counted)
    names.take(PARTIES[20:60], [])
    assert sizes == [40]
    _assert_same(names, PARTIES[:60])


def test_what_was_expected_is_made_once_and_what_was_not_is_made_when_it_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = _named(PARTIES[:20])
    names.start()
    given: list[bool] = []
    add_many = EngineIndex.add_many

    def noted(self: EngineIndex, parties: list[Party], **more: Any) -> None:
        given.append(more["drafted"] is not None)
        add_many(self, parties, **more)

    monkeypatch.setattr(EngineIndex, "add_many", noted)
    names.expect(PARTIES[20:40])
    names.take(PARTIES[20:40], [])
    _assert_same(names, PARTIES[:40])
    changed = replace(PARTIES[40], countries=("zz",))
    names.expect(PARTIES[40:60])
    names.take([changed, *PARTIES[41:60]], [PARTIES[3].id])
    names.take(PARTIES[60:65], [])
    assert given == [True, False, False]
    _assert_same(names, [*PARTIES[:3], *PARTIES[4:40], changed, *PARTIES[41:65]])


def test_kept_segments_are_taken_as_they_are_if_nothing_else_made_them(tmp_path: Path) -> None:
    first = _named(PARTIES)
    first.start(tmp_path, "rules at 7")
    files = {path.name for path in (tmp_path / FOLDER).iterdir()}
    assert first.made > 0
    again = _named(PARTIES)
    again.start(tmp_path, "rules at 7")
    assert again.made == 0
    _assert_same(again, PARTIES)
    assert {path.name for path in (tmp_path / FOLDER).iterdir()} == files
    other = _named(PARTIES)
    other.start(tmp_path, "rules at 8")
    assert other.made > 0
    _assert_same(other, PARTIES)


def test_few_parties_are_left_to_the_plain_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_names, "MANY", 1_000)
    names = _named(PARTIES)
    _assert_same(names, PARTIES)
    assert isinstance(names._index, NameIndex)


def test_the_engine_takes_over_once_it_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = threading.Event()
    monkeypatch.setattr(warm, "is_warm", compiled.is_set)
    monkeypatch.setattr(warm, "warm_elsewhere", compiled.wait)
    names = _named(PARTIES[:50])
    names.start()
    assert isinstance(names._index, NameIndex)
    _assert_same(names, PARTIES[:50])
    names.take(PARTIES[50:60], [PARTIES[0].id])
    compiled.set()
    for thread in threading.enumerate():
        if thread.name == "names-engine":
            thread.join()
    assert isinstance(names._index, EngineIndex)
    _assert_same(names, PARTIES[1:60])


def test_an_engine_that_does_not_load_leaves_the_plain_index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(folder: Path, made_by: str) -> EngineIndex | None:
        raise RuntimeError(f"cannot load compiled code ({folder}, {made_by})")

    monkeypatch.setattr(EngineIndex, "open", broken)
    names = _named(PARTIES)
    names.start(tmp_path, "rules")
    assert isinstance(names._index, NameIndex)
    _assert_same(names, PARTIES)
