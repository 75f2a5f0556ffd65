"""The edges of the plain code in the scratch of the kernels, and random names of all scripts to take them from."""

from __future__ import annotations

import random
from collections.abc import Sequence

from support.name_parties import FAMILY, GIVEN, altered
from watchgate.risk.names.alignment import Edge, _joined, _single
from watchgate.risk.names.engine.edge import (
    EDGE_COUNT,
    EDGES,
    LEFT_COUNT,
    LEFT_FACTS,
    RIGHT_COUNT,
    RIGHT_FACTS,
    Array,
    make_edge,
)
from watchgate.risk.names.engine.word_facts import word_facts
from watchgate.risk.names.token import Token

_MORE = """
Al-Qaida القاعدة Good Bank J. A. Mc Donald van der 김 王 Vladimir Владимир Владимирович Zh Ю. 3 No.5 OOO ЗАО Ltd. GmbH
Doctor Dr. General Mrs سيد عبد الرحمن عبدالرحمن Abdulrahman Abdul-Rahman Jo Ann JoAnn Mohammed Mohamed Mhmd Hsn Kim
Chol-su 리철수 李哲洙 Yi Cholsu Nguyen Nguyễn Ōta Ελένη Eleni שלום Shalom Co Co Co La Le S.A. de C.V. Ивановъ Sergeevich
"""
WORDS = (*GIVEN, *FAMILY, *_MORE.split())


def fill(work: Array, edges: Sequence[Edge]) -> None:
    """Put plain edges into the scratch."""
    work[EDGE_COUNT] = len(edges)
    for at, one in enumerate(edges):
        work[EDGES + at] = packed(one)


def fill_names(work: Array, left: tuple[Token, ...], right: tuple[Token, ...], *, person: bool) -> None:
    """Put the words of two names and their plain edges into the scratch."""
    work[LEFT_COUNT], work[RIGHT_COUNT] = len(left), len(right)
    for at, word in enumerate(left):
        work[LEFT_FACTS + at] = word_facts(word)
    for at, word in enumerate(right):
        work[RIGHT_FACTS + at] = word_facts(word)
    fill(
        work,
        [
            *_single(left, right, person=person),
            *_joined(left, right, swapped=False),
            *_joined(right, left, swapped=True),
        ],
    )


def packed(one: Edge) -> int:
    """The edge as the kernels have it."""
    left, right = one.left & -one.left, one.right & -one.right
    return make_edge(
        left.bit_length() - 1,
        int(one.left != left),
        right.bit_length() - 1,
        int(one.right != right),
        one.weight,
        one.similarity,
        int(one.way),
    )


def any_name(rng: random.Random) -> str:
    """One to six words of any script, sometimes altered, sometimes with a word said many times."""
    words = [rng.choice(WORDS) for _ in range(rng.randint(1, 5))]
    if rng.random() < 0.05:
        words += [rng.choice(words)] * rng.randint(2, 12)
    rng.shuffle(words)
    name = " ".join(words)
    return altered(name, rng) if rng.random() < 0.5 else name


def two_names(rng: random.Random) -> tuple[str, str]:
    """Two names, mostly of some likeness."""
    first = any_name(rng)
    if rng.random() < 0.25:
        return first, any_name(rng)
    second = altered(first, rng)
    words = second.split()
    for _ in range(rng.randint(0, 2)):
        if words and rng.random() < 0.5:
            words[rng.randrange(len(words))] = rng.choice(WORDS)
        else:
            words.insert(rng.randint(0, len(words)), rng.choice(WORDS))
    return first, " ".join(words)
