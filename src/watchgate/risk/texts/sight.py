"""Sight: what a reader sees in a text, each thing with its place."""

from __future__ import annotations

from typing import NamedTuple

from watchgate.risk.names.alignment import Joined
from watchgate.risk.names.token import Kind, Token

Place = tuple[int, int]


class Seen(NamedTuple):
    """A word from piece `start` to before piece `end`."""

    word: Token
    start: int
    end: int


class Sight(NamedTuple):
    """`more`: words beside those that are a piece each. `letters`: single letters, that may be somebody's initial,
    `singles`: the pieces that are one; `firsts`: all words, each by the first letter. `light`: forms and particles by
    kind and text. `weights`: of each piece what it surely weighs in a window as a word that few bear, `hefts`: as any
    word or number. `generic` and `unnaming`: the pieces that are surely generic, or no word of a name; `qualifying`:
    those of these that stand beside one (forms, numbers, initials); `alone`: those that may name somebody by
    themselves. `translated`: some of it is in a script that is translated; `said`: the pieces that a window may leave
    out, since it says so already; `foreign`: of each piece, and of the end, how many before it are translated."""

    more: list[Seen]
    letters: dict[str, list[Place]]
    singles: frozenset[int]
    firsts: dict[str, list[Place]]
    light: dict[tuple[Kind, str], list[Place]]
    weights: list[int]
    hefts: list[int]
    generic: frozenset[int]
    unnaming: frozenset[int]
    qualifying: frozenset[int]
    alone: frozenset[int]
    translated: bool
    said: frozenset[int]
    foreign: list[int]

    def is_translated(self, start: int, end: int) -> bool:
        """Whether a window may be a translation: of its own pieces one is in such a script."""
        return self.translated and self.foreign[end] > self.foreign[start]

    def weighs(self, at: int) -> bool:
        """Whether a piece surely weighs something in every window."""
        return self.weights[at] > 0 and not self.translated and at not in self.said


class Told(NamedTuple):
    """What a text says, whatever is listed: `words` that may cover one of a name, `pairs` of neighbours as one word.
    `numbers`: pieces of 3 to 18 digits, which are no `words`: most stand in one text alone. `syllables`: of each piece
    its words, where these may be syllables of a name; `translated` as of Sight."""

    words: list[Token]
    pairs: list[Joined]
    numbers: list[str]
    syllables: list[tuple[str, ...] | None]
    translated: bool
