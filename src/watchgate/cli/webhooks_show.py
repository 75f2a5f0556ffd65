"""Endpoints and deliveries as lines and tables."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from watchgate.gate.webhooks.endpoint import Endpoint, State
from watchgate.model.clock import iso

if TYPE_CHECKING:
    from watchgate.gate.history.outbox import Outbox

Line = dict[str, Any]


def endpoint_lines(outbox: Outbox) -> list[Line]:
    """Each endpoint in use, with how many deliveries stand how; never a secret."""
    return [
        {
            "name": one.name,
            "url": one.url,
            "events": list(one.events),
            "names": one.names,
            "private": one.private,
            "added_at": iso(one.added_at),
            **{state.value: count for state, count in outbox.counts(one).items()},
        }
        for one in outbox.endpoints()
    ]


def delivery_lines(outbox: Outbox, endpoint: Endpoint | None, state: State | None, last: int) -> list[Line]:
    """The newest deliveries, the oldest of them first."""
    names = {one.key: one.name for one in outbox.endpoints(ended=True)}
    return [
        {
            "endpoint": names[one.endpoint],
            "decision": one.number if one.number > 0 else None,
            "alert": -one.number if one.number < 0 else None,
            "state": one.state.value,
            "tries": one.tries,
            "tried_at": iso(one.tried_at) if one.tried_at is not None else None,
            "next_try": iso(one.due_at) if one.state is State.PENDING else None,
            "status": one.status,
            "error": one.error,
        }
        for one in reversed(outbox.deliveries(endpoint, state, last))
    ]


def print_endpoints(lines: Sequence[Line]) -> None:
    """A table, or how to begin."""
    if not lines:
        click.echo("No endpoints yet. Add one: watchgate webhooks add https://HOST/PATH")
        return
    titles = ("Name", "Address", "Told of", "Names", "Delivered", "Pending", "Dead")
    rows = [
        (
            *(line["name"], line["url"], ", ".join(line["events"]), "yes" if line["names"] else "no"),
            *(f"{line[state.value]:,}" for state in (State.DELIVERED, State.PENDING, State.DEAD)),
        )
        for line in lines
    ]
    _print(titles, rows)


def print_deliveries(lines: Sequence[Line]) -> None:
    """A table."""
    if not lines:
        click.echo("No deliveries.")
        return
    rows = [
        (
            *(line["endpoint"], _what(line), line["state"], str(line["tries"])),
            *((line["tried_at"] or "")[:19], (line["next_try"] or "")[:19], line["error"] or str(line["status"] or "")),
        )
        for line in lines
    ]
    _print(("Endpoint", "Told", "State", "Tries", "Last try", "Next try", "Answer"), rows)


def _what(line: Line) -> str:
    return f"alert {line['alert']}" if line["alert"] is not None else f"decision {line['decision']}"


def _print(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    from watchgate.cli.plain import PlainConsole

    table = Table(box=None, pad_edge=False)
    for title in titles:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    PlainConsole(file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False).print(table)
