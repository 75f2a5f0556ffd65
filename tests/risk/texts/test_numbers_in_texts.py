"""Numbers and letters of organisations' names in texts: what is not there is left over, and nothing is lost by it."""

from __future__ import annotations

import random

import pytest

from watchgate.model.party import Name, Party
from watchgate.risk.names.analysis import analyse
from watchgate.risk.texts.bound import NEARLY, bound_of
from watchgate.risk.texts.exhaustive import spotted_exhaustively
from watchgate.risk.texts.index import TextIndex
from watchgate.risk.texts.listed_names import ListedNames
from watchgate.risk.texts.row import Row

NUMBERED = (
    *("Office 39", "Third Floor", "Order 9", "MAIN STREET 1095 PTY LTD", "GP-21", "Da Group 22", "PACIFIC 01"),
    *("Ede 2 EOOD", "44th Parallel Trading 7", "AO 766 UPTK", "Завод 39", "S&C TRADE PTY LTD", "K.B. Hotel"),
)
PEOPLE = ("O, Yong Ho", "Kim 2 Chol", "JAN, Lahore")
FILLER = (
    "office 39 order 9 main street 1095 third 3 floor no 22 group 2 trade hotel S K and twenty one 01 S.C. pty Завод"
)


def party(name: str, schema: str) -> Party:
    return Party(id=name, schema=schema, names=(Name(name),))


LISTED = (*(party(name, "Company") for name in NUMBERED), *(party(name, "Person") for name in PEOPLE))


def row_of(name: str, *, person: bool) -> Row:
    listed = ListedNames(bound_of(900))
    listed.add(0, analyse(name), person=person)
    return listed.rows[0]


def test_what_any_window_scores_is_found_at_any_threshold(seed: int) -> None:
    rng = random.Random(seed)
    found = 0
    for threshold in (900, 860, 800, 700, 620):
        index = TextIndex(threshold)
        for one in LISTED:
            index.add(one)
        for _ in range(40):
            words = rng.choice(LISTED).names[0].text.split()
            if rng.random() < 0.4:
                words.pop(rng.randrange(len(words)))
            around = [rng.choice(FILLER.split()) for _ in range(rng.randint(0, 5))]
            text = " ".join([*around[:2], *words, *around[2:]])
            expected = {one.hit.entity_id for one in spotted_exhaustively(LISTED, text, threshold)}
            assert {one.hit.entity_id for one in index.spotted(text)} == expected, f"seed {seed}: {text!r} {threshold}"
            found += len(expected)
    assert found > 50


@pytest.mark.parametrize("name", ["Office 39", "Order 9"])
def test_an_organisation_needs_its_number(name: str) -> None:
    row = row_of(name, person=False)
    word = row.tokens[0]
    assert bound_of(900).gain(word.weight, word.weight, 1000) + NEARLY < row.need


def test_letters_stand_for_words_of_people_alone() -> None:
    assert not any(row_of("Kaili Hotel", person=False).begins)
    assert any(row_of("Kaili Hotel", person=True).begins)


def test_no_in_front_of_a_number_weighs_nothing() -> None:
    index = TextIndex(900)
    index.add(Party(id="p", schema="Company", names=(Name("Sevastopol Centre 39"),)))
    assert [one.hit.entity_id for one in index.spotted("rent Sevastopol Centre no 39")] == ["p"]
    assert not index.spotted("rent Sevastopol Centre bank 39 trading")
