"""Two names, and two parties, in points: `score.score_names` and `party.score_parties` on what is encoded.

One side is `Asked` (`search_asked.py`), the other a name or party of a segment. The score is symmetric, so that either
direction of a search may ask.
"""

from __future__ import annotations

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.edge import Array
from watchgate.risk.names.engine.names_columns import (
    ACRONYM_IS_LONG,
    FILED,
    HAS_ACRONYM,
    HAS_KEY,
    HAS_SPELLED_ACRONYM,
)
from watchgate.risk.names.engine.pair_memo import forget
from watchgate.risk.names.engine.pair_rows import row_points
from watchgate.risk.names.engine.qualify import is_person, qualify
from watchgate.risk.names.engine.readings_pair import INSTEAD, characters_of, characters_start, compare_readings
from watchgate.risk.names.engine.search_asked import (
    KNOWN,
    NAME,
    NAME_COUNT,
    NAME_FLAGS,
    NAME_READING,
    NAME_ROW,
    NAME_ROW_END,
    NAMES,
    READINGS,
    Asked,
)
from watchgate.risk.names.engine.search_held import Held, pairs_of
from watchgate.risk.names.engine.segment import WEAK
from watchgate.risk.names.party import NAME_FLOOR, WEAK_CEILING
from watchgate.risk.names.score import ACRONYM, NAME_MAX, SHORT_ACRONYM

MOST_SCORE = 1000
NO_HIT = -(1 << 20)
"""The score of parties whose names are further apart than NAME_FLOOR: below any threshold."""


@kernel
def party_score(
    work: Array, remembered: Array, tables: Array, asked: Asked, held: Held, party: int, first: int, end: int
) -> int:
    """The score of the asked with a party of the segment, whose names are those from `first` to `end`; or NO_HIT."""
    plan = asked.plan
    known_at = held.known_at[party]
    person = is_person(plan, plan[KNOWN], tables) or is_person(held.known, known_at, tables)
    best = 0
    for name in range(plan[NAME_COUNT]):
        for other in range(first, end):
            best = max(best, name_points(work, remembered, tables, asked, name, held, other, person))
    if best < NAME_FLOOR:
        return NO_HIT
    return min(MOST_SCORE, best + qualify(plan, plan[KNOWN], held.known, known_at, tables))


@kernel
def points_of_all(
    work: Array, remembered: Array, tables: Array, asked: Asked, held: Held, party: int, first: int, found: Array
) -> None:
    """Put into `found` the points of each name of the asked with each of a party, whose names begin at `first`."""
    plan = asked.plan
    known_at = held.known_at[party]
    person = is_person(plan, plan[KNOWN], tables) or is_person(held.known, known_at, tables)
    forget(remembered)
    others = len(found) // plan[NAME_COUNT]
    for place in range(len(found)):
        found[place] = name_points(
            work, remembered, tables, asked, place // others, held, first + place % others, person
        )


@kernel
def name_points(
    work: Array, remembered: Array, tables: Array, asked: Asked, name: int, held: Held, other: int, person: bool
) -> int:
    """The points of name `name` with the segment's name `other`, under the ceiling where one of them is weak."""
    plan, reading = asked.plan, held.reading
    own = plan[NAMES] + name * NAME
    reading_a, reading_b = plan[READINGS] + plan[own + NAME_READING], held.reading_at[other]
    rows, rows_end = plan[own + NAME_ROW], plan[own + NAME_ROW_END]
    others, others_end = int(held.name_row_at[other]), int(held.name_row_at[other + 1])
    if person:
        read = compare_readings(plan, reading_a, reading, reading_b, tables)
        best = NAME_MAX * (read & INSTEAD - 1) // 1000
        rows_end, others_end = rows + 1, others + 1
        if read >= INSTEAD and not _same_key(plan, reading_a, reading, reading_b):
            rows_end = rows
    else:
        best = _by_letters(plan, reading_a, reading, reading_b)
    pairs = pairs_of(held)
    written_a = rows + (2 if plan[reading_a] & FILED else 1)
    written_b = others + (2 if reading[reading_b] & FILED else 1)
    for i in range(rows, rows_end):
        for j in range(others, others_end):
            found = row_points(
                work,
                remembered,
                plan,
                asked.records,
                asked.letters,
                i,
                held.row,
                int(held.row_at[j]),
                pairs,
                person,
                bool(i >= written_a or j >= written_b),
            )
            best = max(best, found)
    weak = (plan[own + NAME_FLAGS] | held.row[held.row_at[others] + 1]) & WEAK
    return min(best, WEAK_CEILING) if weak else best


@inlined
def read_points(asked: Asked, name: int, held: Held, other: int, tables: Array, person: bool) -> int:
    """Of `name_points` what whole readings, characters and acronyms say, without words and ceiling."""
    plan, reading = asked.plan, held.reading
    reading_a, reading_b = plan[READINGS] + plan[plan[NAMES] + name * NAME + NAME_READING], held.reading_at[other]
    if person:
        read = compare_readings(plan, reading_a, reading, reading_b, tables)
        return int(NAME_MAX * (read & INSTEAD - 1) // 1000)
    return _by_letters(plan, reading_a, reading, reading_b)


@inlined
def _same_key(a: Array, at_a: int, b: Array, at_b: int) -> bool:
    """Whether two names that have the hash of their key have the same."""
    both = a[at_a] & b[at_b] & HAS_KEY != 0
    return bool(both and a[at_a + 1] == b[at_b + 1] and a[at_a + 2] == b[at_b + 2])


@inlined
def _by_letters(a: Array, at_a: int, b: Array, at_b: int) -> int:
    """The points of organisations of the same characters, or of which one is the acronym of the other."""
    head_a, head_b = a[at_a], b[at_b]
    size = characters_of(head_a)
    if size and size == characters_of(head_b):
        same = True
        for place in range(size):
            one, other = a[at_a + characters_start(head_a) + place], b[at_b + characters_start(head_b) + place]
            same = same and one == other
        if same:
            return NAME_MAX
    return max(_by_acronym(a, at_a, b, at_b), _by_acronym(b, at_b, a, at_a))


@inlined
def _by_acronym(a: Array, at_a: int, b: Array, at_b: int) -> int:
    """The points where the name of `a` is the acronym that the other would have."""
    head_a, head_b = a[at_a], b[at_b]
    if not head_a & HAS_ACRONYM or not head_b & HAS_SPELLED_ACRONYM:
        return 0
    own = at_a + (3 if head_a & HAS_KEY else 1)
    spelled = at_b + 1 + (2 if head_b & HAS_KEY else 0) + (2 if head_b & HAS_ACRONYM else 0)
    if a[own] != b[spelled] or a[own + 1] != b[spelled + 1]:
        return 0
    return NAME_MAX * (ACRONYM if head_a & ACRONYM_IS_LONG else SHORT_ACRONYM) // 1000
