"""What is read back is what was analysed, word for word: an index from remembered analyses answers the same."""

from __future__ import annotations

import pytest

from watchgate.model.party import Name, Party
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.index import NameIndex
from watchgate.risk.names.readings import NONE
from watchgate.risk.names.remembered import packed, unpacked

NAMES = (
    "Kim Jong Un",
    "김정은",
    "Korea Mining Development Trading Corporation",
    "조선광업개발무역회사",
    "Владимир Путин",
    "بشار الأسد",
    "金正恩",
    "KOMID",
    "",
    "Blue Heron 7 Ltd",
)


@pytest.mark.parametrize("text", NAMES)
def test_an_analysis_survives_unchanged(text: str) -> None:
    analysis = analyse(text)
    found = unpacked(packed([analysis], "this"), "this")[text]
    assert found == analysis
    assert (found.readings is NONE) == (analysis.readings is NONE)


def test_words_are_shared_again() -> None:
    found = unpacked(packed([analyse("Kim Jong Un"), analyse("Kim Jong Il")], "this"), "this")
    assert found["Kim Jong Un"].tokens[0] is found["Kim Jong Il"].tokens[0]


def test_what_other_code_made_is_not_read() -> None:
    assert unpacked(packed([analyse("Kim Jong Un")], "this"), "that") == {}
    assert unpacked(b"\xc1not ours", "this") == {}


def test_an_index_that_knows_the_names_analyses_none_and_answers_the_same() -> None:
    parties = [Party(id=str(number), schema="Person", names=(Name(text),)) for number, text in enumerate(NAMES)]
    fresh = NameIndex()
    for party in parties:
        fresh.add(party)
    known = NameIndex(unpacked(packed(fresh.analyses(), "this"), "this"))
    for party in parties:
        known.add(party)
    assert (fresh.made, known.made) == (len(NAMES), 0)
    for party in parties:
        assert known.query(party) == fresh.query(party)
