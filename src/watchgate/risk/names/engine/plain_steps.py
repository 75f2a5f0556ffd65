"""Whether the steps of the analysis leave the words of a name as they are: what is not told so is left to them."""

from __future__ import annotations

from watchgate.ledger.compiled import inlined
from watchgate.risk.names.analysis import FEWEST_LETTERS, MOST_LETTERS
from watchgate.risk.names.engine.plain_filter import SEED, Bytes, Longs, passes, stepped
from watchgate.risk.names.engine.plain_known import ABD, BEHIND_TAIL, OF_FAITH, TAIL_ALONE
from watchgate.risk.names.engine.plain_room import ENDS, STARTS, WORDS
from watchgate.risk.names.engine.plain_tables import FILTER_AT, LETTER_BY_LETTER, LONGEST_LETTERS
from watchgate.risk.names.lexicon import ARTICLE, DIGITS, FOREIGN, LETTER, MENDED, READ_ON

_LEFT = MENDED | DIGITS | READ_ON | FOREIGN


@inlined
def is_left_as_it_is(
    text: Bytes, count: int, traits: int, dotted: bool, tables: Longs, about: Longs, room: Longs
) -> bool:
    """Whether no word is mended, left out, read as another or as a number, or twice there."""
    if traits & _LEFT or (dotted and traits & LETTER):
        return False
    for at in range(count):
        own = about[room[WORDS + at]]
        after = about[room[WORDS + at + 1]] if at + 1 < count else 0
        before = about[room[WORDS + at - 1]] if at else 0
        if own & TAIL_ALONE and after & BEHIND_TAIL:
            return False
        if own & ARTICLE and before and after and (before & ABD or after & OF_FAITH):
            return False
        for other in range(at):
            if room[WORDS + at] == room[WORDS + other]:
                return False
    if traits & LETTER and _may_be_spelled_out(text, count, tables, room):
        return False
    return count <= FEWEST_LETTERS or not _has_own_acronym(text, count, room)


@inlined
def _has_own_acronym(text: Bytes, count: int, room: Longs) -> bool:
    """Whether a word only abbreviates those beside it (`analysis._without_own_acronym`)."""
    for at in range(count):
        start = room[STARTS + at]
        size = room[ENDS + at] - start
        if not FEWEST_LETTERS <= size <= MOST_LETTERS or count <= size:
            continue
        for first in range(count - 1 - size + 1):
            same = 0
            for place in range(size):
                other = first + place
                other += other >= at
                if text[room[STARTS + other]] != text[start + place]:
                    break
                same += 1
            if same == size:
                return True
    return False


@inlined
def _may_be_spelled_out(text: Bytes, count: int, tables: Longs, room: Longs) -> bool:
    """Whether words behind the first may be the letters of a form (`analysis._spelled_form`)."""
    bits = tables[tables[FILTER_AT] :]
    longest = tables[LONGEST_LETTERS]
    for at in range(1, count):
        state = SEED
        size = 0
        letter = False
        for word in range(at, min(count, at + longest)):
            start, end = room[STARTS + word], room[ENDS + word]
            size += end - start
            if size > longest:
                break
            letter = letter or end - start == 1
            for place in range(start, end):
                state = stepped(state, int(text[place]))
            if letter and word > at and passes(bits, state, LETTER_BY_LETTER):
                return True
    return False
