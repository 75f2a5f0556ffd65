"""Packs out: what is in force of a source, as a TagPack or an ActorPack that reads back as the same claims."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from watchgate.ledger.interface import Snapshot
from watchgate.model.errors import NotFoundError, WatchgateError
from watchgate.model.statement import ListRecord, Statement, Status
from watchgate.watch.chains.actorpacks import LISTS
from watchgate.watch.chains.tagpacks import WORDS


def pack_in_force(snapshot: Snapshot, source: str, title: str = "") -> tuple[str, int]:
    """What is in force of a source (`tags_lazarus`, or a person's name) as a pack, and how many tags or actors it is.

    `title`: else the name of the source. NotFoundError where there are none that the snapshot's reader may see."""
    said = [
        one
        for one in snapshot.source(source)
        if one.schema in ("CryptoWallet", "Organization") and one.status is Status.CONFIRMED
    ]
    if not said:
        raise NotFoundError(
            f"no tag or actor of {source!r} is in force", hint="watchgate lists status names the sources"
        )
    return pack_of(said, title or source)


def pack_of(statements: Iterable[Statement], title: str) -> tuple[str, int]:
    """YAML of all entities that `statements` are about, in the order of their file, and how many they are.

    What all say alike (creator, date, label ...) stands once, in the header.
    """
    entities: dict[str, list[Statement]] = defaultdict(list)
    for one in statements:
        entities[one.entity_id].append(one)
    found = sorted(entities.values(), key=_place)
    actors = bool(found) and found[0][0].schema == "Organization"
    items = [(_actor if actors else _tag)(one) for one in found]
    header: dict[str, Any] = {"title": title}
    creators = Counter(item.pop("creator", "") for item in items)
    header["creator"] = next(iter(creators.most_common(1)), ("", 0))[0] or "unknown"
    for name in () if actors else ("lastmod", *WORDS, "currency", "label", "source"):
        said = {repr(item.get(name)) for item in items}
        if len(items) > 1 and len(said) == 1 and name in items[0]:
            header[name] = items[0][name]
            for item in items:
                del item[name]
    if actors and items and all("lastmod" in item for item in items):
        header["lastmod"] = items[0]["lastmod"]
    for item in items if actors else ():
        item.pop("lastmod", None)
    return _yaml({**header, "actors" if actors else "tags": items}), len(items)


def _tag(statements: Sequence[Statement]) -> dict[str, Any]:
    said = _values(statements)
    words = _words(statements)
    found: dict[str, Any] = {"address": said.get("publicKey", ""), "currency": said.get("currency")}
    found["label"] = said.get("description")
    found |= {word: next(iter(words.get(word, ())), None) for word in (*WORDS, "context")}
    found["concepts"] = words.get("concept")
    found["source"] = said.get("sourceUrl") or said.get("notes")
    found |= {"creator": said.get("publisher"), "lastmod": _date(said.get("modifiedAt"))}
    if (definer := str(found["is_cluster_definer"]).lower()) in ("true", "false"):
        found["is_cluster_definer"] = definer == "true"
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _actor(statements: Sequence[Statement]) -> dict[str, Any]:
    said, words = _values(statements), _words(statements)
    found: dict[str, Any] = {"id": next(iter(words.get("actor", ())), ""), "label": said.get("description")}
    found |= {field: words.get(word, []) for field, word in LISTS.items()}
    found |= {"uri": said.get("sourceUrl"), "creator": said.get("publisher"), "lastmod": _date(said.get("modifiedAt"))}
    if "notes" in said:
        found["context"] = json.loads(said["notes"])
    return {name: value for name, value in found.items() if value is not None and (value or name != "aliases")}


def _values(statements: Sequence[Statement]) -> Mapping[str, str]:
    return {one.prop: one.original_value or one.value for one in statements if one.prop != "keywords"}


def _words(statements: Sequence[Statement]) -> Mapping[str, list[str]]:
    """Values by word, as they were written, in their order."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in statements:
        if one.prop == "keywords":
            word, _, value = (one.original_value or one.value).partition(":")
            found[word].append(value)
    return found


def _place(statements: Sequence[Statement]) -> tuple[int, str]:
    """Where it stood in its file; what people added comes behind."""
    evidence = statements[0].evidence
    number = evidence.record_id if isinstance(evidence, ListRecord) else ""
    return (int(number) if number.isdecimal() else 1 << 60), statements[0].entity_id


def _date(text: str | None) -> date | str | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return text


def _yaml(pack: Mapping[str, Any]) -> str:
    try:
        import yaml
    except ImportError as error:
        raise WatchgateError(
            "writing packs needs PyYAML", hint="install it with: pip install 'watchgate[chains]'"
        ) from error
    text: str = yaml.dump(pack, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=10_000)
    return text
