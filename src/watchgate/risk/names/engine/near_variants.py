"""What is left of a string when some of its letters are taken out: two strings a few edits apart have one such rest.

Let two strings be `d` edits apart (a transposition being one). Write one under the other: what both have in common is
left of either when at most `d` letters are taken out of it, for an edit takes at most one letter on each side. The same
holds of what both begin with, their heads of HEAD letters, whatever comes behind: a letter whose partner stands beyond
the other's head is taken out as well, but so many letters as stand out were put in on the other side before, by edits
that take nothing out on this side. Of what two heads have in common any letters may be taken out of both, so that all
rests of heads can have one length. Words are registered under their rests, and asked for under theirs: `near_keys` says
with how many letters taken out. A rest is told by a hash; of a run of one letter the first is taken out, since it makes
no difference which of them goes.

Of a sound only consonants are taken out, and the rest is told by them alone: many sounds have few consonants in common.
So with the rest goes a mark: how many consonants were taken out, and between which of the others an odd number of
vowels stands. Of edits that take out `a` consonants of one sound and `b` of the other each takes out one of either,
or one of one of them, and then it may put in or take out one vowel besides, or none at all, and then it changes the
vowels in at most two places (a vowel and a consonant transposed). So of `d` edits the marks differ in at most
2 * d - a - b places.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.edits import MASKS
from watchgate.risk.names.engine.near_packed import SYMBOLS
from watchgate.risk.names.engine.words_joined import TWO

Longs = npt.NDArray[np.int64]

LONGEST = 16
"""Letters at most of a string whose rests are taken."""
MOST_TAKEN = 3
TAKEN_BITS = 2
MARK_BITS = TAKEN_BITS + 8
"""Of a mark: how many were taken out, then a bit for each gap of a rest of up to seven consonants."""

MOST_KEYS = 512
TEXT_END, MARKED_END, SOUND_END, END, VOWELS = range(5)
"""Where the keys of a group end: rests of the text, of the sound with marks, of heads of the sound, all others."""
MASKS_AT = 8
KEYS_AT = MASKS_AT + MASKS
MARKS_AT = KEYS_AT + MOST_KEYS
LOWS_AT = MARKS_AT + MOST_KEYS
HIGHS_AT = LOWS_AT + MOST_KEYS
HELD_AT = HIGHS_AT + MOST_KEYS
MOST_HELD = 512
CODES_AT = HELD_AT + MOST_HELD
_HASHES_AT = CODES_AT + LONGEST
_POWERS_AT = _HASHES_AT + LONGEST + 1
SYMBOLS_AT = _POWERS_AT + LONGEST + 1
"""Masks of the text by packed symbols, then of the sound."""
RECENT_AT = SYMBOLS_AT + 2 * SYMBOLS
RECENT = 1024
"""Candidates met lately, by their lowest bits: most are met by several rests."""
TWO_AT = RECENT_AT + RECENT
"""Where a pair of the segment is made one word."""
ASKED = TWO_AT + TWO
"""Numbers of the working space of a search for what is near: what is asked, and what is held meanwhile."""
_BASE = 0x2545F4914F6CDD1D
_MIX_1 = np.uint64(0xFF51AFD7ED558CCD)
_MIX_2 = np.uint64(0xC4CEB9FE1A85EC53)
_SHIFT = np.uint64(33)


@inlined
def stirred(state: int, salt: int) -> int:
    """A hash whose every bit depends on all of `state` and `salt` (the end of MurmurHash3, public domain)."""
    word = np.uint64(state) ^ (np.uint64(salt) * _MIX_2)
    word = (word ^ (word >> _SHIFT)) * _MIX_1
    word = (word ^ (word >> _SHIFT)) * _MIX_2
    return int(np.int64(word ^ (word >> _SHIFT)))


@inlined
def extended(state: int, code: int) -> int:
    """The hash of a string, before it is stirred, with one letter more."""
    return state * _BASE + code + 1


@kernel
def rests(work: Longs, size: int, fewest: int, most: int, salt: int, at: int) -> int:
    """Hashes of the rests of the first `size` codes, `fewest` to `most` letters taken out, from `at` on; the end."""
    work[_HASHES_AT] = 0
    work[_POWERS_AT] = 1
    for place in range(size):
        work[_HASHES_AT + place + 1] = extended(work[_HASHES_AT + place], work[CODES_AT + place])
        work[_POWERS_AT + place + 1] = work[_POWERS_AT + place] * _BASE
    if fewest <= 0 <= most:
        work[at] = stirred(work[_HASHES_AT + size], salt)
        at += 1
    for i in range(size if most >= 1 else 0):
        if i and work[CODES_AT + i] == work[CODES_AT + i - 1]:
            continue
        one = work[_HASHES_AT + i]
        if fewest <= 1:
            work[at] = stirred(_behind(work, one, i + 1, size), salt)
            at += 1
        for j in range(i + 1, size if most >= 2 else 0):
            if j > i + 1 and work[CODES_AT + j] == work[CODES_AT + j - 1]:
                continue
            two = _behind(work, one, i + 1, j)
            if fewest <= 2:
                work[at] = stirred(_behind(work, two, j + 1, size), salt)
                at += 1
            for k in range(j + 1, size if most >= MOST_TAKEN else 0):
                if k > j + 1 and work[CODES_AT + k] == work[CODES_AT + k - 1]:
                    continue
                three = _behind(work, two, j + 1, k)
                work[at] = stirred(_behind(work, three, k + 1, size), salt)
                at += 1
    return at


@inlined
def _behind(work: Longs, state: int, start: int, end: int) -> int:
    """`state` extended by the letters from `start` to `end`."""
    power = work[_POWERS_AT + end - start]
    return int(state * power + work[_HASHES_AT + end] - work[_HASHES_AT + start] * power)


@kernel
def rests_of_sound(work: Longs, size: int, fewest: int, most: int, salt: int, at: int) -> int:
    """As `rests`, of consonants, with their marks. `work[VOWELS]`: bit i for a vowel before consonant i."""
    if fewest <= 0:
        at = _marked(work, size, -1, -1, -1, salt, at)
    for i in range(size if most >= 1 else 0):
        if fewest <= 1:
            at = _marked(work, size, i, -1, -1, salt, at)
        for j in range(i + 1, size if most >= 2 else 0):
            if fewest <= 2:
                at = _marked(work, size, i, j, -1, salt, at)
            for k in range(j + 1, size if most >= MOST_TAKEN else 0):
                at = _marked(work, size, i, j, k, salt, at)
    return at


@inlined
def _marked(work: Longs, size: int, i: int, j: int, k: int, salt: int, at: int) -> int:
    """The rest without the consonants `i`, `j`, `k` (-1: none), and its mark."""
    taken = (i >= 0) + (j >= 0) + (k >= 0)
    state = gap = odd = mark = 0
    for place in range(size):
        odd ^= work[VOWELS] >> place & 1
        if place not in (i, j, k):
            state = extended(state, work[CODES_AT + place])
            mark |= odd << gap
            gap += 1
            odd = 0
    mark |= (odd ^ (work[VOWELS] >> size & 1)) << gap
    work[at] = stirred(state, salt)
    work[at + MARKS_AT - KEYS_AT] = taken | mark << TAKEN_BITS
    return at + 1
