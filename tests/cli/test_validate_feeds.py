"""Lists counted again from their originals."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.tiny_list import people, use_tiny, write_tiny
from watchgate.cli.validate_feeds import counted_feeds
from watchgate.gate.validation.feeds import FeedCount
from watchgate.ledger.home import Home
from watchgate.ledger.open import open_ledger
from watchgate.model.clock import now_us
from watchgate.model.delivery import Delivery
from watchgate.model.grade import OFFICIAL
from watchgate.model.handling import PUBLIC, SYSTEM
from watchgate.model.policy_file import default_policy
from watchgate.model.statement import Retraction
from watchgate.watch.lists.load import LoadOptions, load

FIXTURES = Path(__file__).resolve().parents[1] / "watch" / "lists" / "fixtures"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_tiny(monkeypatch)
    return tmp_path / "home"


def _loaded(home: Path, path: Path) -> None:
    ledger = open_ledger(home)
    load([path], ledger, home=home, options=LoadOptions())
    ledger.close()


def _counted(home: Path) -> FeedCount:
    ledger = open_ledger(home)
    try:
        (found,) = counted_feeds(ledger, home, default_policy(), now_us(), lambda _source: None)
        return found
    finally:
        ledger.close()


def test_a_list_that_was_loaded_whole_agrees(home: Path, tmp_path: Path) -> None:
    _loaded(home, write_tiny(tmp_path / "list.txt", people(30), date="2026-01-05"))
    found = _counted(home)
    assert (found.in_file, found.records_in_file, found.loaded, found.statements) == (30, 30, 30, 60)
    assert found.reconciled
    assert found.stale


def test_a_refused_entry_is_named_with_its_reason(home: Path, tmp_path: Path) -> None:
    _loaded(home, write_tiny(tmp_path / "list.txt", {**people(30), "bad": "no name"}, date="2026-01-05"))
    found = _counted(home)
    assert [(one.record_id, one.reason) for one in found.refused] == [("bad", "no name")]
    assert not found.reconciled


def test_a_statement_taken_back_behind_the_lists_back_is_missing(home: Path, tmp_path: Path) -> None:
    _loaded(home, write_tiny(tmp_path / "list.txt", people(30), date="2026-01-05"))
    ledger = open_ledger(home)
    target = next(ledger.as_of(reader=SYSTEM).source("tiny")).locator
    entry = Retraction(target=target, reason="test")
    ledger.append(Delivery(source="analyst", entries=(entry,), grade=OFFICIAL, handling=PUBLIC))
    ledger.close()
    found = _counted(home)
    assert (found.not_loaded, found.beyond) == (1, 0)
    assert not found.reconciled


def test_waiting_withdrawals_are_beyond_the_file_and_said(home: Path, tmp_path: Path) -> None:
    _loaded(home, write_tiny(tmp_path / "1.txt", people(30), date="2026-01-05"))
    _loaded(home, write_tiny(tmp_path / "2.txt", people(20), date="2026-01-06"))
    found = _counted(home)
    assert (found.loaded, found.in_file, found.beyond, found.withdrawn) == (30, 20, 20, 0)
    assert "vanished" in found.waiting


def test_withdrawn_statements_are_counted(home: Path, tmp_path: Path) -> None:
    _loaded(home, write_tiny(tmp_path / "1.txt", people(30), date="2026-01-05"))
    _loaded(home, write_tiny(tmp_path / "2.txt", people(29), date="2026-01-06"))
    found = _counted(home)
    assert (found.loaded, found.withdrawn, found.reconciled) == (29, 2, True)


def test_an_original_that_is_gone_is_said(home: Path, tmp_path: Path) -> None:
    _loaded(home, write_tiny(tmp_path / "list.txt", people(30), date="2026-01-05"))
    for path in Home(home).originals.rglob("*"):
        if path.is_file():
            path.unlink()
    found = _counted(home)
    assert "cannot be read again" in found.note
    assert not found.reconciled


def test_files_that_are_read_beside_each_other_agree(tmp_path: Path) -> None:
    """The UK's related tables: what a name or number belongs to stands in another file of the folder."""
    home = tmp_path / "home"
    _loaded(home, FIXTURES / "uk" / "tables")
    ledger = open_ledger(home)
    try:
        found = list(counted_feeds(ledger, home, default_policy(), now_us(), lambda _source: None))
    finally:
        ledger.close()
    assert len(found) > 1
    assert [(one.source, one.note, one.not_loaded, one.beyond) for one in found if not one.reconciled] == []
