"""The keys that a name is found by beside its words: of its readings, and of its acronym. 64-bit hashes.

Two different keys of one hash only make one more candidate, which is then scored; nothing depends on their being rare.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.engine.segment_columns import Array, offsets
from watchgate.risk.names.readings import NONE, keys


def registered(names: Sequence[Analysis], people: Sequence[bool]) -> dict[str, Array]:
    """The keys under which each of `names` is found; `people`: which are only compared as names of people."""
    found = [registered_keys(name, person=person) for name, person in zip(names, people, strict=True)]
    return {
        "key": np.array([key for one in found for key in one], dtype=np.uint64),
        "key_at": offsets(np.array([len(one) for one in found], dtype=np.int64)),
    }


def registered_keys(name: Analysis, *, person: bool) -> list[int]:
    """What a name of the index is found by."""
    found = _of_readings(name)
    if not person and name.acronym:
        found.append(_hash(("acronym", name.acronym)))
    if not person and name.spelled_acronym:
        found.append(_hash(("spelled", name.spelled_acronym)))
    return found


def asked_keys(name: Analysis, *, person: bool) -> list[int]:
    """What a name that is asked about looks for: an acronym what is spelled out, and the reverse."""
    found = _of_readings(name)
    if not person and name.acronym:
        found.append(_hash(("spelled", name.acronym)))
    if not person and name.spelled_acronym:
        found.append(_hash(("acronym", name.spelled_acronym)))
    return found


def _of_readings(name: Analysis) -> list[int]:
    return [] if name.readings is NONE else [_hash(key) for key in set(keys(name.readings))]


def _hash(key: tuple[str, ...]) -> int:
    return int.from_bytes(blake2b("\x1f".join(key).encode(), digest_size=8).digest(), "little")
