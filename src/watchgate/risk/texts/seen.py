"""What stands in a text: its words as the scorer would see them in some window, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

from watchgate.risk.names.alignment import Joined, join
from watchgate.risk.names.analysis import analyse, tokens_of
from watchgate.risk.names.meaning import TRANSLATED
from watchgate.risk.names.normal import dotted_as_words, script, words
from watchgate.risk.names.numbers import with_digits
from watchgate.risk.names.similarity import GRANTED
from watchgate.risk.names.token import Kind, Token, token
from watchgate.risk.texts.windows import HAN, Pieces

PHRASE = 3
"""Pieces of a text in another script that are translated together."""


class Seen(NamedTuple):
    """A word from piece `start` to before piece `end`."""

    word: Token
    start: int
    end: int


class SeenPair(NamedTuple):
    """Two neighbouring words written as one."""

    both: Joined
    start: int
    end: int


class Sight(NamedTuple):
    """`letters`: single letters, that may be somebody's initial, with their pieces. `small`: pieces that are no word
    by themselves and may belong to a name beside them. `translated`: some of it is in a script that is translated."""

    words: list[Seen]
    pairs: list[SeenPair]
    letters: dict[str, list[int]]
    small: frozenset[int]
    translated: bool


def sight_of(pieces: Pieces) -> Sight:
    """Everything in the text that may cover a word of a name."""
    found: dict[Seen, None] = {}
    letters: dict[str, list[int]] = {}
    small = set()
    translated = False
    by_piece: list[list[Token]] = []
    for place, text in enumerate(pieces.texts):
        own = [token(word) for word in _words(text)]
        by_piece.append(own)
        translated = translated or (not text.isascii() and script(text) in TRANSLATED)
        for one in own:
            if one.kind == Kind.INITIAL or len(one.text) == 1:
                letters.setdefault(one.text, []).append(place)
            if one.kind not in (Kind.WORD, Kind.GENERIC):
                small.add(place)
            if one.kind not in GRANTED:
                found[Seen(one, place, place + 1)] = None
    for seen in (*_dotted(pieces), *_phrases(pieces), *(_meant(pieces) if translated else ())):
        if seen.word.kind not in GRANTED:
            found[seen] = None
    return Sight(list(found), _pairs(by_piece), letters, frozenset(small), translated)


def _words(text: str) -> list[str]:
    """The words of one piece; letters that look like Latin ones are read as both, as the words around decide."""
    own = with_digits(words(text))
    if text.isascii():
        return own
    return list(dict.fromkeys((*own, *words("a a a a " + text)[4:])))


def _pairs(by_piece: list[list[Token]]) -> list[SeenPair]:
    found = []
    for place, (left, right) in enumerate(pairwise(by_piece)):
        for first in left:
            for second in right:
                both = join(first, second)
                if both is not None:
                    found.append(SeenPair(both, place, place + 2))
    return found


def _dotted(pieces: Pieces) -> Iterator[Seen]:
    """Letters between full stops, that a window reads as one word."""
    single = [len(text.rstrip(".")) == 1 for text in pieces.texts]
    for dotted, run in groupby(range(len(pieces)), key=lambda place: single[place]):
        places = list(run)
        if dotted and len(places) > 1:
            text = pieces.window(places[0], places[-1] + 1)
            for word in dict.fromkeys((*words(text), *words(dotted_as_words(text)))):
                yield Seen(token(word), places[0], places[-1] + 1)


def _phrases(pieces: Pieces) -> Iterator[Seen]:
    """Runs of words that are read as one thing (import export, tens and units)."""
    parts = words_of(pieces)
    for one in tokens_of([word for word, _ in parts]):
        size = len(one.written.split())
        at = _place(parts, one.written.split()) if size > 1 else None
        if at is not None:
            yield Seen(one, parts[at][1], parts[at + size - 1][1] + 1)
        elif size == 1 and one.kind == Kind.NUMBER:
            yield Seen(one, 0, len(pieces))


def words_of(pieces: Pieces) -> list[tuple[str, int]]:
    """The words of the whole text, each with its piece."""
    return [(word, place) for place, text in enumerate(pieces.texts) for word in words(text)]


def _place(parts: list[tuple[str, int]], written: list[str]) -> int | None:
    for at in range(len(parts) - len(written) + 1):
        if all(parts[at + offset][0] == word for offset, word in enumerate(written)):
            return at
    return None


def _meant(pieces: Pieces) -> Iterator[Seen]:
    """Words of translations: of few pieces at a time, and of whole runs of Chinese characters."""
    for han, run in groupby(range(len(pieces)), key=lambda place: bool(HAN.match(pieces.texts[place]))):
        places = list(run)
        windows = [(places[0], places[-1] + 1)]
        if not han:
            windows = [
                (start, end) for start in places for end in range(start + 1, min(start + PHRASE, places[-1] + 1) + 1)
            ]
        for start, end in windows:
            for spelling in analyse(pieces.window(start, end)).meant:
                for one in spelling:
                    yield Seen(one, start, end)
