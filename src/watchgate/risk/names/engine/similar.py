"""How alike two words are, on their records: twins of `similarity.similarity` and `alignment.join_similarity`.

An answer is one number: similarity (0-1000) << WAY_BITS | way, so that the greater of two is the better one, as it is
in the plain code. 0: nothing to do with each other.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel
from watchgate.risk.names import alignment, similarity
from watchgate.risk.names.engine.alike import (
    WAY_BITS,
    WAY_MASK,
    begins,
    bones_alike,
    cut_short,
    edit_similarity,
    edited,
    same_initial,
    same_text,
    sounding,
    text_edits,
    vowels_left_out,
)
from watchgate.risk.names.engine.spelled_out import spelled_out
from watchgate.risk.names.engine.words_encode import RECORD, SHAPE, VARIANT
from watchgate.risk.names.engine.words_read import (
    is_abjad,
    kind_of,
    skeleton_size,
    text_size,
)
from watchgate.risk.names.similarity import Way
from watchgate.risk.names.token import Kind

Longs = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

_SPELLED, _WORD, _GENERIC, _INITIAL = (int(kind) for kind in (Kind.SPELLED, Kind.WORD, Kind.GENERIC, Kind.INITIAL))
_FORM, _TITLE, _PARTICLE = (int(kind) for kind in (Kind.FORM, Kind.TITLE, Kind.PARTICLE))
_SAME = similarity.SAME << WAY_BITS | int(Way.SAME)
_VARIANT = similarity.VARIANT << WAY_BITS | int(Way.VARIANT)
_SYNONYM = similarity.SYNONYM << WAY_BITS | int(Way.VARIANT)
_SHAPE = similarity.SHAPES << WAY_BITS | int(Way.SHAPE)
_BY_INITIAL = similarity.INITIAL << WAY_BITS | int(Way.INITIAL)
_BY_SPELLING = int(Way.SPELLING)
_JOINED_SAME = similarity.SAME << WAY_BITS | _BY_SPELLING
_LEAST = similarity.LEAST << WAY_BITS
_OTHER_NAME = similarity.OTHER_NAME
_FEWEST_BONES, _FEW_BONES = alignment.FEWEST_JOINED_BONES, alignment.FEW_JOINED_BONES
_LEAST_BONES, _LEAST_OF_FEW = alignment.LEAST_JOINED_BONES << WAY_BITS, alignment.LEAST_OF_FEW_BONES << WAY_BITS
NO_MASKS: Longs = np.zeros(0, dtype=np.int64)
_SHORTEST_EDIT = alignment.SHORTEST_JOINED_EDIT


@kernel
def similar(a_records: Longs, a_letters: Bytes, a: int, b_records: Longs, b_letters: Bytes, b: int) -> int:
    """The similarity of word `a` and word `b` and the way they meet. Symmetric."""
    return similar_to(a_records, a_letters, a, b_records, b_letters, b, NO_MASKS)


@kernel
def similar_to(
    a_records: Longs, a_letters: Bytes, a: int, b_records: Longs, b_letters: Bytes, b: int, masks: Longs
) -> int:
    """As `similar`, quicker where `masks` of `a` have been made for comparing it with many."""
    same = same_text(a_records, a_letters, a, b_records, b_letters, b)
    a_kind, b_kind = kind_of(a_records, a), kind_of(b_records, b)
    if same and (a_kind == b_kind or max(a_kind, b_kind) <= _WORD):
        return _SAME
    a_variant, b_variant = a_records[a * RECORD + VARIANT], b_records[b * RECORD + VARIANT]
    one_name = a_variant != 0 and a_variant == b_variant
    if a_kind > _INITIAL or b_kind > _INITIAL:
        if a_kind != b_kind and (a_kind in (_FORM, _PARTICLE) or b_kind in (_FORM, _PARTICLE)):
            return 0
        if same:
            return _SAME
        return _VARIANT if one_name and (a_kind == _TITLE or b_kind == _TITLE) else 0
    if one_name:
        if a_kind == b_kind == _GENERIC and not same_initial(a_records, a_letters, a, b_records, b_letters, b):
            return _SYNONYM
        return _VARIANT
    if is_abjad(a_records, a) != is_abjad(b_records, b):
        if a_variant != 0 and b_variant != 0:
            return 0
        found = bones_alike(a_records, a_letters, a, b_records, b_letters, b)
        return found if found >= _LEAST else 0
    if a_kind == _INITIAL or b_kind == _INITIAL:
        if a_kind == b_kind:
            return 0
        if a_kind == _INITIAL:
            return _BY_INITIAL if begins(a_records, a_letters, a, b_records, b_letters, b) else 0
        return _BY_INITIAL if begins(b_records, b_letters, b, a_records, a_letters, a) else 0
    if a_kind == _SPELLED or b_kind == _SPELLED:
        return spelled_out(a_records, a_letters, a, b_records, b_letters, b, masks)
    found = 0
    if a_records[a * RECORD + SHAPE] == b_records[b * RECORD + SHAPE]:
        found = _SHAPE if min(text_size(a_records, a), text_size(b_records, b)) > 1 else 0
    found = max(found, edited(a_records, a_letters, a, b_records, b_letters, b, masks))
    found = max(found, sounding(a_records, a_letters, a, b_records, b_letters, b, masks))
    if text_size(a_records, a) <= text_size(b_records, b):
        found = max(found, cut_short(a_records, a_letters, a, b_records, b_letters, b))
        found = max(found, vowels_left_out(a_records, a_letters, a, b_records, b_letters, b))
    else:
        found = max(found, cut_short(b_records, b_letters, b, a_records, a_letters, a))
        found = max(found, vowels_left_out(b_records, b_letters, b, a_records, a_letters, a))
    if a_variant != 0 and b_variant != 0 and a_kind == b_kind:
        found = min(found >> WAY_BITS, _OTHER_NAME) << WAY_BITS | found & WAY_MASK
    return found if found >= _LEAST else 0


@kernel
def similar_joined(a_records: Longs, a_letters: Bytes, a: int, b_records: Longs, b_letters: Bytes, b: int) -> int:
    """How nearly two neighbours written as one (`a`) are the word `b`, and the way they meet."""
    if kind_of(b_records, b) > _GENERIC:
        return 0
    if is_abjad(a_records, a) != is_abjad(b_records, b):
        consonants = skeleton_size(b_records, b)
        if kind_of(a_records, a) == _INITIAL or consonants < _FEWEST_BONES:
            return 0
        found = bones_alike(a_records, a_letters, a, b_records, b_letters, b)
        return found if found >= (_LEAST_BONES if consonants > _FEW_BONES else _LEAST_OF_FEW) else 0
    if same_text(a_records, a_letters, a, b_records, b_letters, b):
        return _JOINED_SAME
    a_size, b_size = text_size(a_records, a), text_size(b_records, b)
    if abs(a_size - b_size) > 1 or max(a_size, b_size) < _SHORTEST_EDIT:
        return 0
    if text_edits(a_records, a_letters, a, b_records, b_letters, b, 1, NO_MASKS) != 1:
        return 0
    return edit_similarity(1, max(a_size, b_size)) << WAY_BITS | _BY_SPELLING
