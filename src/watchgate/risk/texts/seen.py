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
from watchgate.risk.texts.telling import COUNTED, may_stand_alone
from watchgate.risk.texts.windows import HAN, Pieces

PHRASE = 3
"""Pieces of a text in another script that are translated together."""

Place = tuple[int, int]


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
    """`letters`: single letters, that may be somebody's initial, and `firsts`: all words, each by the first letter.
    `light`: forms and particles by kind and text. `weights`: of each piece what it surely weighs in a window; `generic`
    and `unnaming`: the pieces that are surely generic, or no word of a name; `alone`: those that may name somebody by
    themselves. `translated`: some of it is in a script that is translated."""

    words: list[Seen]
    pairs: list[SeenPair]
    letters: dict[str, list[Place]]
    firsts: dict[str, list[Place]]
    light: dict[tuple[Kind, str], list[Place]]
    weights: list[int]
    generic: frozenset[int]
    unnaming: frozenset[int]
    alone: frozenset[int]
    translated: bool


def sight_of(pieces: Pieces) -> Sight:
    """Everything in the text that may cover a word of a name."""
    by_piece = [[one for word in _words(text) for one in tokens_of([word])] for text in pieces.texts]
    translated = any(not text.isascii() and script(text) in TRANSLATED for text in pieces.texts)
    weights = [0 if translated else _surely(own) for own in by_piece]
    generic = {at for at, own in enumerate(by_piece) if own and all(one.kind == Kind.GENERIC for one in own)}
    unnaming = {at for at, own in enumerate(by_piece) if not any(one.kind in COUNTED for one in own)}
    seen = [Seen(one, place, place + 1) for place, own in enumerate(by_piece) for one in own]
    seen += _sums(pieces)
    for one in (*_dotted(pieces), *_phrases(pieces), *(_meant(pieces) if translated else ())):
        seen.append(one)
        weights[one.start : one.end] = [0] * (one.end - one.start)
        if one.word.kind <= Kind.WORD:
            generic -= set(range(one.start, one.end))
        if one.word.kind in COUNTED:
            unnaming -= set(range(one.start, one.end))
    letters: dict[str, list[Place]] = {}
    firsts: dict[str, list[Place]] = {}
    light: dict[tuple[Kind, str], list[Place]] = {}
    found: dict[Seen, None] = {}
    for one in seen:
        word, place = one.word, (one.start, one.end)
        if word.kind in GRANTED:
            light.setdefault((word.kind, word.text), []).append(place)
        elif word.kind != Kind.INITIAL:
            found[one] = None
        if len(word.text) == 1 and word.text.isalpha():
            letters.setdefault(word.text, []).append(place)
        if word.kind <= Kind.INITIAL:
            firsts.setdefault(word.text[:1], []).append(place)
    alone = {at for at, own in enumerate(by_piece) if translated or any(map(may_stand_alone, own))}
    return Sight(
        words=list(found),
        pairs=_pairs(by_piece),
        letters=letters,
        firsts=firsts,
        light=light,
        weights=weights,
        generic=frozenset(generic),
        unnaming=frozenset(unnaming),
        alone=frozenset(alone),
        translated=translated,
    )


def _surely(own: list[Token]) -> int:
    """What the words of a piece weigh at least, where they are words in every window."""
    return min((one.weight for one in own), default=0) if all(one.kind == Kind.WORD for one in own) else 0


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
    """Runs of words that are read as one thing (import export, limited liability company)."""
    parts = words_of(pieces)
    for one in tokens_of([word for word, _ in parts]):
        written = one.written.split()
        at = _place(parts, written) if len(written) > 1 else None
        if at is not None:
            yield Seen(one, parts[at][1], parts[at + len(written) - 1][1] + 1)


def _sums(pieces: Pieces) -> Iterator[Seen]:
    """Numbers of several words (forty four): somewhere in the text."""
    together = with_digits([word for word, _ in words_of(pieces)])
    apart = {number for word, _ in words_of(pieces) for number in with_digits([word])}
    for number in dict.fromkeys(together):
        if number.isdecimal() and number not in apart:
            yield Seen(token(number), 0, len(pieces))


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
