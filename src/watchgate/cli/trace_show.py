"""How a trace looks to a reader: one room after the other, from the source to the gate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from watchgate.cli.output import shown
from watchgate.cli.statement_show import evidence_in_words
from watchgate.model.clock import iso
from watchgate.model.grade import describe

if TYPE_CHECKING:
    from watchgate.cli.trace_follow import Trace


def print_trace(found: Trace) -> None:
    """Each room's part under its name."""
    for room, lines in (
        ("says", _says(found)),
        ("original", _original(found)),
        ("delivery", _delivery(found)),
        ("ledger", _ledger(found)),
        ("since then", _acts(found)),
        ("screening", _screening(found)),
    ):
        for number, line in enumerate(lines):
            click.echo(f"{room if number == 0 else '':<11} {shown(line)}")


def _says(found: Trace) -> Iterator[str]:
    one = found.statement
    caption = f" ({found.caption})" if found.caption != one.entity_id else ""
    yield f"{one.entity_id}{caption}, {one.schema}: {one.prop} = {one.value}"
    if one.original_value:
        yield f"in the source's words: {one.original_value}"
    if one.valid_from or one.valid_to:
        yield f"holds from {one.valid_from or 'unknown'} to {one.valid_to or 'open'}"
    for party in found.belongs_to:
        yield f"about {party}"
    yield f"dataset {one.dataset}; {found.status.value}"


def _original(found: Trace) -> Iterator[str]:
    original = found.original
    if original is None:
        yield f"no file: {evidence_in_words(found.statement.evidence)}"
        return
    yield f"sha256 {original.sha256}"
    if original.found:
        yield f"{original.path} ({original.size_bytes:,} bytes, which give that sha256)"
    else:
        yield "NOT KEPT HERE, or its bytes give another sha256: `watchgate ledger verify`"
    if original.record_id is not None:
        yield f"record {original.record_id}"
    if original.excerpt is not None:
        yield original.excerpt


def _delivery(found: Trace) -> Iterator[str]:
    header = found.delivery
    by = f", brought by {header.author}" if header.author else ""
    yield f"{header.position} from {header.source}{by}, {iso(header.recorded_at)}"
    yield f"grade {header.grade} ({describe(header.grade)}), {header.handling.tlp.label}"
    if header.snapshot_date:
        yield f"snapshot of {header.snapshot_date}"
    if header.note:
        yield header.note


def _ledger(found: Trace) -> Iterator[str]:
    yield f"entry {found.locator}, id {found.statement.id}"
    holds = "leads to" if found.proof_holds else "DOES NOT LEAD TO"
    yield f"its proof ({found.proof_hashes} hashes) {holds} the root at position {found.head_position}:"
    yield found.head_root


def _acts(found: Trace) -> Iterator[str]:
    if not found.acts:
        yield "nothing changed it"
    for act in found.acts:
        by = f" by {act.by}" if act.by else ""
        yield f"{act.what}{by} in {act.locator}, {iso(act.recorded_at)}" + (f": {act.reason}" if act.reason else "")


def _screening(found: Trace) -> Iterator[str]:
    if found.screened_since is None:
        why = "" if found.status.value == "confirmed" else f": it is {found.status.value}"
        yield f"not compared{why}" if why else "not compared; shown with the party it speaks of"
        return
    for part in found.screened:
        yield f"compared since position {found.screened_since} as part of {part.entity} ({part.caption}):"
        yield from (f"  {line}" for line in part.adds)
