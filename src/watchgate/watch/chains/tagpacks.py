"""TagPacks of GraphSense: who is said to hold an address, with the source, the category and the confidence, verbatim.

Fields as in https://github.com/graphsense/graphsense-tagpacks; those of the header hold for each tag that does not say
its own. Each tag is an entity of its own, a CryptoWallet, so that what two packs say of one address stays two claims:

| TagPack | statement |
|---|---|
| address, currency | `publicKey`, `currency` |
| label | `description` (a label is no name: it is not screened for) |
| category, abuse, actor, confidence, is_cluster_definer, concepts | `keywords`, as `category:exchange` |
| source | `sourceUrl` where it is one, else `notes` |
| creator, lastmod | `publisher`, `modifiedAt` |

The confidence id is kept as it is written. The whole file is kept under its sha256: nothing of it is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from watchgate.model.errors import BadInputError, WatchgateError
from watchgate.model.wallet_addresses import what_is_wrong
from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.values.entities import Claims, short_hash

BYTES_MAX = 64 << 20
_CHAINS = {"BTC": "btc", "ETH": "eth", "TRX": "trx", "LTC": "ltc"}
"""Those whose addresses bear a checksum that is known here."""
ADDRESS_MAX = 200
_TOP = re.compile(rb"^(title|creator|tags)\s*:", re.MULTILINE)
_LASTMOD = re.compile(rb"^lastmod\s*:\s*['\"]?(\d{4}-\d{2}-\d{2})", re.MULTILINE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NOTHING = ("", "~", "null", "Null", "NULL")
"""How YAML writes that there is nothing."""
_CLEAN = re.compile(r"[^a-z0-9]+")
_WORDS = ("category", "abuse", "actor", "confidence", "is_cluster_definer")


def recognise(path: Path, head: bytes) -> ListFile | None:
    """YAML with a title, a creator and tags at its top level. The source is called after the file."""
    if path.suffix.lower() not in (".yaml", ".yml"):
        return None
    found = {match.group(1) for match in _TOP.finditer(head)}
    if b"creator" not in found or (b"tags" not in found and b"title" not in found):
        return None
    dataset = f"tags_{_CLEAN.sub('_', path.stem.lower()).strip('_') or 'pack'}"
    stated = _LASTMOD.search(head)
    day = _day(stated.group(1).decode()) if stated else None
    return ListFile(paths=(path,), format=FORMAT.name, source=dataset, dataset=dataset, snapshot_date=day)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """One entry a tag, in the order of the file."""
    path = file.paths[0]
    if path.stat().st_size > BYTES_MAX:
        raise BadInputError(f"has more than {BYTES_MAX >> 20} MB", where=str(path))
    pack = _loaded(path)
    tags = pack.get("tags")
    if not isinstance(tags, list):
        raise BadInputError("has no list of tags", where=str(path))
    if any("<<" in one for one in (pack, *tags) if isinstance(one, dict)):
        raise BadInputError("merges mappings (<<)", where=str(path), hint="write each tag's fields out")
    header = {name: value for name, value in pack.items() if name != "tags"}
    seen: set[str] = set()
    for number, tag in enumerate(tags, 1):
        if not isinstance(tag, dict):
            yield RefusedEntry(record_id=str(number), reason="the tag is no mapping")
            continue
        entry = _entry(number, {**header, **tag})
        if isinstance(entry, ListEntry):
            if entry.entity_id in seen:
                continue
            seen.add(entry.entity_id)
        yield entry


def _entry(number: int, tag: Mapping[str, Any]) -> ListEntry | RefusedEntry:
    address = _text(tag.get("address"))
    if not address:
        what = "a tag of a transaction" if tag.get("tx_hash") else "the tag"
        return RefusedEntry(record_id=str(number), reason=f"{what} names no address")
    if len(address) > ADDRESS_MAX or any(character.isspace() for character in address):
        return RefusedEntry(record_id=str(number), reason=f"{address[:40]!r} is no address")
    currency = _text(tag.get("currency") or tag.get("network")).upper()
    chain = _CHAINS.get(_text(tag.get("network")).upper() or currency, "")
    wrong = what_is_wrong(address, chain)
    if wrong:
        return RefusedEntry(record_id=str(number), reason=f"{address!r} is no address of {chain}: {wrong}")
    label = _text(tag.get("label"))
    claims = Claims()
    claims.add("publicKey", address)
    claims.add("currency", currency)
    claims.add("description", label)
    for word in _WORDS:
        value = _text(tag.get(word)).lower()
        claims.add("keywords", f"{word}:{value}" if value else None)
    concepts = tag.get("concepts")
    for concept in concepts if isinstance(concepts, list) else ():
        claims.add("keywords", f"concept:{_text(concept)}")
    source = _text(tag.get("source"))
    claims.add("sourceUrl" if source.startswith(("http://", "https://")) else "notes", source)
    claims.add("publisher", _text(tag.get("creator")))
    claims.add("modifiedAt", _day(tag.get("lastmod")))
    digest = short_hash(address.lower(), currency, label, _text(tag.get("category")), _text(tag.get("abuse")), source)
    return claims.entry(f"tag-{digest}", str(number), "CryptoWallet")


def _loaded(path: Path) -> dict[str, Any]:
    try:
        import yaml
    except ImportError as error:
        raise WatchgateError(
            "reading TagPacks needs PyYAML", hint="install it with: pip install 'watchgate[chains]'"
        ) from error

    try:
        # Every value as it is written: no number that loses its zeros, no date that is none, no merging of mappings,
        # which grows without bound. Names for names stay names: nothing is copied.
        found = yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader)  # noqa: S506 - it makes texts and nothing else
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" in line {where.line + 1}" if where is not None else ""
        raise BadInputError(f"is no whole YAML{line}", where=str(path)) from error
    except RecursionError as error:
        raise BadInputError("is nested too deeply", where=str(path)) from error
    if not isinstance(found, dict):
        raise BadInputError("is no TagPack: no mapping at its top level", where=str(path))
    return found


def _text(value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    return "" if text in _NOTHING else text


def _day(value: object) -> str | None:
    text = _text(value)[:10]
    try:
        return date.fromisoformat(text).isoformat() if _DAY.fullmatch(text) else None
    except ValueError:
        return None


FORMAT = ListFormat(name="tagpack", title="GraphSense TagPack (YAML)", recognise=recognise, read=read, tried=True)
