"""What two names have in common by chance, and what they must have in common to be one: words that many bear, sounds of
letters, beginnings, titles that are family names."""

from __future__ import annotations

import pytest

from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.readings import NONE
from watchgate.risk.names.score import NAME_MAX, score_names
from watchgate.risk.names.similarity import SYNONYM, VARIANT, similarity
from watchgate.risk.names.token import token

MATCH = 800


def points(a: str, b: str, *, person: bool = False) -> int:
    return score_names(analyse(a), analyse(b), person=person).points


@pytest.mark.parametrize(
    ("listed", "other"),
    [
        ("OOO IPT", "IPT Agro SRL"),
        ("ELN", "ELN Systems Ltd"),
        ("АО «Элара»", "Elara Printing SpA"),
        ("ООО Миранда Медиа", "Miranda Property PLC"),
        ("SOCIETE GENERALE DE PAIN", "Societe Generale"),
        ("AO Роял Кредит Банк", "Royal Bank of Canada Holding"),
    ],
)
def test_one_word_beside_trades_that_differ_is_no_organisation(listed: str, other: str) -> None:
    assert points(listed, other) < MATCH


@pytest.mark.parametrize(
    ("listed", "other"),
    [
        ("OOO IPT", "IPT LLC"),
        ("АО «Элара»", "JSC Elara"),
        ("ООО Миранда Медиа", "Miranda Media LLC"),
        ("JSC Kazan Helicopter Plant", "Kazan Helicopters Plant, AO"),
    ],
)
def test_the_same_word_with_nothing_left_over_is(listed: str, other: str) -> None:
    assert points(listed, other) >= MATCH


@pytest.mark.parametrize(
    ("listed", "other"),
    [("United Engine Corporation", "United Motors Group Co., Ltd."), ("Rice Shipping", "Price Marine AG")],
)
def test_words_of_one_meaning_make_no_name(listed: str, other: str) -> None:
    assert points(listed, other) < MATCH


def test_spellings_of_one_generic_word_are_nearer_than_words_of_one_meaning() -> None:
    assert similarity(token("technologies"), token("tekhnologii"))[0] == VARIANT
    assert similarity(token("shipping"), token("marine"))[0] == SYNONYM < VARIANT
    assert similarity(token("marine"), token("shipping"))[0] == SYNONYM


def test_letters_said_one_by_one_are_not_heard_as_a_word() -> None:
    assert points("OOO KBK BANK", "KBC Bank NV") < MATCH
    assert points("OOO KBK BANK", "KBK Bank") >= MATCH


def test_a_word_that_goes_on_is_further_away_the_longer_it_goes_on() -> None:
    scores = [similarity(token("riccio"), token("riccio" + more))[0] for more in ("", "s", "ste", "stella")]
    assert scores == sorted(set(scores), reverse=True)
    assert points("Igorevn Irina", "Igorevna Irina", person=True) >= MATCH


@pytest.mark.parametrize("name", ["Yusuf Hasan Syed", "Mustafa Muhammad Amir", "Billie Jean King"])
def test_a_title_that_ends_a_name_is_a_family_name(name: str) -> None:
    first = name.rpartition(" ")[0]
    assert points(name, first, person=True) < MATCH
    assert points(name, name.upper(), person=True) == NAME_MAX


@pytest.mark.parametrize(
    ("titled", "plain"),
    [
        ("Sultan Yusuf Hasan", "Yusuf Hasan"),
        ("HASAN, Yusuf, Sheikh", "Yusuf Hasan"),
        ("Kim Yong Chol Jr", "Kim Yong Chol"),
    ],
)
def test_elsewhere_a_title_stays_one(titled: str, plain: str) -> None:
    assert points(titled, plain, person=True) >= MATCH


@pytest.mark.parametrize(("korean", "word"), [("Jamie Lee", "IAMI"), ("Ma Hui", "Mahir")])
def test_a_word_that_only_parses_is_no_korean_name(korean: str, word: str) -> None:
    assert analyse(word).readings.korean == NONE.korean
    assert points(korean, word, person=True) < MATCH


def test_a_family_name_and_closed_syllables_written_as_one_word_are() -> None:
    assert points("Kimjongun", "Kim Jong Un", person=True) >= MATCH
