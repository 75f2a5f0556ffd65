"""Stored parties in a folder: the file of each segment (`store.py`), and a manifest: which they are, and who is gone.

As with an index (`store_index.py`) the manifest is replaced as a whole once all files are there, and files that it does
not name are removed then.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from watchgate.risk.kept import keep, kept
from watchgate.risk.names.engine.segment import Segment
from watchgate.risk.names.engine.segment_tables import Tables
from watchgate.risk.names.engine.store import read_segment, write_segment
from watchgate.risk.names.engine.stored_columns import Stored, columns_of, stored
from watchgate.risk.names.engine.stored_tier import StoredTier, stored_tier

MANIFEST = "stored-parties.msgpack"
SUFFIX = ".names"


class _Kept(msgspec.Struct, frozen=True):
    """`gone`: places as int64."""

    file: str
    gone: bytes


class _Manifest(msgspec.Struct, frozen=True):
    made_by: str
    position: int
    tiers: tuple[_Kept, ...]


def write_stored(folder: Path, tiers: Sequence[StoredTier], position: int, made_by: str) -> tuple[StoredTier, ...]:
    """Write what is not there yet; the tiers, mapped from their files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = tuple(tier if _is_in(folder, tier) else _written(folder, tier, made_by) for tier in tiers)
    named = tuple(_Kept(tier.file or "", np.flatnonzero(tier.held.gone).astype(np.int64).tobytes()) for tier in written)
    keep(folder / MANIFEST, msgspec.msgpack.encode(_Manifest(made_by, position, named)))
    for path in folder.glob(f"*{SUFFIX}"):
        if path.name not in {tier.file for tier in written}:
            path.unlink(missing_ok=True)
    return written


def read_stored(folder: Path, made_by: str) -> tuple[int, tuple[StoredTier, ...]] | None:
    """Position and tiers; None where not all of it is there, whole and made by the same."""
    body = kept(folder / MANIFEST)
    if body is None:
        return None
    try:
        manifest = msgspec.msgpack.decode(body, type=_Manifest)
    except msgspec.MsgspecError:
        return None
    if manifest.made_by != made_by:
        return None
    tiers = []
    for one in manifest.tiers:
        held = _read(folder, one.file, made_by)
        gone = np.frombuffer(one.gone, dtype=np.int64)
        if held is None or (gone.size and not 0 <= gone.min() <= gone.max() < held.parties):
            return None
        held.gone[gone] = 1
        tiers.append(stored_tier(held, one.file))
    return manifest.position, tuple(tiers)


def _is_in(folder: Path, tier: StoredTier) -> bool:
    return tier.file is not None and (folder / tier.file).exists()


def _written(folder: Path, tier: StoredTier, made_by: str) -> StoredTier:
    file = write_segment(folder, Segment(Tables({}, {}, {}, {}, {}), columns_of(tier.held)), made_by)
    held = _read(folder, file, made_by)
    if held is None:
        return tier._replace(file=file)
    held.gone[:] = tier.held.gone
    return tier._replace(held=held, file=file)


def _read(folder: Path, file: str, made_by: str) -> Stored | None:
    if Path(file).name != file:
        return None
    made = read_segment(folder / file, made_by)
    if made is None or set(made.found) != set(Stored._fields) - {"gone"}:
        return None
    return stored(made.found)
