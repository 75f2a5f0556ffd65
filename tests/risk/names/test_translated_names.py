"""Names of organisations across languages: what must agree, and what a translation may leave out."""

from __future__ import annotations

import pytest

from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.dictionary import meaning_of
from watchgate.risk.names.score import score_names

MATCH = 800


def points(a: str, b: str) -> int:
    return score_names(analyse(a), analyse(b), person=False).points


@pytest.mark.parametrize(
    ("own", "english"),
    [
        ("Казанский вертолетный завод", "Kazan Helicopter Plant"),
        ("Научно-исследовательский институт стали", "NII Steel"),
        ("Российский фонд прямых инвестиций", "Russian Direct Investment Fund"),
        ("بانک صادرات ایران", "Bank Saderat Iran"),
        ("الجيش الوطني الليبي", "Libyan National Army"),
        ("山东欧锐激光科技有限公司", "Shandong OreeLaser Technology Co., Ltd"),
        ("조선광업개발무역회사", "Korea Mining Development Trading Corporation"),
    ],
)
def test_a_name_meets_its_translation(own: str, english: str) -> None:
    assert points(own, english) >= MATCH


@pytest.mark.parametrize(
    ("listed", "other"),
    [
        ("Объединенная машиностроительная группа", "UNITED SHIPPING CO LTD"),
        ("Объединенная машиностроительная группа", "INTERNATIONAL FIRST CONSTRUCTION CO LIMITED"),
        ("Центральный научно-исследовательский институт машиностроения", "Central Trading Institute"),
        ("조선국제전람사", "International First Construction Co"),
        ("Тульский патронный завод", "Tula Machine Building Plant"),
    ],
)
def test_words_that_many_bear_make_no_match_where_nothing_else_agrees(listed: str, other: str) -> None:
    assert points(listed, other) < MATCH


def test_unlike_trades_beside_a_common_name_lower_the_score() -> None:
    listed = "Опытное конструкторское бюро Кристалл"
    assert points(listed, "Experimental Design Bureau Crystal") > points(listed, "Crystal Engineering AG")
    assert points(listed, "Crystal Engineering AG") < MATCH


def test_a_letter_is_no_initial_in_the_name_of_an_organisation() -> None:
    assert points("M-Invest", "Miller Investments") < MATCH
    assert points("M-Invest", "M Invest LLC") >= MATCH
    assert points("Время Ч", "Vremya-Ch") >= MATCH


def test_people_are_not_abbreviated_as_organisations_are() -> None:
    assert points("Hara Company", "Hosseini Ahmad Rahman Abd") < MATCH
    assert points("KMD", "Korea Mining Development Company") >= 700


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("вертолетного", "helicopter"),
        ("инвестиций", "investment"),
        ("للتجارة", "trading"),
        ("والاستثمار", "investment"),
    ],
)
def test_a_word_is_known_in_other_cases_and_with_its_article(word: str, meaning: str) -> None:
    assert (meaning_of(word) or "").rstrip("s") == meaning


def test_a_word_that_is_not_in_the_table_has_no_meaning() -> None:
    assert meaning_of("шойгу") is None
    assert meaning_of("bank") is None


def test_characters_are_cut_where_fewest_are_left() -> None:
    assert points("纽沃泰国际贸易有限公司", "Niuwotai International Trading Co., Ltd") >= MATCH
    assert points("通用技术集团大连机床有限责任公司", "General Technology Group Dalian Machine Tool") >= MATCH


def test_a_name_half_translated_is_one_word_with_the_half_that_is_spelled() -> None:
    assert points("芯購電子有限公司", "Chipgoo Electronics Limited") >= MATCH


def test_two_consonants_are_heard_alike_only_where_the_sound_is_the_same() -> None:
    assert points("香港凱利實業有限公司", "Korora Industries FZE") < MATCH
    assert points("凱利實業有限公司", "Kaili Industries Ltd") >= MATCH
