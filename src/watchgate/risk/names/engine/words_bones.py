"""The bones of a word that is not of an abjad, from its letters: twin of `sound.bones`.

Two neighbours written as one are a word that nobody has seen before: their bones cannot be remembered, and an index has
more of them than words. `bone_table` holds the table of spellings as a tree: from each node by letter to the next (0:
none), for each node the sounds of the spelling that ends there (0: none, else their number, and 21 bits each from bit 2
on), and into which consonant each is merged.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names import tables

Longs = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]

_LETTERS = 26
_MERGED = 256
_FIRST = 97
SOUND_BITS = 21
SOUND_MASK = (1 << SOUND_BITS) - 1
_MOST_SOUNDS = 2
_A, _B, _C, _D, _E, _H, _I, _J, _K, _L, _N, _O, _S, _U, _V, _W, _Y, _DOT = (ord(one) for one in "abcdehijklnosuvwy.")
_VOWELS = sum(1 << (ord(one) - _FIRST) for one in "aeiouy")
_HEARD = (_A, _E, _I, _O, _U, _W, _Y)
_OTHER = 1 << len(_HEARD)
_LAST_IS_I = _OTHER << 1


@cache
def bone_table() -> Longs:
    """The number of nodes, the tree, the sounds by node, the merged consonants."""
    nodes: list[list[int]] = [[0] * _LETTERS]
    ends = [0]
    for spelling, sounds in tables.mapping("sounds").items():
        node = 0
        for one in spelling:
            step = ord(one) - _FIRST
            if not nodes[node][step]:
                nodes[node][step] = len(nodes)
                nodes.append([0] * _LETTERS)
                ends.append(0)
            node = nodes[node][step]
        ends[node] = _packed([ord(one) for one in sounds]) or _SILENT
    merged = list(range(_MERGED))
    for one, other in tables.mapping("skeleton").items():
        merged[ord(one)] = ord(other)
    return np.array([len(nodes), *(step for node in nodes for step in node), *ends, *merged], dtype=np.int64)


_SILENT = 1 << 62
"""A spelling without a sound, told from none."""


def _packed(sounds: list[int]) -> int:
    assert len(sounds) <= _MOST_SOUNDS
    return sum(sound << 2 + SOUND_BITS * place for place, sound in enumerate(sounds)) | len(sounds)


@kernel
def find_bones(codes: Codes, start: int, end: int, table: Longs, consonants: Codes, letters: Bytes, free: int) -> int:
    """Consonants into `consonants`, gaps (as in `words_encode`) into `letters` from `free` on; how many consonants.

    `consonants` has room for two a letter.
    """
    ends = ends_at(table)
    merged = ends + table[0]
    first = free
    count = pieces = gap = 0
    ends_in_h = False
    at, before, before_size = start, start, 0
    while at < end:
        size, key = longest_spelling(codes, at, end, table, ends)
        if size == 1:
            key = in_place(codes, start, at, end, key)
        again = size == before_size and _equal(codes, before, at, size)
        for place in range(0 if again else key & 3):
            sound = key >> 2 + SOUND_BITS * place & SOUND_MASK
            pieces += 1
            ends_in_h = False
            if sound == _DOT:
                gap = _heard(codes, at, size, gap)
            elif sound == _V:
                gap = (gap & ~_LAST_IS_I) | 1 << 5
            else:
                _write(letters, free, gap)
                free += 2
                gap = 0
                consonants[count] = np.uint32(table[merged + sound] if sound < _MERGED else sound)
                ends_in_h = consonants[count] == _H
                count += 1
        if key & 3 == 0 or key == (_DOT << 2 | 1):
            pieces += 1
            ends_in_h = False
            gap = _heard(codes, at, size, gap)
        before, before_size = at, size
        at += size
    if ends_in_h and pieces > 2 and codes[end - 1] == _H:
        count -= 1
        free -= 2
        gap = _read(letters, free)
    _write(letters, free, gap)
    if count > 3 and consonants[0] == _B and consonants[1] == _D and consonants[2] == _L:
        count = _without_article(consonants, count, letters, first)
    return count


@inlined
def ends_at(table: Longs) -> int:
    """Where in the table the sounds by node begin."""
    return int(1 + table[0] * _LETTERS)


@inlined
def longest_spelling(codes: Codes, at: int, end: int, table: Longs, ends: int) -> tuple[int, int]:
    """How many letters the longest spelling of the table has here, and its sounds; else one letter that is its own."""
    size, key = 1, int(np.int64(codes[at])) << 2 | 1
    node = 0
    for place in range(at, end):
        step = int(np.int64(codes[place])) - _FIRST
        if not 0 <= step < _LETTERS:
            break
        node = int(table[1 + node * _LETTERS + step])
        if node == 0:
            break
        if table[ends + node]:
            size, key = place + 1 - at, int(table[ends + node])
    return size, key


@inlined
def in_place(codes: Codes, start: int, at: int, end: int, key: int) -> int:
    """Twin of `sound._in_place`."""
    code = int(np.int64(codes[at]))
    after = int(np.int64(codes[at + 1])) if at + 1 < end else 0
    before = int(np.int64(codes[at - 1])) if at > start else 0
    if code == _Y:
        return _DOT << 2 | 1 if before or not _is_vowel(after) else _SILENT
    if code == _J:
        return _DOT << 2 | 1 if before and _glide(before, after, at + 2 >= end) else _J << 2 | 1
    if code == _C:
        return _S << 2 | 1 if after in (_E, _I, _Y) else _K << 2 | 1
    if code == _H and before:
        heard = after and (_is_vowel(after) or _is_vowel(before))
        return _H << 2 | 1 if heard else _SILENT
    return key


@inlined
def _glide(before: int, after: int, last: bool) -> bool:
    """Twin of `sound._glide`; `after` is 0 where nothing follows."""
    if _is_vowel(before):
        return not after or (before == _I and last) or (before == _E and not _is_vowel(after))
    return after in (_A, _E, _O, _U) and before not in (_D, _N)


@inlined
def _is_vowel(code: int) -> bool:
    return 0 <= code - _FIRST < _LETTERS and _VOWELS >> (code - _FIRST) & 1 != 0


@inlined
def _equal(codes: Codes, one: int, other: int, size: int) -> bool:
    for place in range(size):  # noqa: SIM110 - numba compiles no generator here
        if codes[one + place] != codes[other + place]:
            return False
    return True


@inlined
def _heard(codes: Codes, at: int, size: int, gap: int) -> int:
    """A gap with the vowels of a spelling behind those it has."""
    for place in range(at, at + size):
        code = int(np.int64(codes[place]))
        bit = _OTHER
        for index in range(len(_HEARD)):
            if code == _HEARD[index]:
                bit = 1 << index
        gap = (gap & ~_LAST_IS_I) | bit
        if code in (_I, _Y):
            gap |= _LAST_IS_I
    return gap


@inlined
def _without_article(consonants: Codes, count: int, letters: Bytes, first: int) -> int:
    """Without the third of four consonants or more, whose gaps are one then."""
    own, other = _read(letters, first + 4), _read(letters, first + 6)
    _write(letters, first + 4, (own & ~_LAST_IS_I) | other if other else own)
    for place in range(3, count):
        consonants[place - 1] = consonants[place]
        _write(letters, first + 2 * place, _read(letters, first + 2 * place + 2))
    return count - 1


@inlined
def _read(letters: Bytes, at: int) -> int:
    return int(np.int64(letters[at]) | np.int64(letters[at + 1]) << 8)


@inlined
def _write(letters: Bytes, at: int, gap: int) -> None:
    letters[at] = gap & 255
    letters[at + 1] = gap >> 8
