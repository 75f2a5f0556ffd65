"""ActorPacks of GraphSense: who stands behind tags, with categories, jurisdictions and links, verbatim.

Each actor is an entity of its own, an Organization without a name: an actor of a pack is no listed party, and nobody is
screened against its label.

| ActorPack | statement |
|---|---|
| id, categories, jurisdictions, aliases | `keywords`, as `actor:binance`, `category:exchange` |
| label, uri | `description`, `sourceUrl` |
| context | `notes`, as JSON |
| creator, lastmod | `publisher`, `modifiedAt` |
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from watchgate.watch.chains.pack_yaml import add_word, day_of, items_of, recognised, text_of
from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.values.entities import Claims, short_hash

LISTS = {"categories": "category", "jurisdictions": "jurisdiction", "aliases": "alias"}
"""Field of an actor that is a list -> the word of its keywords."""
ID_MAX = 200
CONTEXT_MAX = 100_000
"""Characters of JSON: names for names (aliases) in a small file can stand for more than there is memory."""


def recognise(path: Path, head: bytes) -> ListFile | None:
    """YAML with a creator and actors at its top level. The source is called after the file."""
    found = recognised(path, head, "actors", FORMAT.name, "tags_")
    return found if found is not None and b"\nactors" in b"\n" + head else None


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """One entry an actor, in the order of the file."""
    seen: set[str] = set()
    for number, actor in items_of(file.paths[0], "actors"):
        if actor is None:
            yield RefusedEntry(record_id=str(number), reason="the actor is no mapping")
            continue
        name = text_of(actor.get("id"))
        if not name or len(name) > ID_MAX:
            yield RefusedEntry(record_id=str(number), reason="the actor has no id")
        elif name in seen:
            yield RefusedEntry(record_id=str(number), reason=f"the actor {name!r} comes a second time")
        else:
            seen.add(name)
            context = _context(actor.get("context"))
            if context is None:
                said = f"the context of {name!r} is larger than {CONTEXT_MAX:,} characters"
                yield RefusedEntry(record_id=str(number), reason=said)
            else:
                yield _entry(number, name, actor, context)


def _entry(number: int, name: str, actor: Mapping[str, Any], context: str) -> ListEntry:
    claims = Claims()
    add_word(claims, "actor", name)
    claims.add("description", text_of(actor.get("label")))
    for field, word in LISTS.items():
        values = actor.get(field)
        for value in values if isinstance(values, list) else ():
            add_word(claims, word, value)
    claims.add("sourceUrl", text_of(actor.get("uri")))
    claims.add("notes", context)
    claims.add("publisher", text_of(actor.get("creator")))
    claims.add("modifiedAt", day_of(actor.get("lastmod")))
    return claims.entry(f"actor-{short_hash(name)}", str(number), "Organization")


def _context(value: object) -> str | None:
    """As JSON, empty where there is none; None where it is too large."""
    out = ""
    try:
        for piece in json.JSONEncoder(ensure_ascii=False).iterencode(value) if value else ():
            out += piece
            if len(out) > CONTEXT_MAX:
                return None
    except RecursionError:
        return None
    return out


FORMAT = ListFormat(name="actorpack", title="GraphSense ActorPack (YAML)", recognise=recognise, read=read, tried=True)
