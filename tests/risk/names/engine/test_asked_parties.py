"""What is asked about is encoded as the words and rows of its names are, whatever was asked about before."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from support.engine_parties import random_parties
from support.name_words import sampled_names
from watchgate.model.party import Name, NameKind, Party
from watchgate.risk.names.alignment import join
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.engine import asked as asked_module
from watchgate.risk.names.engine import words_read as read
from watchgate.risk.names.engine.asked import asked, questions
from watchgate.risk.names.engine.asked_plain import AskedPlain
from watchgate.risk.names.engine.names_columns import encode_name
from watchgate.risk.names.engine.qualify_columns import encode_party
from watchgate.risk.names.engine.search_asked import (
    FACTS,
    KNOWN,
    NAME,
    NAME_COUNT,
    NAMES,
    NUMBER,
    PAIR,
    PAIR_COUNT,
    READINGS,
    ROW,
    ROWS,
    WEIGHT,
    WORD_COUNT,
    Asked,
)
from watchgate.risk.names.engine.segment import INITIALS, TRANSLATED, WEAK
from watchgate.risk.names.engine.word_facts import word_facts
from watchgate.risk.names.engine.words import Words, encode
from watchgate.risk.names.engine.words_encode import RECORD
from watchgate.risk.names.score import free_in_translation
from watchgate.risk.names.similarity import GRANTED
from watchgate.risk.names.token import Kind, Token

Told = tuple[list[int], bytes]


def _told(words: Words | Asked, number: int) -> Told:
    """The record of a word, wherever its letters begin, and these."""
    records, letters = words.records, words.letters
    start = read.place_of(records, number)
    end = read.gaps_place(records, number) + 2 * (read.skeleton_size(records, number) + 1)
    own = records[number * RECORD : (number + 1) * RECORD].tolist()
    return [*own[:-1], own[-1] >> 32], bytes(letters[start:end])


def _check(party: Party, found: Asked) -> int:
    """Compare with what the plain code says of each name, row, word and pair; how many pairs."""
    plan = found.plan
    pairs = 0
    assert found.person == (party.schema == "Person")
    assert plan[NAME_COUNT] == len(party.names)
    assert plan[plan[KNOWN] :][: len(encode_party(party))].tolist() == encode_party(party)
    for number, name in enumerate(party.names):
        analysis = analyse(name.text)
        own = plan[plan[NAMES] + NAME * number :][:NAME].tolist()
        assert own[0] == (WEAK if name.kind == NameKind.WEAK else 0)
        reading = encode_name(analysis)
        assert plan[plan[READINGS] + own[5] :][: len(reading)].tolist() == reading
        rows = (analysis.tokens,) if found.person else analysis.spellings
        assert own[2] - own[1] == len(rows)
        for row, tokens in enumerate(rows):
            pairs += _check_row(found, own[1] + row, tokens, TRANSLATED if row else 0)
    return pairs


def _check_row(found: Asked, row: int, tokens: tuple[Token, ...], flags: int) -> int:
    plan, count = found.plan, int(found.plan[WORD_COUNT])
    told_flags, weight, core, light, start, size = plan[plan[ROWS] + ROW * row :][:ROW].tolist()
    numbers = plan[plan[NUMBER] + start :][:size].tolist()
    assert told_flags == flags | (INITIALS if any(one.kind == Kind.INITIAL for one in tokens) else 0)
    assert weight == sum(one.weight for one in tokens)
    assert core == sum(one.weight for one in tokens if not free_in_translation(one))
    assert light == sum(one.weight for one in tokens if one.kind in GRANTED)
    assert [_told(found, number) for number in numbers] == [_told(encode([one]), 0) for one in tokens]
    assert [plan[plan[FACTS] + number] for number in numbers] == list(map(word_facts, tokens))
    assert [plan[plan[WEIGHT] + number] for number in numbers] == [one.weight for one in tokens]
    numbered = plan[plan[PAIR] + start :][:size].tolist()
    joined = [join(first, second) for first, second in pairwise(tokens)]
    assert [number < 0 for number in numbered] == [one is None for one in joined] + [True] * bool(tokens)
    for number, both in zip(numbered, joined, strict=False):
        if both is not None:
            assert count <= number < count + plan[PAIR_COUNT]
            assert _told(found, number) == _told(encode((), [both]), 0)
            assert plan[plan[WEIGHT] + number] == both.weight
    return sum(one is not None for one in joined)


def test_a_party_is_encoded_as_its_words_are() -> None:
    parties = random_parties(150, 5)
    pairs = sum(_check(party, asked(party)) for party in parties if party.names)
    assert pairs > 300


def test_several_are_encoded_as_each_alone() -> None:
    parties = [party for party in random_parties(60, 6) if party.names]
    together = questions(parties)
    assert len(together) == len(parties)
    for number, party in enumerate(parties):
        _check(party, together.one(number))


def test_words_that_were_forgotten_are_encoded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked_module, "MOST", 40)
    monkeypatch.setattr(asked_module._Kept, "plain", AskedPlain())
    forgotten, before = 0, asked_module._Kept.plain
    for text in sampled_names(120, seed=8):
        party = Party(id="1", schema="Company", names=(Name(text),))
        _check(party, asked(party))
        forgotten += asked_module._Kept.plain is not before
        before = asked_module._Kept.plain
    assert forgotten > 2


def test_words_of_any_length_and_number_have_room() -> None:
    rng = random.Random(9)
    texts = [
        "a" * 500,
        "ж" * 500,
        " ".join(rng.choice("bcdfgh") * rng.randrange(9, 20) for _ in range(24)),
        "\ufdfa" * 60,
    ]
    texts += ["محمد عبد اللطيف", "عبد محمد", "Jan van Dijk", "al Rashid Seyed Jaber", "J Dr Ltd", "", "...", "x"]
    many = tuple(Name(text) for text in (*texts, *sampled_names(400, seed=10)))
    for party in (Party(id="1", names=many), Party(id="2", schema="Person", names=many), Party(id="3")):
        _check(party, asked(party))
    first, empty, last = Party(id="1", names=many[:3]), Party(id="2"), Party(id="3", names=many[3:7])
    several = questions([first, empty, last])
    for number, party in enumerate((first, empty, last)):
        _check(party, several.one(number))


def test_room_made_for_one_question_is_not_kept() -> None:
    kept = len(asked_module._Kept.codes)
    for number in range(8):
        # Two words of many letters beside each other, each with its bones: more than the room there is at first.
        party = Party(id="1", names=(Name(f"{'bcdfgh' * 60}{number} {'klmnpr' * 60}"),))
        _check(party, asked(party))
    assert len(asked_module._Kept.codes) == kept
