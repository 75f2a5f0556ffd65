"""Steps of taking a name apart that no word of it calls for are left out: the result is that of taking all of them."""

from __future__ import annotations

import random

import pytest

from support.name_words import sampled_names
from watchgate.risk.names import analysis, chinese, korean_spelled, normal, tables
from watchgate.risk.names.analysis import MAX_TOKENS, Analysis, analyse
from watchgate.risk.names.formwords import _words, mended
from watchgate.risk.names.lexicon import ARTICLES, MENDED, entry
from watchgate.risk.names.meaning import meanings
from watchgate.risk.names.normal import dotted_as_words, words
from watchgate.risk.names.numbers import with_digits
from watchgate.risk.names.readings import read

NAMES = sampled_names(1500, seed=41)


def _by_all_steps(text: str) -> Analysis:
    written = words(text)
    parts = analysis._without_own_acronym(analysis._articles(mended(written)))
    found = analysis._once(analysis._initials(analysis._tokens(with_digits(parts))[:MAX_TOKENS]))
    acronyms = analysis._acronyms(found)
    found = analysis._named(analysis._family_name(text, found))
    filed = found
    if min(map(len, parts), default=2) == 1:
        tokens = analysis._tokens(with_digits(mended(words(dotted_as_words(text)))), letters=True)
        filed = analysis._named(analysis._once(analysis._initials(tokens[:MAX_TOKENS])))
    if filed == found:
        filed = list(analysis._as_written(written if len(parts) > len(written) else parts, found)) or found
    return Analysis(
        text=text,
        tokens=tuple(found),
        key=" ".join(sorted(one.text for one in found)),
        readings=analysis.read_all(text) or read(tuple(analysis._without_titles(parts))),
        filed=() if filed == found else tuple(filed),
        meant=tuple(analysis._meant(reading) for reading in meanings(tuple(parts))),
        **acronyms,
    )


def _special() -> list[list[str]]:
    """Words that some step looks for."""
    slips = [f"{word[:-2]}{word[-1]}{word[-2]}" for word in _words()]
    return [
        [row[0] for name in ("titles", "particles", "numbers", "korean_japanese") for row in tables.rows(name)],
        [spelling.replace("+", " ") for row in tables.rows("forms") for spelling in row[1].split()],
        [spelling.replace("+", "") for row in tables.rows("forms") for spelling in row[1].split()],
        [word for row in tables.rows("generic") for word in row[1].split()],
        [*sorted(ARTICLES), *"yejkЙ", "abd", "din", "J.", "S.A.", "No.", "nr", "12", "III", "&", "12th", "ال"],
        [*slips, *(word[:-1] for word in _words())],
    ]


def test_names_as_they_are_borne() -> None:
    for text in NAMES:
        assert analyse(text) == _by_all_steps(text), text


@pytest.mark.parametrize("seed", [51, 52, 53])
def test_names_with_words_that_a_step_looks_for(seed: int) -> None:
    rng = random.Random(seed)
    plain = sorted({word for text in NAMES for word in text.split()})
    pools = [plain, plain, plain, *_special()]
    for _ in range(2500):
        parts = [rng.choice(rng.choice(pools)) for _ in range(rng.choice((1, 2, 3, 3, 4, 5, 7, 27)))]
        if rng.random() < 0.2:
            parts.insert(rng.randrange(len(parts) + 1), rng.choice(parts))
        text = rng.choice((" ", " ", " ", "-", ", ", ".")).join(parts)
        text = rng.choice((text, text.upper(), text.title()))
        found, expected = analyse(text), _by_all_steps(text)
        assert found == expected, (seed, text)


def test_words_told_to_be_no_korean_or_mandarin_have_no_reading() -> None:
    told = 0
    for word in sorted({word for text in NAMES for word in words(text) if word.isascii()}):
        readings = korean_spelled.spelled(word, "latin").readings
        assert entry(word).syllables <= min(map(len, readings), default=5), word
        if not entry(word).syllables:
            assert not readings, word
            told += 1
        if not entry(word).pinyin:
            assert not chinese._shape("pinyin").fullmatch(word), word
    assert told > 500


def test_every_slip_in_a_word_of_a_form_is_told() -> None:
    rng = random.Random(43)
    told = 0
    for meant in _words():
        if not meant.isascii():
            continue
        for _ in range(40):
            at, letter = rng.randrange(len(meant)), rng.choice("abcdefghijklmnopqrstuvwxyz")
            slips = (
                meant[:at] + meant[at + 1 :],
                meant[:at] + letter + meant[at:],
                meant[:at] + letter + meant[at + 1 :],
            )
            for word in (*slips, meant[:at] + meant[at : at + 2][::-1] + meant[at + 2 :]):
                changed = mended([word, "x"])[0] != word
                assert bool(entry(word).traits & MENDED) >= changed, ("seed 43", word)
                told += changed
    assert told > 1000


def test_the_capital_inside_a_word_is_looked_for_where_it_can_be() -> None:
    for text in ("OreeLaser Trading", "Oree-Laser", "OREELASER", "McDonald", "oreeLaser", "Oree Laser"):
        apart = normal._TWO_IN_ONE.sub(normal._apart, text).lower().replace("-", " ").split()
        assert words(text) == apart
