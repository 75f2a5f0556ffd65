"""What a name score promises, on names of all scripts."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.name_parties import FAMILY, GIVEN, altered, random_name
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.explain import name_reasons
from watchgate.risk.names.score import NAME_MAX, score_names

THRESHOLD = 800


def points(first: str, second: str, *, person: bool = True) -> int:
    return score_names(analyse(first), analyse(second), person=person).points


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from([*GIVEN, *FAMILY, "K", "2nd", "the"]), min_size=1, max_size=6),
    st.lists(st.sampled_from([*GIVEN, *FAMILY, "M", "II", "al"]), min_size=1, max_size=6),
    st.booleans(),
)
def test_score_is_the_same_both_ways_round(first: list[str], second: list[str], person: bool) -> None:
    left, right = " ".join(first), " ".join(second)
    assert points(left, right, person=person) == points(right, left, person=person)


@pytest.mark.parametrize("seed", range(40))
def test_points_of_the_reasons_add_up_to_the_score(seed: int) -> None:
    rng = random.Random(seed)
    name = random_name(rng)
    left, right = analyse(name), analyse(altered(name, rng))
    found = score_names(left, right, person=bool(seed % 2))
    for weak, total in ((False, found.points), (True, min(found.points, 700))):
        reasons = name_reasons(found, left, right, total, weak=weak)
        assert sum(reason.points for reason in reasons) == total, f"seed {seed}: {name!r}"


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=0, max_size=40))
def test_any_text_is_analysed_and_scores_within_bounds(text: str) -> None:
    assert 0 <= points(text, text) <= NAME_MAX
    assert 0 <= points(text, "Kim Jong Un") <= NAME_MAX


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Kim Jong Un", "KIM, Jong-un"),
        ("김정은", "Kim Jong Un"),
        ("金正恩", "Kim Chong-un"),
        ("Ким Чен Ын", "김정은"),
        ("Kim Jongun", "Kim Jong Un"),
        ("리철", "이철"),
        ("Namgung Min", "남궁민"),
        ("Сергей Викторович Лавров", "Sergej LAVROV"),
        ("Володимир Миколайович Антонов", "Vladimir Nikolaevich Antonov"),
        ("محمد حسین رحیمی", "Mohammad Hossein RAHIMI"),
        ("عبدالرحمان آغا", "ABDUL RAHMAN AGHA"),
        ("王明山", "WANG Mingshan"),
        ("Mao Tse-tung", "Mao Zedong"),
        ("КІМ Jоng Un", "Kim Jong Un"),
        ("Ki\u200bm Jong Un", "Kim Jong Un"),
        ("Rl Song-hyok", "Ri Song-hyok"),
        ("KM Kwng Chn", "Kim Kwang Chun"),
        ("K. Kwang Yon", "KIM, Kwang Yon"),
        ("RamiMakhlouf", "Rami Makhlouf"),
        ("Prof. Rami Makhlouf Jr.", "Rami MAKHLOUF"),
        ("Mohamed bin Salman", "Muhammad bin Salman"),
        ("Κυριάκος Μητσοτάκης", "Kyriakos Mitsotakis"),
    ],
)
def test_spellings_of_one_person_match(first: str, second: str) -> None:
    assert points(first, second) >= THRESHOLD


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Kim Yong-chol", "Kim Yong-chun"),
        ("Hyok Chan Kim", "Chang Hyok Kim"),
        ("Pyong Chol Kim", "Yong Chol Kim"),
        ("김종은", "김정은"),
        ("高石早苗", "高市早苗"),
        ("Kim", "Kim Jong Un"),
        ("Sergey Ivanevich Lavrov", "Sergey Viktorovich Lavrov"),
        ("Boris Netanyahu", "Benjamin Netanyahu"),
        ("Hassan Makhlouf", "Husayn Makhlouf"),
        ("Muhammad Ali", "Muhammad Ali Reza Karimi"),
    ],
)
def test_names_of_two_people_do_not_match(first: str, second: str) -> None:
    assert points(first, second) < THRESHOLD


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Siemens AG", "Siemens Aktiengesellschaft"),
        ("OAO Gazprom", "Open Joint Stock Company Gazprom"),
        ("Brigade Forty-Four", "Brigade 44"),
        ("HK Qisu Electronic Technology Co. Ltd.", "香港旗速電子科技有限公司"),
        ("조선남강무역회사", "Korea Namgang Trading Corporation"),
        ("Акционерное общество “Астейс”", "Joint Stock Company Asteis"),
        ("مرکز تحقیقات صنایع هوایی شاهد", "Shahed Aviation Industries Research Centre"),
        ("Good Will Company", "Goodwill Company"),
    ],
)
def test_names_of_one_organisation_match(first: str, second: str) -> None:
    assert points(first, second, person=False) >= THRESHOLD


@pytest.mark.parametrize("common", ["CORP", "trading", "Kim", "International", "LLC", "Muhammad"])
def test_a_common_word_alone_does_not_reach_the_threshold(common: str) -> None:
    assert points(common, f"{common} Rocket Namgang", person=False) < THRESHOLD
    assert points(common, f"{common} Sergeyevich Lavrov") < THRESHOLD


def test_exact_name_stays_below_the_top_and_above_every_other() -> None:
    assert points("Sergey Lavrov", "Sergey Lavrov") == NAME_MAX
    assert points("Sergey Lavrov", "Sergej Lavrov") < NAME_MAX


def test_decomposed_hangul_is_the_same_name() -> None:
    assert points(unicodedata.normalize("NFD", "김정은"), "김정은") == NAME_MAX
