"""A folder of segment files (`store.py`) with a manifest, which says which they are and who is gone since.

The manifest is replaced as a whole once all files are there; files that it does not name are removed then. A process
that has one of them mapped keeps it until it ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from watchgate.risk.kept import keep, kept

SUFFIX = ".names"


class KeptSegment(msgspec.Struct, frozen=True):
    """`gone`: as int64, who of the segment is gone, as whoever keeps it says."""

    file: str
    gone: bytes


class _Manifest(msgspec.Struct, frozen=True):
    made_by: str
    position: int
    tiers: tuple[KeptSegment, ...]


def is_in(folder: Path, file: str | None) -> bool:
    """Whether a segment is in the folder already."""
    return file is not None and (folder / file).exists()


def write_manifest(folder: Path, name: str, segments: Sequence[KeptSegment], position: int, made_by: str) -> None:
    """Say that these are the segments. OSError where the disk takes it not."""
    keep(folder / name, msgspec.msgpack.encode(_Manifest(made_by, position, tuple(segments))))
    named = {one.file for one in segments}
    for path in folder.glob(f"*{SUFFIX}"):
        if path.name not in named:
            path.unlink(missing_ok=True)


def read_manifest(folder: Path, name: str, made_by: str) -> tuple[int, tuple[KeptSegment, ...]] | None:
    """Position and segments; None where there is no such manifest, whole and made by the same."""
    body = kept(folder / name)
    if body is None:
        return None
    try:
        manifest = msgspec.msgpack.decode(body, type=_Manifest)
    except msgspec.MsgspecError:
        return None
    if manifest.made_by != made_by or any(Path(one.file).name != one.file for one in manifest.tiers):
        return None
    return manifest.position, manifest.tiers
