"""`watchgate gate list`: the newest decisions, a line each."""

from __future__ import annotations

import sys
from typing import Any

from watchgate.cli.gate_opened import opened_history
from watchgate.cli.output import emit
from watchgate.ledger.home import home_path
from watchgate.model.clock import iso


def list_decisions(verdict: str | None, last: int, *, as_json: bool) -> None:
    """Print the `last` decisions, of one verdict or all."""
    with opened_history(home_path()) as history:
        found = history.newest(last, verdict)
        total = history.last_number()
    lines: list[dict[str, Any]] = [
        {
            "number": one.number,
            "verdict": one.verdict,
            "decided_at": iso(one.decided_at),
            "kind": one.message.kind,
            "sender": one.record.sender if one.record is not None else "",
            "message_id": one.record.message_id if one.record is not None else "",
            "transaction": one.record.transaction_id if one.record is not None else "",
            "position": one.position,
            "decision": one.sha256,
            "reason": one.decision.reason if one.decision is not None else "erased",
        }
        for one in found
    ]
    if as_json:
        for line in lines:
            emit(line)
        return
    from rich.table import Table
    from rich.text import Text

    from watchgate.cli.plain import PlainConsole

    table = Table(show_lines=False)
    table.add_column("No.", justify="right", no_wrap=True)
    table.add_column("Decided", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    table.add_column("Message, transaction", overflow="fold", ratio=2)
    table.add_column("Why", overflow="fold", ratio=4)
    for line in lines:
        ids = ", ".join(str(line[name]) for name in ("kind", "message_id", "transaction") if line[name])
        table.add_row(
            Text(str(line["number"])),
            Text(str(line["decided_at"])[:19]),
            Text(str(line["verdict"])),
            Text(ids),
            Text(str(line["reason"])),
        )
    console = PlainConsole(file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False)
    console.print(table)
    console.print(Text(f"{len(lines):,} of {total:,} decisions; explain one with: watchgate gate show NUMBER"))
