"""Stored parties in a folder (`store_folder.py`): the file of each segment, and the places of those that are gone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from watchgate.risk.names.engine.segment import Segment
from watchgate.risk.names.engine.segment_tables import Tables
from watchgate.risk.names.engine.store import read_segment, write_segment
from watchgate.risk.names.engine.store_folder import KeptSegment, is_in, read_manifest, write_manifest
from watchgate.risk.names.engine.stored_columns import Stored, columns_of, stored
from watchgate.risk.names.engine.stored_tier import StoredTier, stored_tier

MANIFEST = "stored-parties.msgpack"


def write_stored(folder: Path, tiers: Sequence[StoredTier], position: int, made_by: str) -> tuple[StoredTier, ...]:
    """Write what is not there yet; the tiers, mapped from their files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = tuple(tier if is_in(folder, tier.file) else _written(folder, tier, made_by) for tier in tiers)
    segments = [KeptSegment(tier.file or "", _gone(tier)) for tier in written]
    write_manifest(folder, MANIFEST, segments, position, made_by)
    return written


def read_stored(folder: Path, made_by: str) -> tuple[int, tuple[StoredTier, ...]] | None:
    """Position and tiers; None where not all of it is there, whole and made by the same."""
    manifest = read_manifest(folder, MANIFEST, made_by)
    if manifest is None:
        return None
    tiers = []
    for one in manifest[1]:
        held = _read(folder, one.file, made_by)
        gone = np.frombuffer(one.gone, dtype=np.int64)
        if held is None or (gone.size and not 0 <= gone.min() <= gone.max() < held.parties):
            return None
        held.gone[gone] = 1
        tiers.append(stored_tier(held, one.file))
    return manifest[0], tuple(tiers)


def _gone(tier: StoredTier) -> bytes:
    return np.flatnonzero(tier.held.gone).astype(np.int64).tobytes()


def _written(folder: Path, tier: StoredTier, made_by: str) -> StoredTier:
    file = write_segment(folder, Segment(Tables({}, {}, {}, {}, {}), columns_of(tier.held)), made_by)
    held = _read(folder, file, made_by)
    if held is None:
        return tier._replace(file=file)
    held.gone[:] = tier.held.gone
    return tier._replace(held=held, file=file)


def _read(folder: Path, file: str, made_by: str) -> Stored | None:
    made = read_segment(folder / file, made_by)
    if made is None or set(made.found) != set(Stored._fields) - {"gone"}:
        return None
    return stored(made.found)
