"""A screening as people read it: a table of hits with reasons and sources, and what the answer stands on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from watchgate.cli.plain import PlainConsole

if TYPE_CHECKING:
    from watchgate.model.match import Reason
    from watchgate.risk.explain import ScreenedHit
    from watchgate.risk.screening import Screening
    from watchgate.risk.sources import Source

WIDE_ENOUGH = 100
"""Columns; where the output is no terminal, lines are not broken at 80."""


def show(answer: Screening) -> None:
    """Print the answer on standard output."""
    console = PlainConsole(
        file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False, soft_wrap=False
    )
    if answer.hits:
        console.print(_table(answer))
    elif answer.position == 0:
        console.print(Text("Not found: the ledger held nothing then, so there was nothing to compare with."))
    else:
        console.print(Text(f"Not found: nothing on the lists reaches {answer.cutoff:.2f}. That does not mean clean."))
    for said in answer.not_compared:
        console.print(Text(f"Not compared: {said}", style="yellow"))
    if answer.found > len(answer.hits):
        console.print(
            Text(f"{answer.found - len(answer.hits)} more hits are not shown; --limit {answer.found} shows all.")
        )
    console.print(
        Text(
            f"Evidence position {answer.position}, match from {answer.threshold:.2f}, shown from {answer.cutoff:.2f}, "
            f"policy {answer.policy[:12]}, {answer.engine}, weights {answer.weights}",
            style="dim",
        )
    )
    for warning in answer.warnings[0 if answer.position else 1 :]:  # the first has been said above
        console.print(Text(f"Warning: {warning}", style="yellow"))


def _table(answer: Screening) -> Table:
    table = Table(show_lines=True, expand=False)
    table.add_column("Score", justify="right", no_wrap=True)
    table.add_column("Who", ratio=3, overflow="fold")
    table.add_column("Why", ratio=4, overflow="fold")
    table.add_column("Said by", ratio=4, overflow="fold")
    for hit in answer.hits:
        table.add_row(_score(hit), _who(hit), why(hit.reasons), said_by(hit.sources))
    return table


def _score(hit: ScreenedHit) -> Text:
    text = Text(f"{hit.score:.3f}", style="bold" if hit.match else "")
    text.append(
        "\n" + ("certain" if hit.exact else "match" if hit.match else "below"), style="red" if hit.match else "dim"
    )
    return text


def _who(hit: ScreenedHit) -> Text:
    text = Text(hit.caption, style="bold")
    if hit.name and hit.name != hit.caption:
        text.append(f"\nas {hit.name}", style="not bold")
    text.append(f"\n{hit.schema} {hit.entity}", style="not bold dim")
    return text


def why(reasons: tuple[Reason, ...]) -> Text:
    """The parts of a score, one a line."""
    lines = []
    for reason in reasons:
        compared = " ~ ".join(dict.fromkeys(side for side in (reason.query, reason.candidate) if side))
        lines.append(
            f"{reason.points:+5d} {reason.kind}: {compared}: {reason.detail}"
            if compared
            else f"{reason.points:+5d} {reason.kind}: {reason.detail}"
        )
    return Text("\n".join(lines))


def said_by(sources: tuple[Source, ...]) -> Text:
    """Where it was said, one source a line."""
    return Text("\n".join(_source(source) for source in sources))


def _source(source: Source) -> str:
    parts = [source.dataset]
    if source.programmes:
        parts.append(f"under {', '.join(source.programmes)}")
    if source.listed:
        parts.append(f"since {', '.join(source.listed)}")
    if source.record:
        parts.append(f"record {source.record}")
    if source.evidence:
        parts.append(source.evidence)
    if source.snapshot_date:
        parts.append(f"of {source.snapshot_date}")
    parts.append(f"graded {source.grade}" if source.grade not in {"A1", ""} else "")
    shown = ", ".join(source.statements[:4]) + (" ..." if len(source.statements) > 4 else "")
    return ", ".join(part for part in parts if part) + f" (statements {shown})"
