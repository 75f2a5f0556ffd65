"""All words of a segment that are similar to a word asked about, or to two written as one; all pairs similar to a word.

Exactly those that `similar` and `similar_joined` give a value, with it; but not what an initial that is asked about may
stand for (half of all words), which the bound of a row grants instead. Candidates share a key (`near_keys`,
`near_pairs`); those that share a rest of their letters alone are dropped where their signatures are too far apart: an
edit changes at most one bit on either side. The others are compared. Why nothing is missed: docs/names-bounds.md.

An answer is number << FOUND_BITS | what `similar` gave, in no order, each word once. `seen`: a bit for each word, all
zero before and after. `found` holds answers from its front, and from its back, while it is filled, those that were
compared without one: where it is too short, the answer is -1 (as long as there are words it never is).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.risk.names import similarity
from watchgate.risk.names.engine.alike import WAY_MASK, apart
from watchgate.risk.names.engine.compiled import inlined, kernel
from watchgate.risk.names.engine.edits import MASKS
from watchgate.risk.names.engine.near_keys import END, KEYS_AT, MASKS_AT, SOUND_END, TEXT_END, has_masks
from watchgate.risk.names.engine.near_lookup import number_bits, tag_of
from watchgate.risk.names.engine.similar import NO_MASKS, similar_joined, similar_to
from watchgate.risk.names.engine.words_encode import RECORD, SOUND_LETTERS, TEXT_LETTERS
from watchgate.risk.names.engine.words_read import consonants_of, kind_of, text_size
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
_TEXT, _SOUND, _ANY = 0, 1, 2
"""Groups of keys, by what may be asked of a candidate before it is compared."""


def seen_for(words: int) -> Longs:
    """The bits for so many words."""
    return np.zeros((words >> 6) + 1, dtype=np.int64)


@kernel
def near(
    asked: Longs, own: Longs, own_letters: Bytes, word: int,
    records: Longs, letters: Bytes, starts: Ints, entries: Tags, seen: Longs, found: Longs,
) -> int:  # fmt: skip
    """Words similar to `word` of `own`, of which `asked` is what it asks (`near_keys.ask`); how many, in `found`."""
    buckets = len(starts) - 1
    bits = number_bits(len(records) // RECORD)
    masks = asked[MASKS_AT : MASKS_AT + MASKS] if has_masks(own, word) else NO_MASKS
    initial = kind_of(own, word) == _INITIAL
    count = 0
    failed = len(found)
    for index in range(asked[END]):
        key = asked[KEYS_AT + index]
        group = _TEXT if index < asked[TEXT_END] else _SOUND if index < asked[SOUND_END] else _ANY
        tag, bucket = tag_of(key, bits), key & (buckets - 1)
        for at in range(starts[bucket], starts[bucket + 1]):
            entry = np.int64(entries[at])
            if entry >> bits != tag:
                continue
            number = int(entry & ((1 << bits) - 1))
            if seen[number >> 6] >> (number & 63) & 1:
                continue
            if group == _TEXT and not _near_in_text(own, word, records, number):
                continue
            if group == _SOUND and not _near_in_sound(own, word, records, number):
                continue
            if count == failed:
                _forget(seen, found, count, failed)
                return -1
            seen[number >> 6] |= 1 << (number & 63)
            value = similar_to(own, own_letters, word, records, letters, number, masks)
            if value and not (initial and value & WAY_MASK == _BY_INITIAL):
                found[count] = number << FOUND_BITS | value
                count += 1
            else:
                failed -= 1
                found[failed] = number << FOUND_BITS
    _forget(seen, found, count, failed)
    return count


@kernel
def near_joined(
    keys: Longs, asked: int, own: Longs, own_letters: Bytes, pair: int,
    records: Longs, letters: Bytes, starts: Ints, entries: Tags, seen: Longs, found: Longs, swapped: bool,
) -> int:  # fmt: skip
    """Words that the joined word `pair` of `own` may stand for, by the first `asked` of its `keys`; how many.

    `swapped`: pairs of a segment that may stand for the word `pair`.
    """
    buckets = len(starts) - 1
    bits = number_bits(len(records) // RECORD)
    count = 0
    failed = len(found)
    for index in range(asked):
        tag, bucket = tag_of(keys[index], bits), keys[index] & (buckets - 1)
        for at in range(starts[bucket], starts[bucket + 1]):
            entry = np.int64(entries[at])
            if entry >> bits != tag:
                continue
            number = int(entry & ((1 << bits) - 1))
            if seen[number >> 6] >> (number & 63) & 1:
                continue
            if count == failed:
                _forget(seen, found, count, failed)
                return -1
            seen[number >> 6] |= 1 << (number & 63)
            if swapped:
                value = similar_joined(records, letters, number, own, own_letters, pair)
            else:
                value = similar_joined(own, own_letters, pair, records, letters, number)
            if value:
                found[count] = number << FOUND_BITS | value
                count += 1
            else:
                failed -= 1
                found[failed] = number << FOUND_BITS
    _forget(seen, found, count, failed)
    return count


@inlined
def _near_in_text(own: Longs, word: int, records: Longs, number: int) -> bool:
    """Whether length and letters allow that few edits in the spelling make one of the other."""
    size, other = text_size(own, word), text_size(records, number)
    most = min(_MOST_EDITS, max(size, other) // 3)
    if abs(size - other) > most:
        return False
    return apart(own[word * RECORD + TEXT_LETTERS], records[number * RECORD + TEXT_LETTERS]) <= most


@inlined
def _near_in_sound(own: Longs, word: int, records: Longs, number: int) -> bool:
    """Whether consonants and letters allow that few edits in the sound make one of the other."""
    heard = max(consonants_of(own, word), consonants_of(records, number))
    if heard < _FEWEST_SOUNDS:
        return False
    most = min(_MOST_EDITS, (heard + 1) // 3)
    return apart(own[word * RECORD + SOUND_LETTERS], records[number * RECORD + SOUND_LETTERS]) <= most


@inlined
def _forget(seen: Longs, found: Longs, count: int, failed: int) -> None:
    for at in range(count):
        seen[found[at] >> FOUND_BITS >> 6] = 0
    for at in range(failed, len(found)):
        seen[found[at] >> FOUND_BITS >> 6] = 0
