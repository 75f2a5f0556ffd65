"""Nothing near is missed and nothing else is found: neighbours by keys against comparing with every word."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from support.name_near import compared, compared_joined
from support.name_words import random_word, sampled_names, words_of
from watchgate.risk.names.alignment import Joined, join_similarity
from watchgate.risk.names.engine.alike import WAY_MASK
from watchgate.risk.names.engine.near import FOUND_BITS, near, seen_for
from watchgate.risk.names.engine.near_joined import near_joined
from watchgate.risk.names.engine.near_keys import LONGEST_INITIAL, ask
from watchgate.risk.names.engine.near_lookup import pair_lookup, word_lookup
from watchgate.risk.names.engine.near_pairs import ask_joined
from watchgate.risk.names.engine.near_two import Pairs, near_two
from watchgate.risk.names.engine.near_variants import ASKED
from watchgate.risk.names.engine.words import Words, encode
from watchgate.risk.names.engine.words_bones import bone_table
from watchgate.risk.names.engine.words_read import kind_of, text_size
from watchgate.risk.names.latinise import latinise
from watchgate.risk.names.normal import script
from watchgate.risk.names.similarity import Way, similarity
from watchgate.risk.names.token import Kind, Token, make, token

Found = dict[int, int]


class Searched:
    """Words and pairs of an index, and the three ways of asking for what is near."""

    def __init__(self, tokens: list[Token], joins: list[Joined]) -> None:
        self.tokens, self.joins = tokens, joins
        self.words, self.pairs = encode(tokens), encode((), joins)
        self.by_word, self.by_pair = word_lookup(self.words), pair_lookup(self.pairs)
        self._seen = seen_for(max(len(tokens), len(joins)))

    def words_near(self, own: Words, word: int) -> Found:
        asked = np.zeros(ASKED, dtype=np.int64)
        ask(own.records, own.letters, word, asked)
        found = self._room(self.words)
        return self._once(found, near(asked, *own, word, *self.words, *self.by_word, self._seen, found))

    def words_near_joined(self, own: Words, pair: int) -> Found:
        keys = np.zeros(ASKED, dtype=np.int64)
        asked = ask_joined(own.records, own.letters, pair, keys)
        found = self._room(self.words)
        return self._once(found, near_joined(keys, asked, *own, pair, *self.words, *self.by_word, self._seen, found))

    def pairs_near(self, own: Words, word: int) -> Found:
        """By the records of the pairs; from their words: `test_similar_two.py`."""
        keys = np.zeros(ASKED, dtype=np.int64)
        asked = ask_joined(own.records, own.letters, word, keys)
        found = self._room(self.pairs)
        known = Pairs(
            np.full(2 * len(self.joins), -1, dtype=np.int32),
            *self.words,
            np.zeros(0, dtype=np.int64),
            *self.pairs,
            *self.by_pair,
            bone_table(),
        )
        return self._once(found, near_two(keys, asked, *own, word, known, self._seen, found))

    def _room(self, words: Words) -> np.ndarray:
        return np.zeros(len(words), dtype=np.int64)

    def _once(self, found: np.ndarray, count: int) -> Found:
        assert count >= 0
        assert not self._seen.any()
        answers = {int(one) >> FOUND_BITS: int(one) & ((1 << FOUND_BITS) - 1) for one in found[:count]}
        assert len(answers) == count
        return answers


def _every(own: Words, number: int, words: Words) -> Found:
    """All words similar to one, by comparing with all; of an initial not the longer ones that it stands for."""
    found = compared(*own, number, *words)
    if kind_of(own.records, number) == Kind.INITIAL:
        for other in np.flatnonzero(found & WAY_MASK == Way.INITIAL).tolist():
            if text_size(words.records, other) != text_size(own.records, number):
                found[other] = 0
    return {int(other): int(found[other]) for other in np.flatnonzero(found)}


def _every_joined(own: Words, number: int, words: Words, *, swapped: bool) -> Found:
    found = compared_joined(*own, number, *words, swapped)
    return {int(other): int(found[other]) for other in np.flatnonzero(found)}


def test_all_similar_words_of_real_names_are_found() -> None:
    rng = random.Random(3)
    tokens, joins = words_of(sampled_names(700, seed=3))
    tokens += [make(one.text, one.written, Kind.SPELLED) for one in rng.sample(tokens, 150) if one.text]
    index = Searched(tokens, joins)
    asked, pairs = words_of(sampled_names(150, seed=4))
    asked += [make(one.text, one.written, Kind.SPELLED) for one in rng.sample(asked, 60) if one.text]
    asked, pairs = rng.sample(asked, 700), rng.sample(pairs, 350)
    own = encode(asked, pairs)
    met = 0
    for number, one in enumerate(asked):
        found = index.words_near(own, number)
        assert found == _every(own, number, index.words), one
        assert index.pairs_near(own, number) == _every_joined(own, number, index.pairs, swapped=True), one
        met += len(found)
    for number, both in enumerate(pairs, start=len(asked)):
        found = index.words_near_joined(own, number)
        assert found == _every_joined(own, number, index.words, swapped=False), both
        met += len(found)
    assert met > 3000


LETTERS = st.text(alphabet="abelt", min_size=1, max_size=13)
"""Few letters, so that everything is near something; with and without vowels, and long enough for heads."""


def _twisted(text: str, rng: random.Random) -> str:
    """`text` with up to three edits, transpositions mostly, anywhere: also where a head or a half ends."""
    for _ in range(rng.randint(0, 3)):
        at = rng.randrange(len(text)) if text else 0
        kind = rng.randrange(5)
        if kind < 3:
            text = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
        elif kind == 3:
            text = text[:at] + text[at + 1 :]
        else:
            text = text[:at] + rng.choice("abelt") + text[at:]
    return text or "a"


@given(st.lists(LETTERS, min_size=1, max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=250, deadline=None)
def test_all_similar_words_of_small_dictionaries_are_found(texts: list[str], rng: random.Random) -> None:
    kinds = (Kind.WORD, Kind.WORD, Kind.WORD, Kind.GENERIC, Kind.SPELLED, Kind.INITIAL, Kind.TITLE)
    spelled = [*texts, *(_twisted(text, rng) for text in texts for _ in range(3))]
    tokens = [make(text, text, rng.choice(kinds)) for text in spelled]
    joins = [Joined(text, "", 100, False, rng.random() < 0.1) for text in spelled]
    index = Searched(tokens, joins)
    own = encode(tokens, joins)
    for number, one in enumerate(tokens):
        plain = {other: similarity(one, two) for other, two in enumerate(tokens)}
        expected = {other for other, (value, way) in plain.items() if value}
        if one.kind == Kind.INITIAL:
            longer = {other for other, two in enumerate(tokens) if len(two.text) != len(one.text)}
            expected -= {other for other in longer if plain[other][1] == Way.INITIAL}
        assert set(index.words_near(own, number)) == expected, one
        expected = {other for other, both in enumerate(joins) if join_similarity(both, one)[0]}
        assert set(index.pairs_near(own, number)) == expected, one
    for number, both in enumerate(joins):
        expected = {other for other, two in enumerate(tokens) if join_similarity(both, two)[0]}
        assert set(index.words_near_joined(own, len(tokens) + number)) == expected, both


def test_words_one_to_three_edits_from_long_ones_are_found_wherever_the_edits_are() -> None:
    rng = random.Random(11)
    alphabet = "abcdefghiklmnoprstuvz"
    for _ in range(40):
        stems = ["".join(rng.choices(alphabet, k=rng.randint(3, 16))) for _ in range(40)]
        tokens = [token(_twisted(stem, rng)) for stem in stems for _ in range(6)]
        index = Searched(tokens, [])
        own = encode([token(stem) for stem in stems])
        for number in range(len(stems)):
            assert index.words_near(own, number) == _every(own, number, index.words), stems[number]


def test_words_of_any_script_are_found() -> None:
    rng = random.Random(12)
    tokens = [one for _ in range(1500) if (one := token(random_word(rng))).text]
    joins = [Joined(one.text, one.written if one.abjad else "", 100, one.abjad, False) for one in tokens]
    index = Searched(tokens, joins)
    own = encode(tokens)
    for number in rng.sample(range(len(tokens)), 300):
        assert index.words_near(own, number) == _every(own, number, index.words), tokens[number]
        assert index.pairs_near(own, number) == _every_joined(own, number, index.pairs, swapped=True), tokens[number]


def test_too_little_room_is_said_and_nothing_is_left_behind() -> None:
    tokens = [make("karim", "karim", Kind.WORD), make("karin", "karin", Kind.WORD), make("karima", "karima", Kind.WORD)]
    index = Searched(tokens, [])
    asked, found = np.zeros(ASKED, dtype=np.int64), np.zeros(1, dtype=np.int64)
    ask(index.words.records, index.words.letters, 0, asked)
    assert near(asked, *index.words, 0, *index.words, *index.by_word, index._seen, found) == -1
    assert not index._seen.any()


def test_initials_are_no_longer_than_the_beginnings_that_words_ask_for() -> None:
    letters = map(chr, range(0x250, 0x2000))
    initials = [latinise(one) for one in letters if script(one) in ("LATIN", "CYRILLIC", "GREEK")]
    assert max(map(len, initials)) <= LONGEST_INITIAL
