"""OFAC's Ethereum-style addresses with the holder's name, CSV with the header `address,name`.

The holder is only named (`namesMentioned` of a link whose role is holder): a name alone does not say which entry of the
SDN list is meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.ofac.crypto import ADDRESS, DATASET, wallet_entries
from watchgate.watch.lists.opening import csv_rows

HEADER = b"address,name"


def recognise(path: Path, head: bytes) -> ListFile | None:
    """The file, by its header and a first address in hexadecimal."""
    lines = head.removeprefix(b"\xef\xbb\xbf").splitlines()
    if len(lines) < 2 or lines[0].strip().lower() != HEADER or not lines[1].lstrip(b'"').startswith(b"0x"):
        return None
    source = f"{DATASET}.named"
    return ListFile(paths=(path,), format="ofac_crypto_named", source=source, dataset=DATASET)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """Each address in file order."""
    for line, row in csv_rows(file.paths[0], header=True):
        if len(row) != 2 or not ADDRESS.match(row[0].strip()):
            yield RefusedEntry(record_id=f"line {line}", reason=f"{row[0][:120]!r} is no address with a name")
        else:
            yield from wallet_entries(row[0].strip(), None, row[1].strip())


FORMAT = ListFormat(
    name="ofac_crypto_named",
    title="OFAC digital currency addresses with holders' names (CSV)",
    recognise=recognise,
    read=read,
    tried=True,
)
