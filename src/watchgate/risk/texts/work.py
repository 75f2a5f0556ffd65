"""How much one text may ask for, counted and not timed: what a decision comes to must not depend on the machine."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from watchgate.model.errors import WatchgateError

MOST = 30_000
"""Steps for one text, one or two microseconds each where the memory is at hand: windows looked at, mostly. Texts of
payments need some hundreds; the words of listed names, over and over for 20,000 characters, would need hundreds of
millions, and everybody else would wait for them."""

HEARD = 60
"""A piece that stands in a text: what it may be of the listed names. Counted whether it was heard before or not."""

BESIDE = 8
"""Two pieces side by side: what they are as one word."""

TRANSLATED = 30
"""A run of pieces in another script, taken apart as a name is."""

READ_WHOLE = 30
"""A run of pieces read as the syllables of a name."""

SCORED = 10
"""A window that is scored."""


class TooMuchTextError(WatchgateError):
    """A text in which so much of so many names stands that it is not compared to its end: nothing of it is told, since
    what was found by then depends on the order in which names came."""


class Work:
    """What has been spent on one text."""

    def __init__(self) -> None:
        self.spent = 0

    def spend(self, steps: int) -> None:
        """Count so many more; TooMuchTextError when it is too much."""
        self.spent += steps
        if self.spent > MOST:
            raise TooMuchTextError("too much of too many names stands in a text", hint="look at it yourself")


def reading(pieces: Sequence[str]) -> int:
    """The steps it takes to hear all pieces of a text, each once, and those that stand side by side."""
    words = [one.lower() for one in pieces]
    distinct = {one for one in words if not one.isdecimal()}
    together = {both for both in pairwise(words) if both[0] in distinct and both[1] in distinct}
    return len(words) // 2 + HEARD * len(distinct) + BESIDE * len(together)
