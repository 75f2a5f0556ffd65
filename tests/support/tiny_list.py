"""A list format of a few lines for tests of loading: first line `tiny SOURCE [DATE]`, then a record a line.

`id|prop=value|prop=value` is an entry, `id|!why` one that cannot be read, `!!` ends the file as broken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from watchgate.ledger.interface import Ledger
from watchgate.model.errors import BadInputError
from watchgate.model.handling import SYSTEM
from watchgate.watch.lists import registry
from watchgate.watch.lists.entry import Claim, ListEntry, ListFile, ListFormat, RefusedEntry

Records = Mapping[str, Sequence[str] | str]
"""Record id -> its `prop=value` pairs, or the reason why it cannot be read."""


def write_tiny(path: Path, records: Records, *, source: str = "tiny", date: str = "", broken: bool = False) -> Path:
    """A file of that content; returns `path`."""
    lines = [f"tiny {source} {date}".rstrip()]
    for record, said in records.items():
        lines.append(f"{record}|!{said}" if isinstance(said, str) else "|".join([record, *said]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*lines, *(["!!"] if broken else [])]) + "\n")
    return path


def people(count: int, start: int = 0) -> dict[str, list[str]]:
    """So many persons with a name and a birth date."""
    return {f"r{n:05}": [f"name=Person {n}", f"birthDate=19{n % 90 + 10}"] for n in range(start, start + count)}


def in_force(ledger: Ledger, source: str = "tiny", position: int | None = None) -> set[tuple[str, str, str]]:
    """(entity, prop, value) of every statement of the source in force."""
    statements = ledger.as_of(reader=SYSTEM, position=position).source(source)
    return {(one.entity_id, one.prop, one.value) for one in statements}


def said_by(records: Records) -> set[tuple[str, str, str]]:
    """What a snapshot of `records` says."""
    return {
        (f"tiny-{record}", *pair.split("=", 1))  # type: ignore[misc]
        for record, said in records.items()
        if not isinstance(said, str)
        for pair in said
    }


def use_tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the tiny format the only one."""
    monkeypatch.setattr(registry, "formats", lambda: (TINY,))


def _recognise(path: Path, head: bytes) -> ListFile | None:
    words = head.split(b"\n", 1)[0].decode(errors="replace").split()
    if words[:1] != ["tiny"]:
        return None
    companion = path.with_suffix(".more")
    return ListFile(
        paths=(path, companion) if companion.is_file() else (path,),
        format="tiny",
        source=words[1],
        dataset="tiny",
        snapshot_date=words[2] if len(words) > 2 else None,
    )


def _read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    for path in file.paths:
        for line in path.read_text().splitlines():
            record, *said = line.split("|")
            if line == "!!":
                raise BadInputError("is broken", where=str(path))
            if said and said[0].startswith("!"):
                yield RefusedEntry(record_id=record, reason=said[0][1:])
            elif said:
                claims = tuple(Claim(prop, value) for prop, _, value in (pair.partition("=") for pair in said))
                yield ListEntry(entity_id=f"tiny-{record}", record_id=record, schema="Person", claims=claims)


TINY = ListFormat(name="tiny", title="for tests", recognise=_recognise, read=_read, tried=True)
