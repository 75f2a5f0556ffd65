"""The listed words near a word of a text are all that are as similar as is asked."""

from __future__ import annotations

import random

import pytest

from watchgate.risk.names.similarity import similarity
from watchgate.risk.names.token import Kind, make, token
from watchgate.risk.texts.words import Words

_SYLLABLES = (
    "mo ha med mu ham mad ab dul rah man se rgei ser gey ko va len ka sa di yu su f ol ga vl ad im ir ta ra s n "
    "r l ch sh kh zh ou ei ie aa oo ee mah mud fa ti ma"
)
SYLLABLES = _SYLLABLES.split()


def written(rng: random.Random) -> str:
    """A word of some syllables, of which most sound like those of others."""
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(1, 5)))


def slip(word: str, rng: random.Random) -> str:
    """The word with a letter other, less, more, or two exchanged."""
    at = rng.randrange(len(word))
    letter = rng.choice("aeioukmnrst")
    return rng.choice(
        (word[:at] + letter + word[at + 1 :], word[:at] + word[at + 1 :], word[:at] + letter + word[at:])
        + ((word[:at] + word[at + 1] + word[at] + word[at + 2 :],) if at + 1 < len(word) else ())
    )


@pytest.mark.parametrize("least", [880, 850, 780, 700, 620])
def test_all_words_as_similar_as_is_asked_are_near_and_no_others(least: int, seed: int) -> None:
    rng = random.Random(seed)
    spelled = {written(rng) for _ in range(30)}
    listed = {token(one) for one in (written(rng) for _ in range(350)) if len(one) > 1} | {
        make(one, one, Kind.SPELLED) for one in spelled
    }
    words = Words(least)
    for one in sorted(listed, key=lambda one: (one.text, one.kind)):
        words.add(one, across=True)
    bases = [one.text for one in words.tokens]
    asked = [token(one) for one in (slip(rng.choice(bases), rng) for _ in range(60)) if one]
    near = 0
    for word, found in zip(asked, words.near(asked, bones=False), strict=True):
        if word.kind >= Kind.INITIAL:
            continue
        values = {number: similarity(word, one)[0] for number, one in enumerate(words.tokens)}
        assert dict(found) == {number: value for number, value in values.items() if value >= least}, (
            f"seed {seed}: {word.text}"
        )
        near += len(found)
    assert near, f"seed {seed}"
