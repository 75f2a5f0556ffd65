"""`watchgate bench NAME`: the figures of this project, measured here and now."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from watchgate.cli.output import emit, json_option
from watchgate.model.errors import BadInputError

WIDE_ENOUGH = 160
"""Columns, where the output is no terminal."""


@click.command(
    epilog="Examples: watchgate bench ledger; watchgate bench lists --json; watchgate bench ledger --full",
)
@click.argument("name", required=False)
@click.option("--full", is_flag=True, help="The sizes the targets are stated for, however long it takes.")
@json_option
def command(name: str | None, full: bool, as_json: bool) -> int:
    """Measure NAME and print each figure beside its target; exit code 1 when a target is missed.

    Without NAME: what can be measured. Benches live in a source checkout, not in the installed package.
    """
    folder = _folder()
    names = sorted(path.stem for path in folder.glob("*.py") if "\ndef run(" in path.read_text())
    if name is None:
        for found in names:
            click.echo(found)
        return 0
    if name not in names:
        raise BadInputError(f"there is no bench {name!r}", hint="one of: " + ", ".join(names))
    sys.path.insert(0, str(folder))
    harness = import_module("harness")
    results = import_module(name).run(full)
    if as_json:
        emit(harness.report(name, results))
    else:
        _show(name, harness.machine(), results)
    return 1 if any(result.met is False for result in results) else 0


def _folder() -> Path:
    folder = Path(__file__).resolve().parents[3] / "benchmarks"
    if not (folder / "harness.py").is_file():
        raise BadInputError(
            "the benches are not part of the installed package",
            hint="run `uv run watchgate bench` in a source checkout",
        )
    return folder


def _show(name: str, machine: dict[str, object], results: list[Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"bench {name}", title_justify="left")
    for heading in ("measure", "value", "target", "", "against", "ratio"):
        table.add_column(heading, justify="right" if heading in {"value", "target", "ratio"} else "left")
    for result in results:
        bound = "" if result.target is None else f"{'<=' if result.at_most else '>='} {_number(result.target)}"
        verdict = {True: "met", False: "[bold red]MISSED[/]", None: ""}[result.met]
        ratio = "" if result.ratio is None else f"{result.ratio:.2f}"
        label = result.measure if result.note is None else f"{result.measure}\n[dim]{result.note}[/]"
        table.add_row(label, f"{_number(result.value)} {result.unit}", bound, verdict, result.against or "", ratio)
    console = Console(width=None if sys.stdout.isatty() else WIDE_ENOUGH)
    console.print(table)
    console.print(f"{machine['cpu']}, {machine['cores']} cores, Python {machine['python']}, {machine['system']}")
    missed = [result.measure for result in results if result.met is False]
    console.print(f"{len(missed)} missed: {', '.join(missed)}" if missed else "no target missed")


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.3f}" if abs(value) < 10 else f"{value:,.1f}"
