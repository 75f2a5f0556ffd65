"""Spellings one edit apart share a shortened spelling."""

from __future__ import annotations

import random

from rapidfuzz.distance import OSA

from watchgate.risk.texts import one_edit
from watchgate.risk.texts.one_edit import OneEdit, all_shortened, shortened


def test_every_spelling_within_one_edit_is_found_sorted_or_late(seed: int) -> None:
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


def test_checksums_made_at_once_are_those_made_one_by_one(seed: int) -> None:
    rng = random.Random(seed)
    texts = ["", "a", *("".join(chr(rng.randint(1, 0x10FFFF)) for _ in range(rng.randint(0, 90))) for _ in range(300))]
    checksums, counts = all_shortened(texts)
    assert counts.tolist() == [len(text) + 1 for text in texts]
    assert checksums.tolist() == [one for text in texts for one in shortened(text)], f"seed {seed}"


def test_a_checksum_without_a_letter_is_that_of_the_spelling_without_it() -> None:
    text = "kim김jong un"
    without = [shortened(text[:at] + text[at + 1 :])[0] for at in range(len(text))]
    assert shortened(text) == [shortened(text)[0], *without]
    assert len({*without, shortened(text)[0]}) == len(text) + 1
