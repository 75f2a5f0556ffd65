"""Spellings one edit apart share a shortened spelling."""

from __future__ import annotations

import random

from rapidfuzz.distance import OSA

from watchgate.risk.texts import one_edit
from watchgate.risk.texts.one_edit import OneEdit


def test_every_spelling_within_one_edit_is_found_sorted_or_late() -> None:
    seed = random.randrange(1 << 30)
    rng = random.Random(seed)
    words = list({"".join(rng.choice("abcд김") for _ in range(rng.randint(1, 8))) for _ in range(6_000)})
    index = OneEdit()
    for number, word in enumerate(words):
        index.append(word)
        if number == one_edit.MOST_LATE + 10:
            index.near(["a"])
    asked = rng.sample(words, 60) + ["".join(rng.choice("abc") for _ in range(5)) for _ in range(60)]
    for word, found in zip(asked, index.near(asked), strict=True):
        near = {number for number, other in enumerate(words) if OSA.distance(word, other) <= 1}
        assert near <= set(found), f"seed {seed}: {word}"
