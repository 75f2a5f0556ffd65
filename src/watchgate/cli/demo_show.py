"""How the demonstration is told: to a person as tables and sentences, to a program as JSON lines."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import msgspec

from watchgate.cli.output import emit
from watchgate.ledger.interface import Head
from watchgate.model.match import Reason
from watchgate.model.party import Party
from watchgate.risk.screening import Screening

if TYPE_CHECKING:
    from rich.table import Table

    from watchgate.cli.demo_lookback import ByAuthority
    from watchgate.cli.demo_payments import Replayed
    from watchgate.gate.history.entry import Stored
    from watchgate.gate.lookback.lookback import Looked
    from watchgate.gate.service_answers import Answer
    from watchgate.gate.service_explained import Explained
    from watchgate.model.decision import Decision

COLOURS = {"pass": "green", "hold": "yellow", "stop": "bold red"}
WIDE_ENOUGH = 140
"""Columns, where the output is no terminal."""
NEXT = (
    'uv run watchgate screen "Kim Jong Un" --birth-date 1984-01-08   screen one name yourself, in your own home',
    "uv run watchgate gate payments FOLDER --out decisions.jsonl     decide payments: ISO 20022, MT, CSV, JSON",
    "uv run watchgate serve                                          answer over HTTP, as OpenSanctions' API does",
)


class Loaded(msgspec.Struct, frozen=True):
    """One list: its feed, snapshot date, and how many statements it brought."""

    source: str
    date: str
    added: int


class Stage(Protocol):
    """What the demonstration tells."""

    def step(self, title: str) -> None: ...
    def loaded(self, lists: Sequence[Loaded], head: Head) -> None: ...
    def screened(self, answers: Sequence[tuple[Party, Screening]]) -> None: ...
    def explained(self, party: Party, screening: Screening) -> None: ...
    def answer(self, words: str, screening: Screening) -> None: ...
    def paid(self, answers: Sequence[Answer], words: str) -> None: ...
    def opened(self, stored: Stored, explained: Explained) -> None: ...
    def replayed(self, replayed: Replayed) -> None: ...
    def looked(self, looked: Looked, words: str) -> None: ...
    def later(self, answer: Answer, words: str) -> None: ...
    def by_authority(self, found: Sequence[ByAuthority]) -> None: ...
    def decided(self, decision: Decision) -> None: ...
    def end(self, seconds: float) -> None: ...


def stage(as_json: bool) -> Stage:
    """The teller that was asked for."""
    return JsonStage() if as_json else TextStage()


class JsonStage:
    """One JSON line for each thing told; `step` says which part it belongs to."""

    def __init__(self) -> None:
        self._step = ""

    def step(self, title: str) -> None:
        self._step = title

    def loaded(self, lists: Sequence[Loaded], head: Head) -> None:
        emit({"step": self._step, "lists": lists, "head": head})

    def screened(self, answers: Sequence[tuple[Party, Screening]]) -> None:
        for party, screening in answers:
            emit({"step": self._step, "party": party, "screening": screening})

    def explained(self, party: Party, screening: Screening) -> None:
        """Every line of `screened` is explained already."""

    def answer(self, words: str, screening: Screening) -> None:
        emit({"step": self._step, "what": words, "screening": screening})

    def paid(self, answers: Sequence[Answer], words: str) -> None:
        for answer in answers:
            emit({"step": self._step, "note": words, "payment": answer})

    def opened(self, stored: Stored, explained: Explained) -> None:  # noqa: ARG002
        emit({"step": self._step, "explained": explained})

    def replayed(self, replayed: Replayed) -> None:
        emit({"step": self._step, "replayed": replayed, "same": replayed.same})

    def looked(self, looked: Looked, words: str) -> None:
        from watchgate.cli.alerts_show import alert_line, looked_line

        alerts = [alert_line(one) for one in looked.alerts]
        emit({"step": self._step, "note": words, "looked": looked_line(looked), "alerts": alerts})

    def later(self, answer: Answer, words: str) -> None:
        emit({"step": self._step, "note": words, "later": answer})

    def by_authority(self, found: Sequence[ByAuthority]) -> None:
        emit({"step": self._step, "by_authority": found})

    def decided(self, decision: Decision) -> None:
        emit({"step": self._step, "decided": decision})

    def end(self, seconds: float) -> None:
        emit({"step": "end", "seconds": round(seconds, 3), "next": [line.split("   ")[0] for line in NEXT]})


class TextStage:
    """Tables and sentences on standard output."""

    def __init__(self) -> None:
        from rich.console import Console

        self._console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE_ENOUGH)
        self._steps = 0

    def step(self, title: str) -> None:
        self._steps += 1
        self._console.print(f"\n[bold]{self._steps}. {title}[/]")

    def loaded(self, lists: Sequence[Loaded], head: Head) -> None:
        table = _table("list", "snapshot of", "statements")
        for one in lists:
            table.add_row(one.source, one.date, f"{one.added:,}")
        self._console.print(table)
        self._console.print(
            f"{head.entries:,} statements in {head.position} deliveries; Merkle root {head.root[:16]}...\n"
            "These snapshots came with Watchgate and are old: `watchgate lists update` gets today's."
        )

    def screened(self, answers: Sequence[tuple[Party, Screening]]) -> None:
        table = _table("party", "found", "score", "list", "because of")
        for party, screening in answers:
            given = party.names[0].text if party.names else ""
            known = ", ".join((*party.birth_dates, *party.countries, *(one.value for one in party.identifiers)))
            asked = f"{given}\n[dim]{known}[/]" if known else given
            if not screening.matched:
                near = f"not found [dim](nearest {screening.hits[0].score:.2f})[/]" if screening.hits else "not found"
                table.add_row(asked, near, "", "", "")
                continue
            best = screening.hits[0]
            table.add_row(asked, best.caption, f"{best.score:.2f}", ", ".join(best.datasets), _points(best.reasons))
        self._console.print(table)
        self._console.print(
            "A match is for a person to look at. Not found means not found on these lists: never clean."
        )

    def explained(self, party: Party, screening: Screening) -> None:
        from watchgate.cli.screen_table import show

        self._console.print(f"\nOne of them in full: {party.names[0].text}")
        show(screening)

    def answer(self, words: str, screening: Screening) -> None:
        best = screening.hits[0] if screening.matched else None
        found = f"[bold]{best.caption}[/] {best.score:.2f}" if best else "not found"
        self._console.print(f"  position {screening.position}: {words}: {found}")

    def paid(self, answers: Sequence[Answer], words: str) -> None:
        from rich.text import Text

        table = _table("No.", "file", "message, transaction", "verdict", "why")
        for one in answers:
            ids = f"{one.message_id}, {one.transaction}" if one.message_id != one.transaction else one.message_id
            number = f"{one.number}" + (" (for an earlier one)" if one.previous else "")
            verdict = Text(one.verdict.value, style=COLOURS.get(one.verdict.value, "yellow"))
            table.add_row(Text(number), Text(one.source), Text(f"{one.kind}\n{ids}"), verdict, Text(one.reason))
        self._console.print(table)
        self._console.print(Text(words))

    def opened(self, stored: Stored, explained: Explained) -> None:
        from watchgate.cli.gate_show import print_explained

        print_explained(stored, explained)

    def replayed(self, replayed: Replayed) -> None:
        outcome = "the same, bit for bit" if replayed.same else f"ANOTHER: {replayed.again[:16]}"
        self._console.print(
            f"  Decision {replayed.number} of position {replayed.position} was {replayed.stored[:16]}..., "
            f"made again it is {outcome}. In your own home: watchgate replay --all does so in a fresh process."
        )

    def looked(self, looked: Looked, words: str) -> None:
        from rich.text import Text

        table = _table("alert", "class", "case", "payment", "who", "was, is", "why")
        for one in looked.alerts:
            sides = [side.verdict.value if side is not None else "?" for side in (one.before, one.after)]
            cells = (f"{one.number}", one.kind.value, f"{one.case}", f"{one.target}", one.party, " -> ".join(sides))
            table.add_row(*map(Text, cells), Text(one.after.reason if one.after is not None else ""))
        self._console.print(table)
        self._console.print(Text(f"{len(looked.alerts)} alerts after {looked.all_s * 1000:.0f} ms. {words}"))

    def later(self, answer: Answer, words: str) -> None:
        from rich.text import Text

        verdict = Text(answer.verdict.value, style=COLOURS.get(answer.verdict.value, "yellow"))
        self._console.print(Text.assemble(f"  {words} ", verdict, f", {answer.reason}"))

    def by_authority(self, found: Sequence[ByAuthority]) -> None:
        from rich.text import Text

        table = _table("authority", "ground", "calls for", "why")
        for one in found:
            calls = Text(one.calls_for.value, style=COLOURS.get(one.calls_for.value, "yellow"))
            table.add_row(Text(one.authority), Text(one.kind), calls, Text(one.detail))
        self._console.print(table)

    def decided(self, decision: Decision) -> None:
        from rich.text import Text

        verdict = Text(decision.verdict.value, style=COLOURS.get(decision.verdict.value, "yellow"))
        self._console.print(Text.assemble("  ", verdict, f", {decision.reason}"))

    def end(self, seconds: float) -> None:
        self._console.print(f"\nDone in {seconds:.1f} s. Next:")
        for line in NEXT:
            self._console.print(f"  {line}")


def _points(reasons: Sequence[Reason]) -> str:
    """`name 920, birth date +60`: the points of each kind together."""
    total: dict[str, int] = {}
    for reason in reasons:
        kind = "name" if reason.kind.startswith("name") else reason.kind.replace("_", " ")
        total[kind] = total.get(kind, 0) + reason.points
    return ", ".join(f"{kind} {points:+d}" for kind, points in total.items() if points)


def _table(*headings: str) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in {"score", "statements"} else "left", overflow="fold")
    return table
