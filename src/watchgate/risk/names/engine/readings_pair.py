"""Two names by their readings: `readings.compare` on the numbers of `names_columns.py`."""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.bridge import BRIDGED, FEWEST_SYLLABLES
from watchgate.risk.names.characters import HOMOPHONE
from watchgate.risk.names.chinese_score import MOST_COST as MOST_CHINESE_COST
from watchgate.risk.names.chinese_score import NEAR_COST
from watchgate.risk.names.engine.edge import Array
from watchgate.risk.names.engine.names_columns import (
    CHARACTERS_AT,
    CHINESE_AT,
    CHINESE_CERTAIN,
    HAS_ACRONYM,
    HAS_KEY,
    HAS_SPELLED_ACRONYM,
    KOREAN_AT,
    KOREAN_CERTAIN,
    KOREAN_NAMED,
)
from watchgate.risk.names.engine.readings_code import (
    ANY_VOWEL,
    FAMILY_START,
    FINAL_COST,
    FIRST_INITIAL_COST,
    GIVEN_END,
    GIVEN_START,
    INITIAL_COST,
    NEAR_INITIAL,
    UNUSUAL,
    VOWEL_COST,
)
from watchgate.risk.names.korean_score import INITIAL_COST as STANDS_FOR_SYLLABLE
from watchgate.risk.names.korean_score import KEPT, MATCH, MATCH_AT, SLIP_COST, STEEP, WRITTEN_COST
from watchgate.risk.names.korean_score import MOST_COST as MOST_KOREAN_COST
from watchgate.risk.names.readings import FEWEST_SPOKEN

INSTEAD = 1024
"""Added to the similarity where the reading stands instead of the words."""
_PLACE_COST = 10
"""Initial l, n, silence at the head of a name: what the plain code excepts by this number."""


@kernel
def compare_readings(a: Array, at_a: int, b: Array, at_b: int, tables: Array) -> int:
    """The similarity 0-1000 of the names whose numbers begin at `at_a`, `at_b`; more by INSTEAD, see there."""
    head_a, head_b = a[at_a], b[at_b]
    if not head_a >> CHARACTERS_AT or not head_b >> CHARACTERS_AT:
        return 0
    characters_a, characters_b = characters_of(head_a), characters_of(head_b)
    if characters_a and characters_b:
        start_a, start_b = at_a + characters_start(head_a), at_b + characters_start(head_b)
        return INSTEAD + _characters(a, start_a, characters_a, b, start_b, characters_b)
    korean_a = at_a + characters_start(head_a) + 2 * characters_a
    korean_b = at_b + characters_start(head_b) + 2 * characters_b
    several_a, several_b = head_a >> KOREAN_AT & 15, head_b >> KOREAN_AT & 15
    certain_a, certain_b = head_a & KOREAN_CERTAIN, head_b & KOREAN_CERTAIN
    across = head_a & head_b & KOREAN_NAMED != 0 and max(characters_a, characters_b) >= FEWEST_SYLLABLES
    best = 0
    if certain_a or certain_b or across:
        best = _korean(a, korean_a, several_a, b, korean_b, several_b, tables)
    chinese_a, chinese_b = _behind(a, korean_a, several_a), _behind(b, korean_b, several_b)
    spoken_a, spoken_b = head_a >> CHINESE_AT & 15, head_b >> CHINESE_AT & 15
    if not characters_a and not characters_b:
        if certain_a and head_b & CHINESE_CERTAIN:
            best = max(best, _bridge(a, korean_a, several_a, b, chinese_b, spoken_b, tables))
        if certain_b and head_a & CHINESE_CERTAIN:
            best = max(best, _bridge(b, korean_b, several_b, a, chinese_a, spoken_a, tables))
    if spoken_a and spoken_b:
        best = max(best, _mandarin(a, chinese_a, spoken_a, b, chinese_b, spoken_b, tables))
    instead = certain_a and certain_b
    if head_a & head_b & CHINESE_CERTAIN and not certain_a and not certain_b:
        instead = max(a[chinese_a], b[chinese_b]) == FEWEST_SPOKEN
    return best + (INSTEAD if instead else 0)


@inlined
def characters_of(head: int) -> int:
    """How many Chinese characters the name is."""
    return head >> CHARACTERS_AT & 7


@inlined
def characters_start(head: int) -> int:
    """How far behind the header they begin."""
    hashes = (head & HAS_KEY != 0) + (head & HAS_ACRONYM != 0) + (head & HAS_SPELLED_ACRONYM != 0)
    return 1 + 2 * hashes


@inlined
def _characters(a: Array, at_a: int, size: int, b: Array, at_b: int, other: int) -> int:
    if size != other:
        return 0
    equal = 0
    alike = a[at_a] == b[at_b]
    for place in range(size):
        equal += a[at_a + place] == b[at_b + place]
        alike = alike and a[at_a + size + place] == b[at_b + size + place]
    if equal < size and alike:
        return (1000 * equal + HOMOPHONE * (size - equal)) // size
    return 1000 * equal // size


@inlined
def _behind(numbers: Array, at: int, several: int) -> int:
    """Where so many readings end."""
    for _ in range(several):
        at += 1 + numbers[at]
    return at


@inlined
def _curve(best: int) -> int:
    """The likeness of two readings as that of two names."""
    if best < KEPT:
        return 0
    if best >= MATCH:
        return 1000 - (1000 - best) * (1000 - MATCH_AT) // (1000 - MATCH)
    return MATCH_AT - (MATCH - best) * STEEP // 2


@kernel
def _korean(a: Array, at_a: int, several_a: int, b: Array, at_b: int, several_b: int, tables: Array) -> int:
    best = 0
    for _ in range(several_a):
        size = a[at_a]
        at = at_b
        for _ in range(several_b):
            if b[at] == size:
                best = max(best, _korean_reading(a, at_a + 1, b, at + 1, size, tables))
            at += 1 + b[at]
        at_a += 1 + size
    return _curve(best)


@inlined
def _korean_reading(a: Array, at_a: int, b: Array, at_b: int, size: int, tables: Array) -> int:
    total = most = 0
    for place in range(size):
        cost = _korean_cost(a[at_a + place], b[at_b + place], place == 0, tables)
        total += cost
        most = max(most, cost)
        if total > MOST_KOREAN_COST:
            return 0
    return max(0, 1000 - 5 * total - 2 * max(0, most - 50))


@inlined
def _korean_cost(a: int, b: int, first: bool, tables: Array) -> int:
    initials = FIRST_INITIAL_COST if first else INITIAL_COST
    initial = tables[initials + ((a >> 8 & 15) << 4 | b >> 8 & 15)]
    vowel_a, vowel_b = a >> 4 & 15, b >> 4 & 15
    if ANY_VOWEL in (vowel_a, vowel_b):
        return int(initial + STANDS_FOR_SYLLABLE)
    vowel, final = tables[VOWEL_COST + (vowel_a << 4 | vowel_b)], tables[FINAL_COST + ((a & 15) << 4 | b & 15)]
    cost = initial + vowel + final
    written_a, written_b = a >> 12, b >> 12
    one_part = cost in (initial, vowel, final) and not first and not (written_a and written_b)
    if cost > SLIP_COST and one_part and (tables[UNUSUAL + (a & 0xFFF)] or tables[UNUSUAL + (b & 0xFFF)]):
        return SLIP_COST
    differ = written_a and written_b and written_a != written_b
    if differ and cost < WRITTEN_COST and not (first and cost == _PLACE_COST):
        return WRITTEN_COST
    return int(cost)


@kernel
def _mandarin(a: Array, at_a: int, several_a: int, b: Array, at_b: int, several_b: int, tables: Array) -> int:
    best = 0
    for _ in range(several_a):
        size = a[at_a]
        at = at_b
        for _ in range(several_b):
            if b[at] == size:
                total = 0
                for place in range(1, size + 1):
                    total += _mandarin_cost(a[at_a + place], b[at + place], tables)
                if total <= MOST_CHINESE_COST:
                    best = max(best, 1000 - 5 * total)
            at += 1 + b[at]
        at_a += 1 + size
    return _curve(best)


@inlined
def _mandarin_cost(a: int, b: int, tables: Array) -> int:
    if a == b:
        return 0
    cost = 0
    if a >> 22 != b >> 22:
        if not tables[NEAR_INITIAL + (a >> 22 << 5 | b >> 22)]:
            return 100
        cost = NEAR_COST
    if a & 0xFFFFF != b & 0xFFFFF:
        return 100
    apart = abs((a >> 20 & 3) - (b >> 20 & 3))
    if apart > 1:
        return 100
    return cost + apart * NEAR_COST


@kernel
def _bridge(a: Array, korean: int, several: int, b: Array, chinese: int, spoken: int, tables: Array) -> int:
    """One reading of the Korean name of `a` as the characters of a Mandarin one of `b`."""
    family, given, end = tables[FAMILY_START], tables[GIVEN_START], tables[GIVEN_END]
    for _ in range(spoken):
        size = b[chinese]
        at = korean
        for _ in range(several):
            if a[at] == size and size >= FEWEST_SYLLABLES and not a[at + 1] >> 12:
                same = _is_pair(tables, family, given, b[chinese + 1], a[at + 1])
                for place in range(2, size + 1):
                    same = same and _is_pair(tables, given, end, b[chinese + place], a[at + place])
                if same:
                    return BRIDGED
            at += 1 + a[at]
        chinese += 1 + size
    return 0


@inlined
def _is_pair(tables: Array, start: int, end: int, mandarin: int, korean: int) -> bool:
    """Whether the two are among the sorted pairs from `start` to `end`."""
    sought = np.int64(mandarin) << 12 | np.int64(korean) & 0xFFF
    low, high = start, end
    while low < high:
        middle = (low + high) // 2
        if tables[middle] < sought:
            low = middle + 1
        else:
            high = middle
    return bool(low < end and tables[low] == sought)
