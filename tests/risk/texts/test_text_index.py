"""Names spotted in texts: everything that scoring every window finds, and single generic words never."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.name_parties import altered, random_party
from watchgate.model.party import Name, NameKind, Party
from watchgate.risk.names.score import NAME_MAX
from watchgate.risk.texts.exhaustive import spotted_exhaustively
from watchgate.risk.texts.index import TextIndex

REMITTANCE = (
    "invoice for the payment of goods and services no 44 ref contract de la société generale trade limited from to "
    "company bank A J mr dr S.A. Hamburg 2026 october rent ltd co trading K.L. al forty four GmbH & Söhne"
)
FILLER = REMITTANCE.split()


def party(party_id: str, *names: str, schema: str = "Person") -> Party:
    return Party(id=party_id, schema=schema, names=tuple(Name(name) for name in names))


LISTED = (
    party("kim", "Kim Jong Un", "김정은", "金正恩"),
    party("petrov", "Ivan Ivanovich Petrov", "Пётр Иванов"),
    party("tornado", "Tornado Shipping Company LLC", schema="Company"),
    party("bank", "Joint Stock Company Rosneftegaz Bank", "АО «Роснефтегаз Банк»", schema="Company"),
    party("trading", "General Trading Company", schema="Company"),
    party("hope", "HOPE", "Lady Rasputina", schema="Vessel"),
    party("ri", "Ri Pyong Chol", "RI, Pyo'ng-ch'o'l"),
    party("macerlab", "MACERLAB, S.A. DE C.V.", schema="Company"),
    party("single", "Krasmashzavod", schema="Company"),
    party("mohammed", "Mohammed Ali al-Hassan bin Yusuf"),
    party("second", "Second Economic Committee", schema="Organization"),
    party("dav", "Dav Group", schema="Company"),
    party("initials", "G&G Internacional S.A.S.", schema="Company"),
    party("ibrahim", "Ibrahim Khan"),
    party("hafiz", "HAFIZ, Abdallah"),
    party("peng", "PENG, Bo"),
    party("dena", "Dena"),
    party("som", "Kim Da Som"),
)
NOT_PLANTED = {"hope", "trading", "single", "macerlab", "second", "dav", "initials", "ibrahim", "hafiz", "peng", "dena"}
PLANTED = [one for one in LISTED if one.id not in NOT_PLANTED]


def indexed(parties: tuple[Party, ...], threshold: int) -> TextIndex:
    found = TextIndex(threshold)
    for one in parties:
        found.add(one)
    return found


INDEX = indexed(LISTED, 900)


@pytest.mark.parametrize(
    ("text", "entity", "window"),
    [
        ("salary for KIM JONG-UN november", "kim", "KIM JONG-UN"),
        ("Un, Kim Jong 2026/11", "kim", "Un, Kim Jong"),
        ("ref 김정은 44", "kim", "김정은"),
        ("付款 金正恩 2026", "kim", "金正恩"),
        ("rent of Ivanovich Petrov, Ivan //", "petrov", "Ivanovich Petrov, Ivan"),
        ("freight TORNADO SHIPPING COMPANY L.L.C. vessel", "tornado", "TORNADO SHIPPING COMPANY L.L.C."),
        ("freight Tor\u200bnado Shi\u0301pping Company LLC", "tornado", "Tornado Shípping Company LLC"),
        ("ＴＯＲＮＡＤＯ ＳＨＩＰＰＩＮＧ ＣＯＭＰＡＮＹ ＬＬＣ", "tornado", "TORNADO SHIPPING COMPANY LLC"),
        ("оплата АО Роснефтегаз Банк счет 5", "bank", "Роснефтегаз"),
        ("bunkers of lady rasputina today", "hope", "lady rasputina"),
        ("loan MACERLAB S.A. DE C.V. nov", "macerlab", "MACERLAB"),
        ("contract with Krasmashzavod no 5", "single", "Krasmashzavod"),
        ("rent MohammedAli al Hassan bin Yusuf dec", "mohammed", "MohammedAli al Hassan bin Yusuf"),
        ("Mohammed Ali\nal Hassan\nbin Yusuf", "mohammed", "Mohammed Ali\nal Hassan\nbin Yusuf"),
        ("freight TORN\nADO SHIPPING COMPANY LLC", "tornado", "TORN\nADO SHIPPING COMPANY LLC"),
        ("for SECOND ECONOMIC COMMITTEE ref 1", "second", "SECOND ECONOMIC COMMITTEE"),
        ("goods Committee SecondEconomic & 44", "second", "Committee SecondEconomic"),
        ("goods CommitteeEconomic Second & 44", "second", "CommitteeEconomic Second"),
        ("freight Tornado bompany Shipping LLC", "tornado", "Tornado bompany Shipping LLC"),
        ("freight Tornado Shipping Compan", "tornado", "Tornado Shipping Compan"),
        ("freight Tornado Shipping limted Liabality Company", "tornado", "Tornado Shipping limted"),
        ("for DAV GROUP ref 1", "dav", "DAV GROUP"),
        ("for G&G INTERNACIONAL S.A.S. ref 1", "initials", "G&G INTERNACIONAL S.A."),
        ("rent IBRAHIM KHAN november", "ibrahim", "IBRAHIM KHAN"),
        ("rent MAY IBRAHIM KHAN", "ibrahim", "IBRAHIM KHAN"),
        ("loan of KIMJONGUN", "kim", "KIMJONGUN"),
    ],
)
def test_a_listed_name_is_found_where_it_stands(text: str, entity: str, window: str) -> None:
    (found,) = INDEX.spotted(text)
    assert found.hit.entity_id == entity
    assert found.text.startswith(window)


@pytest.mark.parametrize(
    "text",
    [
        "general trading and shipping, company limited",
        "we hope for the best",
        "payment of invoice 4711 of company, bank and trading services",
        "Petrov",
        "Ali",
        "",
        "   ... ,,, ---",
        "Ivan 44 Petrol station",
        "rent Husayn Ibrahim Khan",
        "tuition Gao Bopeng student 3394671",
        "Miete November ABDALLAH SALIM",
        "17 RUE DE LA REPUBLIQUE",
        "calle de la Paz",
        "flat JAFAR ABDALL\nAH",
        "economic committee of the bank",
        "dav 2026",
        "'''''''''''''''''''''''''",
    ],
)
def test_generic_words_and_single_names_of_people_and_ships_are_nobody(text: str) -> None:
    assert INDEX.spotted(text) == []


@pytest.mark.parametrize("form", ["Группа", "Holding", "GmbH", "LLC LLC", "Group Holding Ltd"])
def test_a_legal_form_that_is_a_whole_listed_name_is_nobody_in_a_text(form: str) -> None:
    parties = (Party(id="form", schema="Company", names=(Name(form),)),)
    index = TextIndex(700)
    index.add(parties[0])

    assert not index.spotted(f"pay {form} now")
    assert not spotted_exhaustively(parties, f"pay {form} now", 700)


@pytest.mark.parametrize(
    ("name", "text", "threshold"),
    [
        ("Second Economic Committee", "Second Ecoonmi for Committee for", 830),
        ("Fivestar Logistics Third", "Fvestar Logistics Third", 870),
    ],
)
def test_a_word_that_is_read_as_a_number_counts_as_it_is_written_too(name: str, text: str, threshold: int) -> None:
    """As `2` the second says less than a slip beside it takes away."""
    parties = (party("listed", name, schema="Organization"),)
    expected = best(spotted_exhaustively(parties, text, threshold))
    assert expected
    assert best(indexed(parties, threshold).spotted(text)) == expected


@pytest.mark.parametrize(
    ("name", "schema", "text"),
    [
        ("Petrov Ivan Ivanovich", "Person", "Petrov rent rent Ivan Ivanovich"),
        ("Tula Cartridge Plant", "Company", "pay Tula TCP Cartridge Plant"),
        ("Tula Cartridge Plant", "Company", "pay Tula Cartidge TCP Plant"),
    ],
)
def test_a_word_said_twice_and_an_acronym_of_the_others_cost_a_name_nothing(name: str, schema: str, text: str) -> None:
    parties = (party("listed", name, schema=schema),)
    expected = best(spotted_exhaustively(parties, text, 870))
    assert expected
    assert best(indexed(parties, 870).spotted(text)) == expected


@pytest.mark.parametrize(
    ("name", "schema", "text"),
    [
        ("Abd al-Karim Nur al-Din", "Person", "for ABD AL-KARIM NUR ALD-IN & S.A. al bank"),
        ("Joint Stock Company Alfa", "Company", "JointStock Company Alfa"),
        ("Limited Liability Company Okean", "Company", "ltd Company Limited Liability Okean payment"),
    ],
)
def test_words_that_are_read_as_one_are_so_in_every_window(name: str, schema: str, text: str) -> None:
    parties = (party("listed", name, schema=schema),)
    expected = best(spotted_exhaustively(parties, text, 900))
    assert expected
    assert best(indexed(parties, 900).spotted(text)) == expected


OF_LETTERS = (party("tpoc", "OOO T P O C", schema="Company"), party("je", "J & E Ltd.", schema="Company"))


@pytest.mark.parametrize("threshold", [900, 780])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pay OOO T P O C now", {"tpoc"}),
        ("PAY T. P. O. C. LLC", {"tpoc"}),
        ("for T P O C, Moscow", {"tpoc"}),
        ("J & E Ltd", set()),
        ("P O Box 44 St C", set()),
        ("A X T Q Z P now", set()),
    ],
)
def test_a_name_of_single_letters_is_found_where_three_stand_together(
    text: str, found: set[str], threshold: int
) -> None:
    assert best(indexed(OF_LETTERS, threshold).spotted(text)).keys() == found
    assert best(spotted_exhaustively(OF_LETTERS, text, threshold)).keys() == found


@pytest.mark.seeds(927284300)
def test_every_name_that_any_window_scores_is_found_and_no_other(seed: int) -> None:
    """Against all windows of all names, with names altered as records alter them, at several thresholds."""
    rng = random.Random(seed)
    found = 0
    for _ in range(15):
        threshold = rng.choice((900, 900, 870, 830, 780, 700, 640))
        parties = tuple(random_party(number, rng) for number in range(10)) + LISTED
        index = indexed(parties, threshold)
        for _ in range(5):
            text = composed(rng, rng.choice(rng.choice(parties).names).text)
            expected = best(spotted_exhaustively(parties, text, threshold))
            spotted = best(index.spotted(text))
            assert spotted.keys() == expected.keys(), f"seed {seed}: {text!r} at {threshold}"
            assert all(threshold <= score <= expected[one] for one, score in spotted.items()), f"seed {seed}: {text!r}"
            found += len(expected)
    assert found


def best(spotted: list) -> dict[str, int]:  # type: ignore[type-arg]
    return {one.hit.entity_id: one.hit.score for one in reversed(spotted)}


def composed(rng: random.Random, name: str) -> str:
    """`name`, altered, among words of a remittance line."""
    for _ in range(rng.choice((0, 0, 1, 2))):
        name = altered(name, rng) if name.strip() else name
    words = name.split()
    if rng.random() < 0.3:
        rng.shuffle(words)
    if rng.random() < 0.3:
        words.insert(rng.randrange(len(words) + 1), rng.choice(FILLER))
    before = [rng.choice(FILLER) for _ in range(rng.randint(0, 4))]
    return " ".join([*before, *words, *(rng.choice(FILLER) for _ in range(rng.randint(0, 4)))])


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(PLANTED),
    st.lists(st.sampled_from(FILLER[:18]), max_size=8),
    st.lists(st.sampled_from(FILLER[:18]), max_size=8),
    st.sampled_from((str.upper, str.lower, str.title)),
)
def test_a_planted_name_of_two_words_or_more_is_found_in_any_case_and_place(
    planted: Party, before: list[str], after: list[str], case: Callable[[str], str]
) -> None:
    text = " ".join([*before, planted.names[0].text, *after])
    assert best(INDEX.spotted(case(text)))[planted.id] >= 900


def test_weak_aliases_are_not_looked_for() -> None:
    weak = Party(id="w", schema="Person", names=(Name("Viktor Zolotov", NameKind.WEAK),))
    assert indexed((weak,), 900).spotted("viktor zolotov") == []


def test_what_is_added_changed_or_removed_counts_for_the_next_text() -> None:
    index = indexed(LISTED, 900)
    text = "rent for Wilhelm Oberstaufen, also Kim Jong Un"
    assert best(index.spotted(text)).keys() == {"kim"}
    index.add(party("new", "Wilhelm Oberstaufen"))
    assert best(index.spotted(text)).keys() == {"kim", "new"}
    index.remove("kim")
    index.add(party("new", "Somebody Else"))
    assert index.spotted(text) == []
    index.add(LISTED[0])
    assert best(index.spotted(text)).keys() == {"kim"}
    assert len(index) == len(LISTED) + 1


def test_each_place_of_a_name_is_told_and_overlapping_windows_once() -> None:
    spotted = INDEX.spotted("Kim Jong Un and again KIM JONG UN")
    assert [(one.text, one.hit.score) for one in spotted] == [("Kim Jong Un", NAME_MAX), ("KIM JONG UN", NAME_MAX)]


def test_a_long_hostile_text_is_answered() -> None:
    long = " ".join(["KIM", "JONG", "S.A.", "\u200b", "x" * 200, "'" * 300] * 60)
    assert INDEX.spotted(long + " Tornado Shipping Company")[0].hit.entity_id == "tornado"


def test_a_name_deep_in_a_long_text_is_found_wherever_the_text_is_cut_for_reading() -> None:
    for before in (0, 40, 70, 71, 72, 73, 90, 95, 96, 143, 144, 145, 400):
        text = " ".join([*(FILLER[number % 20] for number in range(before)), "Ri Pyong Chol", *FILLER[:before]])
        assert [one.hit.entity_id for one in INDEX.spotted(text)] == ["ri"], before


def test_an_entity_is_told_a_few_times_however_often_a_text_names_it() -> None:
    spotted = INDEX.spotted("Tornado Shipping Company LLC and " * 40)
    assert {one.hit.entity_id for one in spotted} == {"tornado"}
    assert 1 < len(spotted) <= 4


def test_words_heard_before_meet_names_that_are_listed_later() -> None:
    index = indexed(LISTED, 900)
    text = "rent Oskar Quillfeather, and OskarQuill Feather"
    assert index.spotted(text) == []
    for number in range(40):
        index.add(party(f"other-{number}", f"Somebody{number} Elsewhere"))
        assert index.spotted(text) == []
    index.add(party("late", "Oskar Quillfeather"))
    assert {one.hit.entity_id for one in index.spotted(text)} == {"late"}
    index.add(party("later", "Oskarquill Feather"))
    assert {one.hit.entity_id for one in index.spotted(text)} == {"late", "later"}
