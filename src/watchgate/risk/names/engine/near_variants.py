"""What is left of a string when some of its letters are taken out: two strings a few edits apart have one such rest.

Let two strings be `d` edits apart (a transposition being one). Write one under the other: what both have in common is
left of either when at most `d` letters are taken out of it, for an edit takes at most one letter on each side. The same
holds of what both begin with, their first PREFIX letters, whatever comes behind: a letter whose partner stands beyond
the other's PREFIX is taken out as well, but so many letters as stand out were put in on the other side before, by
edits that take nothing out on this side. So words are registered under all rests of at most so many letters, and asked
for under all rests: see `near_keys` for how many. A rest is told by a hash; runs of one letter are taken out from their
front only, since it makes no difference which of them goes.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.risk.names.engine.compiled import inlined, kernel

Longs = npt.NDArray[np.int64]

LONGEST = 16
"""Letters at most of a string whose rests are taken."""
MOST_TAKEN = 3
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
def rests(codes: Longs, size: int, fewest: int, most: int, salt: int, out: Longs, at: int) -> int:
    """Hashes of the rests of `codes[:size]` with `fewest` to `most` letters taken out, in `out` from `at`; the end."""
    heads = np.zeros(LONGEST + 1, dtype=np.int64)
    powers = np.ones(LONGEST + 1, dtype=np.int64)
    for place in range(size):
        heads[place + 1] = extended(heads[place], codes[place])
        powers[place + 1] = powers[place] * _BASE
    if fewest <= 0 <= most:
        out[at] = stirred(heads[size], salt)
        at += 1
    if most < 1:
        return at
    for i in range(size):
        if i and codes[i] == codes[i - 1]:
            continue
        if fewest <= 1:
            out[at] = stirred(_behind(heads, powers, heads[i], i + 1, size), salt)
            at += 1
        if most < 2:
            continue
        for j in range(i + 1, size):
            if j > i + 1 and codes[j] == codes[j - 1]:
                continue
            two = _behind(heads, powers, heads[i], i + 1, j)
            if fewest <= 2:
                out[at] = stirred(_behind(heads, powers, two, j + 1, size), salt)
                at += 1
            if most < MOST_TAKEN:
                continue
            for k in range(j + 1, size):
                if k > j + 1 and codes[k] == codes[k - 1]:
                    continue
                three = _behind(heads, powers, two, j + 1, k)
                out[at] = stirred(_behind(heads, powers, three, k + 1, size), salt)
                at += 1
    return at


@inlined
def _behind(heads: Longs, powers: Longs, state: int, start: int, end: int) -> int:
    """`state` extended by the letters from `start` to `end`."""
    return int(state * powers[end - start] + heads[end] - heads[start] * powers[end - start])
