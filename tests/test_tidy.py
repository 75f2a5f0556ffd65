"""The house rules that a machine can read, read from the code itself."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
ALL_CODE = sorted([*SOURCES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")])
LONGEST_FILE = 600
LONGEST_FUNCTION = 100
LARGEST_BLOB = 1_048_576
WALL_CLOCK = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}
DRIVERS = {"apsw", "sqlite3", "psycopg", "asyncpg"}
MAY_TOUCH_DRIVERS = ("ledger", "gate/history", "journal")


def test_no_file_is_longer_than_one_sitting() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in ALL_CODE}
    assert [f"{path.relative_to(ROOT)}: {length}" for path, length in lengths.items() if length > LONGEST_FILE] == []
    in_house = sorted(length for path, length in lengths.items() if path in SOURCES and length)
    assert median(in_house) <= 150
    assert in_house[int(len(in_house) * 0.9)] <= 300


def test_no_function_is_longer_than_a_screen_or_two() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_only_clock_asks_for_the_time() -> None:
    asked = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        if path.name != "clock.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in WALL_CLOCK
    ]
    assert asked == []


def test_only_the_ledger_the_history_and_the_journal_touch_a_database_driver() -> None:
    touching = {
        path.relative_to(ROOT / "src/watchgate").as_posix() for path in SOURCES if DRIVERS & set(_imported(path))
    }
    assert [name for name in touching if not name.startswith(MAY_TOUCH_DRIVERS)] == []


def test_nothing_is_unpickled() -> None:
    assert [str(path) for path in SOURCES if {"pickle", "marshal", "shelve", "dill"} & set(_imported(path))] == []


def test_every_module_says_what_it_is() -> None:
    assert [str(path.relative_to(ROOT)) for path in SOURCES if not ast.get_docstring(ast.parse(path.read_text()))] == []


def test_test_files_have_names_of_their_own() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


def test_no_blob_is_larger_than_a_mebibyte() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.fail("the tidy test reads what git tracks; run it in a checkout")
    names = [name for name in listed.stdout.decode().split("\0") if name]
    assert names
    large = [name for name in names if (ROOT / name).is_file() and (ROOT / name).stat().st_size > LARGEST_BLOB]
    assert large == []


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]
