"""Which words of one name stand for which words of the other: the assignment with the greatest weighted similarity.

An edge joins one word, or two neighbouring words written as one, with one word of the other side. The assignment uses
each word at most once and maximises the sum of weight times similarity over all edges it takes: by dynamic programming
over each group of words that have choices in common, exact while no more than MOST_STATES are open at once.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import msgspec
from rapidfuzz.distance import OSA

from watchgate.risk.names import tables
from watchgate.risk.names.similarity import SAME, Way, bones_similarity, edit_similarity, similarity
from watchgate.risk.names.sound import Bones, bones
from watchgate.risk.names.token import Kind, Token, bones_of, without_article

MOST_STATES = 1_024
FEWEST_JOINED_BONES = 3
FEW_JOINED_BONES = 4
LEAST_JOINED_BONES = 800
LEAST_OF_FEW_BONES = 930
SHORTEST_JOINED_EDIT = 8
"""Two words joined must be nearly the word they stand for: joins are many, and chance would find some."""

_INITIAL = int(Kind.INITIAL)
OF_PEOPLE = (Way.INITIAL, Way.VOWELS_LEFT_OUT)
"""Ways in which words of names of people alone meet: letters of an organisation are an acronym (RSS is no Russo)."""


class Edge(msgspec.Struct, frozen=True):
    """`left`, `right`: bit masks of words; `weight`: of both sides together; `similarity` 0-1000 with its way."""

    left: int
    right: int
    weight: int
    similarity: int
    way: Way
    joined: bool = False

    @property
    def value(self) -> int:
        """What the edge brings to the sum."""
        return self.weight * self.similarity


def align(a: tuple[Token, ...], b: tuple[Token, ...], *, person: bool) -> tuple[Edge, ...]:
    """The edges of the best assignment, in the order of the words of `a`.

    Only of people a letter may be a name, or letters a name without its vowels.
    """
    edges = [*_single(a, b, person=person), *_joined(a, b, swapped=False), *_joined(b, a, swapped=True)]
    return tuple(sorted(_best(edges), key=lambda edge: edge.left))


def _single(a: tuple[Token, ...], b: tuple[Token, ...], *, person: bool) -> list[Edge]:
    found = []
    for i, left in enumerate(a):
        for j, right in enumerate(b):
            value, way = similarity(left, right)
            if value and (person or way not in OF_PEOPLE or left.text == right.text):
                found.append(Edge(1 << i, 1 << j, _pair_weight(left, right), value, way))
    return found


def _pair_weight(left: Token, right: Token) -> int:
    if Kind.INITIAL in (left.kind, right.kind) and left.kind != right.kind:
        return 2 * min(left.weight, right.weight)
    return left.weight + right.weight


class Joined(NamedTuple):
    """Two neighbouring words written as one. `letters`: as written, where that is an abjad."""

    text: str
    letters: str
    weight: int
    abjad: bool
    initial: bool

    @property
    def bones(self) -> Bones:
        """Its consonants and gaps."""
        return bones_of(self.letters) if self.abjad else bones(self.text)


def join(first: Token, second: Token) -> Joined | None:
    """The two as one word; None where that is no reading of them.

    A title may be written as one with a name (Seyedjaber), and so may a particle that opens one (Vandijk, Alrashid).
    """
    if first.abjad != second.abjad or not may_precede(first) or not may_follow(second):
        return None
    letters = first.written + without_article(second.written) if first.abjad else ""
    return Joined(
        first.text + second.text,
        letters,
        first.weight + second.weight,
        first.abjad,
        first.kind == _INITIAL or second.kind == _INITIAL,
    )


def may_precede(word: Token) -> bool:
    """Whether it may be written as one with the word behind it."""
    return word.kind <= _INITIAL or word.kind == Kind.TITLE or opens_name(word)


def may_follow(word: Token) -> bool:
    """Whether it may be written as one with the word before it; of particles, some (BANKOF)."""
    return word.kind <= _INITIAL or word.kind == Kind.TITLE or _goes_on(word)


def _goes_on(word: Token) -> bool:
    return word.kind == Kind.PARTICLE and "b" in tables.mapping("particles").get(word.written, "")


def opens_name(word: Token) -> bool:
    """Whether it is a particle that may be written as one with the name behind it."""
    return word.kind == Kind.PARTICLE and "p" in tables.mapping("particles").get(word.written, "")


def join_similarity(joined: Joined, single: Token) -> tuple[int, Way]:
    """How nearly two words written as one are a word: the same, one edit in a long one, the same bones."""
    if single.kind > Kind.GENERIC:
        return 0, Way.NONE
    if joined.abjad != single.abjad:
        if joined.initial or len(single.skeleton) < FEWEST_JOINED_BONES:
            return 0, Way.NONE
        value, way = bones_similarity(joined.bones, Bones(single.skeleton, single.gaps), abjad=joined.abjad)
        least = LEAST_JOINED_BONES if len(single.skeleton) > FEW_JOINED_BONES else LEAST_OF_FEW_BONES
        return (value, way) if value >= least else (0, Way.NONE)
    if joined.text == single.text:
        return SAME, Way.SPELLING
    length = max(len(joined.text), len(single.text))
    if abs(len(joined.text) - len(single.text)) > 1:
        return 0, Way.NONE
    if length < SHORTEST_JOINED_EDIT or OSA.distance(joined.text, single.text, score_cutoff=1) != 1:
        return 0, Way.NONE
    return edit_similarity(1, length), Way.SPELLING


def _joined(a: tuple[Token, ...], b: tuple[Token, ...], *, swapped: bool) -> list[Edge]:
    """Two neighbours of `a` written as one word of `b`."""
    found = []
    for i in range(len(a) - 1):
        both = join(a[i], a[i + 1])
        if both is None:
            continue
        for j, right in enumerate(b):
            value, way = join_similarity(both, right)
            if value:
                pair, one = 3 << i, 1 << j
                left_mask, right_mask = (one, pair) if swapped else (pair, one)
                found.append(Edge(left_mask, right_mask, both.weight + right.weight, value, way, joined=True))
    return found


def _best(edges: list[Edge]) -> list[Edge]:
    """The disjoint edges of greatest total value; of equal totals the one found first."""
    return [edge for group in _groups(edges) for edge in (group if len(group) == 1 else _best_of_group(group))]


def _groups(edges: list[Edge]) -> list[list[Edge]]:
    """Edges that have words in common, directly or through others: each group is assigned by itself."""
    groups: list[tuple[int, int, list[Edge]]] = []
    for edge in edges:
        left, right, members = edge.left, edge.right, [edge]
        apart = []
        for group in groups:
            if group[0] & edge.left or group[1] & edge.right:
                left, right, members = left | group[0], right | group[1], group[2] + members
            else:
                apart.append(group)
        groups = [*apart, (left, right, members)]
    return [members for _, _, members in groups]


def _best_of_group(edges: list[Edge]) -> list[Edge]:
    """Word by word of the left side; a state is what is taken of the right side and of the left words still to come.

    Where more than MOST_STATES are open, those of least value are given up: that is the score's definition for names
    that repeat one word many times, so that nobody can make a comparison endless.
    """
    by_word: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        by_word[edge.left & -edge.left].append(edge)
    best: dict[tuple[int, int], tuple[int, tuple[Edge, ...]]] = {(0, 0): (0, ())}
    for word in sorted(by_word):
        later = -2 * word  # the bits of the left words after this one
        following: dict[tuple[int, int], tuple[int, tuple[Edge, ...]]] = {}
        for (left, right), (value, taken) in best.items():
            key = (left & later, right)
            if value > following.get(key, (-1, ()))[0]:
                following[key] = (value, taken)
            for edge in by_word[word]:
                if not (edge.left & left or edge.right & right):
                    key = ((left | edge.left) & later, right | edge.right)
                    total = value + edge.value
                    if total > following.get(key, (-1, ()))[0]:
                        following[key] = (total, (*taken, edge))
        best = following
        if len(best) > MOST_STATES:
            best = dict(sorted(best.items(), key=lambda state: -state[1][0])[:MOST_STATES])
    return list(max(best.values(), key=lambda entry: entry[0])[1])
