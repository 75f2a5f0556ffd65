"""A segment read from its file is the one that was written; anything else is no segment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from support.engine_parties import random_parties, tables_of
from watchgate.risk.names.engine.reach import FILE
from watchgate.risk.names.engine.search_held import held
from watchgate.risk.names.engine.segment import Segment, segment
from watchgate.risk.names.engine.store import read_segment, write_segment


def _columns(made: Segment) -> dict[str, object]:
    tables = {**made.tables._asdict(), "found": made.found}
    return {f"{table}.{name}": column for table, columns in tables.items() for name, column in columns.items()}


@pytest.mark.parametrize("parties", [0, 40])
def test_a_segment_is_read_as_it_was_written(tmp_path: Path, parties: int) -> None:
    made = segment(tables_of(random_parties(parties, 1)))
    name = write_segment(tmp_path, made, "these rules")
    read = read_segment(tmp_path / name, "these rules")
    assert read is not None
    written, found = _columns(made), _columns(read)
    assert written.keys() == found.keys()
    for column, values in written.items():
        np.testing.assert_array_equal(found[column], values)
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_what_other_rules_made_is_not_read(tmp_path: Path) -> None:
    name = write_segment(tmp_path, segment(tables_of(random_parties(3, 1))), "old rules")
    assert read_segment(tmp_path / name, "new rules") is None


def test_a_change_in_memory_never_reaches_the_file(tmp_path: Path) -> None:
    name = write_segment(tmp_path, segment(tables_of(random_parties(3, 1))), "rules")
    read = read_segment(tmp_path / name, "rules")
    assert read is not None
    read.tables.parties["gone"][:] = 7
    again = read_segment(tmp_path / name, "rules")
    assert again is not None
    assert (again.tables.parties["gone"] > 7).all()


def test_what_searches_read_lies_together_in_front_of_all_else(tmp_path: Path) -> None:
    name = write_segment(tmp_path, segment(tables_of(random_parties(40, 1))), "rules")
    read = read_segment(tmp_path / name, "rules")
    assert read is not None
    columns = held(read)._asdict()
    for unlike in ("bones", "pair_records", "pair_letters", "reach", FILE):
        del columns[unlike]
    searched = {column.ctypes.data for column in columns.values()}
    searched |= {read.tables.parties[column].ctypes.data for column in ("id", "id_at")}
    every = [column for table in (*read.tables, read.found) for column in table.values() if column.size]
    behind = {column.ctypes.data for column in every} - searched
    assert len(behind) > 15
    assert max(searched) < min(behind - {read.found[FILE].ctypes.data, read.found["reach"].ctypes.data})


@pytest.mark.parametrize("damage", ["cut", "bit", "empty", "foreign", "missing"])
def test_a_damaged_or_foreign_file_is_no_segment(tmp_path: Path, damage: str) -> None:
    path = tmp_path / write_segment(tmp_path, segment(tables_of(random_parties(3, 1))), "rules")
    content = bytearray(path.read_bytes())
    if damage == "bit":
        content[len(content) // 2] ^= 4
    damaged = {"cut": bytes(content[:-100]), "empty": b"", "foreign": b"x" * 200}
    path.write_bytes(damaged.get(damage, bytes(content)))
    if damage == "missing":
        path.unlink()
    assert read_segment(path, "rules") is None
