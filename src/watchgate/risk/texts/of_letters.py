"""Names of which single letters are all that says who it is (OOO T P O C), and where a text has some of them.

No letter begins a search of its own: it stands for too much. So such rows are looked at in every text with one of their
letters; on all lists there are a few dozen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from watchgate.risk.names.token import Kind, Token


def letters_of(tokens: Sequence[Token]) -> str:
    """The letters of such a name; empty where a word says more."""
    naming = [one.text for one in tokens if one.kind <= Kind.GENERIC]
    return "".join(naming) if all(len(one) == 1 for one in naming) else ""


def with_letters_of(words: Iterable[Token], of_letters: Sequence[tuple[int, str]]) -> list[int]:
    """Of these rows, each with its letters, those of which some are among the words of a text."""
    if not of_letters:
        return []
    letters = {one.text for one in words if len(one.text) == 1}
    return [row for row, own in of_letters if not letters.isdisjoint(own)]
