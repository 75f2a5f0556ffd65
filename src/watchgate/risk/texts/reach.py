"""Reach: whether a window can reach the threshold with the name of an organisation, told without scoring the two.

Most windows that hold enough of a name by the bound of `bound.py` share one generic word with it (*Office 1204*, and
the translation of a design bureau): that bound counts a word that is left over at a tenth of its weight, as people's
are. Of organisations it counts at SURPLUS_OTHER at least, so that with cost = share * SURPLUS_OTHER

    sum over the words of the name of the most that an edge brings  >=  sum of cost * weight over the words of both

where an edge brings (similarity - share) * weight, and takes back the cost of the words that it joins. An assignment
uses each word once; here each word of the name takes its best edge, whatever the others take: never less.
Words that a translation may add or drop cost nothing as soon as one edge is between words that tell (score.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from watchgate.risk.names.alignment import join, join_similarity
from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.score import NAME_MAX, SURPLUS_OTHER, free_in_translation
from watchgate.risk.names.similarity import Way, similarity
from watchgate.risk.names.token import Kind, Token

MOST_REMEMBERED = 200_000
"""Words of texts beside names, with what they are of them: some hundred and fifty bytes each."""

ROUNDING = 1
"""What whole numbers take from the cost of a surplus, at most."""

NEARLY = 1e-6


class Edge(NamedTuple):
    """`at`: the first word of the name in it; `weight` of all its words, of which `free` is of those that a translation
    may add or drop; `tells`: it is between words that say whose name it is."""

    at: int
    similarity: float
    weight: int
    free: int
    tells: bool


class _Name(NamedTuple):
    """One spelling of a name, and the edges that words of texts, and two neighbours as one, have to it so far. The
    words are kept beside them, so that their ids stand for nothing else."""

    tokens: tuple[Token, ...]
    weight: int
    free: int
    words: dict[int, tuple[Token, tuple[Edge, ...]]]
    pairs: dict[tuple[int, int], tuple[Token, Token, tuple[Edge, ...]]]


class Reach:
    """For windows with points of `least` or more. The same words meet the same names in most payments: what they are of
    each other is remembered."""

    def __init__(self, least: int) -> None:
        self._share = least / NAME_MAX
        self._cost = self._share * SURPLUS_OTHER / 100
        self._names: dict[int, _Name] = {}
        self._remembered = 0

    def may(self, window: Analysis, name: Analysis) -> bool:
        """Whether the two, compared as of organisations, may score so much: False is certain."""
        characters = window.readings.characters
        if characters and characters == name.readings.characters:
            return True
        if (window.acronym and window.acronym == name.spelled_acronym) or (
            name.acronym and name.acronym == window.spelled_acronym
        ):
            return True
        lefts = window.spellings
        for j, right in enumerate(name.spellings):
            known = self._name(right)
            for i, left in enumerate(lefts):
                translated = i >= window.written_spellings or j >= name.written_spellings
                if self._may(left, known, translated=translated):
                    return True
        return False

    def _may(self, left: Sequence[Token], name: _Name, *, translated: bool) -> bool:
        if name.tokens and any(one.abjad != name.tokens[0].abjad for one in (*left, *name.tokens)):
            return True  # words met by their bones, joined ones too: few, and not worth a bound of their own
        edges: list[Edge] = []
        for one in left:
            edges += self._of_word(one, name)
        for first, second in pairwise(left):
            if max(first.kind, second.kind) <= Kind.INITIAL:
                edges += self._of_pair(first, second, name)
        share, cost = self._share, self._cost
        free = translated and any(one.tells for one in edges)
        best: dict[int, float] = {}
        for at, alike, weight, not_counted, _ in edges:
            brings = (alike - share) * weight + cost * (weight - not_counted if free else weight)
            if brings > best.get(at, 0.0):
                best[at] = brings
        weights = sum([0 if free and free_in_translation(one) else one.weight for one in left])
        weights += name.weight - name.free if free else name.weight
        return sum(best.values()) + share * ROUNDING + NEARLY >= cost * weights

    def _name(self, tokens: tuple[Token, ...]) -> _Name:
        known = self._names.get(id(tokens))
        if known is None:
            free = sum(one.weight for one in tokens if free_in_translation(one))
            known = self._names[id(tokens)] = _Name(tokens, sum(one.weight for one in tokens), free, {}, {})
        return known

    def _of_word(self, word: Token, name: _Name) -> tuple[Edge, ...]:
        if word.kind is Kind.NUMBER:  # most are new, and meet nothing but the very same
            return tuple(_edge(at, 1.0, word, one) for at, one in enumerate(name.tokens) if one.text == word.text)
        known = name.words.get(id(word))
        if known is None:
            self._make_room()
            known = name.words[id(word)] = word, tuple(_edges_of_word(word, name.tokens))
        return known[1]

    def _of_pair(self, first: Token, second: Token, name: _Name) -> tuple[Edge, ...]:
        known = name.pairs.get((id(first), id(second)))
        if known is None:
            self._make_room()
            found = tuple(_edges_of_pair(first, second, name.tokens))
            known = name.pairs[id(first), id(second)] = first, second, found
        return known[2]

    def _make_room(self) -> None:
        self._remembered += 1
        if self._remembered > MOST_REMEMBERED:
            for name in self._names.values():
                name.words.clear()
                name.pairs.clear()
            self._names.clear()
            self._remembered = 0


def _edges_of_word(word: Token, name: Sequence[Token]) -> Iterator[Edge]:
    """Of a word with each of a name, and with two neighbours of it as one."""
    for at, one in enumerate(name):
        value, way = similarity(word, one)
        if value and (way is not Way.INITIAL or word.text == one.text):
            yield _edge(at, value / 1000, word, one)
    for at, (first, second) in enumerate(pairwise(name)):
        yield from _joined(at, first, second, word)


def _edges_of_pair(first: Token, second: Token, name: Sequence[Token]) -> Iterator[Edge]:
    """Of two neighbours as one, with each word of a name."""
    for at, one in enumerate(name):
        yield from _joined(at, first, second, one)


def _joined(at: int, first: Token, second: Token, word: Token) -> Iterator[Edge]:
    if abs(len(first.text) + len(second.text) - len(word.text)) > 1 or (both := join(first, second)) is None:
        return
    value, _ = join_similarity(both, word)
    if value:
        yield _edge(at, value / 1000, first, second, word)._replace(tells=True)


def _edge(at: int, similarity: float, *words: Token) -> Edge:
    return Edge(
        at=at,
        similarity=similarity,
        weight=sum(one.weight for one in words),
        free=sum(one.weight for one in words if free_in_translation(one)),
        tells=max(one.kind for one in words) <= Kind.WORD,
    )
