"""What `watchgate gate payments` reads, and the record of how far it is, so that it can go on after an interruption.

Beside `decisions.jsonl` stand `decisions.jsonl.part`, the lines so far, and `decisions.jsonl.part.json`, this record.
Both are gone when everything is answered. The history needs neither: what was decided is given back.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from watchgate.model.errors import BadInputError

LARGEST_BYTES = 256 << 20
"""Of one file; the reader refuses less than that, and so much is never read into memory."""


class Source(msgspec.Struct, frozen=True):
    """A file to decide, and why it could not be read, if so."""

    path: Path
    data: bytes
    error: str = ""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """The first `files` of the files under `path` are answered in the first `output_bytes` of the part."""

    path: str
    policy: str
    rail: str | None
    files: int = 0
    output_bytes: int = 0


class OutputFiles:
    """The three files of one run."""

    def __init__(self, out: Path) -> None:
        folder = out.absolute().parent
        if out.is_dir():
            raise BadInputError("is a folder", where=str(out), hint="name a file in it for the answers")
        if not folder.is_dir():
            raise BadInputError(f"there is no folder {folder} to write it in", where=str(out), hint="make it first")
        if not os.access(folder, os.W_OK):
            raise BadInputError(f"the folder {folder} cannot be written to", where=str(out), hint="name another one")
        self.out = out
        self.part = out.with_name(out.name + ".part")
        self.record = out.with_name(out.name + ".part.json")

    def begin(self, wanted: Progress) -> Progress:
        """`wanted`, or how far an interrupted run of the same came; BadInputError when another one is in the way."""
        if not self.record.exists():
            return wanted
        try:
            known = msgspec.json.decode(self.record.read_bytes(), type=Progress)
            size = self.part.stat().st_size
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise self._in_the_way(f"cannot be read: {error}") from error
        if size < known.output_bytes:
            raise self._in_the_way("is shorter than its record says")
        if msgspec.structs.replace(known, files=0, output_bytes=0) != wanted:
            raise self._in_the_way("was begun with other files, another policy or another rail")
        return known

    def write(self, progress: Progress) -> None:
        """Replace the record, durably. What it counts must be on the disk already."""
        temporary = self.record.with_name(self.record.name + ".new")
        with temporary.open("wb") as file:
            file.write(msgspec.json.encode(progress))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.record)
        _sync_folder(self.out.absolute().parent)

    def finish(self) -> None:
        """The record goes, the part becomes the output."""
        self.record.unlink(missing_ok=True)
        self.part.replace(self.out)
        _sync_folder(self.out.absolute().parent)

    def own(self) -> frozenset[Path]:
        """These files, which are no payments when they stand in the folder itself."""
        temporary = self.record.with_name(self.record.name + ".new")
        return frozenset(one.absolute() for one in (self.out, self.part, self.record, temporary))

    def _in_the_way(self, why: str) -> BadInputError:
        return BadInputError(
            f"an unfinished run {why}", where=str(self.part), hint=f"delete it and {self.record.name} to begin anew"
        )


def files_of(path: Path, leave_out: frozenset[Path]) -> list[Path]:
    """The file itself, or every regular file below the folder in order of their names; hidden ones are left out."""
    if not path.exists():
        raise BadInputError("there is no such file or folder", where=str(path))
    if not path.is_dir():
        return [path]
    found = [
        Path(folder) / name
        for folder, folders, names in os.walk(path)
        if _visible(folders)
        for name in names
        if not name.startswith(".")
    ]
    found = [one for one in found if one.is_file() and one.absolute() not in leave_out]
    if not found:
        raise BadInputError("there is no file in this folder", where=str(path))
    return sorted(found)


def sources(paths: list[Path]) -> Iterator[Source]:
    """Each file with its bytes, read when its turn comes."""
    for path in paths:
        try:
            with path.open("rb") as file:
                yield Source(path, file.read(LARGEST_BYTES))
        except OSError as error:
            yield Source(path, b"", f"cannot be read: {error.strerror or error}")


def _visible(folders: list[str]) -> bool:
    folders[:] = [name for name in folders if not name.startswith(".")]
    return True


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
