"""The edges between a row that is asked about and a row of a segment, put into the scratch as `alignment` finds them.

First both rows are loaded: of each word its number and facts, of each two neighbours the number of their pair (-1: the
two are never one word). The left row is the one that `score._words` takes as such, so that of equal assignments the
same is taken whoever asks. How alike two words are is recalled; what is not remembered yet is measured.
"""

from __future__ import annotations

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.alignment import FEWEST_JOINED_BONES, OF_PEOPLE, SHORTEST_JOINED_EDIT
from watchgate.risk.names.analysis import MAX_TOKENS
from watchgate.risk.names.engine.alike import WAY_BITS, WAY_MASK
from watchgate.risk.names.engine.edge import (
    EDGE_COUNT,
    EDGES,
    GRID,
    LEFT_COUNT,
    LEFT_FACTS,
    LEFT_PAIRS,
    LEFT_WORDS,
    RIGHT_COUNT,
    RIGHT_FACTS,
    RIGHT_WORDS,
    TURNED,
    TWO_AT,
    Array,
    make_edge,
)
from watchgate.risk.names.engine.near_two import Pairs
from watchgate.risk.names.engine.pair_memo import NOTHING, recall, remember
from watchgate.risk.names.engine.similar import similar, similar_joined
from watchgate.risk.names.engine.similar_two import similar_two
from watchgate.risk.names.engine.word_facts import (
    MOST_LETTERS,
    PREFIX_BYTES,
    consonants,
    is_abjad,
    is_initial,
    letters,
    may_be_joined,
    prefix,
    weight,
)
from watchgate.risk.names.engine.words_joined import TWO

_BY_INITIAL, _VOWELS_LEFT_OUT = (int(way) for way in OF_PEOPLE)


@inlined
def load(work: Array, right: bool, numbers: Array, words: int, pairs: int, size: int, facts: Array, start: int) -> None:
    """Put one side into the scratch; its facts begin at `start`."""
    side = RIGHT_FACTS - LEFT_FACTS if right else 0
    size = min(size, MAX_TOKENS)
    work[RIGHT_COUNT if right else LEFT_COUNT] = size
    for at in range(size):
        word = numbers[words + at]
        work[LEFT_WORDS + side + at] = word
        work[LEFT_FACTS + side + at] = facts[start + word]
        work[LEFT_PAIRS + side + at] = numbers[pairs + at] if at < size - 1 else -1


@inlined
def recall_all(work: Array, remembered: Array) -> int:
    """How alike each two words are, at GRID, as far as it is remembered; how many are not."""
    missing = 0
    turned = work[TURNED] != 0
    for i in range(work[LEFT_COUNT]):
        for j in range(work[RIGHT_COUNT]):
            left, right = work[LEFT_WORDS + i], work[RIGHT_WORDS + j]
            found = recall(remembered, right, left) if turned else recall(remembered, left, right)
            work[GRID + i * MAX_TOKENS + j] = found
            missing += found == NOTHING
    return missing


@kernel
def measure(
    work: Array, remembered: Array, a_records: Array, a_letters: Array, b_records: Array, b_letters: Array
) -> None:
    """Complete GRID. `a` is asked about: what its words are to those of `b` is remembered."""
    turned = work[TURNED] != 0
    for i in range(work[LEFT_COUNT]):
        for j in range(work[RIGHT_COUNT]):
            if work[GRID + i * MAX_TOKENS + j] == NOTHING:
                left, right = work[LEFT_WORDS + i], work[RIGHT_WORDS + j]
                asked, word = (right, left) if turned else (left, right)
                found = similar(a_records, a_letters, asked, b_records, b_letters, word)
                remember(remembered, asked, word, found)
                work[GRID + i * MAX_TOKENS + j] = found


@kernel
def link(work: Array, person: bool) -> bool:
    """The edges of single words, from GRID; and whether neighbours of one side may be a word of the other."""
    edges = 0
    for i in range(work[LEFT_COUNT]):
        for j in range(work[RIGHT_COUNT]):
            found = work[GRID + i * MAX_TOKENS + j]
            way = found & WAY_MASK
            if found and (person or (way != _BY_INITIAL and way != _VOWELS_LEFT_OUT) or _as_long(work, i, j)):
                heavy = _pair_weight(work[LEFT_FACTS + i], work[RIGHT_FACTS + j])
                work[EDGES + edges] = make_edge(i, 0, j, 0, heavy, found >> WAY_BITS, way)
                edges += 1
    work[EDGE_COUNT] = edges
    sides = RIGHT_FACTS - LEFT_FACTS
    return _some_may_be(work, 0, LEFT_COUNT, sides, RIGHT_COUNT) or _some_may_be(
        work, sides, RIGHT_COUNT, 0, LEFT_COUNT
    )


@kernel
def link_joined(work: Array, a_records: Array, a_letters: Array, b: Pairs) -> None:
    """The edges of neighbours; those of `a` are among its records, `b` has the words and pairs of the segment."""
    edges = work[EDGE_COUNT]
    turned = work[TURNED] != 0
    sides = RIGHT_FACTS - LEFT_FACTS
    for of_right in (False, True):
        side = sides if of_right else 0
        other = sides - side
        size = work[RIGHT_COUNT if of_right else LEFT_COUNT]
        others = work[LEFT_COUNT if of_right else RIGHT_COUNT]
        for i in range(size - 1):
            for j in range(others):
                if not _may_be(work, side, i, other, j):
                    continue
                pair, word = work[LEFT_PAIRS + side + i], work[LEFT_WORDS + other + j]
                if turned == of_right:
                    found = similar_joined(a_records, a_letters, pair, b.records, b.letters, word)
                elif b.words[2 * pair] < 0:
                    found = similar_joined(b.kept, b.kept_letters, pair, a_records, a_letters, word)
                else:
                    found = similar_two(
                        b.records, b.letters, work[LEFT_WORDS + side + i], work[LEFT_WORDS + side + i + 1],
                        work[LEFT_FACTS + side + i], work[LEFT_FACTS + side + i + 1], b.bones,
                        a_records, a_letters, word, work[TWO_AT : TWO_AT + TWO],
                    )  # fmt: skip
                if found:
                    first = LEFT_FACTS + side + i
                    heavy = weight(work[first]) + weight(work[first + 1]) + weight(work[LEFT_FACTS + other + j])
                    value, way = found >> WAY_BITS, found & WAY_MASK
                    ends = (j, 0, i, 1) if of_right else (i, 1, j, 0)
                    work[EDGES + edges] = make_edge(ends[0], ends[1], ends[2], ends[3], heavy, value, way)
                    edges += 1
    work[EDGE_COUNT] = edges


@inlined
def _as_long(work: Array, i: int, j: int) -> bool:
    """Whether two words of which one begins with the other are the same."""
    return letters(work[LEFT_FACTS + i]) == letters(work[RIGHT_FACTS + j])


@inlined
def _pair_weight(left: int, right: int) -> int:
    """`alignment._pair_weight`."""
    if is_initial(left) != is_initial(right):
        return 2 * min(weight(left), weight(right))
    return weight(left) + weight(right)


@inlined
def _some_may_be(work: Array, side: int, count: int, other: int, other_count: int) -> bool:
    for i in range(work[count] - 1):
        for j in range(work[other_count]):
            if _may_be(work, side, i, other, j):
                return True
    return False


@inlined
def _may_be(work: Array, side: int, i: int, other: int, j: int) -> bool:
    """Whether word `i` and the next of one side may be word `j` of the other, as far as facts tell (`join_similarity`).

    Short ones must be the same, so they begin with the same bytes.
    """
    single = work[LEFT_FACTS + other + j]
    if work[LEFT_PAIRS + side + i] < 0 or not may_be_joined(single):
        return False
    first, second = work[LEFT_FACTS + side + i], work[LEFT_FACTS + side + i + 1]
    if is_abjad(first) != is_abjad(single):
        return consonants(single) >= FEWEST_JOINED_BONES
    size, alone = letters(first) + letters(second), letters(single)
    if max(size, alone) >= MOST_LETTERS:
        return True
    if max(size, alone) >= SHORTEST_JOINED_EDIT:
        return abs(size - alone) <= 1
    if size != alone:
        return False
    bits = 8 * (PREFIX_BYTES - 1)
    begins = True
    while begins and bits >= 0 and prefix(first) >> bits & 255:
        begins = prefix(first) >> bits & 255 == prefix(single) >> bits & 255
        bits -= 8
    return begins
