"""How `watchgate ledger` looks to a reader."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from watchgate.cli.plain import PlainConsole
from watchgate.ledger.canonical import draft_from
from watchgate.ledger.interface import Head, Proof, SignedHead, Verification
from watchgate.ledger.proof import proved_entry
from watchgate.ledger.sqlite_ledger import SqliteLedger
from watchgate.model.clock import iso
from watchgate.model.delivery import Delivery
from watchgate.model.statement import Statement

PLAIN_WIDTH = 160


def print_head(head: Head, signed: SignedHead | None, out: Path | None) -> None:
    """A line a fact."""
    facts = [
        ("position", f"{head.position:,}"),
        ("entries", f"{head.entries:,}"),
        ("recorded", iso(head.recorded_at) if head.position else "nothing yet"),
        ("root", head.root),
    ]
    if signed is not None:
        facts += [("signed", iso(signed.signed_at)), ("key", signed.public_key), ("signature", signed.signature)]
    if out is not None:
        facts.append(("written to", f"{out} (keep it where the ledger's file is not)"))
    _facts(facts)


def print_verification(found: Verification) -> None:
    """What was read, then each damage on a line of its own."""
    console = _console()
    what = f"{found.deliveries:,} deliveries, {found.entries:,} entries"
    if not found.damages:
        console.print(f"whole: {what} give their hashes; root {found.head.root}", highlight=False, soft_wrap=True)
        return
    console.print(f"DAMAGED: {what} were read; {len(found.damages):,} damages:", highlight=False)
    for damage in found.damages:
        console.print(f"  {damage}", highlight=False, markup=False, soft_wrap=True)


def print_proof(proof: Proof, out: Path | None) -> None:
    """What is proved, and against which head."""
    _facts([*_proved(proof), ("written to", str(out))] if out else _proved(proof))


def print_proof_check(proof: Proof, holds: bool) -> None:
    """Whether a proof holds, and what that does not say."""
    said = "the proof holds" if holds else "THE PROOF DOES NOT HOLD"
    _console().print(f"{said}; that the head is the ledger's own, a signed head must show", highlight=False)
    if holds:
        _facts(_proved(proof))


def print_head_check(signed: SignedHead, now: Head, *, whole: bool) -> None:
    """What continues what."""
    added = now.position - signed.head.position
    _console().print(
        f"the log at position {now.position:,} continues the one signed at position {signed.head.position:,} "
        f"({iso(signed.signed_at)}): {added:,} deliveries were added",
        highlight=False,
        soft_wrap=True,
    )
    quick = "only the stored tree was compared; without --quick every entry is read again"
    _console().print("every entry gives its hash" if whole else quick, highlight=False)


def print_log(shown: list[tuple[Delivery, int]]) -> None:
    """A row a delivery."""
    table = Table(box=None, pad_edge=False)
    for name in ("position", "recorded", "source", "grade", "handling", "entries", "snapshot", "author", "note"):
        table.add_column(name, justify="right" if name in ("position", "entries") else "left", overflow="fold")
    for delivery, entries in shown:
        table.add_row(
            f"{delivery.position}",
            iso(delivery.recorded_at)[:19] + "Z",
            delivery.source,
            delivery.grade,
            delivery.handling.tlp.label,
            f"{entries:,}",
            (delivery.snapshot_date or "") + (" complete" if delivery.complete else ""),
            delivery.author or "",
            delivery.note or "",
        )
    _console().print(table)


def verified(ledger: SqliteLedger) -> Verification:
    """Verify, with a progress bar on standard error when somebody looks at it."""
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("verifying", total=None)
        return ledger.verify(lambda done, of: progress.update(task, completed=done, total=of))


def _proved(proof: Proof) -> list[tuple[str, str]]:
    entry = draft_from(proved_entry(proof))
    if isinstance(entry, Statement):
        said = f"{entry.entity_id} {entry.schema}.{entry.prop} = {entry.value}"
    else:
        said = f"{type(entry).__name__.lower()} of {entry.target}"
    return [
        ("entry", f"{proof.locator}"),
        ("says", said),
        ("of", f"{proof.delivery_entries:,} entries of delivery {proof.locator.position}"),
        ("in the log", f"of {proof.head.position:,} deliveries, root {proof.head.root}"),
    ]


def _facts(facts: list[tuple[str, str]]) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts:
        table.add_row(name, value)
    _console().print(table, highlight=False)


def _console() -> Console:
    return PlainConsole() if sys.stdout.isatty() else PlainConsole(width=PLAIN_WIDTH)
