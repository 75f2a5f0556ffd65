"""`watchgate validate`: the evidence an examiner asks for, as one report."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchgate.cli.output import emit, json_option

if TYPE_CHECKING:
    from watchgate.gate.history.history import History
    from watchgate.gate.validation.report import Report

EXAMPLES = """\b
Examples:
  watchgate validate --out validation/
  watchgate validate --seed 7 --exact 500 --altered 50
  watchgate validate --all --out validation/
  watchgate validate --json | jq .passed_exactly
"""
HTML, JSON = "validation.html", "validation.json"
PRIVATE_FILE = 0o600


@click.command(epilog=EXAMPLES)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help=f"Folder for {HTML} and {JSON}. Default: the present one, unless --json.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Draws the same samples again.")
@click.option("--exact", type=click.IntRange(1), default=200, show_default=True, help="Names as written, of each list.")
@click.option("--altered", type=click.IntRange(1), default=20, show_default=True, help="Of each class and list.")
@click.option("--line", type=click.IntRange(1), default=40, show_default=True, help="Pairs on each side of the line.")
@click.option("--all", "everything", is_flag=True, help="Every name as written, and one alteration of each.")
@click.option("--policy", type=click.Path(path_type=Path), help="Policy file. Default: the home's own.")
@json_option
def command(
    out: Path | None,
    seed: int,
    exact: int,
    altered: int,
    line: int,
    everything: bool,
    policy: Path | None,
    as_json: bool,
) -> int:
    """Try listed names on the gate, count the lists again, and write what came of it as HTML and JSON.

    Nothing is written to the history. Exit code 1 when a listed name, exactly as it is written, is not met, or a
    message with nothing planted in it meets somebody. The report holds customer data where there are past payments:
    its files are for their owner alone.
    """
    from watchgate.gate.validation.decks import Sizes
    from watchgate.gate.validation.validate import Wishes

    sizes = Sizes(exact=None, altered=None, beside=1_000) if everything else Sizes(exact=exact, altered=altered)
    report = _validated(policy, Wishes(seed=seed, sizes=sizes, line=line, everything=everything))
    written = _write(report, out if out is not None or as_json else Path())
    if as_json:
        emit(report)
    else:
        from watchgate.cli.validate_show import show

        show(report, written, sys.stdout)
    return report.exit_code


def _validated(policy_file: Path | None, wishes: object) -> Report:
    from watchgate.cli.opened import opened
    from watchgate.cli.validate_feeds import counted_feeds
    from watchgate.cli.validate_progress import ValidateProgress
    from watchgate.gate.decide.evidence import Evidence
    from watchgate.gate.validation.validate import Wishes, validate
    from watchgate.model.clock import now_us
    from watchgate.model.policy_file import load_policy

    assert isinstance(wishes, Wishes)
    with ExitStack() as stack:
        ledger, home = stack.enter_context(opened(fill=True))
        policy = load_policy(policy_file, home=home)
        progress = stack.enter_context(ValidateProgress())
        now = now_us()
        feeds = list(counted_feeds(ledger, home, policy, now, progress.reading))
        progress.update("reading the evidence", 0, 1)
        evidence = Evidence.at(ledger, policy, views=home / "views")
        history = _history(stack, home)
        return validate(ledger, evidence, feeds, history, wishes, at_us=now, tell=progress.update)


def _history(stack: ExitStack, home: Path) -> History | None:
    from watchgate.cli.gate_opened import opened_history
    from watchgate.model.errors import NotFoundError

    try:
        return stack.enter_context(opened_history(home))
    except NotFoundError:
        return None


def _write(report: Report, folder: Path | None) -> list[Path]:
    """Both files, readable by their owner alone."""
    if folder is None:
        return []
    import msgspec

    from watchgate.gate.validation.html import page
    from watchgate.model.errors import BadInputError

    contents = {HTML: page(report).encode("utf-8", "replace"), JSON: msgspec.json.format(msgspec.json.encode(report))}
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            path = folder / name
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "wb") as file:
                os.fchmod(file.fileno(), PRIVATE_FILE)
                file.write(content)
            written.append(path)
    except OSError as error:
        raise BadInputError(f"cannot be written: {error.strerror}", where=str(folder)) from error
    return written
