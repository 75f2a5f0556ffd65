"""All words of a segment that are similar to a word asked about (of two written as one: `near_joined`).

Exactly those that `similar` gives a value, with it; but not the longer words that an initial that
is asked about may stand for (half of all words), which the bound of a row grants instead. Candidates share a key
(`near_keys`, `near_pairs`); of those that share a rest of their letters the edits are counted first, on what is packed
beside the entries (`near_packed`). The others are compared at once. Why nothing is missed: docs/names-bounds.md.

An answer is number << FOUND_BITS | what `similar` gave, in no order, each word once. `seen`: a bit for each word, all
zero before and after. `found` holds answers from its front, and from its back, while it is filled, those that were
compared without one: where it is too short, the answer is -1 (as long as there are words it never is).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names import similarity
from watchgate.risk.names.engine.alike import WAY_MASK
from watchgate.risk.names.engine.bits import ones
from watchgate.risk.names.engine.edits import MASKS
from watchgate.risk.names.engine.near_keys import has_masks
from watchgate.risk.names.engine.near_lookup import holds_marks, number_bits, tag_of
from watchgate.risk.names.engine.near_packed import (
    OF_SOUND,
    OF_TEXT,
    PACKED,
    SYMBOLS,
    consonants_in,
    osa_packed,
    packed_of,
    symbols_in,
)
from watchgate.risk.names.engine.near_variants import (
    END,
    HELD_AT,
    HIGHS_AT,
    KEYS_AT,
    LOWS_AT,
    MARK_BITS,
    MARKED_END,
    MARKS_AT,
    MASKS_AT,
    MOST_HELD,
    RECENT,
    RECENT_AT,
    SOUND_END,
    SYMBOLS_AT,
    TAKEN_BITS,
    TEXT_END,
)
from watchgate.risk.names.engine.similar import NO_MASKS, similar_to
from watchgate.risk.names.engine.words_encode import RECORD
from watchgate.risk.names.engine.words_read import (
    consonants_of,
    kind_of,
    place_of,
    sound_size,
    text_size,
)
from watchgate.risk.names.similarity import Way
from watchgate.risk.names.token import Kind

Longs = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int32]
Tags = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]

FOUND_BITS = 14
_FOUND_MASK = (1 << FOUND_BITS) - 1
_MOST_EDITS, _FEWEST_SOUNDS = similarity.MOST_EDITS, similarity.FEWEST_SOUNDS
_INITIAL, _BY_INITIAL = int(Kind.INITIAL), int(Way.INITIAL)
_TEXT, _MARKED, _SOUND, _ANY = range(4)
"""Groups of keys, by what may be asked of a candidate before it is compared."""
_TOUCHED = 7
"""Where sums go that are only there so that memory is read."""


def seen_for(words: int) -> Longs:
    """The bits for so many words."""
    return np.zeros((words >> 6) + 1, dtype=np.int64)


@kernel
def near(
    asked: Longs, own: Longs, own_letters: Bytes, word: int,
    records: Longs, letters: Bytes, starts: Ints, entries: Tags, seen: Longs, found: Longs,
) -> int:  # fmt: skip
    """Words similar to `word` of `own`, of which `asked` is what it asks (`near_keys.ask`); how many, in `found`.

    Memory is slow to answer, and answers many questions at once: so each step is taken for many before the next.
    """
    buckets = len(starts) - 1
    packed_at = starts[buckets]
    bits = number_bits(len(records) // RECORD)
    touched = 0
    for index in range(asked[END]):
        bucket = asked[KEYS_AT + index] & (buckets - 1)
        asked[LOWS_AT + index] = starts[bucket]
        asked[HIGHS_AT + index] = starts[bucket + 1]
    for index in range(asked[END]):
        low = asked[LOWS_AT + index]
        if low < asked[HIGHS_AT + index]:
            touched += int(np.int64(entries[low]))
    held = 0
    count, failed = 0, len(found)
    asked[RECENT_AT : RECENT_AT + RECENT] = -1
    for index in range(asked[END]):
        key = asked[KEYS_AT + index]
        tag = tag_of(key, bits)
        group = _group(asked, index)
        marked = group == _MARKED and holds_marks(bits)
        for at in range(asked[LOWS_AT + index], asked[HIGHS_AT + index]):
            entry = int(np.int64(entries[at]))
            if marked:
                if not _marks_agree(own, word, entry >> bits, tag, asked[MARKS_AT + index]):
                    continue
            elif entry >> bits != tag:
                continue
            candidate = (entry & ((1 << bits) - 1)) << 2 | group
            lately = np.uint64(RECENT_AT + (candidate >> 2 & RECENT - 1))
            if asked[lately] == candidate:
                continue
            asked[lately] = candidate
            if held == MOST_HELD:
                count, failed = _weighed(
                    asked,
                    held,
                    own,
                    own_letters,
                    word,
                    records,
                    letters,
                    entries,
                    packed_at,
                    seen,
                    found,
                    count,
                    failed,
                )
                held = 0
                if count < 0:
                    return -1
            asked[HELD_AT + held] = candidate
            held += 1
    count, failed = _weighed(
        asked, held, own, own_letters, word, records, letters, entries, packed_at, seen, found, count, failed
    )
    if count < 0:
        return -1
    asked[_TOUCHED] = touched
    forget_seen(seen, found, count, failed)
    return count


@inlined
def _group(asked: Longs, index: int) -> int:
    if index < asked[TEXT_END]:
        return _TEXT
    if index < asked[MARKED_END]:
        return _MARKED
    return _SOUND if index < asked[SOUND_END] else _ANY


@inlined
def _marks_agree(own: Longs, word: int, found: int, tag: int, mark: int) -> bool:
    """Whether two rests of sounds are of one key, and what stands between their consonants of few enough edits."""
    if found >> MARK_BITS != tag >> MARK_BITS:
        return False
    theirs = found & ((1 << TAKEN_BITS) - 1)
    taken = mark & ((1 << TAKEN_BITS) - 1)
    heard = consonants_of(own, word)
    most = max(heard, heard - taken + theirs)
    if most < _FEWEST_SOUNDS:
        return False
    edits = min(_MOST_EDITS, (most + 1) // 3)
    differing = ((found ^ mark) & ((1 << MARK_BITS) - 1)) >> TAKEN_BITS
    return ones(differing) <= 2 * edits - taken - theirs


@kernel
def _weighed(
    asked: Longs, held: int, own: Longs, own_letters: Bytes, word: int,
    records: Longs, letters: Bytes, entries: Tags, packed_at: int, seen: Longs, found: Longs, count: int, failed: int,
) -> tuple[int, int]:  # fmt: skip
    """Compare the candidates held: how many have been found, and where those begin that were not; -1 if too many."""
    quick = has_masks(own, word)
    masks = asked[MASKS_AT : MASKS_AT + MASKS] if quick else NO_MASKS
    initial = kind_of(own, word) == _INITIAL
    kept = touched = 0
    for at in range(held):
        touched += int(np.int64(entries[packed_at + PACKED * (asked[HELD_AT + at] >> 2)]))
    for at in range(held):
        number, group = asked[HELD_AT + at] >> 2, asked[HELD_AT + at] & 3
        asked[HELD_AT + kept] = number
        kept += group == _ANY or not quick or _few_edits(asked, own, word, entries, packed_at, number, group)
    for at in range(kept):
        touched += int(np.int64(letters[place_of(records, asked[HELD_AT + at])]))
    asked[_TOUCHED] = touched
    for at in range(kept):
        number = asked[HELD_AT + at]
        if seen[number >> 6] >> (number & 63) & 1:
            continue
        if count == failed:
            forget_seen(seen, found, count, failed)
            return -1, 0
        seen[number >> 6] |= 1 << (number & 63)
        value = similar_to(own, own_letters, word, records, letters, number, masks)
        stands_for = initial and value & WAY_MASK == _BY_INITIAL and text_size(records, number) != text_size(own, word)
        if value and not stands_for:
            found[count] = number << FOUND_BITS | value
            count += 1
        else:
            failed -= 1
            found[failed] = number << FOUND_BITS
    return count, failed


@inlined
def _few_edits(asked: Longs, own: Longs, word: int, entries: Tags, packed_at: int, number: int, group: int) -> bool:
    """Whether so few edits make one spelling, or one sound, of the other that the two may be similar by them."""
    if group == _TEXT:
        packed = packed_of(entries, packed_at, number, OF_TEXT)
        size = text_size(own, word)
        if packed == 0:
            return True
        most = min(_MOST_EDITS, max(size, symbols_in(packed)) // 3)
        return osa_packed(asked, SYMBOLS_AT, size, packed) <= most
    packed = packed_of(entries, packed_at, number, OF_SOUND)
    if packed == 0:
        return True
    most = min(_MOST_EDITS, (max(consonants_of(own, word), consonants_in(packed)) + 1) // 3)
    return osa_packed(asked, SYMBOLS_AT + SYMBOLS, sound_size(own, word), packed) <= most


@inlined
def forget_seen(seen: Longs, found: Longs, count: int, failed: int) -> None:
    """Leave `seen` as it was before the answers and the failed were found."""
    for at in range(count):
        seen[found[at] >> FOUND_BITS >> 6] = 0
    for at in range(failed, len(found)):
        seen[found[at] >> FOUND_BITS >> 6] = 0
