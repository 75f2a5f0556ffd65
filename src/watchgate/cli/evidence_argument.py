"""`--evidence`: where a statement can be seen again, as a person writes it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from watchgate.model.errors import BadInputError
from watchgate.model.statement import ChainOutput, Evidence, ListRecord, Scene, Span

if TYPE_CHECKING:
    from watchgate.ledger.originals import Originals

LIST = re.compile(r"list:([0-9a-f]{64})#(.{1,500})", re.DOTALL)
CHAIN = re.compile(r"chain:([a-z0-9-]{1,40})/(\d{1,12})/([0-9A-Za-z]{16,128})(?:/(\d{1,9}))?")
SCENE = re.compile(r"scene:([^@\s]{1,500})@((?:POINT|POLYGON|MULTIPOLYGON|LINESTRING|MULTIPOINT)\b.{1,10000})")
SPAN = re.compile(r"(.+):(\d{1,9})-(\d{1,9})")
FORMS = "FILE, FILE:START-END, list:SHA256#RECORD, chain:NAME/BLOCK/TRANSACTION[/OUTPUT] or scene:ID,ID@WKT"
MOST_PLACES = 5


def read_evidence(text: str, value: str, originals: Originals) -> Evidence:
    """The evidence `text` names; a document is kept among the originals.

    FILE alone cites the one place where `value` stands in it, word for word; characters are counted from 0, START
    inclusive, END exclusive. BadInputError when the place is not there, or not the only one.
    """
    if found := LIST.fullmatch(text):
        originals.path(found[1])
        return ListRecord(record_id=found[2], sha256=found[1])
    if found := CHAIN.fullmatch(text):
        output = None if found[4] is None else int(found[4])
        return ChainOutput(chain=found[1], block=int(found[2]), transaction=found[3], output=output)
    if found := SCENE.fullmatch(text):
        return Scene(scene_ids=tuple(found[1].split(",")), geometry=found[2])
    if text.startswith(("list:", "chain:", "scene:")):
        raise BadInputError(f"{text[:80]!r} is not evidence", where="--evidence", hint=f"write it as {FORMS}")
    cited = None if Path(text).is_file() else SPAN.fullmatch(text)
    path = Path(cited[1] if cited else text)
    document = _text(path)
    start, end = (int(cited[2]), int(cited[3])) if cited else _only_place(document, value, path)
    if not 0 <= start < end <= len(document):
        raise BadInputError(
            f"has {len(document):,} characters, so there is no {start}-{end}", where=str(path), hint="count from 0"
        )
    return Span(sha256=originals.keep(path), start=start, end=end, raw=document[start:end])


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except FileNotFoundError as error:
        raise BadInputError("is not there", where=str(path), hint=f"evidence is {FORMS}") from error
    except UnicodeDecodeError as error:
        raise BadInputError(
            f"is not UTF-8 text at byte {error.start}", where=str(path), hint="cite the text taken from it"
        ) from error
    except OSError as error:
        raise BadInputError(f"cannot be read: {error.strerror}", where=str(path)) from error


def _only_place(document: str, value: str, path: Path) -> tuple[int, int]:
    places: list[int] = []
    at = document.find(value)
    while at >= 0 and len(places) <= MOST_PLACES:
        places.append(at)
        at = document.find(value, at + 1)
    if len(places) == 1:
        return places[0], places[0] + len(value)
    hint = f"name the place by its characters: {path}:START-END"
    if not places:
        raise BadInputError(f"does not say {value!r} word for word", where=str(path), hint=hint)
    shown = ", ".join(f"{place}-{place + len(value)}" for place in places[:MOST_PLACES])
    raise BadInputError(f"says {value!r} in several places: {shown}", where=str(path), hint=hint)
