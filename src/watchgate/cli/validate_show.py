"""What a validation came to, for people, on standard output."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from watchgate.gate.validation.report import Report

SHOWN = 10
MOST_FEEDS = 12
"""More sources than these: only those that do not agree are shown one by one; the report has all."""


def show(report: Report, written: Sequence[Path], stream: TextIO) -> None:
    """Recall by class over all lists, the lists as counted, and what failed."""
    from rich.table import Table
    from rich.text import Text

    from watchgate.cli.plain import PlainConsole
    from watchgate.gate.validation.decks import AS_WRITTEN
    from watchgate.gate.validation.html_parts import percent

    console = PlainConsole(file=stream, width=None if sys.stdout.isatty() else 140, highlight=False)
    table = Table(title="Listed names through the gate", title_justify="left")
    for title in ("Class", "Tried", "Met", "Share", "95 % interval"):
        table.add_column(title, justify="left" if title == "Class" else "right")
    for one in report.overall:
        interval = f"{percent(one.low)} to {percent(one.high)}"
        cells = (one.class_, f"{one.tried:,}", f"{one.met:,}", percent(one.share), interval)
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)
    lists = Table(title="Lists: loaded against counted", title_justify="left")
    for title in ("Source", "Entries in file", "Records loaded", "Missing", "Beyond", "Refused", "Age, days", "State"):
        lists.add_column(title, justify="left" if title in {"Source", "State"} else "right", overflow="fold")
    told = report.feeds
    if len(told) > MOST_FEEDS:
        told = tuple(one for one in told if not one.reconciled)
    for feed in told:
        state = feed.note or feed.waiting or ("agrees" if feed.reconciled else "open")
        figures = (feed.in_file, feed.loaded, feed.not_loaded, feed.beyond, len(feed.refused))
        age = f"{feed.age_hours / 24:,.1f}{' (too old)' if feed.stale else ''}"
        lists.add_row(*(Text(cell) for cell in (feed.source, *(f"{figure:,}" for figure in figures), age, state)))
    if told:
        console.print(lists)
    if len(told) < len(report.feeds):
        agreeing = len(report.feeds) - len(told)
        old = sum(one.stale for one in report.feeds)
        console.print(
            Text(f"{agreeing:,} {'other ' if told else ''}sources agree with their files; {old:,} are too old")
        )
    failed = [one for one in report.misses if one.class_ == AS_WRITTEN]
    for miss in failed[:SHOWN]:
        console.print(Text(f"Passes: {miss.listed} ({miss.entity_id}, {miss.dataset}) as {miss.role}: {miss.cause}"))
    for control in report.controls:
        if control.met:
            console.print(Text(f"A {control.format} with nothing planted met {', '.join(control.met)}"))
    verdict = (
        f"{report.passed_exactly:,} listed names pass exactly as they are written"
        if report.passed_exactly
        else "no listed name that was tried passes as it is written"
    )
    console.print(Text(f"{report.tried:,} cases in {report.seconds:.0f} s: {verdict}", style="bold"))
    for path in written:
        console.print(Text(f"written: {path}"))
