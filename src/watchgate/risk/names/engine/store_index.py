"""An index in a folder (`store_folder.py`): its segment files, who is gone of each, and from which position on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from watchgate.risk.names.engine.search_held import held
from watchgate.risk.names.engine.segment_tables import FOREVER
from watchgate.risk.names.engine.store import LEFT, read_segment, write_segment
from watchgate.risk.names.engine.store_folder import KeptSegment, is_in, read_manifest, write_manifest
from watchgate.risk.names.engine.tiers import Tier

MANIFEST = "names-index.msgpack"


def write_tiers(folder: Path, tiers: Sequence[Tier], position: int, made_by: str) -> tuple[Tier, ...]:
    """Write what is not there yet; the tiers with their files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = tuple(
        one if is_in(folder, one.file) else one._replace(file=write_segment(folder, one.segment, made_by))
        for one in tiers
    )
    write_manifest(folder, MANIFEST, [KeptSegment(one.file or "", _gone(one)) for one in written], position, made_by)
    return written


def read_tiers(folder: Path, made_by: str) -> tuple[int, tuple[Tier, ...]] | None:
    """Position and tiers; None where not all of it is there, whole and made by the same."""
    manifest = read_manifest(folder, MANIFEST, made_by)
    if manifest is None:
        return None
    tiers = []
    for one in manifest[1]:
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
    return manifest[0], tuple(tiers)


def _gone(tier: Tier) -> bytes:
    """Their places, and behind them from which position each is gone."""
    places = np.flatnonzero(tier.held.gone != FOREVER)
    return np.concatenate([places, tier.held.gone[places]]).astype(np.int64).tobytes()
