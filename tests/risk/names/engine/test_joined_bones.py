"""The bones of words written as one are found by a kernel as `sound.bones` finds them."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from support.name_words import random_word, sampled_names, words_of
from watchgate.risk.names.alignment import Joined
from watchgate.risk.names.engine.words import Words, encode, encode_strings
from watchgate.risk.names.sound import bones
from watchgate.risk.names.token import Kind

LETTERS = "abcdeghijklmnostuvwxyz"


def _given(texts: list[str]) -> Words:
    """The records as they are with the bones of the plain code."""
    parts = [part for text in texts for part in (text, "", *_bones(text))]
    return encode_strings("".join(parts), list(map(len, parts)), [int(Kind.WORD), 100, False] * len(texts))


def _bones(text: str) -> tuple[str, str, str, str, str]:
    found = bones(text)
    return found.consonants, "", "", "", "\0".join(found.gaps)


def _found(texts: list[str]) -> Words:
    return encode((), [Joined(text, "", 100, False, False) for text in texts])


def _check(texts: list[str]) -> None:
    expected, found = _given(texts), _found(texts)
    assert found.records.tolist() == expected.records.tolist(), texts
    assert found.letters.tolist() == expected.letters.tolist(), texts


def test_bones_of_real_joined_words_are_those_of_the_plain_code() -> None:
    _, joins = words_of(sampled_names(800, seed=21))
    _check([both.text for both in joins if not both.abjad])


def test_bones_of_made_words_are_those_of_the_plain_code() -> None:
    rng = random.Random(22)
    _check(["".join(rng.choices(LETTERS, k=rng.randint(1, 14))) for _ in range(20_000)])
    _check([random_word(rng) for _ in range(3000)])
    _check(["abd" + "".join(rng.choices("aeioulrhm", k=rng.randint(1, 8))) for _ in range(3000)])


@given(st.lists(st.text(alphabet="aeiyjchbdlvwxkشЖ6", max_size=12), max_size=8))
@settings(max_examples=400, deadline=None)
def test_bones_of_any_letters_are_those_of_the_plain_code(texts: list[str]) -> None:
    _check(texts)
