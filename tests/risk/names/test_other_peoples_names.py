"""What speaks against a match: another Chinese name, a company where a person is meant, words that many bear."""

from __future__ import annotations

import pytest

from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.formwords import mended
from watchgate.risk.names.korean import read_korean
from watchgate.risk.names.score import score_names

MATCH = 800


def points(a: str, b: str, *, person: bool) -> int:
    return score_names(analyse(a), analyse(b), person=person).points


@pytest.mark.parametrize(("a", "b"), [("Zhang Wen", "Zhang Wei"), ("Gao Peng", "Deng Gao"), ("He Ying", "HE, Jing")])
def test_chinese_names_of_two_syllables_are_other_names_where_one_differs(a: str, b: str) -> None:
    assert points(a, b, person=True) < MATCH


def test_a_chinese_name_without_one_of_its_words_still_meets_it() -> None:
    assert points("Huang Ken", "HUANG, Wang Ken", person=True) >= MATCH
    assert points("Wei Zhang", "ZHANG, Wei", person=True) >= MATCH


def test_a_company_is_no_person_whose_only_name_is_in_its_own() -> None:
    assert points("Yusuf & Co Pty Ltd", "AL-YUSUF", person=True) < MATCH
    assert points("Yusuf", "AL-YUSUF", person=True) >= MATCH
    assert points("Viktor Vekselberg LLC", "Viktor Vekselberg", person=True) >= MATCH


def test_words_that_many_bear_must_be_all_there_is() -> None:
    assert points("Bank Central Asia", "Capital Bank of Central Asia", person=False) < MATCH
    assert points("Bank of Central Asia", "Bank Central Asia", person=False) >= MATCH


def test_the_letters_of_a_name_with_an_address_behind_its_form_are_no_acronym() -> None:
    assert points("Baker Education Airport Road GmbH", "Bear", person=False) >= MATCH
    assert points("BAKER EDUCATION SNC Airport Road", "Bear", person=False) < MATCH


def test_words_of_a_form_written_as_one_are_that_form() -> None:
    assert mended(["limitedliability", "company", "spel"]) == ["limited", "liability", "company", "spel"]
    assert mended(["spel", "coltd"]) == ["spel", "co", "ltd"]
    assert mended(["groupof", "spel"]) == ["groupof", "spel"]
    assert mended(["coltd"]) == ["coltd"]


@pytest.mark.parametrize("name", ["Киму Квансопу", "Kimu Kwansopu", "Paku Kunsoku"])
def test_a_korean_name_as_japanese_spells_it_is_korean(name: str) -> None:
    assert read_korean(tuple(name.lower().split())).certain


def test_a_final_u_stays_where_no_family_name_is_spelled_as_in_japanese() -> None:
    assert read_korean(("kim", "jong", "su")).certain
    assert read_korean(("киму",)).readings == ()
    assert points("Киму Квансопу", "Kim Kwang Sop", person=True) >= MATCH
