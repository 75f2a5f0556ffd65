"""Which words of one name stand for which words of the other: `alignment._best` on edges in a scratch.

The same choice, of equal ones the same. Edges that have words in common are a group, assigned by itself. In a group
the words of the left side are gone through in their order; what is open after a word are states: which right words
are taken, and whether the next left word is. A state keeps its best value and the way it came, in the order in which
states were first reached; of equals the first stays. More than MOST_STATES are cut to those of most value.
"""

from __future__ import annotations

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.alignment import MOST_STATES
from watchgate.risk.names.analysis import MAX_TOKENS
from watchgate.risk.names.engine.edge import (
    CHOSEN,
    EDGE_COUNT,
    EDGES,
    HISTORY,
    NEXT_KEYS,
    NEXT_LINKS,
    NEXT_VALUES,
    STAMP,
    STATE_KEYS,
    STATE_VALUES,
    TABLE,
    TABLE_BITS,
    Array,
    left_first,
    left_mask,
    right_mask,
    value_of,
)

_LEFT = 32
"""A state's key: the left words above this bit, the right words below."""
_RIGHT_WORDS = (1 << _LEFT) - 1
_EDGE_BITS = 12
_INDEX_BITS = 20


@kernel
def assign(work: Array) -> int:
    """Choose among the edges at EDGES; the chosen are put at CHOSEN, their number is returned."""
    edges = work[EDGE_COUNT]
    chosen = 0
    left = 0
    right = 0
    for at in range(edges):
        edge = work[EDGES + at]
        if left & left_mask(edge) or right & right_mask(edge):
            return _by_groups(work)
        left |= left_mask(edge)
        right |= right_mask(edge)
        work[CHOSEN + chosen] = edge
        chosen += 1
    return chosen


@kernel
def _by_groups(work: Array) -> int:
    edges = work[EDGE_COUNT]
    chosen = 0
    done = 0
    for at in range(edges):
        edge = work[EDGES + at]
        left, right = left_mask(edge), right_mask(edge)
        if left & done:
            continue
        members = 1
        before = 0
        while members != before:
            before = members
            members = 1
            for other in range(at + 1, edges):
                edge = work[EDGES + other]
                if left & left_mask(edge) or right & right_mask(edge):
                    left |= left_mask(edge)
                    right |= right_mask(edge)
                    members += 1
        done |= left
        if members == 1:
            work[CHOSEN + chosen] = work[EDGES + at]
            chosen += 1
        else:
            chosen = _best_of_group(work, left, members, chosen)
    return chosen


@kernel
def _best_of_group(work: Array, group: int, members: int, chosen: int) -> int:
    """The best edges among those that hold left words of `group`."""
    edges = work[EDGE_COUNT]
    states = 1
    layers = 0
    work[STATE_KEYS] = 0
    work[STATE_VALUES] = 0
    for word in range(MAX_TOKENS):
        if not group >> word & 1:
            continue
        first, last = _edges_of(work, word, edges)
        if first < 0:
            continue
        mask = _table_mask(states * (1 + min(members, last - first + 1)))
        work[STAMP] += 1
        later = (-2 << word) & (1 << MAX_TOKENS) - 1
        following = 0
        for state in range(states):
            key = work[STATE_KEYS + state]
            value = work[STATE_VALUES + state]
            kept = key & (later << _LEFT | _RIGHT_WORDS)
            following = _reach(work, mask, following, kept, value, state << _EDGE_BITS)
            for at in range(first, last + 1):
                edge = work[EDGES + at]
                taken = left_mask(edge) << _LEFT | right_mask(edge)
                if left_first(edge) == word and not taken & key:
                    reached = (key | taken) & (later << _LEFT | _RIGHT_WORDS)
                    link = state << _EDGE_BITS | at + 1
                    following = _reach(work, mask, following, reached, value + value_of(edge), link)
        states = _keep(work, following, layers)
        layers += 1
    return _trace(work, states, layers, chosen)


@inlined
def _edges_of(work: Array, word: int, edges: int) -> tuple[int, int]:
    """The first and the last edge that begin with the left word; -1 where there is none."""
    first = -1
    last = -1
    for at in range(edges):
        if left_first(work[EDGES + at]) == word:
            last = at
            if first < 0:
                first = at
    return first, last


@inlined
def _table_mask(most: int) -> int:
    """Of a hash table at most half full with so many states."""
    size = 16
    while size < 2 * most and size < 1 << TABLE_BITS:
        size *= 2
    return size - 1


@kernel
def _reach(work: Array, mask: int, following: int, key: int, value: int, link: int) -> int:
    """Note that the state `key` is reached with `value`; returns how many states follow now."""
    right = key & _RIGHT_WORDS
    left = key >> _LEFT
    place = ((right ^ (left << 1 | left >> 3)) * 2654435769 >> 15) & mask
    stamp = work[STAMP]
    while True:
        held = work[TABLE + place]
        if held >> _INDEX_BITS != stamp:
            work[TABLE + place] = stamp << _INDEX_BITS | following
            work[NEXT_KEYS + following] = key
            work[NEXT_VALUES + following] = value
            work[NEXT_LINKS + following] = link
            return following + 1
        index = held & (1 << _INDEX_BITS) - 1
        if work[NEXT_KEYS + index] == key:
            if value > work[NEXT_VALUES + index]:
                work[NEXT_VALUES + index] = value
                work[NEXT_LINKS + index] = link
            return following
        place = place + 1 & mask


@kernel
def _keep(work: Array, following: int, layer: int) -> int:
    """The states that follow become those that are open; their links are history. Returns how many are kept."""
    history = HISTORY + layer * MOST_STATES
    if following > MOST_STATES:
        return _cut(work, following, history)
    for at in range(following):
        work[STATE_KEYS + at] = work[NEXT_KEYS + at]
        work[STATE_VALUES + at] = work[NEXT_VALUES + at]
        work[history + at] = work[NEXT_LINKS + at]
    return following


@kernel
def _cut(work: Array, following: int, history: int) -> int:
    """Keep the MOST_STATES of most value, in the order of value, of equals in the order of reaching.

    The least value that is kept whole is found by halving; then the order by sorting value and place as one number.
    """
    low = 0
    high = 1 << 40
    while high - low > 1:  # at `low` there are enough, at `high` there are not
        middle = (low + high) // 2
        enough = 0
        for at in range(following):
            enough += work[NEXT_VALUES + at] >= middle
        if enough >= MOST_STATES:
            low = middle
        else:
            high = middle
    kept = 0
    for at in range(following):
        if work[NEXT_VALUES + at] > low:
            work[STATE_VALUES + kept] = -(work[NEXT_VALUES + at] << _INDEX_BITS) + at
            kept += 1
    for at in range(following):
        if kept < MOST_STATES and work[NEXT_VALUES + at] == low:
            work[STATE_VALUES + kept] = -(low << _INDEX_BITS) + at
            kept += 1
    ordered = work[STATE_VALUES : STATE_VALUES + MOST_STATES]
    _sort(ordered)
    for place in range(MOST_STATES):
        at = ordered[place] & (1 << _INDEX_BITS) - 1
        work[STATE_KEYS + place] = work[NEXT_KEYS + at]
        work[history + place] = work[NEXT_LINKS + at]
        ordered[place] = work[NEXT_VALUES + at]
    return MOST_STATES


@inlined
def _sort(numbers: Array) -> None:
    """Into ascending order, by a heap."""
    size = len(numbers)
    for built in range(size // 2 - 1, -1, -1):
        _sink(numbers, built, size)
    for end in range(size - 1, 0, -1):
        numbers[0], numbers[end] = numbers[end], numbers[0]
        _sink(numbers, 0, end)


@kernel
def _sink(numbers: Array, at: int, end: int) -> None:
    """Bring the number down to where none below it is greater."""
    while 2 * at + 1 < end:
        greater = 2 * at + 1
        if greater + 1 < end and numbers[greater + 1] > numbers[greater]:
            greater += 1
        if numbers[at] >= numbers[greater]:
            return
        numbers[at], numbers[greater] = numbers[greater], numbers[at]
        at = greater


@inlined
def _trace(work: Array, states: int, layers: int, chosen: int) -> int:
    """Back from the first of the best states."""
    best = 0
    for state in range(1, states):
        if work[STATE_VALUES + state] > work[STATE_VALUES + best]:
            best = state
    for back in range(layers):
        link = work[HISTORY + (layers - 1 - back) * MOST_STATES + best]
        edge = link & (1 << _EDGE_BITS) - 1
        if edge:
            work[CHOSEN + chosen] = work[EDGES + edge - 1]
            chosen += 1
        best = link >> _EDGE_BITS
    return chosen
