"""What a kernel that takes names apart works in and what it tells: places in `room`, and in the numbers of a name."""

from __future__ import annotations

from watchgate.risk.names.analysis import MAX_TOKENS
from watchgate.risk.names.engine.plain_record import NUMBERS
from watchgate.risk.names.engine.plain_spelled import PLACES

MOST_WORDS = MAX_TOKENS
STARTS, ENDS, WORDS = 0, MOST_WORDS, 2 * MOST_WORDS
"""Of each word of a name where it begins, where it ends, its number."""
RECORD_AT = 3 * MOST_WORDS
SPELLED_AT = RECORD_AT + NUMBERS
ROOM = SPELLED_AT + PLACES

OUT = 8 + MAX_TOKENS
STATE, FIRST_ASKED, END_ASKED, TITLED, TITLED_END, ACRONYM, LETTERS, TOKENS = range(8)
"""How it is; where the word that is asked for begins and ends, or which phrase it is; the words besides titles; which
acronym it has, and its letters, the first lowest; how many tokens, behind which their numbers stand."""
TAKEN, ASK_WORD, ASK_PHRASE, BY_ANALYSIS = range(4)
KOREAN, CHINESE, HAS_PHRASE = 8, 16, 32
"""Beside TAKEN: what its readings may be; whether words of it are read as a form or phrase."""
OWN, SPELLED = 1, 2
"""Acronyms: what the name is; what it would have."""
COUNTED, FILLED = range(2)
"""Of words known so far: how many; how many letters."""
PHRASE = 6
"""Numbers of a phrase: how many tokens it stands for (-1: not asked for yet), and these."""
