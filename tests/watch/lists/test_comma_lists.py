"""Cells of aliases with commas: which hold several names, and which one."""

from __future__ import annotations

import pytest

from watchgate.watch.lists.values.comma_lists import comma_list
from watchgate.watch.lists.values.spellings import name_claims

SEVERAL = (
    "Hurras al-Deen, Huras-al-Din, Guardians of Religion, AQ-S",
    "9th Brigade, Al-Kani Militia, Al-Kaniyat",
    "Saqr, Saqer",
    "al-Hussain, al-Hussein",
    "Humam al-Jazaeri, Hammam al-Jazairi",
    "AEROCON JSC, AEROKON LLC",
    "AO MKB Fakel, Engineering Design Bureau Fakel, JSC EBD Fakel",
    "Dalian Unitek Co., Ltd, Dalian Unitec Co., Ltd",
    "‘Bentley’, ‘Bergen’, ‘Alex Konor’",
)
ONE = (
    "Al-Haq, Amin",
    "Uthman, Umar",
    "AL-SAMARRAI, Samarrai",
    "ROODSARI, Mohammad, Hossein, Shafiei",
    "HAMID MOHAMED, Osman Mohamed",
    "Baltic Shipyard, JSC",
    "Suzhou Gedewei Machinery Equipment Co., Ltd.",
    "Aid Organisation of The Ulema, Pakistan",
    "Development Bank of production of oil, conversion, shipbuilding and construction",
    "АКЦИОНЕРНОЕ ОБЩЕСТВО ‘ПРИБОРЫ, СЕРВИС, ТОРГОВЛЯ’",
    "Abid Hammadou born 12 Dec. 1965 in Touggourt, Wilaya of Ouargla, Algeria",
)


@pytest.mark.parametrize("cell", SEVERAL)
def test_cell_of_several_names_is_cut_at_its_commas(cell: str) -> None:
    sides = comma_list(cell)
    assert len(sides) > 1
    assert ", ".join(sides) == cell


@pytest.mark.parametrize("cell", ONE)
def test_comma_inside_one_name_cuts_nothing(cell: str) -> None:
    assert comma_list(cell) == ()


def test_each_alias_of_a_list_is_a_claim_with_the_cell_as_its_wording() -> None:
    cell = "Suleiman Shah Brigade, al-Amshat, Amshat"
    assert [(claim.prop, claim.value, claim.original) for claim in name_claims("alias", cell)] == [
        ("alias", "Suleiman Shah Brigade", cell),
        ("alias", "al-Amshat", cell),
        ("alias", "Amshat", cell),
    ]


def test_primary_name_with_commas_stays_one() -> None:
    cell = "Asem, Esmatullah, Maulavi"
    assert [claim.value for claim in name_claims("name", cell)] == [cell]


def test_three_words_with_commas_may_be_one_name_as_well() -> None:
    values = [claim.value for claim in name_claims("alias", "Pribory, Service, Torgovlya")]
    assert values == ["Pribory", "Service", "Torgovlya", "Pribory, Service, Torgovlya"]


def test_known_as_is_read_without_its_full_stops() -> None:
    said = [(claim.prop, claim.value) for claim in name_claims("name", "Dana Holdings a.k.a Dana Astra")]
    assert said == [("name", "Dana Holdings"), ("alias", "Dana Astra")]


def test_name_at_birth_is_a_former_name() -> None:
    said = [(claim.prop, claim.value) for claim in name_claims("alias", "born Yekaterina Vladimirovna PUTINA")]
    assert said == [("previousName", "Yekaterina Vladimirovna PUTINA")]
