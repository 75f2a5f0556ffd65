from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchgate.watch.lists.values.scripts import runs_by_script, script_of
from watchgate.watch.lists.values.spellings import abbreviates, name_claims, spellings

CELLS = {
    "KIM Jong Un": ["KIM Jong Un"],
    "Al-Haq, Amin": ["Al-Haq, Amin"],
    "Azim Adhajani; Azim Agha-Jani": ["Azim Adhajani", "Azim Agha-Jani"],
    "Mohammad Sabet b) M. Javad Sabet; M. Sabet": ["Mohammad Sabet", "M. Javad Sabet", "M. Sabet"],
    "“Chief Kahwa”": ["Chief Kahwa"],
    "Jin Tiesan (金铁三)": ["Jin Tiesan", "金铁三"],
    "Amir Khazmat (original script: Амир Хазмат)": ["Amir Khazmat", "Амир Хазмат"],
    "Mohammad SHALISH محمد شاليش": ["Mohammad SHALISH", "محمد شاليش"],
    "حسن غول (Hassan Ghul; Hassan Gul)": ["حسن غول", "Hassan Ghul", "Hassan Gul"],
    "Евгений ГРИЦЕНКО / Євген ГРИЦЕНКО": ["Евгений ГРИЦЕНКО", "Євген ГРИЦЕНКО"],
    "Stroytransgaz/Стройтрансгаз": ["Stroytransgaz", "Стройтрансгаз"],
    "OOO ТСК ВЕКТОР": ["OOO ТСК ВЕКТОР"],
    "華信船務(香港)有限公司": ["華信船務(香港)有限公司"],
    "Акционерное Общество «Азимут» (АО «Азимут»)": ["Акционерное Общество «Азимут»", "АО «Азимут»"],
    "Банк “ФОРА” (Публичное Акционерное Общество)": ["Банк “ФОРА” (Публичное Акционерное Общество)"],
    "Issam (عصام) ANBOUBA": ["Issam ANBOUBA"],
    "Fahd (a.k.a. Fahid, Fahed) AL-FURAYJ": ["Fahd AL-FURAYJ", "Fahid AL-FURAYJ", "Fahed AL-FURAYJ"],
    "Jamal ISMAIL a.k.a. Ismael جمال إسماعيل": ["Jamal ISMAIL", "Jamal Ismael", "جمال إسماعيل"],
    "Andrey BOGATOV (a.k.a. Andrei BOGATOV)": ["Andrey BOGATOV", "Andrei BOGATOV"],
    "FOREIGN TRADE BANK (FTB)": ["FOREIGN TRADE BANK", "FTB"],
    "AL-HARAMAIN FOUNDATION (PAKISTAN)": ["AL-HARAMAIN FOUNDATION (PAKISTAN)"],
    "LEADER (HONG KONG) INTERNATIONAL": ["LEADER (HONG KONG) INTERNATIONAL"],
    "Encep Nurjaman (birth name)": ["Encep Nurjaman"],
    "Mohammad Ishaq Akhund born in 1963": ["Mohammad Ishaq Akhund"],
    "SECOND ACADEMY (KPE.018)": ["SECOND ACADEMY"],
    "Amer Mardini, Mohamed Amer MARDINI": ["Amer Mardini", "Mohamed Amer MARDINI"],
    "Djamel Mostafa (Date of birth (a) 31.12.1979 (b) 22.12.1973; place of birth: Algiers)": ["Djamel Mostafa"],
    "HAMID MOHAMED, Osman Mohamed": ["HAMID MOHAMED, Osman Mohamed"],
    "Tactical Company, Joint Stock Company Ravenstvo": ["Tactical Company, Joint Stock Company Ravenstvo"],
    "Dalian Unitek Co., Ltd, Dalian Unitec Co., Ltd": ["Dalian Unitek Co., Ltd", "Dalian Unitec Co., Ltd"],
    "JSC KAZAN PLANT (JSC KOMZ)": ["JSC KAZAN PLANT", "JSC KOMZ"],
    "BANK 'AK BARS' (PUBLIC JOINT-STOCK COMPANY)": ["BANK 'AK BARS'"],
    "Moselectronproekt (JSC)": ["Moselectronproekt"],
    "STORMBRINGER (ex KRITI VIGOR)": ["STORMBRINGER", "KRITI VIGOR"],
    "f.k.a.: Ministry of Armed Forces (MAF)": ["Ministry of Armed Forces", "MAF"],
    "Artyom SHEYNIN (Russian:Артём ШЕЙНИН)": ["Artyom SHEYNIN", "Артём ШЕЙНИН"],
    "Белнафтахiм – канцэрн па нафце i хiмii": ["Белнафтахiм – канцэрн па нафце i хiмii"],
    "Ould Ahmed (Mali ID Number 073; POB: Anefif, Mali)": ["Ould Ahmed"],
    "": [],
    "—": [],
}


@pytest.mark.parametrize("cell", CELLS)
def test_cell_gives_each_name_in_it(cell: str) -> None:
    assert [spelling.text for spelling in spellings(cell)] == CELLS[cell]


def test_plain_name_has_no_original_and_a_taken_apart_one_has_the_whole_cell() -> None:
    (plain,) = name_claims("alias", "KIM Jong Un")
    assert (plain.value, plain.original) == ("KIM Jong Un", None)
    assert {claim.original for claim in name_claims("alias", "A B; C D")} == {"A B; C D"}


def test_also_known_as_inside_a_name_is_an_alias_and_a_former_name_a_previous_one() -> None:
    claims = name_claims("name", "Areal International JSC (formerly Highland Gold)")
    assert [(claim.prop, claim.value) for claim in claims] == [
        ("name", "Areal International JSC"),
        ("previousName", "Highland Gold"),
    ]
    assert [claim.prop for claim in name_claims("name", "Andrey BOGATOV (a.k.a. Andrei BOGATOV)")] == ["name", "alias"]


def test_everything_in_a_weak_alias_stays_weak() -> None:
    claims = name_claims("weakAlias", "Front for Aid (FFA); Aid (a.k.a. The Front)")
    assert {claim.prop for claim in claims} == {"weakAlias"}


def test_look_alike_letter_inside_a_word_does_not_split_it() -> None:
    assert script_of("Сompany") == "LATIN"  # the first letter is Cyrillic
    assert runs_by_script("Joint Stock Сompany") == ["Joint Stock Сompany"]


@pytest.mark.parametrize(
    ("short", "name", "fits"),
    [
        ("FTB", "Foreign Trade Bank", True),
        ("SAPICO", "Sahand Aluminum Parts Industrial Company", True),
        ("KENYA", "Al-Haramayn Foundation", False),
        ("Ltd", "Limited", False),
    ],
)
def test_abbreviation_must_be_readable_from_the_name(short: str, name: str, fits: bool) -> None:
    assert abbreviates(short, name) is fits


@given(st.text(alphabet=st.sampled_from("abАБ김金ع ();,/“”‘’.ak:-1"), max_size=60))
def test_any_cell_with_a_letter_keeps_a_name_or_its_wording(cell: str) -> None:
    for spelling in spellings(cell):
        assert spelling.text == spelling.text.strip()
        assert any(char.isalnum() for char in spelling.text)
    for claim in name_claims("name", cell):
        assert claim.value == " ".join(cell.split()) or claim.original == " ".join(cell.split())
