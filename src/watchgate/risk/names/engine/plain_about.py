"""What the kernel that takes names apart is told of a word that is not plain: see `plain_known.py`."""

from __future__ import annotations

from watchgate.risk.names import lexicon
from watchgate.risk.names.engine.asked_marks import MARKS
from watchgate.risk.names.engine.plain_known import (
    ABD,
    BEHIND_NAME,
    BEHIND_TAIL,
    FOUR_BITS,
    LONGEST_AT,
    OF_FAITH,
    PINYIN_BIT,
    SYLLABLES_AT,
    TAIL_ALONE,
    WADE_GILES_BIT,
)
from watchgate.risk.names.forms import forms
from watchgate.risk.names.formwords import behind_tails, is_mended_by_tails_alone
from watchgate.risk.names.korean_spelled import fewest_read
from watchgate.risk.names.lexicon import MENDED, Entry


def about_of(known: Entry, marks: int) -> int:
    """Of an ASCII word; `marks`: of its number."""
    word = known.token.written
    found = known.traits | marks & MARKS
    if found & MENDED and is_mended_by_tails_alone(word):
        found = found & ~MENDED | TAIL_ALONE
    told = (
        (PINYIN_BIT, known.pinyin),
        (WADE_GILES_BIT, known.wade_giles),
        (ABD, word == lexicon.ABD),
        (OF_FAITH, word in lexicon.OF_FAITH),
        (BEHIND_NAME, word in lexicon.BEHIND_NAME),
        (BEHIND_TAIL, word in behind_tails()),
    )
    for bit, holds in told:
        found |= bit if holds else 0
    longest = min(FOUR_BITS, forms()[1].get(word, 0))
    return found | min(FOUR_BITS, fewest_read(word)) << SYLLABLES_AT | longest << LONGEST_AT
