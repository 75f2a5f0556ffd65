"""The mark of changes: whoever was told of a commit is never given what was there before it."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from support.ledger_drafts import delivered, said
from watchgate.ledger import change_mark
from watchgate.ledger.change_mark import ChangeMark, Marked
from watchgate.ledger.open import open_ledger

FOR_EVER = 1e9


@pytest.fixture
def mark(tmp_path: Path) -> Iterator[ChangeMark]:
    with closing(ChangeMark(tmp_path / "changed")) as found:
        yield found


def test_the_database_is_asked_once_for_each_mark(mark: ChangeMark, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_mark, "TRUST_S", FOR_EVER)
    asked = 0

    def read() -> int:
        nonlocal asked
        asked += 1
        return asked

    found = Marked(mark, read)
    assert [found.value() for _ in range(3)] == [1, 1, 1]
    mark.renew()
    assert [found.value() for _ in range(3)] == [2, 2, 2]


def test_no_interleaving_of_two_writers_hides_what_was_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Two writers commit, renew the mark and tell, each step when chance will have it, in the midst of a read too."""
    monkeypatch.setattr(change_mark, "TRUST_S", FOR_EVER)
    random = Random(seed)
    committed = told = 0
    marks = [ChangeMark(tmp_path / "changed") for _ in range(2)]
    pending: list[list[int]] = [[], []]

    def step() -> None:
        nonlocal committed, told
        writer = random.randrange(2)
        if not pending[writer]:
            committed += 1
            pending[writer].append(committed)
        else:
            marks[writer].renew()
            told = max(told, pending[writer].pop())

    def read() -> int:
        for _ in range(random.randrange(3)):
            step()
        found = committed
        for _ in range(random.randrange(3)):
            step()
        return found

    reader = Marked(ChangeMark(tmp_path / "changed"), read)
    for _ in range(20_000):
        for _ in range(random.randrange(3)):
            step()
        known = told
        assert reader.value() >= known, f"seed {seed}"
    assert committed > 10_000


def test_another_ledger_of_the_home_sees_a_delivery_when_its_receipt_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_mark, "TRUST_S", FOR_EVER)
    with closing(open_ledger(tmp_path / "home")) as writer, closing(open_ledger(tmp_path / "home")) as reader:
        for number in range(30):
            receipt = writer.append(delivered(said(f"un {number}")))
            assert reader.wait(0, 0.0) == receipt.position == writer.wait(0, 0.0)


def test_what_was_committed_by_who_was_killed_before_the_mark_is_seen_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_mark, "TRUST_S", FOR_EVER)
    with closing(open_ledger(tmp_path / "home")) as writer, closing(open_ledger(tmp_path / "home")) as reader:
        writer.append(delivered(said("first")))
        assert reader.wait(0, 0.0) == 1
        monkeypatch.setattr(ChangeMark, "renew", lambda _: None)
        writer.append(delivered(said("second")))
        assert reader.wait(0, 0.0) == 1
        monkeypatch.setattr("watchgate.ledger.change_mark.time.monotonic", lambda: 2e9 + FOR_EVER)
        assert reader.wait(0, 0.0) == 2


def test_what_was_committed_on_a_disk_that_takes_no_mark_is_told_when_nobody_believes_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with closing(open_ledger(tmp_path / "home")) as writer, closing(open_ledger(tmp_path / "home")) as reader:
        writer.append(delivered(said("first")))
        assert reader.wait(0, 0.0) == 1
        monkeypatch.setattr("watchgate.ledger.change_mark.os.pwrite", full)
        receipt = writer.append(delivered(said("second")))
        assert reader.wait(0, 0.0) == receipt.position == 2


def test_a_mark_that_cannot_be_read_is_never_the_one_that_was_seen(mark: ChangeMark) -> None:
    before = mark.seen()
    mark.close()
    assert before != mark.seen() != mark.seen()


def test_a_mark_that_is_dropped_unclosed_leaves_no_file_open(tmp_path: Path) -> None:
    mark = ChangeMark(tmp_path / "changed")
    handle = mark._handle
    assert os.fstat(handle)

    del mark
    gc.collect()

    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(handle)
