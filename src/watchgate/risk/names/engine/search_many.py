"""Several parties asked about in one call of a kernel: the search of each, one after the other. The entry kernel."""

from __future__ import annotations

from watchgate.ledger.compiled import kernel
from watchgate.risk.names.engine.asked_write import LETTER_START, PERSON, PLAN_START, STARTS, SUPPORT, WORD_START
from watchgate.risk.names.engine.search import NO_ROOM, search
from watchgate.risk.names.engine.search_asked import PAIR_COUNT, WORD_COUNT, Asked
from watchgate.risk.names.engine.search_held import Held
from watchgate.risk.names.engine.search_space import NEAR_AT, PARTIES, WHERE
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.words_encode import RECORD

HIT = 3
"""Numbers of a hit: which of the parties asked about, the place of the party it meets, the score."""
COUNT = 0
FIRST = 1
"""How many hits there are, and where they begin."""


@kernel
def search_many(
    starts: Array,
    plan: Array,
    records: Array,
    letters: Array,
    thresholds: Array,
    position: int,
    held: Held,
    tables: Array,
    work: Array,
    remembered: Array,
    room: Array,
    seen: Array,
    lately: Array,
    first: int,
    hits: Array,
) -> int:
    """Search for the parties from `first` on; the one at which it stopped because there was no room, or how many.

    `starts`, `plan`, `records`, `letters`: `asked.Questions`. `thresholds`: of each party. `hits`: as above.
    """
    count = len(starts) // STARTS - 1
    for number in range(first, count):
        at, end = number * STARTS, (number + 1) * STARTS
        asked = Asked(
            plan[starts[at + PLAN_START] : starts[end + PLAN_START]],
            records[starts[at + WORD_START] * RECORD : starts[end + WORD_START] * RECORD],
            letters[starts[at + LETTER_START] : starts[end + LETTER_START]],
            starts[at + PERSON] != 0,
            int(starts[at + SUPPORT]),
        )
        if asked.plan[WORD_COUNT] + asked.plan[PAIR_COUNT] >= room[WHERE] - room[NEAR_AT]:
            return number
        found = search(asked, held, tables, work, remembered, room, seen, lately, int(thresholds[number]), position)
        if found == NO_ROOM or FIRST + HIT * (hits[COUNT] + found) > len(hits):
            return number
        for place in range(found):
            hit = FIRST + HIT * (hits[COUNT] + place)
            hits[hit] = number
            hits[hit + 1] = room[room[PARTIES] + 2 * place]
            hits[hit + 2] = room[room[PARTIES] + 2 * place + 1]
        hits[COUNT] += found
    return count
