"""Edits between two strings, a transposition of neighbours as one: optimal string alignment (OSA).

Twin of `rapidfuzz.distance.OSA.distance` with a cut-off. What both strings begin and end with alike is no part of any
edit, so it is taken off first. What is left is measured a column at a time, 64 letters in one word (H. Hyyro, A
bit-vector algorithm for computing Levenshtein and Damerau edit distances, 2003); longer strings in a band.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.words_read import letter

Longs = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
LETTERS_IN_A_WORD = 64
CODES = 256
TEXT_MASKS, SOUND_MASKS = 0, CODES
MASKS = 2 * CODES
"""Of a word that is compared with many: by letter code the bits of where it stands in the text, and in the sound."""


@kernel
def osa(
    a: Bytes, a_start: int, a_size: int, a_wide: bool, b: Bytes, b_start: int, b_size: int, b_wide: bool, most: int
) -> int:
    """The number of edits, or `most` + 1 where there are more than `most`."""
    if abs(a_size - b_size) > most:
        return most + 1
    head = 0
    while head < min(a_size, b_size) and letter(a, a_start, head, a_wide) == letter(b, b_start, head, b_wide):
        head += 1
    tail = 0
    while tail < min(a_size, b_size) - head and (
        letter(a, a_start, a_size - 1 - tail, a_wide) == letter(b, b_start, b_size - 1 - tail, b_wide)
    ):
        tail += 1
    a_left = a_size - head - tail
    b_left = b_size - head - tail
    if a_left == 0 or b_left == 0:
        return min(most + 1, a_left + b_left)
    a_from = a_start + head * (4 if a_wide else 1)
    b_from = b_start + head * (4 if b_wide else 1)
    if a_left <= LETTERS_IN_A_WORD:
        return min(most + 1, _by_bits(a, a_from, a_left, a_wide, b, b_from, b_left, b_wide))
    if b_left <= LETTERS_IN_A_WORD:
        return min(most + 1, _by_bits(b, b_from, b_left, b_wide, a, a_from, a_left, a_wide))
    return _in_a_band(a, a_from, a_left, a_wide, b, b_from, b_left, b_wide, most)


@inlined
def osa_masked(masks: Longs, first: int, size: int, b: Bytes, b_start: int, b_size: int, most: int) -> int:
    """As `osa`, from a string of `size` letters, no more than 64, by its masks from `first` on. `b` is not wide."""
    if abs(size - b_size) > most:
        return most + 1
    if size == 0:
        return min(most + 1, b_size)
    distance = size
    last = 1 << (size - 1)
    positive = -1
    negative = 0
    diagonal = 0
    equal_before = 0
    for index in range(b_size):
        equal = masks[first + np.int64(b[b_start + index])]
        transposed = ((~diagonal & equal) << 1) & equal_before
        diagonal = (((equal & positive) + positive) ^ positive) | equal | negative | transposed
        down = negative | ~(diagonal | positive)
        up = diagonal & positive
        if down & last:
            distance += 1
        if up & last:
            distance -= 1
        down = down << 1 | 1
        up <<= 1
        positive = up | ~(diagonal | down)
        negative = down & diagonal
        equal_before = equal
    return min(most + 1, distance)


@inlined
def _by_bits(
    a: Bytes, a_start: int, a_size: int, a_wide: bool, b: Bytes, b_start: int, b_size: int, b_wide: bool
) -> int:
    """`a` has at most 64 letters: bit i of a word stands for its letter i."""
    distance = a_size
    last = 1 << (a_size - 1)
    positive = -1
    negative = 0
    diagonal = 0
    equal_before = 0
    for index in range(b_size):
        code = letter(b, b_start, index, b_wide)
        equal = 0
        for place in range(a_size):
            if letter(a, a_start, place, a_wide) == code:
                equal |= 1 << place
        transposed = ((~diagonal & equal) << 1) & equal_before
        diagonal = (((equal & positive) + positive) ^ positive) | equal | negative | transposed
        down = negative | ~(diagonal | positive)
        up = diagonal & positive
        if down & last:
            distance += 1
        if up & last:
            distance -= 1
        down = down << 1 | 1
        up <<= 1
        positive = up | ~(diagonal | down)
        negative = down & diagonal
        equal_before = equal
    return distance


@kernel
def _in_a_band(
    a: Bytes, a_start: int, a_size: int, a_wide: bool, b: Bytes, b_start: int, b_size: int, b_wide: bool, most: int
) -> int:
    """Row by row, no further from the diagonal than `most`."""
    far = most + 1
    rows = np.full((3, b_size + 1), far, dtype=np.int64)
    for j in range(min(b_size, most) + 1):
        rows[0, j] = j
    for i in range(1, a_size + 1):
        now, before, earlier = i % 3, (i - 1) % 3, (i - 2) % 3
        low, high = max(1, i - most), min(b_size, i + most)
        rows[now, :] = far
        if i <= most:
            rows[now, 0] = i
        code = letter(a, a_start, i - 1, a_wide)
        for j in range(low, high + 1):
            other = letter(b, b_start, j - 1, b_wide)
            best = rows[before, j - 1] + (0 if code == other else 1)
            best = min(best, rows[before, j] + 1, rows[now, j - 1] + 1)
            if (
                i > 1
                and j > 1
                and code == letter(b, b_start, j - 2, b_wide)
                and other == letter(a, a_start, i - 2, a_wide)
            ):
                best = min(best, rows[earlier, j - 2] + 1)
            rows[now, j] = min(best, far)
    return int(rows[a_size % 3, b_size])
