"""How statements look to a reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

from watchgate.model.clock import iso
from watchgate.model.ftm import common_schema
from watchgate.model.statement import ChainOutput, Evidence, ListRecord, Locator, Scene, Span, Statement

if TYPE_CHECKING:
    from watchgate.cli.screened_part import ScreenedPart
    from watchgate.ledger.interface import Snapshot
    from watchgate.model.delivery import Receipt

RAW_SHOWN = 120
LOG_WIDTH = 160


def told(locator: Locator, status: str, receipt: Receipt) -> dict[str, Any]:
    """What `--json` says of an act."""
    return {
        "locator": str(locator),
        "status": status,
        "position": receipt.position,
        "recorded_at": iso(receipt.recorded_at),
        "delivery_id": receipt.delivery_id,
        "id": receipt.entry_ids[0],
    }


def statement_fields(one: Statement) -> dict[str, Any]:
    """What `--json` says of a statement; its status and place are said also where they are the usual ones."""
    return {**to_builtins(one), "locator": str(one.locator), "status": one.status.value, "ordinal": one.ordinal}


def parts_in_words(parts: Sequence[ScreenedPart], *, taken: bool = False) -> Iterator[str]:
    """What a confirmation adds to screening, or a retraction takes from it."""
    if not parts:
        yield "this changes nothing of what is compared in screening; it is shown with the entity"
    for part in parts:
        if part.enters:
            yield f"{part.entity} ({part.caption}) {'leaves' if taken else 'enters'} screening:"
        else:
            yield f"of {part.entity} ({part.caption}), {'no longer' if taken else 'from now on'} compared in screening:"
        yield from (f"  {'-' if taken else '+'} {line}" for line in part.adds)


def print_statements(statements: Iterable[Statement], snapshot: Snapshot) -> None:
    """A row a statement."""
    from rich.table import Table

    from watchgate.cli.plain import PlainConsole

    table = Table(box=None, pad_edge=False)
    for heading in ("statement", "property"):
        table.add_column(heading, no_wrap=True)
    table.add_column("value", overflow="fold", ratio=3)
    table.add_column("status", no_wrap=True)
    table.add_column("source, grade", overflow="fold", ratio=2)
    table.add_column("evidence", overflow="fold", ratio=2)
    whose, schema = "", ""
    for one in statements:
        header = snapshot.delivery(one.position)
        said = f"{header.source}, {header.grade}" if header else ""
        table.add_row(str(one.locator), one.prop, _value(one), one.status.value, said, evidence_in_words(one.evidence))
        whose, schema = one.entity_id, common_schema(schema, one.schema) if schema else one.schema
    console = PlainConsole()
    console = console if console.is_terminal else PlainConsole(width=LOG_WIDTH)
    console.print(f"{whose} ({schema})" if whose else "", highlight=False)
    console.print(table)


def evidence_in_words(evidence: Evidence | None) -> str:
    """Where it can be seen again, on one line."""
    match evidence:
        case ListRecord(record_id=record, sha256=sha256):
            return f"record {record}" + (f" of {sha256[:12]}" if sha256 else "")
        case Span(sha256=sha256, start=start, end=end, raw=raw):
            quoted = " ".join(raw.split())
            quoted = quoted if len(quoted) <= RAW_SHOWN else quoted[:RAW_SHOWN] + "..."
            return f"{sha256[:12]}, characters {start}-{end}: {quoted!r}"
        case ChainOutput(chain=chain, block=block, transaction=transaction, output=output):
            return f"{chain} block {block}, {transaction}" + ("" if output is None else f":{output}")
        case Scene(scene_ids=ids, geometry=geometry):
            return f"scenes {', '.join(ids)} at {geometry[:RAW_SHOWN]}"
    return "none given"


def _value(one: Statement) -> str:
    valid = f" [{one.valid_from or ''} to {one.valid_to or ''})" if one.valid_from or one.valid_to else ""
    wording = f" (source: {one.original_value})" if one.original_value else ""
    return one.value + wording + valid
