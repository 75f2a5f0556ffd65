"""All words similar to one by comparing with every one: what the search by keys is held against."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel
from watchgate.risk.names.engine.similar import similar, similar_joined
from watchgate.risk.names.engine.words_encode import RECORD

Longs = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


@kernel
def compared(own: Longs, own_letters: Bytes, word: int, records: Longs, letters: Bytes) -> Longs:
    """By number of the word, what `similar` gives."""
    found = np.zeros(len(records) // RECORD, dtype=np.int64)
    for number in range(len(found)):
        found[number] = similar(own, own_letters, word, records, letters, number)
    return found


@kernel
def compared_joined(own: Longs, own_letters: Bytes, one: int, records: Longs, letters: Bytes, swapped: bool) -> Longs:
    """By number, what `similar_joined` gives. `swapped`: `one` is the single word, the others are joined."""
    found = np.zeros(len(records) // RECORD, dtype=np.int64)
    for number in range(len(found)):
        if swapped:
            found[number] = similar_joined(records, letters, number, own, own_letters, one)
        else:
            found[number] = similar_joined(own, own_letters, one, records, letters, number)
    return found
