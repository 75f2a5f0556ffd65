"""Plans of parties that are asked about, from the numbers of their words: see `search_asked.py` for what is in a plan.

What is told, party by party: how many names, how much else is known, and that (`qualify_columns.py`). Of each name: its
flags, how many rows, keys, and numbers of its readings; the keys; the readings. Of each row: its flags, how many words,
and their numbers (`asked_words.py`, `asked_marks.py`).
"""

from __future__ import annotations

from watchgate.ledger.compiled import brief, inlined
from watchgate.risk.names.engine.asked_marks import ABJAD, FOLLOWS, JOINED, NUMBER_MASK, PRECEDES
from watchgate.risk.names.engine.search_asked import (
    FACTS,
    HEADER,
    KEYS,
    KNOWN,
    NAME,
    NAME_COUNT,
    NAMES,
    NUMBER,
    PAIR,
    PAIR_COUNT,
    READINGS,
    ROW,
    ROWS,
    WEIGHT,
    WORD_COUNT,
)
from watchgate.risk.names.engine.segment import INITIALS
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.word_facts import is_free_in_translation, is_initial, weight
from watchgate.risk.names.engine.words_encode import FACTS as RECORD_FACTS
from watchgate.risk.names.engine.words_encode import PLACE, RECORD
from watchgate.risk.names.engine.words_joined import write_as_one
from watchgate.risk.names.engine.words_read import gaps_place, place_of, skeleton_size
from watchgate.risk.names.similarity import GRANTED

STARTS = 5
"""Numbers told of each party beside its plan: where plan, records and letters begin; whether a person; support."""
PLAN_START, WORD_START, LETTER_START, PERSON, SUPPORT = range(STARTS)
SLOT = 3
_GRANTED = sum(1 << kind + 1 for kind in GRANTED)


@brief
def write_plans(
    told: Array, epoch: int, records: Array, letters: Array, facts: Array, met: Array, bones: Array,
    slots: Array, codes: Array, plan: Array, own: Array, spelled: Array, starts: Array,
) -> bool:  # fmt: skip
    """Write plans, records and letters, and where those of each party begin; False where there is no room.

    `epoch`, one for each party counted on, has not been in `met`, two numbers a word, nor in `slots` yet, SLOT numbers
    for twice as many pairs as a party has, at least. `codes`: room for the letters of two words three times.
    """
    place = plan_at = words_at = letters_at = 0
    for party in range(len(starts) // STARTS - 1):
        _start(starts, party, plan_at, words_at, letters_at)
        rows, words, keys, readings = _counted(told, place)
        names, known = told[place], told[place + 1]
        own_plan, own_records, own_letters = plan[plan_at:], own[words_at * RECORD :], spelled[letters_at:]
        parts = HEADER
        begins = (NAMES, ROWS, NUMBER, PAIR, KEYS, READINGS, KNOWN, FACTS)
        sizes = (names * NAME, rows * ROW, words, words, keys, readings, known, 3 * words)
        for index in range(len(sizes)):
            parts += sizes[index]
        if parts > len(own_plan) or 2 * words * RECORD > len(own_records):
            return False
        for index in range(HEADER):
            own_plan[index] = 0
        own_plan[NAME_COUNT] = names
        parts = HEADER
        for index in range(len(begins)):
            own_plan[begins[index]] = parts
            parts += sizes[index]
        place = _names(told, place, own_plan)
        count, free = _words(own_plan, words, epoch + party, records, letters, facts, met, own_records, own_letters)
        if free < 0:
            return False
        pairs, free = _pairs(
            own_plan,
            rows,
            epoch + party,
            count,
            records,
            letters,
            facts,
            bones,
            slots,
            codes,
            own_records,
            own_letters,
            free,
        )
        if free < 0:
            return False
        own_plan[WORD_COUNT] = count
        own_plan[PAIR_COUNT] = pairs
        plan_at += own_plan[WEIGHT] + count + pairs
        words_at += count + pairs
        letters_at += free
    _start(starts, len(starts) // STARTS - 1, plan_at, words_at, letters_at)
    return True


@inlined
def _start(starts: Array, party: int, plan_at: int, words_at: int, letters_at: int) -> None:
    starts[party * STARTS + PLAN_START] = plan_at
    starts[party * STARTS + WORD_START] = words_at
    starts[party * STARTS + LETTER_START] = letters_at


@inlined
def _counted(told: Array, place: int) -> tuple[int, int, int, int]:
    """How many rows, words, keys, and numbers of readings a party has in all."""
    rows = words = keys = readings = 0
    at = place + 2 + told[place + 1]
    for _ in range(told[place]):
        rows += told[at + 1]
        keys += told[at + 2]
        readings += told[at + 3]
        own = told[at + 1]
        at += 4 + told[at + 2] + told[at + 3]
        for _ in range(own):
            words += told[at + 1]
            at += 2 + told[at + 1]
    return rows, words, keys, readings


@inlined
def _names(told: Array, place: int, plan: Array) -> int:
    """Names, keys, readings and what else is known; rows so far as they are told, and in NUMBER the words as told.

    Where the next party is told of.
    """
    at = place + 2
    for index in range(told[place + 1]):
        plan[plan[KNOWN] + index] = told[at + index]
    at += told[place + 1]
    row = key = reading = word = 0
    for name in range(told[place]):
        own = plan[NAMES] + NAME * name
        rows, keys, readings = told[at + 1], told[at + 2], told[at + 3]
        plan[own], plan[own + 1], plan[own + 2] = told[at], row, row + rows
        plan[own + 3], plan[own + 4], plan[own + 5] = key, key + keys, reading
        at += 4
        for index in range(keys):
            plan[plan[KEYS] + key + index] = told[at + index]
        at += keys
        for index in range(readings):
            plan[plan[READINGS] + reading + index] = told[at + index]
        at += readings
        key += keys
        reading += readings
        for _ in range(rows):
            own = plan[ROWS] + ROW * row
            plan[own], plan[own + 4], plan[own + 5] = told[at], word, told[at + 1]
            for index in range(told[at + 1]):
                plan[plan[NUMBER] + word + index] = told[at + 2 + index]
            word += told[at + 1]
            at += 2 + told[at + 1]
            row += 1
    return int(at)


@inlined
def _words(
    plan: Array, words: int, epoch: int, records: Array, letters: Array, facts: Array, met: Array,
    own: Array, spelled: Array,
) -> tuple[int, int]:  # fmt: skip
    """Each word once, its facts and weight; PAIR holds of each place the number told. How many, and letters used."""
    numbers = plan[NUMBER]
    told = plan[PAIR]
    facts_at = plan[FACTS]
    count = free = 0
    for place in range(words):
        both = plan[numbers + place]
        plan[told + place] = both
        number = both & NUMBER_MASK
        if met[2 * number] != epoch:
            met[2 * number], met[2 * number + 1] = epoch, count
            plan[facts_at + count] = facts[number]
            free = _copy(records, letters, number, own, count, spelled, free)
            if free < 0:
                return 0, -1
            count += 1
        plan[numbers + place] = met[2 * number + 1]
    plan[WEIGHT] = plan[FACTS] + count
    for place in range(count):
        plan[facts_at + count + place] = weight(plan[facts_at + place])
    return count, free


@inlined
def _pairs(
    plan: Array, rows: int, epoch: int, words: int, records: Array, letters: Array, facts: Array,
    bones: Array, slots: Array, codes: Array, own: Array, spelled: Array, free: int,
) -> tuple[int, int]:  # fmt: skip
    """The sums of each row; each pair of neighbours that may be one word once. How many pairs, and letters used."""
    pairs_at = plan[PAIR]
    facts_at = plan[FACTS]
    count = 0
    for row in range(rows):
        at = plan[ROWS] + ROW * row
        start, size = plan[at + 4], plan[at + 5]
        flags, total, core, light = plan[at], 0, 0, 0
        for place in range(start, start + size):
            known = plan[facts_at + plan[plan[NUMBER] + place]]
            total += weight(known)
            core += 0 if is_free_in_translation(known) else weight(known)
            light += weight(known) if _GRANTED >> (known >> 8 & 7) & 1 else 0
            flags |= INITIALS if is_initial(known) else 0
        plan[at], plan[at + 1], plan[at + 2], plan[at + 3] = flags, total, core, light
        for place in range(start, start + size - 1):
            first, second = plan[pairs_at + place], plan[pairs_at + place + 1]
            plan[pairs_at + place] = -1
            if (first ^ second) & ABJAD:
                continue
            is_given = first & ABJAD != 0
            if is_given:
                if first >> JOINED == 0:
                    continue
                key = (first >> JOINED) - 1
            else:
                if not (first & PRECEDES and second & FOLLOWS):
                    continue
                first, second = first & NUMBER_MASK, second & NUMBER_MASK
                key = (first + 1) << JOINED | second
            slot = _slot(slots, epoch, int(key))
            if slots[SLOT * slot] != epoch:
                slots[SLOT * slot], slots[SLOT * slot + 1], slots[SLOT * slot + 2] = epoch, key, count
                target = words + count
                if is_given:
                    free = _copy(records, letters, int(key), own, target, spelled, free)
                else:
                    free = write_as_one(
                        records, letters, int(first), int(second), int(facts[first]), int(facts[second]), bones, codes,
                        own, target, spelled, free,
                    )  # fmt: skip
                if free < 0:
                    return 0, -1
                plan[facts_at + 2 * words + count] = own[target * RECORD + RECORD_FACTS] >> 4 & 255
                count += 1
            plan[pairs_at + place] = words + slots[SLOT * slot + 2]
        if size:
            plan[pairs_at + start + size - 1] = -1
    return count, free


@inlined
def _slot(slots: Array, epoch: int, key: int) -> int:
    """Where the pair `key` of a party is noted, or will be; what bears another epoch is not there."""
    mask = len(slots) // SLOT - 1
    slot = key * 2654435769 >> 13 & mask
    while slots[SLOT * slot] == epoch and slots[SLOT * slot + 1] != key:
        slot = slot + 1 & mask
    return slot


@inlined
def _copy(records: Array, letters: Array, number: int, own: Array, target: int, spelled: Array, free: int) -> int:
    """A word or pair as it was encoded, as record `target`; where its letters end, -1 where there is no room."""
    start = place_of(records, number)
    size = gaps_place(records, number) + 2 * (skeleton_size(records, number) + 1) - start
    if free + size > len(spelled):
        return -1
    for column in range(RECORD):
        own[target * RECORD + column] = records[number * RECORD + column]
    own[target * RECORD + PLACE] += free - start
    for place in range(size):
        spelled[free + place] = letters[start + place]
    return free + size
