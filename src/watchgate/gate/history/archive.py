"""Whole days into Parquet, which DuckDB and others read; the records in them stay sealed.

The secrets never leave the history, so that erasing works on archived days as well. A day is moved in this order: its
file is written, read again, synced and named; then, in one transaction, its rows let go of their content.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

import apsw
import msgspec

from watchgate.gate.history import acts
from watchgate.gate.history.archive_reading import FOLDER, duckdb, file_sha256, quoted, read_sealed
from watchgate.gate.history.entry import VERDICTS
from watchgate.gate.history.failures import HistoryDamagedError
from watchgate.gate.history.history import History
from watchgate.gate.history.numbers import unpacked_numbers
from watchgate.gate.history.packing import unpack
from watchgate.gate.history.reading import Row
from watchgate.ledger.home import private_folder
from watchgate.model.clock import MICROSECONDS, iso, parse_instant
from watchgate.model.errors import BadInputError

DAY_US = 86_400 * MICROSECONDS
AT_ONCE = 5_000
COLUMNS = {
    "number": "BIGINT",
    "decided_at": "TIMESTAMP",
    "verdict": "VARCHAR",
    "rule": "VARCHAR",
    "kind": "VARCHAR",
    "rail": "VARCHAR",
    "position": "BIGINT",
    "policy": "VARCHAR",
    "engine": "VARCHAR",
    "weights": "VARCHAR",
    "exceptions_position": "BIGINT",
    "warnings": "VARCHAR[]",
    "record_id": "VARCHAR",
    "bytes_sha256": "VARCHAR",
    "sha256": "VARCHAR",
    "commitment": "VARCHAR",
    "link": "VARCHAR",
    "previous": "BIGINT",
    "conflict": "BIGINT",
    "parties": "BIGINT[]",
    "texts": "BIGINT[]",
}
"""What stands in the open: nothing that is said of a customer. `sealed` is the record, for the history alone."""


def archive(history: History, before: str) -> list[acts.Archived]:
    """Move every day before the ISO date `before` (UTC) that is not archived yet; what was moved, day by day."""
    db = duckdb()
    try:
        end = date.fromisoformat(before)
    except ValueError as error:
        raise BadInputError(f"{before!r} is not a date", where="--before", hint="write it as 2026-11-01") from error
    if iso(history.clock())[:10] < end.isoformat():
        raise BadInputError("is still to come: only whole days are moved", where="--before", hint="today at the latest")
    folder = history.folder / FOLDER
    private_folder(folder)
    done = []
    while (day := _first_day(history, parse_instant(f"{before}T00:00:00"))) is not None:
        done.append(_move(db, history, folder, day))
    return done


def _first_day(history: History, before_us: int) -> str | None:
    first = history.read(
        lambda connection: (
            connection.execute(
                "SELECT min(decided_at) FROM decision WHERE archived IS NULL AND decided_at < ?", (before_us,)
            ).get
        )
    )
    return None if first is None else iso(int(first))[:10]


def _move(db: object, history: History, folder: Path, day: str) -> acts.Archived:
    begin = parse_instant(f"{day}T00:00:00")
    key = int(day.replace("-", ""))
    # A day may be moved in parts: what was decided on it again, or late, goes into a file of its own.
    parts = len(list(folder.glob(f"decisions-{day}*.parquet")))
    name = f"decisions-{day}.parquet" if not parts else f"decisions-{day}.{parts + 1}.parquet"
    lines, target = folder / f".{name}.jsonl", folder / f".{name}.new"
    try:
        with lines.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            numbers = _write_lines(history, file, begin)
        _to_parquet(db, lines, target)
        sealed = read_sealed(target)
        if len(sealed) != len(numbers) or set(sealed) != set(numbers):
            raise HistoryDamagedError(f"{name} does not hold what was written to it", hint="look at the disk")
        history.read(lambda connection: _compare(connection, sealed, name))
        target.chmod(0o600)
        _sync(target)
        digest = file_sha256(target)
        target.replace(folder / name)
        _sync(folder)
    finally:
        lines.unlink(missing_ok=True)
        target.unlink(missing_ok=True)
    found = acts.Archived(key, name, digest, len(numbers))
    history.write(lambda connection: _let_go(connection, history.clock(), found, numbers))
    return found


def _write_lines(history: History, file: BinaryIO, begin: int) -> list[int]:
    numbers: list[int] = []
    encoder = msgspec.json.Encoder()
    for row in _rows(history, begin):
        numbers.append(row.number)
        file.write(encoder.encode(_line(history, row)) + b"\n")
    return numbers


def _rows(history: History, begin: int) -> Iterator[Row]:
    number = 0
    condition = (
        "d.number > ? AND d.archived IS NULL AND d.decided_at >= ? AND d.decided_at < ? ORDER BY d.number LIMIT ?"
    )
    while True:
        values = (number, begin, begin + DAY_US, AT_ONCE)
        rows = history.read(lambda connection, values=values: history.reading.rows(connection, condition, values))  # type: ignore[misc]
        if not rows:
            return
        yield from rows
        number = rows[-1].number


def _line(history: History, row: Row) -> dict[str, object]:
    content = history.reading.content(row)
    packed = unpack(content) if content is not None else None
    return {
        "number": row.number,
        "decided_at": iso(row.decided_at),
        "verdict": VERDICTS[row.verdict].value,
        "rule": packed.rule if packed else None,
        "kind": row.kind,
        "rail": packed.rail if packed else None,
        "position": row.position,
        "policy": row.policy_sha256,
        "engine": row.engine,
        "weights": row.weights,
        "exceptions_position": row.exceptions,
        "warnings": msgspec.json.decode(row.warnings),
        "record_id": row.record_id.hex(),
        "bytes_sha256": row.bytes_sha256.hex(),
        "sha256": row.sha256.hex(),
        "commitment": row.commitment.hex(),
        "link": row.link.hex(),
        "previous": row.previous,
        "conflict": row.conflict,
        "parties": unpacked_numbers(row.parties),
        "texts": unpacked_numbers(row.texts),
        "sealed": row.sealed.hex() if row.sealed is not None else None,
    }


def _to_parquet(db: object, lines: Path, target: Path) -> None:
    columns = ", ".join(f"{name}: '{kind}'" for name, kind in {**COLUMNS, "sealed": "VARCHAR"}.items())
    chosen = ", ".join([*COLUMNS, "unhex(sealed) AS sealed"])
    connection = db.connect()  # type: ignore[attr-defined]
    try:
        connection.execute(
            f"COPY (SELECT {chosen} FROM read_json({quoted(lines)}, format = 'newline_delimited', "  # noqa: S608
            f"columns = {{{columns}}})) TO {quoted(target)} (FORMAT parquet, COMPRESSION zstd)"
        )
    finally:
        connection.close()


def _compare(connection: apsw.Connection, sealed: dict[int, bytes | None], name: str) -> None:
    for number, content in sealed.items():
        stored = connection.execute("SELECT sealed FROM decision WHERE number = ?", (number,)).get
        if (None if stored is None else bytes(stored)) != content:
            raise HistoryDamagedError(f"{name} holds another record of decision {number}", hint="archive it again")


def _let_go(connection: apsw.Connection, at: int, found: acts.Archived, numbers: list[int]) -> None:
    key = connection.execute("SELECT coalesce(max(key), 0) + 1 FROM archive").get
    connection.execute(
        "INSERT INTO archive VALUES (?,?,?,?,?)", (key, found.day, found.file, found.sha256, found.decisions)
    )
    connection.executemany(
        "UPDATE decision SET sealed = NULL, archived = ? WHERE number = ?", [(key, number) for number in numbers]
    )
    acts.note(connection, at, found)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
