"""Answers: what was found in texts before, and which parties have changed since.

The same banks and streets stand in most payments, and most deliveries change nobody whom they name.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from watchgate.risk.texts.spotted import Spotted
from watchgate.risk.texts.work import MOST

MOST_REMEMBERED = 20_000
LONGEST_REMEMBERED = 200
"""Characters of texts whose answers are remembered."""

MOST_CHANGES = 256
"""Changes since an answer, with more of which the text is read anew."""

EASY = MOST // 4
"""What an answer may have asked for (`work.py`) if it is to be kept: beside it a few names more are never too much."""


class Answer(msgspec.Struct, gc=False):
    """`spots`: what is found. `at`: after how many changes. `spent`: what was spent on it."""

    spots: Sequence[Spotted]
    at: int
    spent: int


class Answers:
    """By text and threshold."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], Answer] = {}
        self._changes: list[str] = []

    def changed(self, party_id: str) -> None:
        """A party came, went or is another."""
        self._changes.append(party_id)
        if len(self._changes) >= MOST_REMEMBERED:
            self._changes.clear()
            self._known.clear()

    def of(self, text: str, least: int) -> Answer | None:
        """What was found, if it can be made up to date."""
        known = self._known.get((text, least))
        return known if known is not None and len(self._changes) - known.at <= MOST_CHANGES else None

    def since(self, known: Answer) -> Collection[str]:
        """Who has changed since."""
        return set(self._changes[known.at :]) if known.at < len(self._changes) else ()

    def keep(self, text: str, least: int, spots: Sequence[Spotted], spent: int) -> None:
        """What is found now."""
        if len(text) <= LONGEST_REMEMBERED and spent <= EASY:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[text, least] = Answer(tuple(spots), len(self._changes), spent)

    def renew(self, known: Answer, spent: int) -> bool:
        """It is what it was; `spent`: on seeing that. False where together that is no longer easy."""
        known.spent += spent
        known.at = len(self._changes)
        return known.spent <= EASY
