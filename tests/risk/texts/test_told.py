"""What a past text is found by: pieces are remembered, and that changes nothing."""

from __future__ import annotations

import random

import pytest

from support.name_parties import random_party
from watchgate.risk.texts import seen
from watchgate.risk.texts.heard import piece_alone
from watchgate.risk.texts.windows import Pieces

LINES = (
    "INVOICE 4711 Maschinenbau SecondEconomic GmbH 11/2026 forty 4 of 20 2 rent",
    "Rent RENT rent No. 44 no 0044 limited Liability COMPANY J.R. Smith A B C",
    "оплата по счёту 123 Пётр Иванов LTD 金正恩 44",
)


def test_what_is_remembered_of_a_piece_tells_what_the_piece_itself_does(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    rng = random.Random(seed)
    parties = [random_party(number, rng) for number in range(40)]
    texts = [*LINES, *(f"{rng.choice(LINES)} {rng.choice(one.names).text}" for one in parties)]
    texts += [rng.choice((str.upper, str.lower, str.title))(one) for one in texts]
    told = [seen.told_by(Pieces(one)) for one in texts]
    monkeypatch.setattr(seen, "_remembered", piece_alone)
    monkeypatch.setattr(seen, "piece_key", lambda piece: piece)
    plain = [seen.told_by(Pieces(one)) for one in texts]
    for text, one, other in zip(texts, told, plain, strict=True):
        assert set(one.words) == set(other.words), f"seed {seed}: {text}"
        assert (one.pairs, one.numbers, one.syllables, one.translated) == (
            *(other.pairs, other.numbers, other.syllables),
            other.translated,
        ), f"seed {seed}: {text}"


def test_numbers_are_told_apart_from_words_unless_they_may_be_part_of_one() -> None:
    told = seen.told_by(Pieces("invoice 4711 of 20 4 and 000000000000000000007 or 0044"))
    assert told.numbers == ["4711"]
    assert {"20", "4", "24", "44"} <= {one.text for one in told.words}
