"""What a policy says and what it would have changed, for people, on standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from watchgate.cli.plain import PlainConsole

if TYPE_CHECKING:
    from watchgate.gate.validation.policy_check import PolicyCheck
    from watchgate.gate.validation.transitions import Change, Count, PolicyDiff, Transition

MOST_SHOWN = 8
"""Rules, roles and lists of one transition; --json has all."""


def show_check(found: PolicyCheck, file: Path) -> None:
    """The sentences, the remarks, the keys."""
    from rich.table import Table
    from rich.text import Text

    console = _console()
    console.print(Text(f"{file} can be used (sha256 {found.sha256[:12]}). It says:", style="bold"))
    for sentence in found.words:
        console.print(Text(f"  {sentence}"))
    remarks = [
        *(f"{one}: named, and not loaded here" for one in found.not_loaded),
        *(f"{one}: loaded, and of no authority: its hits hold in doubt and never stop" for one in found.uncovered),
        *(f"{one}: a threshold for a role that no message and no column gives" for one in found.unknown_roles),
        *found.notes,
    ]
    console.print(Text("To look at:" if remarks else "Nothing to look at.", style="bold"))
    for remark in remarks:
        console.print(Text(f"  {remark}"))
    if not found.differs:
        console.print(Text("It says the same as the built-in policy.", style="bold"))
        return
    table = Table(title="Other than the built-in policy", title_justify="left")
    for title in ("Key", "Built-in", "Here"):
        table.add_column(title, overflow="fold")
    for one in found.differs:
        table.add_row(*(Text(cell) for cell in (one.key, one.built_in or "(not there)", one.here or "(not there)")))
    console.print(table)


def show_diff(found: PolicyDiff, days: float) -> None:
    """The table of transitions, each with its causes and examples."""
    from rich.table import Table
    from rich.text import Text

    console = _console()
    table = Table(title=f"The last {days:g} days under policy {found.policy[:12]}", title_justify="left")
    for title in ("Was", "Would be", "Records", "By rule", "By role", "By list"):
        table.add_column(title, justify="right" if title == "Records" else "left", overflow="fold")
    for one in found.transitions:
        causes = (_told(one.rules), _told(one.roles), _told(one.lists))
        cells = (one.before.value, one.after.value, f"{one.records:,}", *causes)
        table.add_row(*(Text(cell) for cell in cells))
    if found.transitions:
        console.print(table)
    for one in found.transitions:
        for line in _examples(one):
            console.print(Text(line))
    for number, why in found.failed[:MOST_SHOWN]:
        console.print(Text(f"Decision {number} could not be made again: {why}"))
    notes = [f"{found.erased:,} erased"] if found.erased else []
    if found.failed:
        notes.append(f"{len(found.failed):,} could not be decided again")
    if found.made_again:
        notes.append(f"{found.made_again:,} were decided by other code, and made again by this one first")
    said = f"{found.records:,} records: {found.same:,} the same, {found.changed:,} otherwise"
    console.print(Text("; ".join([said, *notes]), style="bold"))


def _examples(transition: Transition) -> Iterable[str]:
    if transition.examples:
        yield f"{transition.before.value} -> {transition.after.value}, for example:"
    for one in transition.examples:
        yield f"  {one.number}  {', '.join(part for part in (one.message_id, one.transaction) if part)}"
        yield f"      was: {one.was}"
        yield f"      now: {one.now}"
        yield from _met(one)


def _met(change: Change) -> Iterable[str]:
    for one in change.met[:MOST_SHOWN]:
        effect = f"{one.before or 'nothing'} -> {one.after or 'nothing'}"
        yield f"      {one.role} {one.text!r}, {one.entity_id} {one.name} ({one.score / 1000:.3f}): {effect}"


def _told(counts: Sequence[Count]) -> str:
    more = len(counts) - MOST_SHOWN
    told = [f"{one.name}: {one.records:,}" for one in counts[:MOST_SHOWN]]
    return "\n".join([*told, *([f"and {more} more"] if more > 0 else [])])


def _console() -> PlainConsole:
    return PlainConsole(file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False)
