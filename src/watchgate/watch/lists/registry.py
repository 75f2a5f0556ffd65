"""Which formats there are, and which files of a folder are lists: recognised by content, never by name alone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

import msgspec

from watchgate.model.errors import BadInputError
from watchgate.watch.lists.entry import ListFile, ListFormat
from watchgate.watch.lists.opening import read_head

FORMAT_MODULES: tuple[str, ...] = (
    "formats.un.consolidated",
    "formats.ofac.prim",
    "formats.ofac.alt",
    "formats.ofac.add",
    "formats.ofac.comments",
    "formats.ofac.simple",
    "formats.ofac.advanced",
    "formats.ofac.enhanced",
    "formats.ofac.crypto_holders",
    "formats.ofac.crypto_named",
    "formats.ofac.crypto_addresses",
    "formats.bis.denied_persons",
    "formats.uk.sanctions_csv",
    "formats.uk.sanctions_xml",
    "formats.uk.conlist",
    "formats.uk.tables",
    "formats.uk.search_ods",
    "formats.eu.fsf_xml",
    "formats.eu.fsf_csv",
    "formats.eu.journal",
    "formats.opensanctions.entities",
    "formats.opensanctions.statements",
    "formats.opensanctions.targets",
    "watchgate.watch.ownership.gleif.relationships_csv",
    "watchgate.watch.ownership.gleif.relationships_xml",
    "watchgate.watch.ownership.gleif.parties_csv",
    "watchgate.watch.ownership.gleif.parties_xml",
    "watchgate.watch.ownership.psc",
    "watchgate.watch.ownership.bods",
    "watchgate.watch.chains.tagpacks",
    "watchgate.watch.chains.actorpacks",
    "watchgate.watch.chains.prices",
)
"""The files that define formats, under watch/lists or by their whole name, each with `FORMAT` or `FORMATS`; earlier
ones are asked first."""

NOTES = re.compile(
    r"^(licen[cs]e|notice|copying|readme|format|changelog|manifest\.json|sha256sums|.*licen[cs]e.*|licenseref.*"
    r"|(cc-by|cc0|mit|ogl|apache).*\.txt)(\..*)?$|\.(md|rst|pdf|html?|xsd|sha256|sig|asc)$",
    re.IGNORECASE,
)
"""Names of what stands beside lists and is none itself; passed over in folders, not when named on their own."""
MAX_FOLDER_DEPTH = 12
MAX_FOLDER_FILES = 20_000


class Unrecognised(msgspec.Struct, frozen=True, kw_only=True):
    """A file that will not be loaded, and why."""

    path: Path
    reason: str


class Discovery(msgspec.Struct, frozen=True, kw_only=True):
    """What was found under the paths given: `files` in path order, and what is no list. Notes are only counted."""

    files: tuple[ListFile, ...]
    unrecognised: tuple[Unrecognised, ...]
    notes: int = 0


@cache
def formats() -> tuple[ListFormat, ...]:
    """Every format, in the order they are asked."""
    found: list[ListFormat] = []
    for name in FORMAT_MODULES:
        module = import_module(name if name.startswith("watchgate.") else f"watchgate.watch.lists.{name}")
        found.extend(module.FORMATS if hasattr(module, "FORMATS") else [module.FORMAT])
    return tuple(found)


def format_named(name: str) -> ListFormat:
    """The format a ListFile says it has."""
    return next(one for one in formats() if one.name == name)


def discover(paths: Iterable[Path]) -> Discovery:
    """The lists among `paths`, folders walked; a file that is the companion of another is not a list of its own."""
    files: list[ListFile] = []
    unrecognised: list[Unrecognised] = []
    notes = 0
    for root in paths:
        before = len(files) + len(unrecognised)
        for path, refusal in _walk(root) if root.is_dir() else [(root, None)]:
            if refusal is not None:
                unrecognised.append(Unrecognised(path=path, reason=refusal))
            elif path != root and NOTES.search(path.name):
                notes += 1
            else:
                try:
                    files.append(recognise(path))
                except BadInputError as error:
                    reason = str(error).removeprefix(f"{path}: ")
                    unrecognised.append(Unrecognised(path=path, reason=reason))
        if len(files) + len(unrecognised) == before:
            unrecognised.append(Unrecognised(path=root, reason="holds no list"))
    return Discovery(files=_without_companions(files), unrecognised=tuple(unrecognised), notes=notes)


def recognise(path: Path, among: Sequence[ListFormat] | None = None) -> ListFile:
    """What list the file is, by its content; BadInputError when it is none that is known."""
    head = read_head(path)
    for one in among if among is not None else formats():
        found = one.recognise(path, head)
        if found is not None:
            return found
    raise BadInputError(f"is no list that is known: {_looks_like(head)}", where=str(path), hint=_HINT)


_HINT = "`watchgate lists formats` names the formats"


def _looks_like(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if not start:
        return "it holds nothing but space"
    if start.startswith((b"<!doctype html", b"<html")):
        return "it is an HTML page, as servers send with an error"
    if b"<!doctype" in start:
        return "it has a document type declaration (DTD), which no official list has"
    if start.startswith(b"<"):
        return "XML with a root element that no list format has, or broken before it"
    if b"\0" in head:
        return "it is not text (NUL bytes)"
    try:
        head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.end < len(head) - 4:  # else a character cut by the end of the head
            return f"not UTF-8 text (byte {error.start})"
    if start.startswith((b"{", b"[")):
        return "JSON whose keys are those of no list format"
    return "columns and content are those of no list format"


def _walk(root: Path) -> Iterator[tuple[Path, str | None]]:
    """Files under `root` in order, each with the reason not to read it, if there is one."""
    home = root.resolve()
    count = 0
    for folder, names, files in os.walk(root, onerror=_fail_on_folder):
        here = Path(folder)
        names[:] = sorted(name for name in names if not name.startswith("."))
        if len(here.relative_to(root).parts) >= MAX_FOLDER_DEPTH:
            raise BadInputError(f"has more than {MAX_FOLDER_DEPTH} levels of folders", where=str(root))
        for name in list(names):
            if (here / name).is_symlink():
                names.remove(name)
                yield here / name, "is a link to a folder: name the folder itself to load it"
        for name in sorted(files):
            if name.startswith("."):
                continue
            count += 1
            if count > MAX_FOLDER_FILES:
                raise BadInputError(f"has more than {MAX_FOLDER_FILES} files", where=str(root))
            path = here / name
            outside = path.is_symlink() and not path.resolve().is_relative_to(home)
            yield path, "is a link that leaves the folder: name the file itself to load it" if outside else None


def _fail_on_folder(error: OSError) -> None:
    raise BadInputError(f"cannot be read: {error.strerror}", where=str(error.filename)) from error


def _without_companions(files: list[ListFile]) -> tuple[ListFile, ...]:
    companions = {path.resolve() for file in files for path in file.paths[1:]}
    return tuple(file for file in files if file.paths[0].resolve() not in companions)
