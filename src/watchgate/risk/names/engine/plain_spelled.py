"""Whether a plain word may be of a Korean or Mandarin name by its spelling, and of how many syllables.

What is told here is never less than what `korean_spelled.spelled` and `chinese.may_be_spelled` find. A word is read
from its beginning. For each place there are bits: how many syllables may have ended there.
"""

from __future__ import annotations

from watchgate.ledger.compiled import inlined
from watchgate.risk.names.engine.plain_filter import Bytes, Longs
from watchgate.risk.names.engine.plain_tables import (
    BEHIND_INITIAL,
    CLASSES,
    ENDING,
    FINALS,
    FIRST,
    INITIALS,
    KOREAN_AT,
    LETTERS,
    MANDARIN_AT,
    MIDDLES,
    NODE,
    OPENING,
    TWO,
    VALID,
    VOWELS,
    WHOLES,
)
from watchgate.risk.names.korean_spelled import LONGEST_WORD

PLACES = 66
"""Numbers of room that is needed."""
_COUNTED = 30
_MORE = 15
"""Bits of one to four syllables; of none to three, behind which another may stand."""
_U, _H = ord("u"), ord("h")


@inlined
def fewest_syllables(word: Bytes, start: int, end: int, tables: Longs, room: Longs) -> int:
    """Of a word that no table names: no more than it has in a Korean name; 0: of none. Japan adds a u at the end."""
    found = _syllables(word, start, end, tables, room)
    if word[end - 1] == _U:
        found |= _syllables(word, start, end - 1, tables, room)
    for count in range(1, 5):
        if found >> count & 1:
            return count
    return 0


@inlined
def is_mandarin(word: Bytes, start: int, end: int, tables: Longs, system: int, room: Longs) -> bool:
    """Whether it is one to four syllables in a system of spelling."""
    trees = tables[MANDARIN_AT]
    tree = trees + tables[trees + system]
    size = end - start
    for place in range(size + 1):
        room[place] = 0
    room[0] = 1
    for place in range(size):
        node = 0
        for at in range(place, size if room[place] & _MORE else place):
            node = tables[tree + NODE * node + word[start + at] - FIRST]
            if node == 0:
                break
            if tables[tree + NODE * node + LETTERS]:
                room[at + 1] |= room[place] << 1 & _COUNTED
    return bool(room[size] & _COUNTED != 0)


@inlined
def _syllables(word: Bytes, start: int, end: int, tables: Longs, room: Longs) -> int:
    """Bits of how many syllables of Korean names a word may be."""
    size = end - start
    if size > LONGEST_WORD:
        return 0
    trees = tables[KOREAN_AT]
    initials = trees + tables[trees + INITIALS]
    for place in range(size + 1):
        room[place] = 0
    room[0] = 1
    for place in range(size):
        if not room[place] & _MORE:
            continue
        bits = room[place] << 1 & _COUNTED
        if _is_whole(word, start + place, end, tables, trees + tables[trees + WHOLES]):
            room[size] |= bits
        node = initial = 0
        for head in range(place, size):
            if head > place:
                node = tables[initials + NODE * node + word[start + head - 1] - FIRST]
                if node == 0:
                    break
                initial = tables[initials + NODE * node + LETTERS]
            if head == place or initial:
                _vowels(word, start, size, place, head, initial, bits, tables, trees, room)
    return int(room[size] & _COUNTED)


@inlined
def _vowels(
    word: Bytes, start: int, size: int, place: int, head: int, initial: int, bits: int, tables: Longs, trees: int,
    room: Longs,
) -> None:  # fmt: skip
    """Note where a syllable ends that begins at `place`, with vowels at `head`."""
    middles, finals = trees + tables[trees + MIDDLES], trees + tables[trees + FINALS]
    valid, two = trees + tables[trees + VALID] + CLASSES * initial, trees + tables[trees + TWO]
    node = 0
    for tail in range(head, size):
        node = tables[middles + NODE * node + word[start + tail] - FIRST]
        if node == 0:
            break
        spelled = tables[middles + NODE * node + LETTERS]
        vowels = spelled | spelled >> (OPENING if head == place else BEHIND_INITIAL)
        if tail + 1 == size:
            vowels |= spelled >> ENDING
        vowels &= VOWELS
        behind_it = final = 0
        for behind in range(tail + 1, size + 1 if vowels else tail + 1):
            if behind > tail + 1:
                behind_it = tables[finals + NODE * behind_it + word[start + behind - 1] - FIRST]
                if behind_it == 0:
                    break
                final = tables[finals + NODE * behind_it + LETTERS]
                if final == 0:
                    continue
            if tables[valid + final] & vowels == 0:
                continue
            if behind < size and word[start + behind] != _H:
                pair = (word[start + behind - 1] - FIRST) * LETTERS + word[start + behind] - FIRST
                if tables[two + pair]:
                    continue
            room[behind] |= bits


@inlined
def _is_whole(word: Bytes, start: int, end: int, tables: Longs, tree: int) -> bool:
    node = 0
    for place in range(start, end):
        node = tables[tree + NODE * node + word[place] - FIRST]
        if node == 0:
            return False
    return bool(tables[tree + NODE * node + LETTERS] != 0)
