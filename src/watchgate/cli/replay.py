"""`watchgate replay`: stored decisions made again from the ledger, in a fresh process, and compared."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from watchgate.cli.output import emit, json_option
from watchgate.model.errors import BadInputError

if TYPE_CHECKING:
    from watchgate.gate.service_replaying import Outcome, Replayed

SHOWN = 20


@click.command(epilog="Examples: watchgate replay 17; watchgate replay 4f61c0d9; watchgate replay --all --json")
@click.argument("decision", required=False)
@click.option("--all", "everything", is_flag=True, help="Every decision there is.")
@json_option
def command(decision: str | None, everything: bool, as_json: bool) -> int:
    """Make DECISION again, or all of them, and compare their hashes.

    A fresh process is given the stored records, policies and exceptions, and the ledger; no decision is within its
    reach. Exit code 0 when each one comes out the same, bit for bit; 1 when one differs, or the code that made it is
    not installed any more. What was erased is said and cannot be made again.
    """
    from watchgate.cli.gate_opened import opened_history
    from watchgate.cli.replay_progress import ReplayProgress
    from watchgate.gate.service_replaying import Outcome, replay_stored
    from watchgate.ledger.home import home_path

    if (decision is None) != everything:
        raise BadInputError("name one decision, or give --all", where="replay")
    home = home_path()
    counts: Counter[Outcome] = Counter()
    others: list[Replayed] = []
    with opened_history(home) as history:
        numbers = None if decision is None else [history.get(decision).number]
        total = history.last_number() if numbers is None else 1
        with ReplayProgress(total) as progress:
            for one in replay_stored(history, home, numbers):
                counts[one.outcome] += 1
                if one.outcome is not Outcome.SAME:
                    others.append(one)
                if as_json:
                    emit(one)
                progress.update(sum(counts.values()), counts[Outcome.DIFFERS])
    if not as_json:
        _tell(counts, others)
    return 0 if sum(counts.values()) == counts[Outcome.SAME] + counts[Outcome.ERASED] else 1


def _tell(counts: Counter[Outcome], others: list[Replayed]) -> None:
    from rich.text import Text

    from watchgate.cli.plain import PlainConsole
    from watchgate.gate.service_replaying import Outcome

    console = PlainConsole(file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False)
    for one in others[:SHOWN]:
        now = f", now {one.sha256[:16]}" if one.sha256 else ""
        console.print(Text(f"Decision {one.number}: {one.outcome.value}: {one.detail} (was {one.stored[:16]}{now})"))
    if len(others) > SHOWN:
        console.print(Text(f"... and {len(others) - SHOWN:,} more; --json shows all"))
    told = ", ".join(f"{counts[outcome]:,} {outcome.value}" for outcome in Outcome if counts[outcome])
    console.print(Text(f"{sum(counts.values()):,} decisions made again: {told or 'none'}", style="bold"))
