"""Plain lists of OFAC's digital currency addresses, one file a currency: `sanctioned_addresses_XBT.txt` or `.json`.

One address a line, or a JSON array of them, in their exact case. That they are OFAC's, and which currency they are of,
only the file's name says; a list of addresses under any other name is not taken for a sanctions list. Each currency is
a feed of its own; its text and its JSON form are the same feed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.ofac.crypto import ADDRESS, DATASET, wallet_entries
from watchgate.watch.lists.opening import csv_rows, json_document

NAME = re.compile(r"^sanctioned_addresses_([A-Za-z0-9]{2,10})\.(txt|json)(\.\w+)?$")


def recognise(path: Path, head: bytes) -> ListFile | None:
    """The file, by its name and by what stands first in it."""
    named = NAME.match(path.name)
    if named is None:
        return None
    first = re.match(rb"[\s\[\"\xef\xbb\xbf]*([0-9A-Za-z]+)", head)
    if first is None or not ADDRESS.match(first[1].decode()):
        return None
    source = f"{DATASET}.{named[1].lower()}"
    return ListFile(paths=(path,), format="ofac_crypto_addresses", source=source, dataset=DATASET)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """Each address once, as a wallet with its listing."""
    path = file.paths[0]
    currency = file.source.rpartition(".")[2].upper()
    seen: set[str] = set()
    for place, address in _addresses(path):
        if not isinstance(address, str) or not ADDRESS.match(address):
            yield RefusedEntry(record_id=place, reason=f"{str(address)[:120]!r} is no address")
        elif address.lower() not in seen:
            seen.add(address.lower())
            yield from wallet_entries(address, currency)


def _addresses(path: Path) -> Iterator[tuple[str, Any]]:
    if ".json" in path.name:
        document = json_document(path)
        if not isinstance(document, list):
            document = [document]
        for position, address in enumerate(document, 1):
            yield f"address {position}", address
    else:
        for line, row in csv_rows(path):
            yield f"line {line}", ",".join(row).strip()


FORMAT = ListFormat(
    name="ofac_crypto_addresses",
    title="OFAC digital currency addresses, one currency a file (text, JSON)",
    recognise=recognise,
    read=read,
    tried=True,
)
