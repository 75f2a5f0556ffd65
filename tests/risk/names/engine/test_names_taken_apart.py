"""A kernel takes plain names apart: what is asked about is, number by number, what the plain code makes of it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.engine_parties import random_parties
from support.name_words import sampled_names
from watchgate.model.party import Name, Party
from watchgate.risk.names import tables
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.names.engine import asked as asked_module
from watchgate.risk.names.engine.asked import asked, questions
from watchgate.risk.names.engine.asked_plain import AskedPlain, Taken
from watchgate.risk.names.engine.plain_about import about_of
from watchgate.risk.names.engine.plain_known import FOUR_BITS, SYLLABLES_AT, bytes_of, look_up
from watchgate.risk.names.engine.word_facts import word_facts
from watchgate.risk.names.engine.words import encode
from watchgate.risk.names.engine.words_encode import RECORD
from watchgate.risk.names.formwords import _words
from watchgate.risk.names.lexicon import ARTICLES, entry

SYLLABLES = FOUR_BITS << SYLLABLES_AT
SCHEMATA = ("Person", "Company", "LegalEntity", "Vessel")


class _ByAnalysis(AskedPlain):
    """The plain code alone."""

    def taken(self, texts: Sequence[str], people: Sequence[bool]) -> list[Taken | None]:
        return [None] * len(texts)


class _Both:
    """The same question asked of the kernel and of the plain code, each with words of its own."""

    def __init__(self) -> None:
        self.taken = self.left = 0
        self.states = (AskedPlain(), _ByAnalysis())

    def check(self, party: Party) -> None:
        texts = [name.text for name in party.names]
        found = []
        for state in self.states:
            with _kept(state):
                found.append(asked(party))
        ours, plain = found
        for mine, theirs in zip(ours[:3], plain[:3], strict=True):
            assert np.array_equal(mine, theirs), (party.schema, texts)
        assert ours[3:] == plain[3:]
        with _kept(self.states[0]):
            left = self.states[0].taken(texts, [False] * len(texts)).count(None)
        self.left += left
        self.taken += len(texts) - left


@contextmanager
def _kept(state: AskedPlain) -> Iterator[None]:
    kept = asked_module._Kept
    before, kept.plain = kept.plain, state
    try:
        yield
    finally:
        kept.plain = before


def _special() -> list[list[str]]:
    """Words that some step of the analysis looks for."""
    return [
        [row[0] for name in ("titles", "particles", "numbers", "korean_japanese") for row in tables.rows(name)],
        [spelling.replace("+", " ") for row in tables.rows("forms") for spelling in row[1].split()],
        [spelling.replace("+", " ") for row in tables.rows("synonyms") for spelling in row[1].split()],
        [spelling.replace("+", "") for row in tables.rows("forms") for spelling in row[1].split()],
        [f"Rol{spelling.replace('+', ' ')}" for row in tables.rows("forms") for spelling in row[1].split()],
        [word for row in tables.rows("generic") for word in row[1].split()],
        [*sorted(ARTICLES), *"yejkla", "abd", "din", "J.", "S.A.", "No.", "nr", "12", "III", "&", "12th", "and", "TCP"],
        [f"{word[:-2]}{word[-1]}{word[-2]}" for word in _words()],
        [word[:-1] for word in _words()],
        ["Kim", "Jong", "Un", "Wang", "Xiaoming", "Lee", "Park", "Hsiao", "Leeu", "Kimu", "Ko", "Ri"],
    ]


def test_listed_and_altered_names_are_taken_apart_as_the_plain_code_does() -> None:
    both = _Both()
    rng = random.Random(47)
    for text in sampled_names(900, seed=47):
        both.check(Party(id="1", schema=rng.choice(SCHEMATA), names=(Name(text),)))
    assert both.taken > 1_200
    assert both.left > 300


def test_names_of_words_that_some_step_looks_for() -> None:
    both = _Both()
    seed = 48
    rng = random.Random(seed)
    names, special = sampled_names(200, seed=seed), _special()
    for _ in range(2_500):
        pieces = rng.choice(names).split()[:3] + [rng.choice(rng.choice(special)) for _ in range(rng.randint(1, 3))]
        rng.shuffle(pieces)
        text = " ".join(pieces)
        text = rng.choice((text, text.upper(), text.title(), text.replace(" ", ", ", 1)))
        both.check(Party(id="1", schema=rng.choice(SCHEMATA), names=(Name(text),)))
    assert both.taken > 500, seed


def test_parties_of_several_names_have_each_word_once() -> None:
    both = _Both()
    for party in random_parties(200, 49):
        if party.names:
            both.check(party)
    assert both.taken > 100


@given(st.text(alphabet="abdegilnorsuy ,.-&'12АжBO", max_size=40), st.sampled_from(SCHEMATA))
@settings(max_examples=400, deadline=None)
def test_any_text_is_taken_apart_as_the_plain_code_does(text: str, schema: str) -> None:
    _Both().check(Party(id="1", schema=schema, names=(Name(text),)))


def test_long_and_hostile_names() -> None:
    both = _Both()
    texts = ["a" * 65, "ab" * 300, "x " * 60, "abc " * 25, " ".join(f"ab{'c' * n}" for n in range(30)), "-" * 600]
    texts += [
        "co ltd " * 9,
        "ltd",
        "J J J",
        "abc\x00def",
        "abc_def",
        "Rolandia\ud800",
        "a" * 64 + " " + "b" * 64,
        "",
        " ",
    ]
    for schema in SCHEMATA:
        for text in texts:
            both.check(Party(id="1", schema=schema, names=(Name(text),)))
        both.check(Party(id="1", schema=schema, names=tuple(map(Name, texts))))


def test_every_plain_word_is_what_its_token_is() -> None:
    plain = AskedPlain()
    known = plain.words
    checked = 0
    for text in sorted({word for name in sampled_names(700, seed=50) for word in name.lower().split()}):
        if not (text.isascii() and text.isalpha()) or entry(text).traits:
            continue
        plain.taken([text], [True])
        number = look_up(bytes_of(text), known.slots, known.records, known.letters)
        made = encode([entry(text).token])
        at = number * RECORD
        assert known.records[at : at + RECORD - 1].tolist() == made.records[: RECORD - 1].tolist(), text
        assert known.records[at + RECORD - 1] >> 32 == made.records[RECORD - 1] >> 32, text
        assert known.facts[number] == word_facts(entry(text).token), text
        told, exact = int(known.about[number]), about_of(entry(text), -1)
        assert told & ~SYLLABLES == exact & ~SYLLABLES, text
        assert bool(told & SYLLABLES) >= bool(exact & SYLLABLES), text  # what may be read is never called unreadable
        assert told & SYLLABLES <= exact & SYLLABLES or not exact & SYLLABLES, text
        checked += 1
    assert checked > 600


def test_many_in_one_call_are_each_as_alone() -> None:
    parties = [Party(id="1", schema="Company", names=(Name(text),)) for text in sampled_names(60, seed=51)]
    together = questions(parties)
    for number, party in enumerate(parties):
        for mine, alone in zip(together.one(number)[:3], asked(party)[:3], strict=True):
            assert np.array_equal(mine, alone), party.names


def test_a_name_that_fails_leaves_no_word_that_is_taken_for_another(monkeypatch: pytest.MonkeyPatch) -> None:

    def failing(text: str) -> Analysis:
        if text == "Ы":
            raise MemoryError
        return analyse(text)

    def of(*names: str) -> Party:
        return Party(id="1", schema="Person", names=tuple(map(Name, names)))

    with _kept(AskedPlain()):
        expected = asked(of("Жуков Петр"))
    monkeypatch.setattr(asked_module, "analyse", failing)
    with _kept(AskedPlain()):
        with pytest.raises(MemoryError):
            asked(of("Жуков Петр", "Ы"))
        asked(of("Zorblatto Quixanor"))
        found = asked(of("Жуков Петр"))
    for mine, theirs in zip(found[:3], expected[:3], strict=True):
        assert np.array_equal(mine, theirs)


def test_words_that_were_forgotten_are_taken_apart_again(monkeypatch: pytest.MonkeyPatch) -> None:
    both = _Both()
    monkeypatch.setattr(asked_module, "MOST", 30)
    forgotten = 0
    for text in sampled_names(60, seed=52):
        before = asked_module._Kept.plain
        one = Party(id="1", schema="Person", names=(Name(text),))
        found = asked(one)
        forgotten += asked_module._Kept.plain is not before
        with _kept(both.states[1]):
            monkeypatch.setattr(asked_module, "MOST", 10**6)
            assert np.array_equal(found.plan, asked(one).plan), text
            monkeypatch.setattr(asked_module, "MOST", 30)
    assert forgotten > 1
