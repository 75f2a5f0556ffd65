"""The kernels of likeness answer as the plain comparison of two words does: the same value, the same way."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from support.name_words import random_word, sampled_names, words_of
from watchgate.risk.names.alignment import Joined, join_similarity
from watchgate.risk.names.engine.alike import WAY_BITS, WAY_MASK
from watchgate.risk.names.engine.edits import osa
from watchgate.risk.names.engine.similar import similar, similar_joined
from watchgate.risk.names.engine.words import Words, encode, encode_strings
from watchgate.risk.names.similarity import SHAPES, Way, similarity
from watchgate.risk.names.token import Kind, Token, make, token


def _compared(words: Words, a: int, b: int) -> tuple[int, Way]:
    found = similar(words.records, words.letters, a, words.records, words.letters, b)
    return found >> WAY_BITS, Way(found & WAY_MASK)


def _expected(found: tuple[int, Way]) -> tuple[int, Way]:
    return found if found[0] else (0, Way.NONE)


def _neighbours(tokens: list[Token], rng: random.Random) -> list[tuple[int, int]]:
    """Pairs by chance, and those that stand beside each other by text, by its end, by sound and by consonants."""
    pairs = [(rng.randrange(len(tokens)), rng.randrange(len(tokens))) for _ in range(20_000)]
    numbers = range(len(tokens))
    for order in (
        sorted(numbers, key=lambda number: tokens[number].text),
        sorted(numbers, key=lambda number: tokens[number].text[::-1]),
        sorted(numbers, key=lambda number: (tokens[number].sound, number)),
        sorted(numbers, key=lambda number: (tokens[number].skeleton, tokens[number].abjad)),
        sorted(numbers, key=lambda number: (tokens[number].coarse, tokens[number].kind)),
        sorted(numbers, key=lambda number: (tokens[number].variant, number)),
        sorted(numbers, key=lambda number: (tokens[number].shape, number)),
        sorted(numbers, key=lambda number: "".join(sorted(tokens[number].text))),
    ):
        pairs += [(order[at], order[at + step]) for step in (1, 2, 5) for at in range(len(order) - step)]
    return pairs


def test_words_are_as_similar_as_in_plain_code() -> None:
    rng = random.Random(7)
    tokens, _ = words_of(sampled_names(1500, seed=7))
    tokens += [make(one.text, one.written, Kind.SPELLED) for one in rng.sample(tokens, 400) if one.text]
    tokens += [make(one.text, one.written, Kind.TITLE) for one in rng.sample(tokens, 100)]
    words = encode(tokens)
    ways: Counter[Way] = Counter()
    for a, b in _neighbours(tokens, rng):
        expected = _expected(similarity(tokens[a], tokens[b]))
        assert _compared(words, a, b) == _compared(words, b, a) == expected, (tokens[a], tokens[b])
        ways[expected[1]] += 1
    assert min(ways[way] for way in Way) > 20, ways


def test_words_that_look_alike_are_so_both_ways_and_a_single_letter_looks_like_none() -> None:
    made = {text: make(text, text, Kind.WORD) for text in ("m", "rn", "ma", "rna", "d", "cl", "w", "vv")}
    words, number = encode(list(made.values())), {text: at for at, text in enumerate(made)}
    for a, b, expected in (("m", "rn", 0), ("d", "cl", 0), ("w", "vv", 0), ("ma", "rna", SHAPES)):
        for one, other in ((a, b), (b, a)):
            assert similarity(made[one], made[other])[0] == expected, (one, other)
            assert _compared(words, number[one], number[other])[0] == expected, (one, other)


def test_joined_words_are_as_similar_as_in_plain_code() -> None:
    rng = random.Random(8)
    tokens, joins = words_of(sampled_names(1200, seed=8))
    joins += [Joined(one.text, one.written if one.abjad else "", 100, one.abjad, False) for one in tokens if one.text]
    joins += [Joined(altered, "", 90, False, False) for one in tokens if (altered := _one_edit(one.text, rng))]
    words, pairs = encode(tokens), encode((), joins)
    by_text = sorted(range(len(tokens)), key=lambda number: tokens[number].text)
    by_skeleton = sorted(range(len(tokens)), key=lambda number: tokens[number].skeleton)
    texts, skeletons = [tokens[at].text for at in by_text], [tokens[at].skeleton for at in by_skeleton]
    ways: Counter[Way] = Counter()
    for number, both in enumerate(joins):
        at, beside = bisect_left(texts, both.text), bisect_left(skeletons, both.bones.consonants)
        others = {*by_text[max(0, at - 2) : at + 3], *by_skeleton[beside : beside + 6], rng.randrange(len(tokens))}
        for other in others:
            expected = _expected(join_similarity(both, tokens[other]))
            found = similar_joined(pairs.records, pairs.letters, number, words.records, words.letters, other)
            assert (found >> WAY_BITS, Way(found & WAY_MASK)) == expected, (both, tokens[other])
            ways[expected[1]] += 1
    assert ways[Way.SPELLING] > 500
    assert ways[Way.SKELETON] > 100


def _one_edit(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text)) if text else 0
    return text[:at] + rng.choice(("", "q", text[at : at + 1] + "a")) + text[at + 1 :]


WORD = st.text(alphabet="abht.Ж", max_size=9) | st.text(alphabet="ab", min_size=60, max_size=70)


@given(WORD, WORD, st.integers(0, 12))
@settings(max_examples=600, deadline=None)
def test_edits_are_those_of_rapidfuzz(a: str, b: str, most: int) -> None:
    words = encode_strings(a + b, [len(a), *[0] * 6, len(b), *[0] * 6], [0, 1, 0] * 2)
    a_wide, b_wide = "Ж" in a, "Ж" in b
    start = len(a) * (4 if a_wide else 1) + 2
    found = osa(words.letters, 0, len(a), a_wide, words.letters, start, len(b), b_wide, most)
    assert found == min(most + 1, OSA.distance(a, b))


def test_short_words_of_few_letters_are_as_similar_as_in_plain_code() -> None:
    rng = random.Random(9)
    tokens = [token("".join(rng.choices("abeht", k=rng.randint(1, 8)))) for _ in range(300)]
    tokens += [token(random_word(rng)) for _ in range(200)]
    tokens = [one for one in tokens if one.text]
    words = encode(tokens)
    for a, one in enumerate(tokens):
        for b in rng.sample(range(len(tokens)), 100):
            assert _compared(words, a, b) == _expected(similarity(one, tokens[b])), (one, tokens[b])
