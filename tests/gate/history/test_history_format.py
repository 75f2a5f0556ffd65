"""A history of the format before is taken over when it is opened, and one of a later format is not touched."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from support.gate_entries import keep, payment
from watchgate.gate.history.failures import HistoryBusyError
from watchgate.gate.history.history import FILE_NAME, open_history
from watchgate.gate.history.verifying import verify
from watchgate.ledger.lock import WriterLock
from watchgate.model.errors import WatchgateError
from watchgate.model.policy_file import default_policy


def _made(home: Path) -> Path:
    history = open_history(home)
    history.know_policy(default_policy())
    keep(history, payment(1), payment(2, text="Salary November"))
    history.close()
    return home / "history" / FILE_NAME


def _format_1(path: Path) -> None:
    """As format 1 had it: how often and where each party stood, and the words of texts under keyed hashes."""
    connection = apsw.Connection(str(path))
    for table in ("party", "text"):
        for column in ("times", "first_position", "last_position"):
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER NOT NULL DEFAULT 1")
    connection.execute(
        "CREATE TABLE token (hash INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (hash, text)) STRICT, "
        "WITHOUT ROWID; INSERT INTO token VALUES (7, 1); UPDATE meta SET value = '1' WHERE name = 'format'"
    )
    connection.close()


def test_a_history_of_format_1_is_read_and_written_on(tmp_path: Path) -> None:
    _format_1(_made(tmp_path))
    history = open_history(tmp_path)
    assert keep(history, payment(3), payment(1)) == [3, 1]
    assert [one.record for one in history.all()] == [payment(1), payment(2, text="Salary November"), payment(3)]
    assert verify(history).damages == ()
    tables = history.read(lambda connection: connection.execute("SELECT name FROM sqlite_schema").fetchall())
    assert ("token",) not in tables
    history.close()


@pytest.mark.parametrize("lock", ["lookback.lock", "workers/0123456789abcdef.lock"])
def test_a_history_of_format_1_stays_as_it_is_while_a_process_works_on_it(tmp_path: Path, lock: str) -> None:
    path = _made(tmp_path)
    _format_1(path)
    (path.parent / "workers").mkdir(exist_ok=True)
    held = WriterLock(path.parent / lock)
    assert held.take()
    with pytest.raises(HistoryBusyError, match="another process works on it"):
        open_history(tmp_path)
    connection = apsw.Connection(str(path))
    assert connection.execute("SELECT value FROM meta WHERE name = 'format'").get == "1"
    connection.close()
    held.release()
    history = open_history(tmp_path)
    assert history.last_number() == 2
    history.close()


def test_a_history_of_a_later_format_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    path = _made(tmp_path)
    connection = apsw.Connection(str(path))
    connection.execute("UPDATE meta SET value = '99' WHERE name = 'format'")
    connection.close()
    with pytest.raises(WatchgateError, match="format 99"):
        open_history(tmp_path)
    connection = apsw.Connection(str(path))
    assert connection.execute("SELECT count(*) FROM decision").get == 2
    connection.close()


def test_a_change_of_format_that_fails_leaves_the_format_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _made(tmp_path)
    _format_1(path)
    monkeypatch.setattr("watchgate.gate.history.schema.FROM_FORMAT_1", "DROP TABLE token; DROP TABLE nothing")
    with pytest.raises(WatchgateError):
        open_history(tmp_path)
    connection = apsw.Connection(str(path))
    assert connection.execute("SELECT count(*) FROM token").get == 1
    connection.close()
    monkeypatch.undo()
    history = open_history(tmp_path)
    assert history.last_number() == 2
    history.close()
