"""FollowTheMoney entities, one JSON object a line (`entities.ftm.json`), as OpenSanctions and others publish them.

Ids and values are kept as they are. A nested entity (`targets.nested.json`) becomes an entry of its own, and its id
the value, except under a reverse property (`sanctions`), which is not stored. An entity that several datasets speak of
is kept under the file's own dataset: the lines do not tell who said what (the statement CSV does). Its `referents`, ids
the publisher holds to be the same thing, become `sameAs` claims (see ftm_source); caption, target and last_change are
derived and left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from watchgate.model.errors import BadInputError
from watchgate.model.ftm import schemata
from watchgate.watch.lists.entry import Claim, ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.opensanctions.source import JUDGEMENT, SAME_AS, ftm_file, ftm_problem
from watchgate.watch.lists.opening import json_lines

DEEPEST_NESTING = 4


class Line(msgspec.Struct):
    """The keys of a line that are read; others are the publisher's derivations."""

    id: str
    schema: str
    properties: dict[str, list[Any]]
    referents: list[str] = msgspec.field(default_factory=list)
    datasets: list[str] = msgspec.field(default_factory=list)
    first_seen: str | None = None
    last_seen: str | None = None


_DECODER = msgspec.json.Decoder(Line)


def recognise(path: Path, head: bytes) -> ListFile | None:
    """A file whose first line is an FtM entity."""
    first, *others = head.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if not first.lstrip().startswith(b"{") or b'"schema"' not in first or b'"properties"' not in first:
        return None
    datasets: list[str] = []
    for line in (first, *others[:-1]):
        try:
            datasets.extend(_DECODER.decode(line).datasets)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            if line is first:
                return None
    return ftm_file(path, FORMAT.name, "entities", datasets)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """The entities in file order, nested ones after the one that holds them."""
    for number, content in json_lines(file.paths[0]):
        try:
            line = _DECODER.decode(content)
            entries = list(_entries(line, file.dataset, 0))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, BadInputError) as error:
            yield RefusedEntry(record_id=f"line {number}", reason=f"is no FtM entity: {error}")
            continue
        yield from entries


FORMAT = ListFormat(
    name="ftm_entities", title="FollowTheMoney entities (JSON lines)", recognise=recognise, read=read, tried=False
)


def _entries(line: Line, dataset: str, depth: int) -> Iterator[ListEntry | RefusedEntry]:
    problem = ftm_problem(line.id, line.schema)
    if problem is not None:
        yield RefusedEntry(record_id=line.id[:80] or "entity without an id", reason=problem)
        return
    if depth > DEEPEST_NESTING:
        raise BadInputError(f"entities nested more than {DEEPEST_NESTING} deep")
    claims: dict[Claim, None] = {}
    nested: list[Line] = []
    known = schemata()[line.schema].properties
    for prop, values in line.properties.items():
        for value in values:
            if isinstance(value, dict):
                inner = msgspec.convert(value, Line)
                nested.append(inner)
                said = inner.id if prop in known else ""
            else:
                said = _text(value)
            if said:
                claims[Claim(prop, said, first_seen=line.first_seen, last_seen=line.last_seen)] = None
    for other in line.referents:
        if other != line.id and other:
            claims[Claim(SAME_AS, other, origin=JUDGEMENT)] = None
    own = line.datasets[0] if len(line.datasets) == 1 else None
    yield ListEntry(
        entity_id=line.id,
        record_id=line.id,
        schema=line.schema,
        claims=tuple(claims),
        dataset=own if own != dataset else None,
    )
    for inner in nested:
        yield from _entries(inner, dataset, depth + 1)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool | int | float):
        return str(value)
    raise BadInputError(f"value {str(value)[:40]!r} is no text")
