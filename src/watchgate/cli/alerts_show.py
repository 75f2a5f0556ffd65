"""Alerts, and what came of deliveries, as lines and tables."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from watchgate.cli.plain import PlainConsole
from watchgate.model.clock import iso

if TYPE_CHECKING:
    from watchgate.gate.history.alerts import AlertCounts
    from watchgate.gate.lookback.lookback import Looked
    from watchgate.model.alert import Alert, Side

Line = dict[str, Any]
MEANING = {
    "breach": "in force when the payment was executed",
    "before": "executed before it was in force",
    "open": "not executed yet",
    "release": "what stood against it was taken back: release is proposed",
}


def alert_line(alert: Alert) -> Line:
    """One alert in short; `number` is null for what is only supposed."""
    return {
        "number": alert.number or None,
        "at": iso(alert.at) if alert.at else None,
        "class": alert.kind,
        "case": alert.case or None,
        "subject": alert.subject,
        "target": alert.target,
        "entity": alert.entity_id,
        "customer": alert.customer,
        "party": alert.party,
        "lists": alert.lists,
        "delivery": alert.delivery,
        "before": alert.before.verdict if alert.before is not None else None,
        "after": alert.after.verdict if alert.after is not None else None,
        "reason": alert.after.reason if alert.after is not None else "the record was erased",
    }


def looked_line(looked: Looked) -> Line:
    """What came of one delivery."""
    return {
        "position": looked.position,
        "source": looked.source,
        "entities": looked.entities,
        "records": looked.records,
        "alerts": dict(Counter(one.kind.value for one in looked.alerts)),
        "first_s": round(looked.first_s, 4),
        "all_s": round(looked.all_s, 4),
        "closed_s": round(looked.closed_s, 4),
    }


def print_alerts(lines: Sequence[Line]) -> None:
    """A line each."""
    table = Table(show_lines=False)
    for title in ("No.", "Class", "Case", "Of", "Who was met", "Entity", "Was, is", "Why"):
        table.add_column(title, overflow="fold", ratio=4 if title == "Why" else None)
    for one in lines:
        whom = " of ".join(str(part) for part in (one["party"], one["customer"]) if part)
        table.add_row(
            *(
                Text(str(cell))
                for cell in (
                    one["number"] or "",
                    one["class"],
                    one["case"] or "",
                    f"{one['subject']} {one['target']}",
                    whom,
                    one["entity"],
                    f"{one['before'] or '?'} -> {one['after'] or '?'}",
                    one["reason"],
                )
            )
        )
    _console().print(table)


def _meaning(alert: Alert) -> str:
    """What the class says of this payment."""
    meaning = MEANING[alert.kind.value]
    if alert.kind.value != "open" or alert.before is None or alert.after is None:
        return meaning
    now = {"hold": "held", "stop": "stopped"}.get(alert.after.verdict.value, "passed")
    as_before = alert.before.verdict is alert.after.verdict
    return f"{meaning}, {now} as before" if as_before else f"{meaning}, {now} now"


def print_alert(alert: Alert) -> None:
    """One alert, both answers side by side."""
    console = _console()
    console.print(Text(f"Alert {alert.number}: {alert.kind}, {_meaning(alert)}"))
    console.print(Text(f"{alert.subject} {alert.target}, entity {alert.entity_id}, case {alert.case}, {iso(alert.at)}"))
    if alert.erased:
        console.print(Text("The record was erased: what is left is that there was an alert."))
        return
    table = Table(show_lines=True)
    table.add_column("")
    table.add_column("Before", overflow="fold", ratio=1)
    table.add_column("Now", overflow="fold", ratio=1)
    sides = [one for one in (alert.before, alert.after) if one is not None]
    table.add_row("verdict", *(Text(one.verdict.value) for one in sides))
    table.add_row("evidence", *(Text(f"position {one.position}") for one in sides))
    table.add_row("decision", *(Text(_kept(one, alert.subject)) for one in sides))
    table.add_row("why", *(Text(one.reason) for one in sides))
    table.add_row("grounds", *(Text(_grounds(one, alert.entity_id)) for one in sides))
    console.print(table)
    lists = ", ".join(alert.lists) or "nothing that is left"
    console.print(Text(f"It came with delivery {alert.delivery} and stands on {lists}."))


def print_looked(found: Sequence[Looked], begun: int | None = None) -> None:
    """A line for each delivery that touched something, and what it comes to."""
    for one in found:
        if one.alerts or begun is None:
            kinds = Counter(alert.kind.value for alert in one.alerts)
            told = ", ".join(f"{count:,} {kind}" for kind, count in sorted(kinds.items())) or "no alert"
            click.echo(
                f"delivery {one.position} ({one.source}): {one.entities:,} entities, {one.records:,} records decided "
                f"again: {told}; {one.all_s * 1000:,.0f} ms"
            )
    if begun is not None:
        total = sum(len(one.alerts) for one in found)
        click.echo(f"{len(found):,} deliveries after position {begun} looked back upon: {total:,} alerts")
        if total:
            click.echo("See them: watchgate alerts list; work on them: watchgate cases list")


def print_counts(counts: AlertCounts) -> None:
    """What there is, by class, list and age."""
    said = [("by class", counts.by_class), ("by list", counts.by_list), ("of cases not closed, by age", counts.by_age)]
    click.echo(f"{counts.total:,} alerts, {counts.unfinished:,} of cases that are not closed")
    for title, found in said:
        if found:
            click.echo(f"  {title}: " + ", ".join(f"{name} {count:,}" for name, count in found.items()))


def _kept(side: Side, subject: str) -> str:
    """Where the answer is found: a customer's are counted by themselves, and are no decisions."""
    if subject == "customer":
        return f"answer {side.number} about a customer" if side.number else "not compared before"
    return f"{side.number}, {side.decision[:16]}" if side.number else "proposed, not in the history"


def _grounds(side: Side, entity_id: str) -> str:
    matches = [one for one in side.matches if one.entity_id == entity_id]
    said = [
        f"{one.detail or one.kind}{f' (in doubt: {one.doubt})' if one.doubt else ''}"
        for match in matches
        for one in match.grounds
    ]
    return "\n".join(dict.fromkeys(said)) or "none"


def _console() -> PlainConsole:
    return PlainConsole(file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False)
