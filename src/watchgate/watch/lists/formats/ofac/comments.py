"""OFAC continued remarks (SDN_COMMENTS.CSV, CONS_COMMENTS.CSV) without their PRIM file: a feed of its own.

Columns: ent_num, remarks from the 1,001st character on, which is mostly in the middle of a word. The first part is
therefore kept as a note; the rest is read as remarks are. Beside its PRIM file it is no list of its own but the end of
that file's remarks (see ofac_prim).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.ofac.party import UNKNOWN_SCHEMA, OfacParty
from watchgate.watch.lists.formats.ofac.remarks import read_remarks
from watchgate.watch.lists.formats.ofac.rows import WIDTHS, data_rows, recognise_rows


def recognise(path: Path, head: bytes) -> ListFile | None:
    """The COMMENTS file; the registry leaves it out where a PRIM file has taken it as its companion."""
    return recognise_rows(path, head, "comments")


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """What each continuation says of its party."""
    for row in data_rows(file.paths[0], WIDTHS["comments"]):
        if isinstance(row, RefusedEntry):
            yield row
            continue
        number, (_, text) = row
        party = OfacParty(number, UNKNOWN_SCHEMA)
        broken, separator, rest = text.partition("; ")
        party.note(broken)
        if separator:
            read_remarks(party, rest)
        yield from party.entries(file.dataset)


FORMAT = ListFormat(
    name="ofac_comments",
    title="OFAC continued remarks alone (SDN_COMMENTS.CSV, CONS_COMMENTS.CSV)",
    recognise=recognise,
    read=read,
    tried=True,
)
