"""Packs of GraphSense as YAML: every value as it is written, and nothing made of it but texts, lists and mappings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from watchgate.model.errors import BadInputError, WatchgateError
from watchgate.watch.lists.entry import ListFile
from watchgate.watch.lists.values.entities import Claims

BYTES_MAX = 64 << 20
_TOP = re.compile(rb"^(title|creator|tags|actors)\s*:", re.MULTILINE)
_LASTMOD = re.compile(rb"^lastmod\s*:\s*['\"]?(\d{4}-\d{2}-\d{2})", re.MULTILINE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NOTHING = ("", "~", "null", "Null", "NULL")
"""How YAML writes that there is nothing."""
_CLEAN = re.compile(r"[^a-z0-9]+")


def recognised(path: Path, head: bytes, kind: str, format_name: str, prefix: str) -> ListFile | None:
    """A pack of `kind` (`tags` or `actors`), by what stands at the top level of its YAML; called after the file."""
    if path.suffix.lower() not in (".yaml", ".yml"):
        return None
    found = {match.group(1).decode() for match in _TOP.finditer(head)}
    other = {"tags", "actors"} - {kind}
    if "creator" not in found or not {kind, "title"} & found or (other & found and kind not in found):
        return None
    dataset = f"{prefix}{_CLEAN.sub('_', path.stem.lower()).strip('_') or 'pack'}"
    stated = _LASTMOD.search(head)
    day = day_of(stated.group(1).decode()) if stated else None
    return ListFile(paths=(path,), format=format_name, source=dataset, dataset=dataset, snapshot_date=day)


def items_of(path: Path, kind: str) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Each item of `kind` with its number, from 1, with the header's fields where it has none of its own; None: it is
    no mapping."""
    if path.stat().st_size > BYTES_MAX:
        raise BadInputError(f"has more than {BYTES_MAX >> 20} MB", where=str(path))
    pack = loaded(path)
    items = pack.get(kind)
    if not isinstance(items, list):
        raise BadInputError(f"has no list of {kind}", where=str(path))
    if any("<<" in one for one in (pack, *items) if isinstance(one, dict)):
        raise BadInputError("merges mappings (<<)", where=str(path), hint="write each one's fields out")
    header = {name: value for name, value in pack.items() if name != kind}
    for number, item in enumerate(items, 1):
        yield number, ({**header, **item} if isinstance(item, dict) else None)


def add_word(claims: Claims, word: str, value: object) -> None:
    """A field as `keywords`, `word:value`, in small letters; as it is written beside it, unless it is yes or no."""
    text = text_of(value)
    if text.lower() in ("true", "false"):
        text = text.lower()
    if text:
        claims.add("keywords", f"{word}:{text.lower()}", original=f"{word}:{text}")


def loaded(path: Path) -> dict[str, Any]:
    """The whole file."""
    try:
        import yaml
    except ImportError as error:
        raise WatchgateError(
            "reading packs needs PyYAML", hint="install it with: pip install 'watchgate[chains]'"
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
        raise BadInputError("is no pack: no mapping at its top level", where=str(path))
    return found


def text_of(value: object) -> str:
    """A scalar as it is written, empty where it says nothing."""
    text = value.strip() if isinstance(value, str) else ""
    return "" if text in _NOTHING else text


def day_of(value: object) -> str | None:
    """The ISO date a scalar begins with."""
    text = text_of(value)[:10]
    try:
        return date.fromisoformat(text).isoformat() if _DAY.fullmatch(text) else None
    except ValueError:
        return None
