"""Answers to texts are remembered while parties come and go, and are what a new index would say."""

from __future__ import annotations

import random

import pytest

from support.name_parties import altered, random_party
from watchgate.model.party import Name, Party
from watchgate.risk.texts import answers
from watchgate.risk.texts.index import TextIndex
from watchgate.risk.texts.spotted import Spotted


def _said(found: list[Spotted]) -> list[tuple[str, int, str]]:
    return [(one.hit.entity_id, one.hit.score, one.text) for one in found]


@pytest.mark.parametrize("most", [3, answers.MOST_CHANGES])
def test_what_is_remembered_is_what_a_new_index_finds(most: int, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(answers, "MOST_CHANGES", most)
    rng = random.Random(seed)
    every = [random_party(number, rng) for number in range(40)]
    texts = [f"rent {altered(rng.choice(one.names).text, rng)} and Ltd 4711" for one in every]
    index, present, found = TextIndex(860), dict[str, Party](), 0
    for one in every[:20]:
        index.add(one)
        present[one.id] = one
    for _ in range(25):
        one = rng.choice(every)
        if one.id in present and rng.random() < 0.5:
            index.remove(one.id)
            del present[one.id]
        else:
            other = _renamed(one, rng.choice(every)) if rng.random() < 0.4 else one
            index.add(other)
            present[one.id] = other
        anew = TextIndex(860)
        for other in present.values():
            anew.add(other)
        for text in rng.sample(texts, 12):
            expected = _said(anew.spotted(text))
            assert _said(index.spotted(text)) == expected, f"seed {seed}: {text!r}"
            found += len(expected)
    assert found > 10


def _renamed(one: Party, other: Party) -> Party:
    return Party(id=one.id, schema=other.schema, names=other.names)


def test_a_delivery_that_touches_no_text_leaves_its_answer() -> None:
    index = TextIndex(900)
    index.add(Party(id="kim", schema="Person", names=(Name("Kim Jong Un"),)))
    text = "rent KIM JONG UN"
    first = index.spotted(text)
    known = index._answers.of(text, 900)
    index.add(Party(id="other", schema="Person", names=(Name("Wilhelm Oberstaufen"),)))
    assert index.spotted(text) == first
    assert index._answers.of(text, 900) is known


def test_answers_are_given_up_with_too_many_changes() -> None:
    kept = answers.Answers()
    kept.keep("text", 900, [], 1)
    for number in range(answers.MOST_CHANGES + 1):
        kept.changed(f"party-{number}")
    assert kept.of("text", 900) is None
    kept.keep("heavy", 900, [], answers.EASY + 1)
    assert kept.of("heavy", 900) is None
