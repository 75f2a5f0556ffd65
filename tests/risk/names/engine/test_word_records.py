"""A word's record says of it what its token says."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from support.name_words import sampled_names, words_of
from watchgate.risk.names.alignment import Joined
from watchgate.risk.names.engine import words_read as read
from watchgate.risk.names.engine.words import Words, encode, encode_strings
from watchgate.risk.names.engine.words_encode import COARSE, RECORD, SHAPE, SKELETON, VARIANT
from watchgate.risk.names.token import Kind, Token


def _text(words: Words, number: int, start: int, size: int) -> str:
    wide = read.is_wide(words.records, number)
    return "".join(chr(read.letter(words.letters, start, index, wide)) for index in range(size))


def _spelled(words: Words, number: int) -> tuple[str, str]:
    size, start = read.text_size(words.records, number), read.place_of(words.records, number)
    width = 4 if read.is_wide(words.records, number) else 1
    sound = _text(words, number, start + size * width, read.sound_size(words.records, number))
    return _text(words, number, start, size), sound


def test_records_say_what_tokens_say() -> None:
    tokens, joins = words_of(sampled_names(600, seed=1))
    words = encode(tokens, joins)
    assert len(words) == len(tokens) + len(joins)
    records = words.records
    for number, one in enumerate(tokens):
        assert _spelled(words, number) == (one.text, one.sound)
        assert read.kind_of(records, number) == one.kind
        assert read.weight_of(records, number) == one.weight
        assert read.is_abjad(records, number) == one.abjad
        assert read.consonants_of(records, number) == len(one.sound) - one.sound.count(".")
        assert read.skeleton_size(records, number) == len(one.skeleton)
        assert read.coarse_size(records, number) == min(3, len(one.coarse))
        assert read.is_bare(records, number) == (not set(one.text[1:]) & set("aeiou"))
    for number, both in enumerate(joins, start=len(tokens)):
        assert _spelled(words, number) == (both.text, "")
        assert read.kind_of(records, number) == (Kind.INITIAL if both.initial else Kind.WORD)
        assert read.weight_of(records, number) == both.weight
        assert read.skeleton_size(records, number) == len(both.bones.consonants)


def test_hashes_are_equal_where_keys_are() -> None:
    tokens, _ = words_of(sampled_names(1000, seed=2))
    records = encode(tokens).records
    for column, key in ((VARIANT, "variant"), (SKELETON, "skeleton"), (SHAPE, "shape"), (COARSE, "coarse")):
        hashes: dict[str, set[int]] = defaultdict(set)
        for number, one in enumerate(tokens):
            hashes[getattr(one, key)].add(int(records[number * RECORD + column]))
        assert all(len(found) == 1 for found in hashes.values())
        distinct = [found.pop() for found in hashes.values()]
        assert len(set(distinct)) == len(distinct)
        assert all((key == "") == (found == 0) for key, found in zip(hashes, distinct, strict=True))


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=6), st.text(max_size=6), st.text(max_size=70)), max_size=5))
def test_any_letters_come_back(strings: list[tuple[str, str, str]]) -> None:
    parts = [part for text, sound, key in strings for part in (text, sound, key, "", key, "", "")]
    words = encode_strings("".join(parts), list(map(len, parts)), [int(Kind.WORD), 100, False] * len(strings))
    for number, (text, sound, _) in enumerate(strings):
        assert _spelled(words, number) == (text, sound)


def test_words_of_one_kind_that_are_compared_alike_are_one_record() -> None:
    cyrillic, latin = (words_of([name])[0][0] for name in ("Иван", "Ivan"))
    assert cyrillic != latin
    assert isinstance(cyrillic, Token)
    assert encode([cyrillic]).records.tolist() == encode([latin]).records.tolist()


def test_two_written_as_one_keep_both_weights() -> None:
    both = Joined(text="alqaida", letters="", weight=164, abjad=False, initial=False)
    assert read.weight_of(encode((), [both]).records, 0) == 164
