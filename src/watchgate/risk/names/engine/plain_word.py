"""Whether a word is plain: a name by its spelling alone, in which no step of the analysis changes or finds anything.

What is not told here is left to the plain code, word by word (`lexicon.Entry`): a word that is called plain must be
one, the reverse is not needed.
"""

from __future__ import annotations

from watchgate.ledger.compiled import inlined
from watchgate.risk.names.engine.plain_filter import SEED, Bytes, Longs, passes, stepped
from watchgate.risk.names.engine.plain_tables import (
    BEGINS,
    CLOSES,
    FILTER_AT,
    FIRST,
    GENERIC,
    LETTERS,
    LONGEST_SLIP,
    NAMED,
    PATRONYMIC,
    SLIP,
    SLIPS_AT,
    STEM,
    TAIL,
    TWO_SLIPS,
)
from watchgate.risk.names.formwords import SHORTEST, SHORTEST_TWICE

SHORTEST_PLAIN, LONGEST_PLAIN = 3, 64
"""Letters. Of two letters a word is seldom a name, and there are few of them."""
_S = ord("s")


@inlined
def is_plain(word: Bytes, start: int, end: int, tables: Longs) -> bool:
    """Whether it is."""
    if not SHORTEST_PLAIN <= end - start <= LONGEST_PLAIN:
        return False
    bits = tables[tables[FILTER_AT] :]
    state = SEED
    for place in range(start, end):
        if not 0 <= word[place] - FIRST < LETTERS:
            return False
        state = stepped(state, int(word[place]))
        if passes(bits, state, BEGINS):
            return False
    if passes(bits, state, NAMED) or (word[end - 1] == _S and _is_in(word, start, end - 1, bits, GENERIC)):
        return False
    state = SEED
    for back in range(1, end - start + 1):
        state = stepped(state, int(word[end - back]))
        if passes(bits, state, CLOSES) or passes(bits, state, TAIL):
            return False
        if passes(bits, state, PATRONYMIC) and _is_in(word, start, end - back, bits, STEM):
            return False
    return end - start < SHORTEST - 1 or not _may_be_slip(word, start, end, tables, bits)


@inlined
def _is_in(word: Bytes, start: int, end: int, bits: Longs, tag: int) -> bool:
    state = SEED
    for place in range(start, end):
        state = stepped(state, int(word[place]))
    return passes(bits, state, tag)


@inlined
def _may_be_slip(word: Bytes, start: int, end: int, tables: Longs, bits: Longs) -> bool:
    """Whether it may be a word of a form with a slip (`formwords._slip`)."""
    known = tables[SLIPS_AT]
    if not (tables[known + _three(word, start)] & 1 or tables[known + _three(word, end - _END)] & 2):
        return False
    if _is_in(word, start, end, bits, SLIP) or (
        end - start >= SHORTEST_TWICE and _has_two_slips(word, start, end, tables, bits)
    ):
        return True
    for left_out in range(start, end):
        state = SEED
        for place in range(start, end):
            if place != left_out:
                state = stepped(state, int(word[place]))
        if passes(bits, state, SLIP):
            return True
    return False


@inlined
def _has_two_slips(word: Bytes, start: int, end: int, tables: Longs, bits: Longs) -> bool:
    """Whether it has a rest in common with a long word, of which either lacks at most two letters."""
    if end - start > tables[LONGEST_SLIP]:
        return False
    if _is_in(word, start, end, bits, TWO_SLIPS):
        return True
    before = SEED
    for first in range(start, end):
        for second in range(first, end):
            state = before
            for place in range(first + 1, end):
                if place != second:
                    state = stepped(state, int(word[place]))
            if passes(bits, state, TWO_SLIPS):
                return True
        before = stepped(before, int(word[first]))
    return False


_END = 3


@inlined
def _three(word: Bytes, at: int) -> int:
    one, two, three = word[at] - FIRST, word[at + 1] - FIRST, word[at + 2] - FIRST
    return int((one * LETTERS + two) * LETTERS + three)
