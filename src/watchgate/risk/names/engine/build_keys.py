"""The keys that a name is found by beside its words: of its readings, and of its acronym. 64-bit hashes.

Two different keys of one hash only make one more candidate, which is then scored; nothing depends on their being rare.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np

from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.engine.segment_columns import Array, offsets
from watchgate.risk.names.readings import BRIDGE, NONE, keys, korean_bridges, mandarin_bridges


def registered(names: Sequence[Analysis], people: Sequence[bool]) -> dict[str, Array]:
    """The keys under which each of `names` is found; `people`: which are only compared as names of people."""
    found = [registered_keys(name, person=person) for name, person in zip(names, people, strict=True)]
    return {
        "key": np.array([key for one in found for key in one], dtype=np.uint64),
        "key_at": offsets(np.array([len(one) for one in found], dtype=np.int64)),
    }


def registered_keys(name: Analysis, *, person: bool) -> list[int]:
    """What a name of the index is found by."""
    found = _of_readings(name, of_korean="Korean", of_mandarin="Mandarin")
    if not person and name.acronym:
        found.append(_hash(("acronym", name.acronym)))
    if not person and name.spelled_acronym:
        found.append(_hash(("spelled", name.spelled_acronym)))
    return found


def asked_keys(name: Analysis, *, person: bool) -> list[int]:
    """What a name that is asked about looks for: an acronym what is spelled out, and the reverse."""
    found = _of_readings(name, of_korean="Mandarin", of_mandarin="Korean")
    if not person and name.acronym:
        found.append(_hash(("spelled", name.acronym)))
    if not person and name.spelled_acronym:
        found.append(_hash(("acronym", name.spelled_acronym)))
    return found


def _of_readings(name: Analysis, *, of_korean: str, of_mandarin: str) -> list[int]:
    """A bridge leads from one language to the other: half of all Koreans have one of three family names."""
    if name.readings is NONE:
        return []
    found = {key for key in keys(name.readings) if key[0] != BRIDGE}
    found |= {(of_korean, *key) for key in korean_bridges(name.readings)}
    found |= {(of_mandarin, *key) for key in mandarin_bridges(name.readings)}
    return [_hash(key) for key in found]


@lru_cache(maxsize=16384)
def _hash(key: tuple[str, ...]) -> int:
    return int.from_bytes(blake2b("\x1f".join(key).encode(), digest_size=8).digest(), "little")
