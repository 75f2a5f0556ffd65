"""FollowTheMoney statements, CSV (`statements.csv`): each row one claim, with dataset, language and wording of its own.

Everything that speaks of the claim is kept: dataset, lang, original_value, origin, external, first_seen, last_seen.
`canonical_id` is not an id here: where it differs from entity_id it becomes a `sameAs` claim (see ftm_source). Rows of
prop `id` only say that the entity exists; prop_type and id follow from the rest. These are left out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from watchgate.watch.lists.entry import Claim, ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.opensanctions.source import JUDGEMENT, SAME_AS, ftm_file, ftm_problem
from watchgate.watch.lists.opening import csv_rows

REQUIRED = ("entity_id", "prop", "schema", "value", "dataset")
OPTIONAL = ("canonical_id", "lang", "original_value", "origin", "external", "first_seen", "last_seen")
EXISTENCE = "id"
TRUE = frozenset({"t", "true", "1"})

Row = dict[str, str]


def recognise(path: Path, head: bytes) -> ListFile | None:
    """A file whose header has the columns of FtM statements."""
    lines = head.decode("utf-8-sig", "replace").splitlines()
    header = lines[0].split(",") if lines else []
    if not set(REQUIRED) <= set(header):
        return None
    place = header.index("dataset")
    try:
        rows = list(csv.reader(lines[1:-1] or lines[1:]))
    except csv.Error:
        return None
    datasets = [row[place] for row in rows if len(row) == len(header)]
    return ftm_file(path, FORMAT.name, "statements", datasets)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """The statements as entries: consecutive rows of one entity, schema and dataset are one."""
    for (entity_id, schema, dataset), group in groupby(_rows(file.paths[0]), _key):
        rows = list(group)
        wrong = rows[0].get("", "")
        problem = wrong or ftm_problem(entity_id, schema) or (None if dataset else "the row names no dataset")
        if problem is not None:
            yield RefusedEntry(record_id=entity_id[:80] or "row without an entity id", reason=problem)
            continue
        claims: dict[Claim, None] = {}
        for row in rows:
            if row["prop"] and row["prop"] != EXISTENCE and row["value"]:
                claims[_claim(row)] = None
            other = row.get("canonical_id", "")
            if other and other != entity_id:
                claims[Claim(SAME_AS, other, origin=JUDGEMENT)] = None
        if claims:
            yield ListEntry(
                entity_id=entity_id,
                record_id=entity_id,
                schema=schema,
                claims=tuple(claims),
                dataset=dataset if dataset != file.dataset else None,
            )


FORMAT = ListFormat(
    name="ftm_statements", title="FollowTheMoney statements (CSV)", recognise=recognise, read=read, tried=False
)


def _rows(path: Path) -> Iterator[Row]:
    """Rows by column name; a row of another length carries what is wrong with it under the empty name."""
    rows = csv_rows(path)
    _line, header = next(rows)
    for line, cells in rows:
        if len(cells) == len(header):
            yield dict(zip(header, cells, strict=True))
        else:
            reason = f"line {line} has {len(cells)} cells instead of {len(header)}"
            yield {"": reason, "entity_id": f"line {line}", "schema": "", "dataset": ""}


def _key(row: Row) -> tuple[str, str, str]:
    return row["entity_id"], row["schema"], row["dataset"]


def _claim(row: Row) -> Claim:
    original = row.get("original_value", "")
    first = row.get("first_seen", "") or None
    return Claim(
        row["prop"],
        row["value"],
        row.get("lang", "") or None,
        original if original and original != row["value"] else None,
        origin=row.get("origin", "") or None,
        external=row.get("external", "").casefold() in TRUE,
        first_seen=first,
        last_seen=row.get("last_seen", "") or first,
    )
