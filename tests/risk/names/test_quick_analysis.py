"""Where the analysis of a name takes a shorter way, it says what the long way says."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from support.name_words import sampled_names, words_of
from watchgate.risk.names import normal, tables
from watchgate.risk.names.korean import scripts_of
from watchgate.risk.names.normal import script
from watchgate.risk.names.sound import Bones, _assemble, _classes, _in_place, bones, sound
from watchgate.risk.names.token import shape, variant

NAMES = sampled_names(1200, seed=31)
WORD = st.text(alphabet="aeiouyjchlnrsvwx6ж", max_size=12)


def _long_sound(word: str) -> str:
    classes, spellings = _classes()
    out, last, at = [], "", 0
    for piece in spellings.findall(word):
        key = classes.get(piece, piece)
        if piece in "yjch":
            key = _in_place(word, at, piece, key)
        at += len(piece)
        if key and key != last:
            out.append(key)
            last = key[-1]
    return "".join(out)


def _long_bones(word: str) -> Bones:
    classes, spellings = _classes()
    merge = tables.mapping("skeleton")
    pieces: list[tuple[str, str]] = []
    at, before = 0, ""
    for piece in spellings.findall(word):
        key = classes.get(piece, piece)
        if piece in "yjch":
            key = _in_place(word, at, piece, key)
        at += len(piece)
        pieces += [
            ("", "w" if one == "v" else piece) if one in ".v" else (merge.get(one, one), "")
            for one in (key if piece != before else ())
        ]
        if key in ("", "."):
            pieces.append(("", piece))
        before = piece
    if word.endswith("h") and len(pieces) > 2 and pieces[-1][0] == "h":
        pieces.pop()
    return _assemble(pieces)


def _long_variant(text: str) -> str:
    known = tables.classes("variants")
    if text in known:
        return known[text]
    for ending, kind in tables.mapping("patronymics").items():
        if text.endswith(ending) and text.removesuffix(ending) in known:
            return f"{known[text.removesuffix(ending)]}+{kind}"
    return ""


def _long_shape(text: str) -> str:
    if text.isdigit():
        return text
    for seen, meant in tables.mapping("shapes").items():
        text = text.replace(seen, meant)
    return text


def _check_word(text: str) -> None:
    assert sound(text) == _long_sound(text)
    assert bones(text) == _long_bones(text)
    assert variant(text) == _long_variant(text)
    assert shape(text) == _long_shape(text)


def test_keys_of_real_words_are_those_of_the_long_way() -> None:
    tokens, _ = words_of(NAMES)
    for one in tokens:
        _check_word(one.text)


@given(WORD)
@settings(max_examples=500)
def test_keys_of_any_word_are_those_of_the_long_way(text: str) -> None:
    _check_word(text)


def test_plain_names_have_the_words_of_the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*NAMES, *(re.sub("[^A-Za-z ,-]", "", name) for name in NAMES), "", " ", "-", ", a -", "a" * 600]
    quick = [normal.words(text) for text in texts]
    monkeypatch.setattr(normal, "_PLAIN", re.compile("(?!)"))
    assert quick == [normal.words(text) for text in texts]


@given(st.lists(st.text(alphabet="ab1жΑ김", min_size=1, max_size=3), max_size=4).map(tuple))
@example(("12",))
@example(("a", "12"))
def test_scripts_of_words_are_those_of_each(words: tuple[str, ...]) -> None:
    assert scripts_of(words) == {script(word) for word in words}
