"""A file of pairs of names, scored row by row in bounded memory."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple, TextIO

from watchgate.gate.records.customer_row import KINDS
from watchgate.model.errors import BadInputError
from watchgate.model.ftm import schemata
from watchgate.risk.name_pairs import score_pair
from watchgate.risk.names.analysis import analyse
from watchgate.risk.query import ANYTHING
from watchgate.watch.lists.csv_rows import csv_rows

NEEDED = ("name1", "name2")
ADDED = ("score", "match")
DELIMITERS = (",", ";", "\t", "|")
UPDATE_EVERY = 200
MOST_TOLD, LONGEST_TOLD = 5, 40


class Done(NamedTuple):
    """What was done. `unknown`: how many pairs had a schema that nobody knows, by schema, the first MOST_TOLD of them
    and the others together under `""`."""

    rows: int
    matches: int
    unknown: dict[str, int]


def score_file(pairs: Path, out: Path, threshold: int) -> Done:
    """Scores `pairs` into `out`; BadInputError names the row that cannot be used, and `out` is then not written."""
    if out.exists() and pairs.exists() and out.samefile(pairs):
        raise BadInputError("would overwrite its own input", where=str(out), hint="give --out another name")
    unfinished = out.with_name(out.name + ".part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as target:
            done = _score(pairs, target, threshold)
        unfinished.replace(out)
    except OSError as error:
        raise BadInputError(f"cannot be written: {error.strerror or error}", where=str(out)) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return done


def _score(pairs: Path, target: TextIO, threshold: int) -> Done:
    delimiter, header, rows = _opened(pairs)
    columns = {name.strip().lower(): place for place, name in enumerate(header)}
    first, second, schema_at = columns["name1"], columns["name2"], columns.get("schema")
    writer = csv.writer(target, delimiter=delimiter, lineterminator="\n")
    writer.writerow([*header, *ADDED])
    done = matches = 0
    unknown: dict[str, int] = {}
    with _progress() as shown:
        for line, row in rows:
            if len(row) != len(header):
                raise BadInputError(f"has {len(row)} fields, not {len(header)}", where=f"{pairs}, line {line}")
            named = row[schema_at].strip() if schema_at is not None else ""
            schema = _known_schemas().get(named.lower())
            if schema is None:
                told = named[:LONGEST_TOLD]
                told = told if told in unknown or len(unknown) < MOST_TOLD else ""
                unknown[told] = unknown.get(told, 0) + 1
            found = score_pair(analyse(row[first]), analyse(row[second]), schema or ANYTHING)
            match = found.points >= threshold
            writer.writerow([*row, f"{found.points / 1000:.3f}", "true" if match else "false"])
            done += 1
            matches += match
            if done % UPDATE_EVERY == 0:
                shown.advance(UPDATE_EVERY)
    return Done(done, matches, unknown)


def _opened(pairs: Path) -> tuple[str, list[str], Iterator[tuple[int, list[str]]]]:
    """What separates the fields, the names of the columns as they are written, and the rows behind them."""
    first_fault: BadInputError | None = None
    for delimiter in DELIMITERS:
        rows = csv_rows(pairs, delimiter=delimiter)
        try:
            header = next(rows, (0, []))[1]
            _check([name.strip().lower() for name in header], str(pairs))
        except BadInputError as fault:
            first_fault = first_fault or fault
            continue
        return delimiter, header, rows
    assert first_fault is not None
    raise first_fault


def _check(names: list[str], where: str) -> None:
    if missing := [name for name in NEEDED if name not in names]:
        hint = "the first line names the columns, with commas, semicolons, tabs or | between them"
        raise BadInputError(f"has no column {' and no column '.join(missing)}", where=where, hint=hint)
    if twice := [name for name in (*NEEDED, "schema") if names.count(name) > 1]:
        raise BadInputError(f"has two columns {twice[0]!r}", where=where, hint="rename one of them")
    if taken := [name for name in ADDED if name in names]:
        raise BadInputError(f"already has a column {taken[0]!r}", where=where, hint="rename it first")


@cache
def _known_schemas() -> dict[str, str]:
    """Schemata by what people call them, in small letters; nothing said is anything."""
    return {name.lower(): name for name in schemata()} | KINDS | {"aircraft": "Airplane", "": ANYTHING}


class _Silent:
    def advance(self, rows: int) -> None:
        """Nobody looks."""


class _Shown:
    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.completed} pairs"), TimeElapsedColumn())
        self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self.bar.add_task("", total=None)

    def advance(self, rows: int) -> None:
        """So many rows more."""
        self.bar.advance(self._task, rows)


@contextmanager
def _progress() -> Iterator[_Shown | _Silent]:
    if not (sys.stderr.isatty() and os.environ.get("TERM") != "dumb"):
        yield _Silent()
        return
    shown = _Shown()
    with shown.bar:
        yield shown
