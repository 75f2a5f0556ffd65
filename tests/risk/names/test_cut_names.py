"""Names typed with spaces for the signs in their words, and words written as one with what stands beside them."""

from __future__ import annotations

import pytest

from watchgate.model.party import Name, Party
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.cut import cut_at_signs
from watchgate.risk.names.formwords import apart, mended
from watchgate.risk.names.party import score_parties
from watchgate.risk.names.score import score_names
from watchgate.risk.names.token import Kind
from watchgate.risk.party_names import names_of

MATCH = 800


def points(a: str, b: str, *, person: bool = True) -> int:
    return score_names(analyse(a), analyse(b), person=person).points


@pytest.mark.parametrize(
    ("listed", "schema", "typed"),
    [
        ("KO, Ch'o'l-Chae", "Person", "KO Ch o l Chae"),
        ("KIM TONG MY’ONG", "Person", "Kim Tong My ong"),
        ("NOWBAKHT, Sa'id", "Person", "NOWBAKHT Sa id"),
        ("SHUKR, Fu'ad", "Person", "Fu ad SHUKR"),
        ("Bassam TOU’MA", "Person", "Bassam TOU MA"),
        ("CH'OE, Ch'un-sik", "Person", "CH OE Ch un sik"),
        ("LORD'S RESISTANCE ARMY", "Organization", "Lord s Resistance Army"),
        ("KAZAKH JAMA'AT", "Organization", "Kazakh Jama at"),
        ("LUCERO IMPORT S.Q.C.", "Company", "LUCERO IMPORT S Q C"),
        ("Y.A.S. CO LTD.", "Company", "Y A S CO LTD"),
    ],
)
def test_a_listed_name_is_met_where_its_signs_are_typed_as_spaces(listed: str, schema: str, typed: str) -> None:
    party = Party(id="x", schema=schema, names=names_of([("name", listed, None)], {}))
    assert score_parties(Party(id="q", names=(Name(typed),)), party, MATCH) is not None
    assert score_parties(Party(id="q", names=(Name(listed),)), party, MATCH) is not None


@pytest.mark.parametrize(
    "name", ["O'Brien", "KIM, Mi'n", "Al-Noor", "King B.V.", "Ivanov S.A.", "", "word " * 40 + "S.A.C."]
)
def test_a_name_that_is_met_anyway_is_given_once(name: str) -> None:
    assert cut_at_signs(name) == ""
    assert len(names_of([("name", name, None)], {})) == bool(name)


def test_an_initial_of_a_cut_korean_name_meets_nobody_else() -> None:
    party = Party(id="x", schema="Person", names=names_of([("name", "KIM, Mi'n", None)], {}))
    assert score_parties(Party(id="q", schema="Person", names=(Name("Kim Mi Na"),)), party, MATCH) is None


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("jscnii", ("jsc", "nii")),
        ("llcjv", ("llc", "jv")),
        ("grupombs", ("grupo", "mbs")),
        ("megacomlimited", ("megacom", "limited")),
        ("stgholdings", ("stg", "holdings")),
    ],
)
def test_a_form_written_as_one_with_a_word_is_that_form(word: str, parts: tuple[str, ...]) -> None:
    assert apart(word) == parts


@pytest.mark.parametrize(
    "word", ["unlimited", "accompany", "pschonka", "interstate", "groupement", "empty", "company", "zao"]
)
def test_words_that_only_contain_a_form_stay_whole(word: str) -> None:
    assert apart(word) is None


def test_a_slip_in_a_rank_is_mended_and_a_name_near_one_is_not() -> None:
    assert mended(["genaral", "trading"]) == ["general", "trading"]
    assert mended(["colnoel", "hasan"]) == ["colonel", "hasan"]
    for name in ("generali", "marshall", "colon", "colonia", "generale"):
        assert mended(["banca", name]) == ["banca", name]
    assert [one.kind for one in analyse("Ansar al-Sharia").tokens][-1] == Kind.WORD


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("ALKANI Mohamed Hasan", "al Kani Mohamed Hasan"),
        ("AlMadina Rahman", "Al Madina Rahman"),
        ("Jan Vandijk", "Jan van Dijk"),
        ("SEYEDJABER Safdari", "Seyed Jaber SAFDARI"),
        ("عبدالقدوس مظهری", "عبد القدوس مظهری"),
        ("Евгении Евгеньевич ПОДДУБНЫИ", "Евгений Евгеньевич ПОДДУБНЫЙ"),
    ],
)
def test_a_name_is_met_with_a_title_or_particle_in_one_or_without_its_marks(a: str, b: str) -> None:
    assert points(a, b) >= MATCH
    assert points(b, a) == points(a, b)


@pytest.mark.parametrize(
    "form",
    [
        "OBSHCHESTVO S OGRANICHENNOI OTVETSTVENNOSTIU",
        "OBSHCHESTVOS OGRANICHENNOY OTVETSTVENNOSTYU",
        "ZAKRYTOYE AKTSIONERNOYE OBSHCHESTVO",
        "OTKRYTOE AKTSIONERNOE OBSHCHESTVO",
        "GRUPPA KOMPANII",
        "Непубличное акционерное общество",
    ],
)
def test_a_form_is_one_in_whatever_transliteration(form: str) -> None:
    kinds = [one.kind for one in analyse(f"{form} Spetstekhnika").tokens]
    assert kinds == [Kind.FORM, Kind.WORD]


@pytest.mark.parametrize(
    ("written", "abroad"),
    [
        ("施耐德电气有限公司", "Schneider Electric Co Ltd"),
        ("爱立信通信有限公司", "Ericsson Communications Co., Ltd."),
        ("飞利浦照明有限公司", "Philips Lighting Co., Ltd."),
        ("沃尔沃汽车有限公司", "Volvo Automobile Co Ltd"),
    ],
)
def test_a_foreign_word_is_met_where_chinese_leaves_sounds_out(written: str, abroad: str) -> None:
    assert points(written, abroad, person=False) >= MATCH
    assert points(written, "Siemens Electric Co Ltd", person=False) < MATCH
