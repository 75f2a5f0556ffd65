"""An index in a folder: its segment files, and a manifest that says which they are and who is gone since.

The manifest is replaced as a whole once all files are there; files that it does not name are removed then. A process
that has one of them mapped keeps it until it ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from watchgate.risk.kept import keep, kept
from watchgate.risk.names.engine.search_held import held
from watchgate.risk.names.engine.segment_tables import FOREVER
from watchgate.risk.names.engine.store import LEFT, read_segment, write_segment
from watchgate.risk.names.engine.tiers import Tier

MANIFEST = "names-index.msgpack"
SUFFIX = ".names"


class _Kept(msgspec.Struct, frozen=True):
    """`gone`: places as int64, and behind them from which position each is gone."""

    file: str
    gone: bytes


class _Manifest(msgspec.Struct, frozen=True):
    made_by: str
    position: int
    tiers: tuple[_Kept, ...]


def write_tiers(folder: Path, tiers: Sequence[Tier], position: int, made_by: str) -> tuple[Tier, ...]:
    """Write what is not there yet; the tiers with their files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = tuple(
        one
        if one.file and (folder / one.file).exists()
        else one._replace(file=write_segment(folder, one.segment, made_by))
        for one in tiers
    )
    named = tuple(_Kept(one.file or "", _gone(one)) for one in written)
    keep(folder / MANIFEST, msgspec.msgpack.encode(_Manifest(made_by, position, named)))
    for path in folder.glob(f"*{SUFFIX}"):
        if path.name not in {one.file for one in written}:
            path.unlink(missing_ok=True)
    return written


def read_tiers(folder: Path, made_by: str) -> tuple[int, tuple[Tier, ...]] | None:
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
        if Path(one.file).name != one.file:
            return None
        made = read_segment(folder / one.file, made_by)
        if made is None or LEFT not in made.found:
            return None
        places, positions = np.frombuffer(one.gone, dtype=np.int64).reshape(2, -1)
        if places.size and not 0 <= places.min() <= places.max() < made.parties:
            return None
        found = held(made)
        found.gone[:] = FOREVER
        found.gone[places] = positions
        tiers.append(Tier(made, found, one.file))
    return manifest.position, tuple(tiers)


def _gone(tier: Tier) -> bytes:
    places = np.flatnonzero(tier.held.gone != FOREVER)
    return np.concatenate([places, tier.held.gone[places]]).astype(np.int64).tobytes()
