"""What a run came to: verdicts, why, and the first that need a person."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

SHOWN = 12
"""Transactions shown one by one; all of them are in the output."""
MOST_GRAVE = 1_000
"""Transactions remembered to choose from."""
ORDER = ("pass", "hold", "stop", "unsupported", "refused")


class Summary(msgspec.Struct):
    """Counts by verdict and by rule, and the gravest transactions. `seconds`: of deciding, without the start."""

    files: int = 0
    transactions: int = 0
    repeated: int = 0
    seconds: float = 0.0
    position: int = 0
    policy: str = ""
    verdicts: dict[str, int] = msgspec.field(default_factory=lambda: dict.fromkeys(ORDER, 0))
    rules: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    grave: list[dict[str, Any]] = msgspec.field(default_factory=list)

    def count(self, lines: Sequence[Any]) -> None:
        """Take in the lines of one file."""
        for line in lines:
            told = line if isinstance(line, dict) else None
            verdict = str(told["verdict"] if told else line.verdict)
            rule = str(told.get("rule", "unreadable") if told else line.rule)
            self.transactions += 1
            self.verdicts[verdict] += 1
            self.rules[verdict, rule] += 1
            self.repeated += bool(told is None and line.repeated)
            if verdict != "pass" and len(self.grave) < MOST_GRAVE:
                names = ("number", "source", "message_id", "transaction", "verdict", "reason")
                met = bool(told is None and line.grounds)
                said = {name: (told.get(name, "") if told else getattr(line, name)) for name in names}
                self.grave.append({**said, "met": met})

    def add(self, other: Summary) -> None:
        """Take in what another part of the same run came to."""
        self.files += other.files
        self.transactions += other.transactions
        self.repeated += other.repeated
        self.position = max(self.position, other.position)
        self.policy = other.policy
        for verdict, count in other.verdicts.items():
            self.verdicts[verdict] += count
        self.rules.update(other.rules)
        self.grave += other.grave[: MOST_GRAVE - len(self.grave)]

    def told(self) -> dict[str, Any]:
        """As one JSON line."""
        rules = [
            {"verdict": verdict, "rule": rule, "transactions": count}
            for (verdict, rule), count in self.rules.most_common()
        ]
        return {
            "files": self.files,
            "transactions": self.transactions,
            "repeated": self.repeated,
            "verdicts": self.verdicts,
            "rules": rules,
            "seconds": round(self.seconds, 3),
            "position": self.position,
            "policy": self.policy,
        }


def print_summary(summary: Summary, out: Path | None) -> None:
    """For people, on standard output."""
    from rich.table import Table
    from rich.text import Text

    from watchgate.cli.plain import PlainConsole

    console = PlainConsole(file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False)
    table = Table(show_lines=False)
    table.add_column("Verdict")
    table.add_column("Transactions", justify="right")
    table.add_column("Why")
    for (verdict, rule), count in sorted(summary.rules.items(), key=lambda one: (ORDER.index(one[0][0]), -one[1])):
        table.add_row(Text(verdict), f"{count:,}", Text(rule.replace("_", " ")))
    console.print(table)
    grave = sorted(summary.grave, key=_urgency)
    if grave:
        console.print(_first(grave[:SHOWN]))
    others = summary.transactions - summary.verdicts["pass"] - len(grave[:SHOWN])
    if others:
        where = f"in {out}" if out is not None else "shown by: watchgate gate list"
        console.print(Text(f"... and {others:,} more, {where}"))
    rate = summary.transactions / summary.seconds if summary.seconds else 0.0
    console.print(
        Text(
            f"{summary.transactions:,} transactions of {summary.files:,} files in {summary.seconds:.1f} s "
            f"({rate:,.0f}/s), evidence position {summary.position}, policy {summary.policy[:12]}"
            + (f"; {summary.repeated:,} of them decided before" if summary.repeated else "")
            + (f"; answers in {out}" if out is not None else ""),
            style="dim",
        )
    )


def _urgency(one: dict[str, Any]) -> tuple[int, bool]:
    """Stops first, then holds, and of these those for somebody who was met."""
    return ("stop", "hold", "refused", "unsupported").index(one["verdict"]), not one["met"]


def _first(grave: Sequence[dict[str, Any]]) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=False)
    table.add_column("No.", justify="right", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    table.add_column("Message, transaction", overflow="fold", ratio=2)
    table.add_column("Why", overflow="fold", ratio=5)
    for one in grave:
        ids = ", ".join(str(part) for part in (one["message_id"], one["transaction"]) if part)
        table.add_row(
            Text(str(one["number"])), Text(one["verdict"]), Text(ids or Path(one["source"]).name), Text(one["reason"])
        )
    return table
