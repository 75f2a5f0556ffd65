"""A file of pairs of names, scored row by row in bounded memory."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from watchgate.model.errors import BadInputError
from watchgate.model.ftm import schema as known_schema
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.qualifiers import may_be_person
from watchgate.risk.names.score import score_names
from watchgate.watch.lists.csv_rows import csv_rows

ADDED = ("score", "match")
UPDATE_EVERY = 200


class Done(NamedTuple):
    """What was done."""

    rows: int
    matches: int


def score_file(pairs: Path, out: Path, threshold: int) -> Done:
    """Scores `pairs` into `out`; BadInputError names the row that cannot be used, and `out` is then not written."""
    if out.exists() and pairs.exists() and out.samefile(pairs):
        raise BadInputError("would overwrite its own input", where=str(out), hint="give --out another name")
    unfinished = out.with_name(out.name + ".part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as target:
            done = _score(pairs, csv.writer(target, lineterminator="\n"), threshold)
        unfinished.replace(out)
    except OSError as error:
        raise BadInputError(f"cannot be written: {error.strerror or error}", where=str(out)) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return done


def _score(pairs: Path, writer: csv._writer, threshold: int) -> Done:  # type: ignore[name-defined]
    rows = csv_rows(pairs)
    header = [name.strip() for name in next(rows, (0, []))[1]]
    columns = {name: place for place, name in enumerate(header)}
    missing = [name for name in ("name1", "name2") if name not in columns]
    if missing:
        raise BadInputError(f"has no column {' and no column '.join(missing)}", where=str(pairs))
    taken = [name for name in ADDED if name in columns]
    if taken:
        raise BadInputError(f"already has a column {taken[0]!r}", where=str(pairs), hint="rename it first")
    writer.writerow([*header, *ADDED])
    done = matches = 0
    with _progress() as shown:
        for line, row in rows:
            if len(row) != len(header):
                raise BadInputError(f"has {len(row)} fields, not {len(header)}", where=f"{pairs}, line {line}")
            named = row[columns["schema"]].strip() if "schema" in columns else ""
            schema = named or "Person"
            known_schema(schema)
            person = may_be_person(schema)
            found = score_names(analyse(row[columns["name1"]]), analyse(row[columns["name2"]]), person=person)
            match = found.points >= threshold
            writer.writerow([*row, f"{found.points / 1000:.3f}", "true" if match else "false"])
            done += 1
            matches += match
            if done % UPDATE_EVERY == 0:
                shown.advance(UPDATE_EVERY)
    return Done(done, matches)


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
