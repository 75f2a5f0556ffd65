"""What is remembered of words near others is what was found, or nothing."""

from __future__ import annotations

import random

import numpy as np

from support.name_words import sampled_names, words_of
from watchgate.risk.names.engine.search_lately import NOTHING, POOL, SLOTS, keep, lately, never, recalled, word_key
from watchgate.risk.names.engine.words import encode


def test_what_is_recalled_was_kept_under_that_key() -> None:
    rng = random.Random(1)
    remembered = lately()
    kept: dict[int, list[int]] = {}
    found = np.zeros(POOL, dtype=np.int64)
    recalls = overwritten = 0
    for number in range(9_000):
        key = rng.randrange(3 * SLOTS) if rng.random() < 0.5 else rng.randrange(-(1 << 63), 1 << 63)
        count = recalled(remembered, key, found)
        if count == NOTHING:
            overwritten += key in kept
            answer = [number << 20 | place for place in range(rng.choice((0, 1, 5, 400, 3_000)))]
            found[: len(answer)] = answer
            keep(remembered, key, found, len(answer))
            kept[key] = answer
        else:
            recalls += 1
            assert found[:count].tolist() == kept[key]
    assert recalls > 100
    assert overwritten > 200


def test_nothing_is_remembered_where_there_is_no_room_for_it() -> None:
    found = np.arange(5, dtype=np.int64)
    for remembered in (never(), lately()):
        keep(remembered, 7, found, 5)
        assert recalled(remembered, 7, np.zeros(2, dtype=np.int64)) == NOTHING
        keep(remembered, 8, found, -1)
        assert recalled(remembered, 8, found) == NOTHING


def test_two_words_have_one_key_where_they_are_the_same_word() -> None:
    tokens, _ = words_of(sampled_names(400, seed=3))
    once, among = encode(tokens), encode(list(reversed(tokens)))
    keys = [word_key(*once, number, 1) for number in range(len(tokens))]
    assert keys == [word_key(*among, len(tokens) - 1 - number, 1) for number in range(len(tokens))]
    assert [word_key(*once, number, 2) for number in range(len(tokens))] != keys
    told = {(*once.records[8 * number : 8 * number + 7].tolist(), one.text) for number, one in enumerate(tokens)}
    assert len(set(keys)) == len(told)
