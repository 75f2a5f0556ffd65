"""Exports of explorers, read together: each transaction and transfer once, in an order that they give.

The three exports of one address overlap, and so do those of two addresses that paid each other: what both list is one
move. Of a transaction they do not say its place in the block, and old exports not even the block: another export of
the same transaction may. Where none does, blocks are seconds since 1970 throughout, in the order of time and files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from watchgate.model.errors import BadInputError
from watchgate.watch.chains import explorer_csv
from watchgate.watch.chains.account_files import INTERNALS, TOKENS, TRANSACTIONS, TRANSFERS, FileRows
from watchgate.watch.chains.explorer_csv import UNNAMED, Digits, Export, each_once, read
from watchgate.watch.chains.explorer_row import ExportRow, columns_of

HEAD_BYTES = 4096
_SAME = ("block_number", "from_address", "to_address", "value", "receipt_status", "gas_price")


def files_of(
    paths: Sequence[Path], coin: str, digits: Digits, unused: Callable[[Path], None] | None = None
) -> list[FileRows]:
    """The rows of all of them, as files of one range. `unused` is told of each of which nothing is made."""
    found: list[Export] = []
    for path in paths:
        export = read(path, coin, digits)
        if export.kind != UNNAMED:
            found.append(export)
        elif unused is not None:
            unused(path)
    if not any(export.rows for export in found):
        raise BadInputError(
            "holds no row of which something is made",
            where=str(paths[0]),
            hint="the export of an address, with the contracts of its tokens",
        )
    sent = _transactions(_of(found, TRANSACTIONS))
    inner = list(each_once(_of(found, INTERNALS), _inner))
    tokens = list(each_once(_of(found, TRANSFERS), _token))
    _placed([*sent, *inner, *tokens])
    named = {row.token_address: row.symbol for row in tokens if row.symbol}
    where = paths[0] if len(paths) == 1 else Path(f"{paths[0]} and {len(paths) - 1} more")
    found.clear()  # rows and columns of a million rows are not held at once
    symbols = {"address": list(named), "symbol": list(named.values())}
    return [
        *(
            _as_file(kind, rows, where)
            for kind, rows in ((TRANSACTIONS, sent), (INTERNALS, inner), (TRANSFERS, tokens))
        ),
        FileRows(where, TOKENS, symbols, len(named)),
    ]


def recognises(path: Path) -> bool:
    """Whether the file is such an export."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return explorer_csv.recognises(file.read(HEAD_BYTES))


def _of(found: list[Export], kind: str) -> list[list[ExportRow]]:
    return [export.rows for export in found if export.kind == kind]


def _inner(row: ExportRow) -> tuple[str | None, ...]:
    return (row.hash, row.from_address, row.to_address, row.value, row.trace_type)


def _token(row: ExportRow) -> tuple[str | None, ...]:
    return (row.hash, row.token_address, row.from_address, row.to_address, row.value)


def _transactions(exports: list[list[ExportRow]]) -> list[ExportRow]:
    """Each once; BadInputError where two rows say different things of one, or a file lists it twice."""
    found: dict[str, ExportRow] = {}
    for rows in exports:
        here: set[str] = set()
        for row in rows:
            name = row.hash
            if name in here:
                raise BadInputError(f"transaction {name} comes a second time", where=row.where)
            here.add(name)
            before = found.setdefault(name, row)
            if (other := _differing(before, row)) is not None:
                raise BadInputError(f"transaction {name} has another {other} than in {before.where}", where=row.where)
    return list(found.values())


def _differing(one: ExportRow, other: ExportRow) -> str | None:
    """What both say and say otherwise."""
    if one is other:
        return None
    said = ((name, getattr(one, name), getattr(other, name)) for name in _SAME)
    return next((name for name, left, right in said if left != right and None not in (left, right)), None)


def _placed(rows: list[ExportRow]) -> None:
    """Blocks that another row of the same transaction says; places within a block, in the order of files and rows."""
    block: dict[str, int] = {}
    for row in rows:
        if row.block_number is not None and block.setdefault(row.hash, row.block_number) != row.block_number:
            raise BadInputError(f"transaction {row.hash} is in another block elsewhere", where=row.where)
    by_time = any(row.hash not in block for row in rows)
    at: dict[str, int] = {}
    many: Counter[int] = Counter()
    inside: Counter[str] = Counter()
    for row in rows:
        height = row.block_number = row.block_timestamp if by_time else block[row.hash]
        if row.hash not in at:
            at[row.hash] = many[height]
            many[height] += 1
        row.transaction_index = at[row.hash]
        row.inside = inside[row.hash]
        inside[row.hash] += 1


def _as_file(kind: str, rows: list[ExportRow], where: Path) -> FileRows:
    """The rows as columns; they are let go of."""
    found = FileRows(where, kind, columns_of(kind, rows), len(rows))
    rows.clear()
    return found
