"""OFAC primary file (SDN.CSV, CONS_PRIM.CSV): one row a listed party, with programmes, ship's data and remarks.

Columns: ent_num, name, type, programmes (joined by `] [`), title, call sign, vessel type, tonnage, gross registered
tonnage, vessel flag, vessel owner, remarks. Remarks of more than 1,000 characters go on in the COMMENTS file, which is
read with this one when it stands beside it; without it the last, broken part is kept as a note.

Two passes: names first, so that `Linked To:` finds its entry in the same snapshot. Where a copy has an ent_num a second
time for another name, the second is read under an id of its own (`ofac-<ent_num>-<hash of the name>`): two parties are
never merged, and none is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchgate.model.errors import BadInputError
from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.ofac.party import SCHEMATA, OfacParty, country, full_name
from watchgate.watch.lists.formats.ofac.remarks import is_cut, read_remarks
from watchgate.watch.lists.formats.ofac.rows import WIDTHS, companion, data_rows, recognise_rows
from watchgate.watch.lists.values.entities import short_hash


def recognise(path: Path, head: bytes) -> ListFile | None:
    """The PRIM file, with the COMMENTS file beside it if there is one."""
    found = recognise_rows(path, head, "prim")
    comments = companion(path, "prim", "comments") if found else None
    if found is None or comments is None:
        return found
    return ListFile(paths=(path, comments), format=found.format, source=found.source, dataset=found.dataset)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """Every party in file order, each followed by its listing, documents, wallets and links."""
    comments = _comments(file.paths[1:])
    names = _Names(file.paths[0])
    seen: dict[str, str] = {}
    for row in data_rows(file.paths[0], WIDTHS["prim"]):
        if isinstance(row, RefusedEntry):
            yield row
            continue
        number, fields = row
        name = fields[1]
        if not name:
            yield RefusedEntry(record_id=number, reason="has no name")
            continue
        again = number in seen and seen[number] != name
        seen.setdefault(number, name)
        party = _party(number, fields, comments.get(number), short_hash(name) if again else None)
        yield from party.entries(file.dataset, names.find)


def _party(number: str, fields: list[str], continued: str | None, again: str | None) -> OfacParty:
    _, name, kind, programmes, title, call_sign, vessel_type, tonnage, gross, flag, owner, remarks = fields
    party = OfacParty(
        number,
        SCHEMATA.get(kind.lower() or "entity", "LegalEntity"),
        entity_id=f"ofac-{number}-{again}" if again else None,
    )
    full_name(party, name)
    for programme in programmes.split("] ["):
        party.program(programme)
    if title and not party.say("position", title):
        party.note(f"Title: {title}")
    for prop, value in (
        ("callSign", call_sign),
        ("type", vessel_type),
        ("tonnage", tonnage.replace(",", "")),
        ("grossRegisteredTonnage", gross.replace(",", "")),
    ):
        if value and not party.say(prop, value):
            party.note(f"{prop}: {value}")
    if flag:
        country(party, "flag", flag)
    if owner:
        party.link(owner, "owner")
    if continued is not None:
        remarks += continued
    if remarks:
        read_remarks(party, remarks, cut=continued is None and is_cut(remarks))
    return party


def _comments(paths: tuple[Path, ...]) -> dict[str, str]:
    """Continued remarks by ent_num, in memory: OFAC has some thirty. A row that cannot be read ends the reading."""
    found: dict[str, str] = {}
    for path in paths:
        for row in data_rows(path, WIDTHS["comments"]):
            if isinstance(row, RefusedEntry):
                raise BadInputError(f"{row.record_id}: {row.reason}", where=str(path))
            found[row[0]] = found.get(row[0], "") + row[1][1]
    return found


class _Names:
    """Who bears a name in this file. A name two entries bear finds neither."""

    def __init__(self, path: Path) -> None:
        self._ids: dict[str, str | None] = {}
        for row in data_rows(path, WIDTHS["prim"]):
            if not isinstance(row, RefusedEntry):
                number, fields = row
                name = fields[1].casefold()
                self._ids[name] = None if self._ids.get(name, number) != number else number

    def find(self, name: str) -> str | None:
        """The id of the entry called `name`; the full stop that ends remarks may have been its own (`CO., LTD.`)."""
        folded = name.casefold()
        number = self._ids.get(folded) or self._ids.get(f"{folded}.")
        return f"ofac-{number}" if number else None


FORMAT = ListFormat(
    name="ofac_prim",
    title="OFAC primary names (SDN.CSV, CONS_PRIM.CSV)",
    recognise=recognise,
    read=read,
    tried=True,
)
