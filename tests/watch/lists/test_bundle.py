"""What a new home begins with."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from support.tiny_list import people, use_tiny, write_tiny
from watchgate.ledger.open import open_ledger
from watchgate.model.delivery import Delivery
from watchgate.model.errors import LedgerBusyError
from watchgate.model.handling import SYSTEM
from watchgate.model.statement import Entry, Statement
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


def test_a_fill_that_was_killed_is_completed_and_then_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_tiny(monkeypatch)
    paths = [write_tiny(tmp_path / f"{name}.txt", people(2), source=name) for name in ("one", "two", "three")]
    snapshots = tuple(
        bundle.Bundled(
            file=str(path),
            source=recognise(path).source,
            title="",
            publisher="",
            url="",
            licence="",
            snapshot_date="2026-11-01",
            sha256="",
            entries=2,
        )
        for path in paths
    )
    monkeypatch.setattr(bundle, "bundled", lambda: snapshots)
    ledger = open_ledger(tmp_path / "home")
    whole = open_ledger(tmp_path / "whole")
    bundle.ensure(whole, tmp_path / "whole")
    for torso in list(whole.follow(0, reader=SYSTEM))[:2]:  # the second source stops inside its list
        begun = torso.source == snapshots[1].source
        entries = torso.entries[:1] if begun else torso.entries
        ledger.append(
            Delivery(
                source=torso.source,
                entries=tuple(draft_of(one) for one in entries),
                complete=torso.complete and not begun,
                author=torso.author,
            )
        )
    assert bundle.ensure(ledger, tmp_path / "home") is not None
    for snapshot in snapshots:
        mine, theirs = (
            [said.value for said in one.as_of(reader=SYSTEM).source(snapshot.source)] for one in (ledger, whole)
        )
        assert sorted(mine) == sorted(theirs) != []
    assert bundle.ensure(ledger, tmp_path / "home") is None
    whole.close()
    ledger.close()


def draft_of(entry: Entry) -> Entry:
    assert isinstance(entry, Statement)
    return msgspec.structs.replace(entry, id="", position=0, ordinal=0)


def test_only_one_process_loads_at_a_time(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(LedgerBusyError, match="another process is loading"), alone(tmp_path, 0.0):
        pass
    with alone(tmp_path, 0.0):
        assert (tmp_path / "lists" / "load.lock").is_file()
