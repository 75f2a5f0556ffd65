"""What a new home begins with."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.tiny_list import people, use_tiny, write_tiny
from watchgate.ledger.open import open_ledger
from watchgate.model.errors import LedgerBusyError
from watchgate.watch.lists import bundle
from watchgate.watch.lists.alone import alone
from watchgate.watch.lists.load import load
from watchgate.watch.lists.originals import content_sha256
from watchgate.watch.lists.registry import recognise


def test_each_bundled_snapshot_is_what_its_manifest_says() -> None:
    snapshots = bundle.bundled()
    assert {snapshot.source for snapshot in snapshots} >= {"un_sc_sanctions", "us_ofac_sdn.prim"}
    for snapshot in snapshots:
        path = bundle.FOLDER / snapshot.file
        assert content_sha256(path) == snapshot.sha256
        assert recognise(path).source == snapshot.source


def test_a_home_with_any_evidence_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_tiny(monkeypatch)
    ledger = open_ledger(tmp_path / "home")
    load([write_tiny(tmp_path / "a.txt", people(1))], ledger, home=tmp_path / "home")
    before = ledger.head()
    assert bundle.ensure(ledger, tmp_path / "home") is None
    assert ledger.head() == before
    ledger.close()


def test_only_one_process_loads_at_a_time(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(LedgerBusyError, match="another process is loading"), alone(tmp_path, 0.0):
        pass
    with alone(tmp_path, 0.0):
        assert (tmp_path / "lists" / "load.lock").is_file()
