"""The keys that a name is found by beside its words: of its readings, and of its acronym. 64-bit hashes.

Two different keys of one hash only make one more candidate, which is then scored; nothing depends on their being rare.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np

from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.engine.readings_code import KOREAN_FINALS, KOREAN_INITIALS
from watchgate.risk.names.engine.segment_columns import Array, offsets
from watchgate.risk.names.korean import NOT_KOREAN
from watchgate.risk.names.korean_spelled import Reading
from watchgate.risk.names.korean_syllables import Syllable
from watchgate.risk.names.readings import BRIDGE, NONE, OPEN, keys, korean_bridges, korean_parts, mandarin_bridges

_PART_BITS = 5
_OPEN = (1 << _PART_BITS) - 1
_STIR = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


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
    return found if person else [*found, *acronym_keys(name.acronym, name.spelled_acronym)]


def acronym_keys(own: str, spelled: str) -> list[int]:
    """What a name that is asked about looks for by the acronym that it is, and by the one that it would have."""
    found = [_hash(("spelled", own))] if own else []
    return [*found, _hash(("acronym", spelled))] if spelled else found


def _of_readings(name: Analysis, *, of_korean: str, of_mandarin: str) -> list[int]:
    """A bridge leads from one language to the other: half of all Koreans have one of three family names."""
    if name.readings is NONE:
        return []
    found: set[int] = set()
    for reading in name.readings.korean.readings:
        found.update(_of_korean(reading))
    found.update(_hash(key) for key in keys(name.readings._replace(korean=NOT_KOREAN)) if key[0] != BRIDGE)
    found.update(_hash((of_korean, *key)) for key in korean_bridges(name.readings))
    found.update(_hash((of_mandarin, *key)) for key in mandarin_bridges(name.readings))
    return list(found)


def _of_korean(reading: Reading) -> list[int]:
    """The keys of a Korean reading: equal where those of `readings.keys` are. A name has dozens, so none is spelled."""
    whole = 1
    for syllable in reading:
        whole = whole << 2 * _PART_BITS | _parts(syllable, first=whole == 1)
    opened = range(0, 2 * _PART_BITS * len(reading), _PART_BITS)
    return [(whole | _OPEN << place) * _STIR & _MASK for place in opened]


@lru_cache(maxsize=16384)
def _parts(syllable: Syllable, *, first: bool) -> int:
    """Initial and final as keys have them, in a number; an open final is as one that is left open."""
    initial, final = korean_parts(syllable, first=first)
    return KOREAN_INITIALS.index(initial) << _PART_BITS | (_OPEN if final == OPEN else KOREAN_FINALS.index(final))


@lru_cache(maxsize=16384)
def _hash(key: tuple[str, ...]) -> int:
    return int.from_bytes(blake2b("\x1f".join(key).encode(), digest_size=8).digest(), "little")
