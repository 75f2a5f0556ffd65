"""What a kernel reads of the record of a word: see `words` for the layout. `number`: of the word in `records`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import inlined
from watchgate.risk.names.engine.words_encode import FACTS, PLACE, RECORD

Longs = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


@inlined
def kind_of(records: Longs, number: int) -> int:
    """Its Kind."""
    return int(records[number * RECORD + FACTS] & 15) - 1


@inlined
def weight_of(records: Longs, number: int) -> int:
    """Its weight; of a joined word that of both."""
    return int(records[number * RECORD + FACTS] >> 4 & 255)


@inlined
def is_abjad(records: Longs, number: int) -> bool:
    """Whether it is written without vowels."""
    return int(records[number * RECORD + FACTS] >> 12 & 1) != 0


@inlined
def is_wide(records: Longs, number: int) -> bool:
    """Whether its letters are four bytes each."""
    return int(records[number * RECORD + FACTS] >> 13 & 1) != 0


@inlined
def is_bare(records: Longs, number: int) -> bool:
    """Whether its text has no vowel behind the first letter."""
    return int(records[number * RECORD + FACTS] >> 14 & 1) != 0


@inlined
def coarse_size(records: Longs, number: int) -> int:
    """Letters of its coarse sound; 3: or more."""
    return int(records[number * RECORD + FACTS] >> 15 & 3)


@inlined
def text_size(records: Longs, number: int) -> int:
    """Letters of its text."""
    return int(records[number * RECORD + FACTS] >> 17 & 0xFFFF)


@inlined
def sound_size(records: Longs, number: int) -> int:
    """Letters of its sound, dots among them."""
    return int(records[number * RECORD + FACTS] >> 33 & 0xFFFF)


@inlined
def consonants_of(records: Longs, number: int) -> int:
    """Letters of its sound that are no dots."""
    return int(records[number * RECORD + PLACE] >> 32 & 0xFFFF)


@inlined
def skeleton_size(records: Longs, number: int) -> int:
    """Consonants of its skeleton; it has one gap more."""
    return int(records[number * RECORD + PLACE] >> 48 & 0x7FFF)


@inlined
def place_of(records: Longs, number: int) -> int:
    """Where its letters begin: those of the text, then those of the sound, then the gaps."""
    return int(records[number * RECORD + PLACE] & 0xFFFFFFFF)


@inlined
def sound_place(records: Longs, number: int) -> int:
    """Where the letters of its sound begin."""
    return place_of(records, number) + text_size(records, number) * (4 if is_wide(records, number) else 1)


@inlined
def gaps_place(records: Longs, number: int) -> int:
    """Where its gaps begin."""
    return sound_place(records, number) + sound_size(records, number) * (4 if is_wide(records, number) else 1)


@inlined
def letter(letters: Bytes, start: int, index: int, wide: bool) -> int:
    """The code of a letter of the string that begins at `start`."""
    if not wide:
        return int(np.int64(letters[start + index]))
    at = start + 4 * index
    low = np.int64(letters[at]) | np.int64(letters[at + 1]) << 8
    return int(low | np.int64(letters[at + 2]) << 16 | np.int64(letters[at + 3]) << 24)
