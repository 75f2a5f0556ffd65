"""Names whose words were typed without the space between them, or with a slip in a word that is read as another."""

from __future__ import annotations

import pytest

from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.formwords import mended
from watchgate.risk.names.normal import words
from watchgate.risk.names.score import score_names

MATCH = 800


def points(a: str, b: str, *, person: bool = False) -> int:
    return score_names(analyse(a), analyse(b), person=person).points


@pytest.mark.parametrize(
    ("listed", "typed"),
    [
        ("TALVENGAR PTE LTD", "TALVENGARPTE LTD"),
        ("TALVENGAR JOINT STOCK COMPANY", "TALVENGARJOINT STOCK COMPANY"),
        ("TALVENGAR SOCIEDAD DE RESPONSABILIDAD LIMITADA", "TALVENGARSOCIEDAD DE RESPONSABILIDAD LIMITADA"),
        ("TALVENGAR INC OU", "TALVENGARINC OU"),
        ("AO TsKB Talvengar", "AOTsKB Talvengar"),
        ("ZAO NTK TALVENGAR", "ZAONTK TALVENGAR"),
        ("AO KB Talvengar", "AOKB Talvengar"),
        ("OAO VEB TALVENGAR", "OAOVEB TALVENGAR"),
        ("FIVE STAR TALVENGAR", "FIVESTAR TALVENGAR"),
        ("Sky One Construction", "SkyOne Construction"),
        ("TALVEN SHIPBUILDING AND REPAIR YARD", "TALVENSHIPBUILDING AND REPAIR YARD"),
        ("NII TALVENGAR IMENI STELMAKHA", "NIITALVENGAR IMENI STELMAKHA"),
        ("PORT OF TALVENGAR", "PORTOF TALVENGAR"),
        ("FUEL AND TALVENGAR FZE", "FUELAND TALVENGAR FZE"),
        ("KONSTRUKTORSKOE BYURO TALVENGAR", "KONSTRUKTORSKOEBYURO TALVENGAR"),
        (
            "OBSCHESTVO S OGRANICHENNOY OTVETSTVENNOSTYU TALVENGAR",
            "OBSCHESTVOS OGRANICHENNOY OTVETSTVENNOSTYU TALVENGAR",
        ),
        ("Groupe Islamiste Talvengar", "GroupeIslamiste Talvengar"),
        ("ПАО Банк Талвенгар", "ПАОБанк Талвенгар"),
        ("شركة الجماعة التلفنجار", "شركة الجماعةالتلفنجار"),
    ],
)
def test_words_typed_as_one_meet_the_listed_name(listed: str, typed: str) -> None:
    assert points(listed, typed) >= MATCH


@pytest.mark.parametrize(
    ("listed", "typed"),
    [
        ("Сергій Миколайович ТАЛВЕНГАР", "СергійМиколайович ТАЛВЕНГАР"),
        ("عزیز الرحمان عبد الاحد", "عزیزالرحمان عبد الاحد"),
        ("عبد الله محمد رجب", "عبدالله محمد رجب"),
        ("TALVENGAR DE LAVILLA", "TALVENGARDE LAVILLA"),
    ],
)
def test_names_of_people_typed_as_one_word_meet(listed: str, typed: str) -> None:
    assert points(listed, typed, person=True) >= MATCH


@pytest.mark.parametrize(
    ("listed", "typed"),
    [
        ("FOURTEENTH TALVENGAR GMBH", "FOURTaENTH TALVENGAR GMBH"),
        ("TALVEN ZAVOD SUDOVOGO MASHINOSTROENIYA", "TALVEN ZAVOD SUDOVOGO MASHINOSaROENIYA"),
        ("BANK OF TALVEN OF THE RUSSIAN FEDERATION", "BANK OF TALVEN OF THE RUSSIAN FEDEReTION"),
        ("Maulawi Talvengar", "Mauaawi Talvengar"),
    ],
)
def test_a_slip_in_a_word_that_is_read_as_another_is_mended(listed: str, typed: str) -> None:
    assert points(listed, typed) >= MATCH


@pytest.mark.parametrize(
    "name",
    ["nabisco ltd", "aorta medical", "empty ltd", "province bank", "malawi bank", "seventh bank", "zaoui trading"],
)
def test_words_that_only_look_like_a_form_stay_whole(name: str) -> None:
    assert mended(name.split()) == name.split()


def test_a_word_read_as_a_number_still_meets_the_number() -> None:
    assert points("FIVE STAR TALVENGAR", "5 STAR TALVENGAR") >= MATCH
    assert analyse("Talven II").filed == ()


def test_a_capital_inside_a_cyrillic_word_begins_another() -> None:
    assert words("ПАОБанк Держава") == ["пао", "банк", "держава"]
    assert words("РОСНЕФТЬ") == ["роснефть"]
    assert words("CORPOrrATION, LTD") == ["corporration", "ltd"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Европейская", "Европеиская"), ("Зайцев", "Заицев"), ("Кисёлев", "Киселев"), ("Європейська", "Європеиська")],
)
def test_a_cyrillic_word_without_its_marks_is_the_same_word(one: str, other: str) -> None:
    assert analyse(one).tokens[0].text == analyse(other).tokens[0].text


def test_latin_letters_with_two_dots_in_a_cyrillic_word_are_cyrillic() -> None:
    assert words("Александр ТКАЧËВ") == words("Александр ТКАЧЁВ")


def test_a_slip_in_a_word_of_a_phrase_that_is_not_there_is_a_slip_of_the_name() -> None:
    assert mended(["korea", "mining", "developement", "trading"]) == ["korea", "mining", "developement", "trading"]
    assert mended(["talven", "russian", "federetion"]) == ["talven", "russian", "federation"]
