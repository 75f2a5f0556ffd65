"""Cases as lines and tables."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click
import msgspec
from rich.table import Table
from rich.text import Text

from watchgate.cli.output import shown
from watchgate.cli.plain import PlainConsole
from watchgate.model.alert import Case, CaseEvent, CaseState
from watchgate.model.clock import iso

Line = dict[str, Any]


def event_line(event: CaseEvent) -> Line:
    """One act: its kind, who, and what they said."""
    said = msgspec.to_builtins(event.act) if event.act is not None else {"type": "erased"}
    return {"number": event.number, "at": iso(event.at), "act": said.pop("type"), **said}


def print_cases(cases: Sequence[Case], counts: Mapping[CaseState, int]) -> None:
    """A line each."""
    table = Table(show_lines=False)
    for title in ("Case", "State", "Who", "Entity", "Alerts", "Newest", "Assigned to"):
        table.add_column(title, overflow="fold")
    for one in cases:
        cells = (
            one.number,
            one.state,
            whom(one),
            one.entity_id,
            alerts_in_words(one),
            iso(one.newest_at)[:19],
            one.assignee,
        )
        table.add_row(*(Text(str(cell)) for cell in cells))
    _console().print(table)
    click.echo(", ".join(f"{count:,} {state.value}" for state, count in counts.items()))


def print_case(case: Case, alerts: Sequence[Line], events: Sequence[Line]) -> None:
    """The case, its alerts, its acts."""
    from watchgate.cli.alerts_show import print_alerts

    click.echo(in_words(case))
    print_alerts(alerts)
    for one in events:
        rest = "; ".join(
            f"{name} {value}" for name, value in one.items() if name not in ("number", "at", "act") and value
        )
        click.echo(shown(f"{one['at'][:19]} {one['act']}: {rest}"))


def in_words(case: Case) -> str:
    """`case 3, open: Ada Neuberger and us-20, 2 breach; assigned to lee`."""
    assigned = f"; assigned to {case.assignee}" if case.assignee else ""
    closing = f"; {case.outcome}: {case.reason}" if case.outcome is not None else ""
    waits = ", to be confirmed by a second person" if case.state is CaseState.CLOSING else ""
    return shown(
        f"case {case.number}, {case.state}{waits}: {whom(case)} and {case.entity_id}, {alerts_in_words(case)}"
        f"{assigned}{closing}"
    )


def whom(case: Case) -> str:
    """Customer and party, as far as they are known."""
    if case.customer and case.party:
        return f"customer {case.customer} ({case.party})"
    return f"customer {case.customer}" if case.customer else case.party or "erased"


def alerts_in_words(case: Case) -> str:
    """`2 breach, 1 open`."""
    return ", ".join(f"{count:,} {kind}" for kind, count in case.alerts.items())


def _console() -> PlainConsole:
    return PlainConsole(file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False)
