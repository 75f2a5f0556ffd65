"""Slips, articles, titles and systems of spelling that stand between two spellings of one name."""

from __future__ import annotations

import pytest

from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.chinese import read_chinese
from watchgate.risk.names.formwords import mended
from watchgate.risk.names.score import score_names
from watchgate.risk.names.token import Kind

MATCH = 800


def points(a: str, b: str) -> int:
    return score_names(analyse(a), analyse(b), person=True).points


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("VEB ASIA LIMaTED", "veb asia"),
        ("Limited Liabality Company Spel", "spel"),
        ("TACTICAL MISSILES CORPORATION JOINT STOCK COMPAN", "tactical missiles"),
        ("Общество с ограниченнои ответственностью Спел", "spel"),
    ],
)
def test_a_form_with_a_slip_or_cut_off_is_a_form(text: str, name: str) -> None:
    assert " ".join(one.text for one in analyse(text).tokens if one.kind != Kind.FORM) == name


def test_words_near_a_form_that_name_something_stay() -> None:
    assert mended(["privat", "bank"]) == ["privat", "bank"]
    assert mended(["compania"]) == ["compania"]
    assert mended(["limitless", "energy"]) == ["limitless", "energy"]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("عبدالكريم حسن", "Abd al-Karim Hasan"),
        ("عبداللطيف حسن", "Abd al-Latif Hasan"),
        ("عبداللطيف حسن", "Abdullatif Hassan"),
        ("نورالدين حسن", "Nur al-Din Hasan"),
        ("نور الدين حسن", "Nureddin Hasan"),
        ("جلال الدين حقاني", "Jalaluddin Haqqani"),
        ("سید قاسم قریشی", "Seyed Qasim QURESHI"),
        ("حسام لوقا", "Major General Hussam LUQA"),
    ],
)
def test_articles_and_titles_written_in_any_way_do_not_part_two_names(a: str, b: str) -> None:
    assert points(a, b) >= MATCH


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("王岐山", "Wang Chi-shan"),
        ("温家宝", "Wen Chia-pao"),
        ("Kuo Tai-ming", "Guo Taiming"),
        ("HUANG Wang-gen", "Huang Wang Ken"),
    ],
)
def test_wade_giles_is_read_beside_pinyin_where_syllables_stand_apart(a: str, b: str) -> None:
    assert points(a, b) >= MATCH


def test_two_syllables_alone_are_read_as_pinyin() -> None:
    assert ("chen", "gang") not in read_chinese(("chen", "kang")).readings
    assert ("wang", "qi", "shan") in read_chinese(("wang", "chi", "shan")).readings


def test_an_h_may_open_a_korean_syllable_behind_a_vowel() -> None:
    assert points("전두환", "Jeon Duhwan") >= MATCH
    assert points("KIM Jae-hun", "Kim Jaehun") >= MATCH


def test_a_slip_in_a_korean_syllable_that_is_no_name_is_forgiven() -> None:
    assert points("RYU, Jin", "RYU, Jim") >= MATCH
    assert points("KIM, Won Hong", "KIM, Won Nong") >= MATCH
    assert points("KIM Yong Chol", "KIM Pyong Chol") < MATCH
    assert points("KIM Song Chol", "KIM Tong Chol") < MATCH


def test_one_word_of_open_syllables_is_not_certainly_korean() -> None:
    assert points("MARINO", "Omari") < MATCH
    assert points("Jamal Al", "Sa'id AL-JAMAL") < MATCH
    assert points("Kimchongun", "김정은") >= MATCH


def test_spellings_in_one_field_are_each_compared() -> None:
    assert points("KIM Sou-Kwang, KIM Son-Kwang, KIM Su-Kwang", "KIM Su Gwang") >= MATCH
    assert points("KIM Yong Nam, Pyongyang", "KIM Chol Nam") < MATCH


def test_what_only_abbreviates_the_words_beside_it_is_no_word_of_the_name() -> None:
    assert [one.text for one in analyse("Islamic Revolutionary Guard Corps IRGC").tokens][-1] == "corps"
    assert analyse("IRGC").tokens[0].text == "irgc"
