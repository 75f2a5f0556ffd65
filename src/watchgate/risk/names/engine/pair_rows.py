"""Two rows in points: a row of what is asked (`search_asked.py`) with a row of a segment (`segment.py`)."""

from __future__ import annotations

from watchgate.ledger.compiled import kernel
from watchgate.risk.names.engine.edge import TURNED, Array
from watchgate.risk.names.engine.near_two import Pairs
from watchgate.risk.names.engine.pair_edges import link, link_joined, load, measure, recall_all
from watchgate.risk.names.engine.points import points
from watchgate.risk.names.engine.search_asked import FACTS, NUMBER, PAIR, ROW, ROW_SIZE, ROW_WORD, ROWS
from watchgate.risk.names.engine.segment import HEAD, WORDS
from watchgate.risk.names.engine.word_facts import prefix
from watchgate.risk.names.engine.words_read import is_wide, letter, place_of, text_size


@kernel
def row_points(
    work: Array,
    remembered: Array,
    plan: Array,
    a_records: Array,
    a_letters: Array,
    row: int,
    held_row: Array,
    at: int,
    pairs: Pairs,
    person: bool,
    translated: bool,
) -> int:
    """The points of row `row` of the plan with the row whose record begins at `at`, by their words.

    `pairs`: the words of its segment, and the pairs of neighbours.
    """
    facts, b_records, b_letters = pairs.facts, pairs.records, pairs.letters
    own = plan[ROWS] + row * ROW
    size_a, size_b = plan[own + ROW_SIZE], int(held_row[at + 1]) >> WORDS
    if not size_a or not size_b:
        return 0
    words_a, pairs_a = plan[NUMBER] + plan[own + ROW_WORD], plan[PAIR] + plan[own + ROW_WORD]
    words_b, pairs_b = at + HEAD, at + HEAD + size_b
    facts_a = plan[FACTS]
    turned = size_b < size_a
    for place in range(min(size_a, size_b)):
        word_a, word_b = plan[words_a + place], int(held_row[words_b + place])
        apart = prefix(plan[facts_a + word_a]) - prefix(facts[word_b])
        if not apart:
            apart = _text_order(a_records, a_letters, word_a, b_records, b_letters, word_b)
        if apart:
            turned = apart > 0
            break
    work[TURNED] = turned
    load(work, turned, plan, words_a, pairs_a, size_a, plan, facts_a)
    load(work, not turned, held_row, words_b, pairs_b, size_b, facts, 0)
    if recall_all(work, remembered):
        measure(work, remembered, a_records, a_letters, b_records, b_letters)
    if link(work, person):
        link_joined(work, a_records, a_letters, pairs)
    return points(work, person, translated)


@kernel
def _text_order(a_records: Array, a_letters: Array, a: int, b_records: Array, b_letters: Array, b: int) -> int:
    """Below 0, 0 or above as text `a` comes before `b`, is the same, comes after."""
    size_a, size_b = text_size(a_records, a), text_size(b_records, b)
    wide_a, wide_b = is_wide(a_records, a), is_wide(b_records, b)
    for at in range(min(size_a, size_b)):
        apart = letter(a_letters, place_of(a_records, a), at, wide_a)
        apart -= letter(b_letters, place_of(b_records, b), at, wide_b)
        if apart:
            return apart
    return size_a - size_b
