"""How many vowels contradict each other in two words of equal consonants: twin of `sound.gap_cost` on encoded gaps.

A gap is 16 bits: see `words_encode`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import inlined

Bytes = npt.NDArray[np.uint8]
_HEARD_AS_A = 0b0001011
"""a, e, o."""
_HEARD_AS_W = 0b0111000
"""o, u, w."""
_HEARD_AS_Y = 0b1000111
"""i, y, e, a."""
_HEARD_W = 0b0100000
_HEARD_AT_END = 0b1011100
"""i, o, u, y: a vowel that is written where it ends a word."""
_ENDS_IN_I = 1 << 8
_ANY_WRITTEN = 1 << 9
_ENDS_IN_YA = 1 << 10


@inlined
def gap_cost(written: Bytes, written_start: int, heard: Bytes, heard_start: int, count: int) -> int:
    """`written`: of the word of an abjad. `count`: gaps of each, which is the consonants and one."""
    cost = 0
    for place in range(count):
        own = _gap(written, written_start, place)
        other = _gap(heard, heard_start, place)
        waws = own >> 3 & 7
        first, last = place == 0, place == count - 1
        if other & _HEARD_W and not waws:
            cost += 1
        if first and (own != 0) != (other != 0):
            cost += 3
        elif own:
            if not (first or other & _HEARD_AS_A):
                cost += own & 7
            if not other & _HEARD_AS_W:
                cost += waws
            if not other & _HEARD_AS_Y:
                cost += own >> 6 & 7
        elif last and other & _HEARD_AT_END:
            cost += 1
        if last and own & _ANY_WRITTEN and not own & _ENDS_IN_YA and other & _ENDS_IN_I:
            cost += 1
    return cost


@inlined
def _gap(letters: Bytes, start: int, place: int) -> int:
    return int(np.int64(letters[start + 2 * place]) | np.int64(letters[start + 2 * place + 1]) << 8)
