"""What the altered deck writes."""

from __future__ import annotations

import random

import pytest

from watchgate.gate.validation.alterations import CLASSES, altered
from watchgate.gate.validation.romanised import romanisations

NAMES = {
    "marks left out": ("Müller-Łukasz, Jörg", True),
    "transliteration": ("Сергей Щербаков", True),
    "company form": ("Harbour Shipping Co., Ltd.", False),
    "cut at 35": ("International Company For Trading And Shipping", False),
}
USUAL = ("KOVALENKO, Anton Petrovich van-der Meer", True)


@pytest.mark.parametrize("class_", CLASSES)
def test_every_class_changes_a_name_it_applies_to_and_does_so_again_with_the_same_seed(class_: str) -> None:
    name, person = NAMES.get(class_, USUAL)
    found = [altered(name, class_, random.Random(seed), person=person) for seed in range(20)]
    made = [one for one in found if one is not None]
    assert made, name
    assert name not in made
    assert found == [altered(name, class_, random.Random(seed), person=person) for seed in range(20)]


@pytest.mark.parametrize("class_", CLASSES)
def test_a_class_that_does_not_apply_leaves_the_name_alone(class_: str) -> None:
    assert altered("李", class_, random.Random(1), person=True) in (None, *([] if class_ != "title added" else TITLED))


TITLED = [f"{title} 李" for title in ("Mr", "Mrs", "Dr.", "Eng.", "Prof.", "Gen.")]


def test_one_letter_wrong_is_one_letter_wrong() -> None:
    for seed in range(50):
        found = altered("Kovalenko Anton", "letter wrong", random.Random(seed), person=True)
        assert found is not None, seed
        assert sum(a != b for a, b in zip(found, "Kovalenko Anton", strict=True)) == 1, seed


def test_names_are_spelled_by_published_standards() -> None:
    assert romanisations("Щербаков") == {"icao": "Shcherbakov", "iso": "Serbakov", "german": "Schtscherbakow"}
    assert romanisations("김정은") == {"revised": "Gim Jeong Eun", "mccune": "Kim Chong Un"}
    assert romanisations("Kim 김") == {}
    assert romanisations("فضل") == {}
