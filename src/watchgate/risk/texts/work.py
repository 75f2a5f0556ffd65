"""How much one text may ask for, counted and not timed: what a decision comes to must not depend on the machine."""

from __future__ import annotations

from collections.abc import Sequence

from watchgate.model.errors import WatchgateError
from watchgate.risk.texts.spotted import Spotted

MOST = 30_000
"""Windows looked at for one text, some microseconds each. Texts of payments need some hundreds; the words of listed
names, over and over for 20,000 characters, would need hundreds of millions, and everybody else would wait for them."""

SCORED = 10
"""Windows that may be looked at in the time in which one is scored."""


class TooMuchTextError(WatchgateError):
    """A text in which so much of so many names stands that it is not compared to its end. `found`: what was by then."""

    found: Sequence[Spotted] = ()


class Work:
    """What has been spent on one text."""

    def __init__(self) -> None:
        self.spent = 0

    def spend(self, windows: int) -> None:
        """Count so many more; TooMuchTextError when it is too much."""
        self.spent += windows
        if self.spent > MOST:
            raise TooMuchTextError("too much of too many names stands in a text", hint="look at it yourself")
