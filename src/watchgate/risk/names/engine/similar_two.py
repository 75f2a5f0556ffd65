"""How alike two neighbours of a segment written as one are to a word: `similar.similar_joined` without their record.

Of two words that may be one their numbers are kept, and the record is made when it is asked for. It is kept where one
of them is of an abjad (what those are as one word depends on how they were written) or where they are long.
"""

from __future__ import annotations

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names import alignment
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.similar import similar_joined
from watchgate.risk.names.engine.words_encode import RECORD
from watchgate.risk.names.engine.words_joined import LETTERS_AT, TWO, make_as_one
from watchgate.risk.names.engine.words_read import is_abjad, kind_of, text_size
from watchgate.risk.names.token import Kind

_GENERIC = int(Kind.GENERIC)
_SHORTEST_EDIT = alignment.SHORTEST_JOINED_EDIT


@kernel
def similar_two(
    records: Array, letters: Array, first: int, second: int, first_facts: int, second_facts: int, bones: Array,
    own: Array, own_letters: Array, word: int, space: Array,
) -> int:  # fmt: skip
    """As `similar_joined` of the words `first` and `second` of `records`, neither of an abjad, and `word` of `own`.

    `space`: working space of TWO numbers.
    """
    if kind_of(own, word) > _GENERIC:
        return 0
    if not is_abjad(own, word) and _cannot_be(text_size(records, first) + text_size(records, second), own, word):
        return 0
    make_as_one(records, letters, first, second, first_facts, second_facts, bones, space)
    return similar_joined(space[:RECORD], space[LETTERS_AT:TWO], 0, own, own_letters, word)


@inlined
def _cannot_be(size: int, own: Array, word: int) -> bool:
    """Whether a text of so many letters can be neither the same as that of the word nor one edit from it."""
    alone = text_size(own, word)
    return size != alone and (abs(size - alone) > 1 or max(size, alone) < _SHORTEST_EDIT)
