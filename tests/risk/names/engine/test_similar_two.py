"""Two neighbours of a segment are to a word what the record of both written as one says."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np

from support.engine_parties import random_parties, tables_of
from support.name_words import random_word, sampled_names
from watchgate.model.party import Name, Party
from watchgate.risk.names.alignment import Joined, join
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.engine.near import seen_for
from watchgate.risk.names.engine.near_lookup import pair_lookup
from watchgate.risk.names.engine.near_pairs import ask_joined
from watchgate.risk.names.engine.near_two import Pairs, near_two
from watchgate.risk.names.engine.near_variants import ASKED
from watchgate.risk.names.engine.search_held import held
from watchgate.risk.names.engine.segment import segment
from watchgate.risk.names.engine.similar import similar_joined
from watchgate.risk.names.engine.similar_two import similar_two
from watchgate.risk.names.engine.word_facts import word_facts
from watchgate.risk.names.engine.words import Words, encode
from watchgate.risk.names.engine.words_bones import bone_table
from watchgate.risk.names.engine.words_encode import FACTS, RECORD
from watchgate.risk.names.engine.words_joined import LONGEST, TWO
from watchgate.risk.names.engine.words_read import weight_of
from watchgate.risk.names.token import Kind, Token, make, token


class _Neighbours:
    """The words of names, and each two neighbours of which none is of an abjad, by their words and by their record."""

    def __init__(self, names: list[list[Token]]) -> None:
        self.tokens = list(dict.fromkeys(one for name in names for one in name))
        number = {one: place for place, one in enumerate(self.tokens)}
        two: dict[Joined, tuple[int, int]] = {}
        for name in names:
            for first, second in pairwise(name):
                both = join(first, second)
                if both is not None and not both.abjad and len(both.text) <= LONGEST:
                    two.setdefault(both, (number[first], number[second]))
        self.two = list(two.values())
        self.words, self.records = encode(self.tokens), encode((), list(two))
        self.facts = np.array([word_facts(one) for one in self.tokens], dtype=np.int64)

    def pairs(self, *, made: bool) -> Pairs:
        """For `near_two`: by their words if they are `made`, else by their records."""
        words = np.array(self.two, dtype=np.int32).reshape(-1)
        return Pairs(
            words if made else np.full_like(words, -1),
            *self.words,
            self.facts,
            *self.records,
            *pair_lookup(self.records),
            bone_table(),
        )


def _check(names: list[list[Token]], asked: list[Token]) -> int:
    """How many met."""
    known = _Neighbours(names)
    own, space = encode(asked), np.zeros(TWO, dtype=np.int64)
    met = 0
    for word, one in enumerate(asked):
        for number, (first, second) in enumerate(known.two):
            expected = similar_joined(*known.records, number, *own, word)
            facts = (int(known.facts[first]), int(known.facts[second]))
            given = similar_two(*known.words, first, second, *facts, bone_table(), *own, word, space)
            assert given == expected, (known.tokens[first], known.tokens[second], one)
            met += expected != 0
        assert _near(known.pairs(made=True), own, word) == _near(known.pairs(made=False), own, word), one
    return met


def _near(pairs: Pairs, own: Words, word: int) -> set[int]:
    count = len(pairs.words) // 2
    keys, seen, found = np.zeros(ASKED, dtype=np.int64), seen_for(count), np.zeros(count, dtype=np.int64)
    asked = ask_joined(*own, word, keys)
    return set(found[: near_two(keys, asked, *own, word, pairs, seen, found)].tolist())


def _as_one(names: list[list[Token]], rng: random.Random) -> list[Token]:
    """Two neighbours written as one word, as they are and with a letter changed."""
    found = []
    for name in names:
        for first, second in pairwise(name):
            text = first.written + second.written
            at = rng.randrange(len(text)) if text else 0
            found += [token(text), token(text[:at] + rng.choice("aeknlrs") + text[at + 1 :])]
    return [one for one in found if one.text]


def test_neighbours_in_real_names_are_to_a_word_what_their_record_is() -> None:
    rng = random.Random(31)
    names = [list(spelling) for name in sampled_names(120, seed=31) for spelling in analyse(name).spellings]
    asked = rng.sample(_as_one(names, rng), 250)
    asked += [one for name in rng.sample(names, 60) for one in name]
    assert _check(names, asked) > 120


def test_neighbours_of_any_script_and_kind_are_to_a_word_what_their_record_is() -> None:
    rng = random.Random(32)
    kinds = (Kind.WORD, Kind.WORD, Kind.GENERIC, Kind.INITIAL, Kind.TITLE, Kind.SPELLED)

    def some() -> Token:
        word = random_word(rng)
        return token(word) if rng.random() < 0.5 else make(word, word, rng.choice(kinds))

    names = [[one for one in (some(), some(), some()) if one.text] for _ in range(250)]
    assert _check(names, [*rng.sample(_as_one(names, rng), 200), *(one for one in (some() for _ in range(80)))]) > 15


def test_a_segment_knows_the_words_of_each_pair_and_keeps_the_record_of_others() -> None:
    long = "a" * LONGEST
    parties = [
        *random_parties(150, 33),
        Party(id="long", names=(Name(f"{long} {long}"), Name(f"{long[1:]} b"))),
        Party(id="abjad", schema="Person", names=(Name("محمد حسين"),)),
    ]
    one = held(segment(tables_of(parties), fewest=0))
    space = np.zeros(TWO, dtype=np.int64)
    made = 0
    for number, (first, second) in enumerate(one.pair_words.reshape(-1, 2).tolist()):
        assert one.pair_weight[number] == weight_of(one.pair_records, number)
        of_both = int(one.pair_records[RECORD * number + FACTS])
        assert (first < 0) == bool(of_both >> 12 & 1 or of_both >> 17 > LONGEST)
        if first < 0:
            continue
        made += 1
        before, behind = int(one.facts[first]), int(one.facts[second])
        for word in range(0, len(one.facts), 7):
            expected = similar_joined(one.pair_records, one.pair_letters, number, one.records, one.letters, word)
            given = similar_two(
                one.records, one.letters, first, second, before, behind, one.bones,
                one.records, one.letters, word, space,
            )  # fmt: skip
            assert given == expected
    assert made > 100
    is_kept = one.pair_words[::2] < 0
    assert is_kept[: np.count_nonzero(is_kept)].all()
    assert is_kept.any()
