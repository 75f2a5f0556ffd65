"""What the number of a word that is told to `asked_write.py` has in it, beside the number.

PRECEDES and FOLLOWS: it may be written as one with a neighbour; ABJAD: it is of one.
"""

from __future__ import annotations

ABJAD, PRECEDES, FOLLOWS = 1 << 30, 1 << 29, 1 << 28
MARKS = PRECEDES | FOLLOWS
NUMBER_MASK = FOLLOWS - 1
JOINED = 32
"""From this bit on stands, of a word of an abjad, the number of what it is as one word with the next, and one more."""
