"""What the readings of a name may be, by its words: which of them are no titles, and whether they may be read so."""

from __future__ import annotations

from watchgate.ledger.compiled import inlined
from watchgate.risk.names.analysis import FEWEST_WORDS
from watchgate.risk.names.engine.plain_filter import Longs
from watchgate.risk.names.engine.plain_known import BEHIND_NAME, FOUR_BITS, PINYIN_BIT, SYLLABLES_AT, WADE_GILES_BIT
from watchgate.risk.names.engine.plain_room import CHINESE, KOREAN, TITLED, TITLED_END, WORDS
from watchgate.risk.names.korean_spelled import MOST_SYLLABLES
from watchgate.risk.names.lexicon import TITLE
from watchgate.risk.names.readings import MOST_WORDS


@inlined
def may_be_read(count: int, about: Longs, room: Longs, out: Longs) -> int:
    """KOREAN and CHINESE, where they may be; the words without titles are told."""
    first, end = 0, count
    while end - first > FEWEST_WORDS and about[room[WORDS + first]] & TITLE:
        first += 1
    while end - first > FEWEST_WORDS and about[room[WORDS + end - 1]] & TITLE:
        if not about[room[WORDS + end - 1]] & BEHIND_NAME:
            break
        end -= 1
    out[TITLED], out[TITLED_END] = first, end
    if end - first > MOST_WORDS:
        return 0
    found = KOREAN
    systems = PINYIN_BIT | WADE_GILES_BIT
    syllables = 0
    for at in range(first, end):
        own = about[room[WORDS + at]]
        fewest = own >> SYLLABLES_AT & FOUR_BITS
        syllables += fewest
        if fewest == 0 or syllables > MOST_SYLLABLES:
            found = 0
        systems &= own
    return found | (CHINESE if systems else 0)
