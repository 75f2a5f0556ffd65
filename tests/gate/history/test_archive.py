"""Archived days: read by DuckDB, and still shown, verified and erased."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import duckdb
import pytest

from support.gate_entries import DECIDED_AT, decided, entry, payment
from watchgate.gate.history.archive import DAY_US, archive
from watchgate.gate.history.erasing import erase_parties
from watchgate.gate.history.history import History, open_history
from watchgate.gate.history.verifying import verify
from watchgate.model.clock import iso
from watchgate.model.errors import BadInputError, MissingExtraError
from watchgate.model.policy_file import default_policy

DAYS = 3


@pytest.fixture
def history(tmp_path: Path) -> History:
    found = open_history(tmp_path / "it's a home", clock=lambda: DECIDED_AT + DAYS * DAY_US)
    found.know_policy(default_policy())
    for day in range(DAYS):
        for number in range(3):
            record = payment(10 * day + number)
            found.keep([entry(record, decided(record, at=DECIDED_AT + day * DAY_US + number))])
    return found


def day(number: int) -> str:
    return iso(DECIDED_AT + number * DAY_US)[:10]


def test_archived_days_come_back_as_they_were(history: History) -> None:
    before = list(history.all())
    moved = archive(history, day(2))
    assert [(one.file, one.decisions) for one in moved] == [
        (f"decisions-{day(0)}.parquet", 3),
        (f"decisions-{day(1)}.parquet", 3),
    ]
    assert list(history.all()) == before
    found = verify(history)
    assert (found.damages, found.decisions) == ((), 9)
    assert archive(history, day(2)) == []


def test_duckdb_reads_what_is_open_and_nothing_of_a_customer(history: History) -> None:
    archive(history, day(1))
    path = history.folder / "archive" / f"decisions-{day(0)}.parquet"
    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT number, verdict, rule, kind, sha256, len(parties) FROM read_parquet(?) ORDER BY number", [str(path)]
        ).fetchall()
    assert rows[0] == (1, "pass", "pass_not_found", "pacs.008.001.08", history.get("1").sha256, 3)
    assert len(rows) == 3
    assert b"Nowak" not in path.read_bytes()
    assert not list(path.parent.glob(".*"))


def test_a_day_decided_on_again_goes_into_a_file_of_its_own(history: History) -> None:
    archive(history, day(1))
    late = payment(99)
    history.keep([entry(late, decided(late, at=DECIDED_AT))])
    (moved,) = archive(history, day(1))
    assert moved.file == f"decisions-{day(0)}.2.parquet"
    assert history.get("10").record == late


def test_erasing_reaches_archived_days(history: History) -> None:
    archive(history, day(1))
    erase_parties(history, [history.get("1").parties[0]], author="kim", reason="asked for", despite_retention=True)
    assert history.get("1").record is None
    assert history.get("2").record is not None
    assert verify(history).damages == ()


def test_a_changed_or_missing_file_is_found(history: History) -> None:
    (moved,) = archive(history, day(1))
    path = history.folder / "archive" / moved.file
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    assert any("gives another sha256" in one for one in verify(history).damages)
    path.unlink()
    assert any("is missing" in one for one in verify(history).damages)


def test_without_duckdb_the_error_names_the_install_command(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "duckdb":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"pip install 'watchgate\[archive\]'"):
        archive(history, day(1))


def test_a_day_that_is_not_over_and_what_is_no_date_are_refused(history: History) -> None:
    with pytest.raises(BadInputError, match="still to come"):
        archive(history, "2099-01-01")
    with pytest.raises(BadInputError, match="is not a date"):
        archive(history, "yesterday")
