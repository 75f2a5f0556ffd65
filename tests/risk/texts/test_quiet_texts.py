"""Of a text it is told at once that nothing stands in it only where nothing does, however long one looks."""

from __future__ import annotations

import random

import pytest

from support.name_parties import altered, random_party
from watchgate.model.party import Name, Party
from watchgate.risk.texts.exhaustive import spotted_exhaustively
from watchgate.risk.texts.heard import DIGITS
from watchgate.risk.texts.index import TextIndex
from watchgate.risk.texts.quiet import Quiet

LETTERED = (
    "OOO T P O C",
    "King Trade B.V.",
    "M I N S General Trading L L C",
    "A A Trading FZCO",
    "G & G Trading S.A.",
    "E. S. Co.",
    "Da Group 22",
    "Main",
    "MAIN STREET 1095 PTY LTD",
    "Toronto",
    "SCHLAGER BUSINESS GROUP S. DE R.L. DE C.V.",
    "Sheikh Zayed",
    "One-P",
)
FILLER = (
    "invoice payment for goods king street trade centre main road 22 2026 1095 777 toronto general trading b v s a po "
    "group office l c t limited ltd co of the sheikh zayed one industrial estate no 44 tpoc minsgeneral aa"
)
WORDS = FILLER.split()


def indexed(rng: random.Random, threshold: int) -> tuple[list[Party], TextIndex]:
    parties = [random_party(number, rng) for number in range(25)]
    for number, name in enumerate(LETTERED):
        schema = rng.choice(("Company", "Organization", "Vessel", "Person"))
        parties.append(Party(id=f"l{number}", schema=schema, names=(Name(name),)))
    index = TextIndex(threshold)
    for one in parties:
        index.add(one)
    return parties, index


def line(rng: random.Random, parties: list[Party]) -> str:
    """Words of payments with some of a listed name, whole or not, as written or altered."""
    words = [rng.choice(WORDS) for _ in range(rng.randint(0, 5))]
    if rng.random() < 0.7:
        name = rng.choice(parties).names[0].text
        if rng.random() < 0.5 and name.strip():
            name = altered(name, rng)
        own = name.split()
        place = rng.randrange(len(words) + 1)
        words[place:place] = own[rng.randrange(len(own) or 1) :] if rng.random() < 0.5 else own
    text = " ".join(words)
    return text.upper() if rng.random() < 0.4 else text


def test_of_no_text_it_is_told_that_nothing_stands_in_it_where_something_does(seed: int) -> None:
    rng = random.Random(seed)
    quiet = 0
    for threshold in (900, 850, 780, 700):
        parties, index = indexed(rng, threshold)
        for _ in range(40):
            text = line(rng, parties)
            if index._quiet.says_nothing(text):
                quiet += 1
                assert not spotted_exhaustively(parties, text, threshold), f"seed {seed}, {threshold}: {text!r}"
    assert quiet > 5, f"seed {seed}"


def test_looking_in_full_says_the_same_of_every_text(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    rng = random.Random(seed)
    parties, index = indexed(rng, 860)
    texts = [line(rng, parties) for _ in range(400)]
    told = [index.spotted(text) for text in texts]

    _, plain = indexed(random.Random(seed), 860)
    monkeypatch.setattr(Quiet, "says_nothing", lambda *_: False)
    for text, found in zip(texts, told, strict=True):
        assert plain.spotted(text) == found, f"seed {seed}: {text!r}"


def test_a_street_is_scored_with_one_number_as_with_another_and_a_listed_number_as_it_is() -> None:
    index = TextIndex(900)
    index.add(Party(id="unit", schema="Organization", names=(Name("Unit 4711"),)))
    index.add(Party(id="toronto", schema="Company", names=(Name("Toronto Bakery"),)))
    assert not index.spotted("to Unit 4712 of the army")
    assert [one.text for one in index.spotted("to Unit 4711 of the army")] == ["Unit 4711"]
    for number in ("69390", "69391"):
        assert [one.text for one in index.spotted(f"{number} Toronto Bakery, {number}")] == ["Toronto Bakery"]
    index.add(Party(id="digits", schema="Organization", names=(Name(f"Unit {DIGITS}"),)))
    assert not index.spotted("to Unit 4713 of the army")
    assert [one.text for one in index.spotted(f"to Unit {DIGITS} of the army")] == [f"Unit {DIGITS}"]
