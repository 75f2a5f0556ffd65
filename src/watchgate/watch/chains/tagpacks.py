"""TagPacks of GraphSense: who is said to hold an address, with the source, the category and the confidence, verbatim.

Fields as in https://github.com/graphsense/graphsense-tagpacks; those of the header hold for each tag that does not say
its own. Each tag is an entity of its own, a CryptoWallet, so that what two packs say of one address stays two claims:

| TagPack | statement |
|---|---|
| address, currency | `publicKey`, `currency` |
| label | `description` (a label is no name: it is not screened for) |
| category, abuse, actor, confidence, is_cluster_definer, network, concepts, context | `keywords`, as |
| | `category:exchange` |
| source | `sourceUrl` where it is one, else `notes` |
| creator, lastmod | `publisher`, `modifiedAt` |

The confidence id is kept as it is written. The whole file is kept under its sha256: nothing of it is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from watchgate.model.wallet_addresses import what_is_wrong
from watchgate.watch.chains.pack_yaml import add_word, day_of, items_of, recognised, text_of
from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.values.entities import Claims, short_hash

_CHAINS = {"BTC": "btc", "ETH": "eth", "TRX": "trx", "LTC": "ltc"}
"""Those whose addresses bear a checksum that is known here."""
ADDRESS_MAX = 200
WORDS = ("category", "abuse", "actor", "confidence", "is_cluster_definer", "network")


def recognise(path: Path, head: bytes) -> ListFile | None:
    """YAML with a title, a creator and tags at its top level. The source is called after the file."""
    return recognised(path, head, "tags", FORMAT.name, "tags_")


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """One entry a tag, in the order of the file."""
    seen: set[str] = set()
    for number, tag in items_of(file.paths[0], "tags"):
        if tag is None:
            yield RefusedEntry(record_id=str(number), reason="the tag is no mapping")
            continue
        entry = _entry(number, tag)
        if isinstance(entry, ListEntry):
            if entry.entity_id in seen:
                continue
            seen.add(entry.entity_id)
        yield entry


def _entry(number: int, tag: Mapping[str, Any]) -> ListEntry | RefusedEntry:
    address = text_of(tag.get("address"))
    if not address:
        what = "a tag of a transaction" if tag.get("tx_hash") else "the tag"
        return RefusedEntry(record_id=str(number), reason=f"{what} names no address")
    if len(address) > ADDRESS_MAX or any(character.isspace() for character in address):
        return RefusedEntry(record_id=str(number), reason=f"{address[:40]!r} is no address")
    currency = text_of(tag.get("currency") or tag.get("network")).upper()
    chain = _CHAINS.get(text_of(tag.get("network")).upper() or currency, "")
    wrong = what_is_wrong(address, chain)
    if wrong:
        return RefusedEntry(record_id=str(number), reason=f"{address!r} is no address of {chain}: {wrong}")
    label = text_of(tag.get("label"))
    claims = Claims()
    claims.add("publicKey", address)
    claims.add("currency", currency)
    claims.add("description", label)
    for word in WORDS:
        add_word(claims, word, tag.get(word))
    concepts = tag.get("concepts")
    for concept in concepts if isinstance(concepts, list) else ():
        claims.add("keywords", f"concept:{text_of(concept)}")
    context = text_of(tag.get("context"))
    claims.add("keywords", f"context:{context}" if context else None)
    source = text_of(tag.get("source"))
    claims.add("sourceUrl" if source.startswith(("http://", "https://")) else "notes", source)
    claims.add("publisher", text_of(tag.get("creator")))
    claims.add("modifiedAt", day_of(tag.get("lastmod")))
    digest = short_hash(
        address.lower(), currency, label, text_of(tag.get("category")), text_of(tag.get("abuse")), source
    )
    return claims.entry(f"tag-{digest}", str(number), "CryptoWallet")


FORMAT = ListFormat(name="tagpack", title="GraphSense TagPack (YAML)", recognise=recognise, read=read, tried=True)
