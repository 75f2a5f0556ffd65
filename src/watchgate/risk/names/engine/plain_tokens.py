"""The tokens of words that the analysis leaves as they are, forms and phrases recognised, and what names by them."""

from __future__ import annotations

from watchgate.ledger.compiled import inlined
from watchgate.risk.names.analysis import COMMON, FEWEST_LETTERS, FEWEST_WORDS, MAX_TOKENS, MOST_LETTERS
from watchgate.risk.names.engine.asked_marks import MARKS, NUMBER_MASK
from watchgate.risk.names.engine.plain_filter import SEED, Bytes, Longs, stepped, stirred
from watchgate.risk.names.engine.plain_known import BEHIND_NAME, FOUR_BITS, LONGEST_AT
from watchgate.risk.names.engine.plain_room import (
    ACRONYM,
    ASK_PHRASE,
    BY_ANALYSIS,
    ENDS,
    FIRST_ASKED,
    HAS_PHRASE,
    LETTERS,
    OWN,
    PHRASE,
    SPELLED,
    STARTS,
    TOKENS,
    WORDS,
)
from watchgate.risk.names.engine.plain_tables import PHRASES_AT
from watchgate.risk.names.engine.word_facts import kind, weight
from watchgate.risk.names.engine.words_read import place_of, text_size
from watchgate.risk.names.lexicon import LETTER, OPENS_FORM, QUALIFIES
from watchgate.risk.names.token import Kind

_GENERIC, _NUMBER, _FORM, _TITLE, _PARTICLE = (
    int(one) for one in (Kind.GENERIC, Kind.NUMBER, Kind.FORM, Kind.TITLE, Kind.PARTICLE)
)
_BYTE = 8


@inlined
def write_tokens(text: Bytes, count: int, tables: Longs, about: Longs, phrases: Longs, room: Longs, out: Longs) -> int:
    """Write the numbers of tokens into `out`: 0 or HAS_PHRASE; ASK_PHRASE or BY_ANALYSIS."""
    at = found = has_phrase = 0
    while at < count:
        number = room[WORDS + at]
        longest = min(about[number] >> LONGEST_AT & FOUR_BITS, count - at)
        size, phrase = _longest_phrase(text, at, int(longest), tables, room) if longest else (0, 0)
        several = 1
        if size:
            several = phrases[PHRASE * phrase]
            if several < 0:
                out[FIRST_ASKED] = phrase
                return ASK_PHRASE
            has_phrase = HAS_PHRASE
        if found + several > MAX_TOKENS:
            return BY_ANALYSIS
        for place in range(several):
            out[TOKENS + 1 + found + place] = (
                phrases[PHRASE * phrase + 1 + place] if size else number | about[number] & MARKS
            )
        found += several
        at += max(1, size)
    out[TOKENS] = found
    return has_phrase


@inlined
def _longest_phrase(text: Bytes, at: int, longest: int, tables: Longs, room: Longs) -> tuple[int, int]:
    """How many words from here the longest phrase has, 0 where there is none; which it is."""
    table = tables[PHRASES_AT]
    slots, letters = tables[table], table + tables[table + 1]
    ends = table + 2 + 2 * slots
    found = which = 0
    state = SEED
    first = room[STARTS + at]
    for size in range(1, longest + 1):
        end = room[ENDS + at + size - 1]
        for place in range(first if size == 1 else room[STARTS + at + size - 1] - 1, end):
            state = stepped(state, int(text[place]))
        key = stirred(state)
        slot = key & (slots - 1)
        while tables[table + 3 + 2 * slot]:
            phrase = tables[table + 3 + 2 * slot] - 1
            if tables[table + 2 + 2 * slot] == key and tables[ends + phrase + 1] - tables[ends + phrase] == end - first:
                same = 0
                while same < end - first and tables[letters + tables[ends + phrase] + same] == text[first + same]:
                    same += 1
                if same == end - first:
                    found, which = size, int(phrase)
            slot = (slot + 1) & (slots - 1)
    return found, which


@inlined
def is_named_by(traits: int, about: Longs, facts: Longs, records: Longs, letters: Bytes, out: Longs) -> bool:
    """Whether the tokens stay as they are; then the acronym is told (`analysis._acronyms`)."""
    out[ACRONYM] = out[LETTERS] = 0
    found = out[TOKENS]
    if not (traits & (OPENS_FORM | QUALIFIES | LETTER) or found < FEWEST_WORDS):
        return True
    naming = generic = forms = others = acronym = own = 0
    inside = form_behind = False
    for place in range(found):
        number = out[TOKENS + 1 + place] & NUMBER_MASK
        own = kind(int(facts[number]))
        if own == _PARTICLE and place == 0 and text_size(records, number) == 1:
            return False
        if own <= _GENERIC:
            if weight(int(facts[number])) >= COMMON and _is_there(out, place):
                return False
            inside = inside or form_behind
            acronym |= _first_letters(records, letters, number, 1) << _BYTE * min(naming, MOST_LETTERS)
            naming += 1
            generic += own == _GENERIC
        forms += own == _FORM
        form_behind = form_behind or (own == _FORM and naming > 0)
        others += own in (_NUMBER, _TITLE)
    last = out[TOKENS + found] & NUMBER_MASK
    if own == _TITLE and found > FEWEST_WORDS and not about[last] & BEHIND_NAME:
        return False
    if naming == 1:
        return _told_own(records, letters, facts, out)
    if FEWEST_LETTERS <= naming <= MOST_LETTERS and (generic or forms) and not inside:
        out[ACRONYM], out[LETTERS] = SPELLED, acronym
    return naming > 0 or others > 0


@inlined
def _told_own(records: Longs, letters: Bytes, facts: Longs, out: Longs) -> bool:
    """Tell the one word that names as an acronym, where it is as short as one."""
    for place in range(out[TOKENS]):
        number = out[TOKENS + 1 + place] & NUMBER_MASK
        size = text_size(records, number)
        if kind(int(facts[number])) <= _GENERIC and FEWEST_LETTERS <= size <= MOST_LETTERS:
            out[ACRONYM], out[LETTERS] = OWN, _first_letters(records, letters, number, size)
    return True


@inlined
def _is_there(out: Longs, place: int) -> bool:
    """Whether a token stands before its place as well."""
    for before in range(place):  # noqa: SIM110 - numba compiles no generator here
        if out[TOKENS + 1 + before] == out[TOKENS + 1 + place]:
            return True
    return False


@inlined
def _first_letters(records: Longs, letters: Bytes, number: int, size: int) -> int:
    """Letters of a word, the first lowest."""
    found = 0
    for place in range(size):
        found |= int(letters[place_of(records, number) + place]) << _BYTE * place
    return found
