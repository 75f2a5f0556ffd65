"""A text as pieces, and its windows: runs of neighbouring pieces that may be a name.

A piece is a run of letters and digits with the apostrophes and marks inside it, and a full stop that follows at once.
Chinese writes no spaces: there each character is a piece.
Windows are cut out of the text as a reader sees it, so that a window is analysed like any name that is written so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from watchgate.risk.names.analysis import MAX_TOKENS, Analysis
from watchgate.risk.names.normal import without_invisible

STEP = 3 * MAX_TOKENS
"""Pieces in which the windows of one block begin; it has MAX_TOKENS more, in which they end."""

EXTRA = 3
"""Pieces a window may have more than the listed name: a middle name, a title, a word split in two."""

_INSIDE = "'’‘`´ʼʻʹ′ʾʿ\u0640"
_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff\u0e31-\u0ecd\u102b-\u103e\u17b4-\u17d3"
)
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PIECE = re.compile(rf"[{_HAN}]|[^\W_{_HAN}](?:[^\W_{_HAN}]|[{_INSIDE}{_MARKS}])*\.?")
_ASCII_PIECE = re.compile("[A-Za-z0-9][A-Za-z0-9'`]*\\.?")
"""The same where all is ASCII: a quarter of the time."""
HAN = re.compile(f"[{_HAN}]")


class Pieces:
    """The pieces of one text. `texts`: each as written."""

    def __init__(self, text: str) -> None:
        self.whole = without_invisible(text)
        self.spans = [found.span() for found in _pattern(self.whole).finditer(self.whole)]
        self.texts = [self.whole[start:end] for start, end in self.spans]

    def part(self, start: int, end: int) -> Pieces:
        """The pieces from `start` to before `end`."""
        if start == 0 and end == len(self.spans):
            return self
        found = Pieces("")
        found.whole, found.spans, found.texts = self.whole, self.spans[start:end], self.texts[start:end]
        return found

    def __len__(self) -> int:
        return len(self.spans)

    def window(self, start: int, end: int) -> str:
        """The text from piece `start` to before piece `end`."""
        return self.whole[self.spans[start][0] : self.spans[end - 1][1]]

    def beside(self, start: int, end: int) -> list[str]:
        """The pieces right before and right behind a window."""
        return [*self.texts[max(0, start - 1) : start], *self.texts[end : end + 1]]

    def windows(self, longest: int) -> Iterator[tuple[int, int]]:
        """All windows of at most `longest` pieces."""
        for start in range(len(self.spans)):
            for end in range(start + 1, min(len(self.spans), start + longest) + 1):
                yield start, end


def pieces_of(text: str) -> list[str]:
    """The `texts` of its pieces alone."""
    whole = without_invisible(text)
    return _pattern(whole).findall(whole)


def _pattern(whole: str) -> re.Pattern[str]:
    return _ASCII_PIECE if whole.isascii() else _PIECE


@lru_cache(maxsize=131_072)
def pieces_of_name(text: str) -> int:
    """How many pieces a listed name has."""
    return len(pieces_of(text))


def longest_window(name: Analysis) -> int:
    """The pieces a window may have in which this name is looked for: its own, of any of its spellings, and EXTRA.

    A name of another script is as long as what it is spelled like: five syllables are five pieces at most.
    """
    syllables = max(
        (len(one) for one in (*name.readings.korean.readings, *name.readings.chinese.readings)),
        default=0,
    )
    words = max(pieces_of_name(name.text), syllables, *(len(one) for one in name.spellings))
    return min(MAX_TOKENS, words + EXTRA)


def blocks(length: int) -> Iterator[tuple[int, int]]:
    """Runs of pieces such that every window stands whole in the first one in whose first STEP pieces it begins."""
    start = 0
    while start < length:
        end = min(length, start + STEP + MAX_TOKENS)
        yield start, end
        if end == length:
            return
        start += STEP
