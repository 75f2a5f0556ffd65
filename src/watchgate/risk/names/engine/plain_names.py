"""Names taken apart by a kernel: from their words, lower case and a space between two, to the numbers of their tokens.

Twin of `analysis.analyse` for names of ASCII words. A word not met before that is plain is encoded here; any other is
asked for once (ASK_WORD, ASK_PHRASE). Names in which a rarer step of the analysis might change something are left to it
(BY_ANALYSIS), those that may be Korean or Mandarin are told as such. Of each name OUT numbers are told: those of
`plain_room.py`, and the numbers of its tokens.
"""

from __future__ import annotations

from watchgate.ledger.compiled import brief, inlined
from watchgate.risk.names.engine.asked_marks import MARKS
from watchgate.risk.names.engine.plain_filter import Bytes, Longs
from watchgate.risk.names.engine.plain_known import (
    PINYIN_BIT,
    SYLLABLES_AT,
    WADE_GILES_BIT,
    hash_of,
    number_of,
    put,
)
from watchgate.risk.names.engine.plain_read import may_be_read
from watchgate.risk.names.engine.plain_record import write_record
from watchgate.risk.names.engine.plain_room import (
    ASK_PHRASE,
    ASK_WORD,
    BY_ANALYSIS,
    COUNTED,
    END_ASKED,
    ENDS,
    FILLED,
    FIRST_ASKED,
    MOST_WORDS,
    OUT,
    RECORD_AT,
    SPELLED_AT,
    STARTS,
    STATE,
    TAKEN,
    WORDS,
)
from watchgate.risk.names.engine.plain_spelled import fewest_syllables, is_mandarin
from watchgate.risk.names.engine.plain_steps import is_left_as_it_is
from watchgate.risk.names.engine.plain_tables import PINYIN, WADE_GILES
from watchgate.risk.names.engine.plain_tokens import is_named_by, write_tokens
from watchgate.risk.names.engine.plain_word import is_plain
from watchgate.risk.names.engine.words_bones import Codes

_SPACE, _LINE, _DOT = (ord(one) for one in " \n.")
_TRAITS = (1 << 9) - 1


@brief
def take_apart(
    text: Bytes, tables: Longs, bones: Longs, slots: Longs, records: Longs, letters: Bytes,
    facts: Longs, about: Longs, counts: Longs, phrases: Longs, codes: Codes, room: Longs, told: Longs,
) -> None:  # fmt: skip
    """Tell of names that stand in lines in `text`, behind a full stop where letters stand between some in the name.

    There is room for as many words, and as many letters of theirs, as `text` may have.
    """
    start = 0
    for name in range(len(told) // OUT):
        end = start
        while end < len(text) and text[end] != _LINE:
            end += 1
        dotted = end > start and text[start] == _DOT
        out = told[OUT * name : OUT * (name + 1)]
        out[STATE] = _taken(
            text, start + dotted, end, dotted, tables, bones, slots, records, letters, facts, about, counts, phrases,
            codes, room, out,
        )  # fmt: skip
        start = end + 1


@inlined
def _taken(
    text: Bytes, start: int, end: int, dotted: bool, tables: Longs, bones: Longs, slots: Longs, records: Longs,
    letters: Bytes, facts: Longs, about: Longs, counts: Longs, phrases: Longs, codes: Codes, room: Longs, out: Longs,
) -> int:  # fmt: skip
    count = traits = 0
    at = start
    while at < end:
        if count == MOST_WORDS:
            return BY_ANALYSIS
        behind = at
        while behind < end and text[behind] != _SPACE:
            behind += 1
        key = hash_of(text, at, behind)
        number = number_of(text, at, behind, key, slots, records, letters)
        if number < 0:
            if not is_plain(text, at, behind, tables):
                out[FIRST_ASKED], out[END_ASKED] = at, behind
                return ASK_WORD
            number = counts[COUNTED]
            counts[FILLED] = write_record(
                text, at, behind, tables, bones, codes, room[RECORD_AT:SPELLED_AT], records, letters, facts, number,
                counts[FILLED],
            )  # fmt: skip
            about[number] = _spelled(text, at, behind, tables, room[SPELLED_AT:])
            put(key, number, slots)
            counts[COUNTED] += 1
        room[STARTS + count], room[ENDS + count], room[WORDS + count] = at, behind, number
        traits |= about[number] & _TRAITS
        count += 1
        at = behind + 1
    if count == 0 or not is_left_as_it_is(text, count, traits, dotted, tables, about, room):
        return BY_ANALYSIS
    state = write_tokens(text, count, tables, about, phrases, room, out)
    if state in (ASK_PHRASE, BY_ANALYSIS):
        return state
    if not is_named_by(traits, about, facts, records, letters, out):
        return BY_ANALYSIS
    return TAKEN | state | may_be_read(count, about, room, out)


@inlined
def _spelled(text: Bytes, start: int, end: int, tables: Longs, room: Longs) -> int:
    """What is known of a plain word."""
    pinyin = PINYIN_BIT if is_mandarin(text, start, end, tables, PINYIN, room) else 0
    wade_giles = WADE_GILES_BIT if is_mandarin(text, start, end, tables, WADE_GILES, room) else 0
    syllables = min(15, fewest_syllables(text, start, end, tables, room))
    return MARKS | pinyin | wade_giles | syllables << SYLLABLES_AT
