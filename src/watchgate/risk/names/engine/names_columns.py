"""Names as numbers, beside their words: the column `reading` of names.

The numbers of one name, in this order; what it has not is left out:

1. header: the bits below, the number of characters (from bit 8), of Korean (11) and of Mandarin readings (15);
2. the hash of its key (two), if a reading may stand instead of its words: certainly Korean, or characters;
3. the hash of its acronym (two), if it is one; the hash of the acronym it would have (two);
4. its characters in simplified form, then their Korean sounds;
5. each Korean reading: how many syllables, and these; likewise each Mandarin one (`readings_code.py`).

The hashes are 64 bits of BLAKE2b: that two different ones are equal among a million has a probability of 1e-7, and
could then only touch a pair of names that both have the same Korean reading, or are acronyms.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.characters import korean_sounds
from watchgate.risk.names.engine.edge import Array
from watchgate.risk.names.engine.readings_code import korean_code, mandarin_code
from watchgate.risk.names.readings import NONE
from watchgate.risk.names.score import LONG_ACRONYM

KOREAN_CERTAIN = 1
KOREAN_NAMED = 2
CHINESE_CERTAIN = 4
FILED = 8
"""The second spelling is the name as of an organisation; without it all but the first are translations."""
HAS_ACRONYM = 16
ACRONYM_IS_LONG = 32
HAS_SPELLED_ACRONYM = 64
HAS_KEY = 128
CHARACTERS_AT = 8
KOREAN_AT = 11
CHINESE_AT = 15


def name_columns(names: Sequence[Analysis]) -> dict[str, Array]:
    """The columns of names, in their order."""
    numbers: list[int] = []
    ends = [0]
    for name in names:
        numbers += encode_name(name)
        ends.append(len(numbers))
    return {"reading": np.array(numbers, dtype=np.int32), "reading_at": np.array(ends, dtype=np.int64)}


def encode_name(name: Analysis) -> list[int]:
    """The numbers of one name."""
    if name.readings is NONE and not name.acronym and not name.spelled_acronym:
        return [FILED if name.filed else 0]
    if name.readings is NONE and not name.filed:
        return encode_acronyms(name.acronym, name.spelled_acronym)
    header = 0
    found: list[int] = [0]
    korean, chinese, characters = name.readings
    if korean.certain or characters:
        header |= HAS_KEY | (KOREAN_CERTAIN if korean.certain else 0)
        found += _hash(name.key)
    if name.filed:
        header |= FILED
    bits, *hashes = encode_acronyms(name.acronym, name.spelled_acronym)
    header |= bits
    found += hashes
    if name.readings is not NONE:
        header |= (KOREAN_NAMED if korean.named else 0) | (CHINESE_CERTAIN if chinese.certain else 0)
        header |= len(characters) << CHARACTERS_AT
        header |= len(korean.readings) << KOREAN_AT | len(chinese.readings) << CHINESE_AT
        if characters:
            found += map(ord, characters)
            found += [ord(sound) if sound else 0 for sound in korean_sounds(characters)]
        for heard in korean.readings:
            found.append(len(heard))
            found += map(korean_code, heard)
        for spoken in chinese.readings:
            found.append(len(spoken))
            found += map(mandarin_code, spoken)
    found[0] = header
    return found


def encode_acronyms(own: str, spelled: str) -> list[int]:
    """The numbers of a name that has no readings: the acronym that it is, the one that it would have."""
    found = [0]
    if own:
        found[0] |= HAS_ACRONYM | (ACRONYM_IS_LONG if len(own) >= LONG_ACRONYM else 0)
        found += _hash(own)
    if spelled:
        found[0] |= HAS_SPELLED_ACRONYM
        found += _hash(spelled)
    return found


def _hash(text: str) -> tuple[int, int]:
    digest = blake2b(text.encode(), digest_size=8).digest()
    return (
        int.from_bytes(digest[:4], "little", signed=True),
        int.from_bytes(digest[4:], "little", signed=True),
    )
