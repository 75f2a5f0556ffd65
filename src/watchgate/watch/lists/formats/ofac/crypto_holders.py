"""Digital currency addresses with their holders, JSON: `{metadata, addresses: {address: {type, entries: [...]}}}`.

An entry has `entity` (name), `program` (joined by commas), `type` (`Digital Currency Address - XBT`), `uid` (OFAC's
ent_num) and `akas`. Two things are lost in it. The aliases' quality: a single word (`HBATUN`, `@SINNER911`) is taken
for weak, several words (`HOUTHI GROUP`, `Saeed Ahmed Mohammed AL GAMAL`) for an alias, because most of those are OFAC's
strong ones and a strong one that is missed is the greater harm. The letter case of addresses: base58 ones are flagged,
and are compared without case. Its date is that of the SDN list it was made from.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.ofac.crypto import ADDRESS, DATASET, address_claims
from watchgate.watch.lists.formats.ofac.party import SDN, OfacParty
from watchgate.watch.lists.formats.ofac.remarks import read_part
from watchgate.watch.lists.opening import json_document
from watchgate.watch.lists.values.dates import iso_date
from watchgate.watch.lists.values.entities import Claims

KEY = "Digital Currency Address - "


def recognise(path: Path, head: bytes) -> ListFile | None:
    """The file, by its keys."""
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    if not start.startswith(b"{") or b'"addresses"' not in head or KEY.encode() not in head:
        return None
    document = json_document(path)
    metadata = document.get("metadata") if isinstance(document, dict) else None
    written = metadata.get("sdnListDate") if isinstance(metadata, dict) else None
    date = iso_date(written, day_first=False) if isinstance(written, str) else None
    return ListFile(paths=(path,), format="ofac_crypto_holders", source=DATASET, dataset=DATASET, snapshot_date=date)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """Each holder with all its wallets, in the order in which the file first names them."""
    document = json_document(file.paths[0])
    addresses = document.get("addresses") if isinstance(document, dict) else None
    if not isinstance(addresses, dict):
        yield RefusedEntry(record_id="addresses", reason="is no object")
        return
    holders: dict[str, OfacParty] = {}
    for address, body in addresses.items():
        entries = body.get("entries") if isinstance(body, dict) else None
        if not ADDRESS.match(address) or not isinstance(entries, list) or not entries:
            yield RefusedEntry(record_id=address[:120], reason="is no address with its entries")
            continue
        for entry in entries:
            reason = _say(holders, address, entry)
            if reason:
                yield RefusedEntry(record_id=address, reason=reason)
    for holder in holders.values():
        yield from map(_flagged, holder.entries(SDN))


def _say(holders: dict[str, OfacParty], address: str, entry: Any) -> str | None:
    """One address of one holder; the reason to refuse it otherwise."""
    if not isinstance(entry, dict):
        return "has an entry that is no object"
    name, uid, kind, programmes = (entry.get(key) for key in ("entity", "uid", "type", "program"))
    if not (isinstance(name, str) and name.strip() and isinstance(uid, str) and uid.isdecimal()):
        return "has an entry without a name and a numeric uid"
    if not (isinstance(kind, str) and kind.startswith(KEY)):
        return f"has the type {str(kind)[:40]!r}, which is no digital currency address"
    party = holders.setdefault(uid, OfacParty(uid, "LegalEntity"))
    party.claims.add("name", name)
    for alias in entry.get("akas") or ():
        if isinstance(alias, str):
            party.claims.add("alias" if len(alias.split()) > 1 else "weakAlias", alias)
    for programme in programmes.split(",") if isinstance(programmes, str) else ():
        party.program(programme)
    read_part(party, f"{kind} {address}")
    return None


def _flagged(entry: ListEntry) -> ListEntry:
    """The entry; a wallet whose address has lost its case says so."""
    claims = Claims()
    for claim in entry.claims:
        claims.extend(address_claims(claim.value) if claim.prop == "publicKey" else (claim,))
    return claims.entry(entry.entity_id, entry.record_id, entry.schema)


FORMAT = ListFormat(
    name="ofac_crypto_holders",
    title="OFAC digital currency addresses with their holders (JSON)",
    recognise=recognise,
    read=read,
    tried=True,
)
