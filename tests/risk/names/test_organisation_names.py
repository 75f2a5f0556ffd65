"""Names of organisations as clerks write them: forms without full stops, letters alone, abbreviations."""

from __future__ import annotations

import pytest

from watchgate.model.party import Name, Party
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.exhaustive import ExhaustiveIndex
from watchgate.risk.names.index import NameIndex
from watchgate.risk.names.score import NAME_MAX, score_names

THRESHOLD = 800


def points(first: str, second: str, *, person: bool = False) -> int:
    return score_names(analyse(first), analyse(second), person=person).points


def company(name: str) -> Party:
    return Party(id=name, schema="Company", names=(Name(name),))


LETTERS_AND_FORMS = [
    "N.V. Co",
    "E. X. Co.",
    "I. ASH",
    "I&S HOLDING COMPANY, S.A.",
    "J & E S. DE R.L. DE C.V.",
    "e. K.-Company GmbH & Co. KG",
    "OHG HOLDING SAL",
    "GRUPO W S.A.",
    "ОАО ‘Н Холдинг’",
    "Joint Stock Company",
    "B&H",
    "de la",
    "Trading Company Ltd.",
    "1st",
    "瑞丰新材",
]


@pytest.mark.parametrize("name", LETTERS_AND_FORMS)
@pytest.mark.parametrize("person", [False, True])
def test_a_name_typed_exactly_scores_the_most_whatever_its_words_are(name: str, person: bool) -> None:
    assert points(name, name, person=person) == NAME_MAX


@pytest.mark.parametrize("name", LETTERS_AND_FORMS)
def test_index_finds_a_name_of_letters_and_forms(name: str) -> None:
    index, oracle = NameIndex(), ExhaustiveIndex()
    for other in [*LETTERS_AND_FORMS, "E.X. Rocket", "Namgang S.A.", "W Group"]:
        index.add(company(other))
        oracle.add(company(other))
    found = index.query(company(name), THRESHOLD)
    assert found == oracle.query(company(name), THRESHOLD)
    assert name in [hit.entity_id for hit in found]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("COPA DE PLATA S.A. DE C.V.", "COPA DE PLATA SA DE CV"),
        ("GUAMATUR S.A.", "Guamatur S A"),
        ("ARAB PROJECTS COMPANY S.A. LTD", "ARAB PROJECTS COMPANY SA LTD"),
        ("PATRACA, S. DE R.L. DE C.V.", "PATRACA S DE RL DE CV"),
        ("Namgang L.L.C.", "Namgang LLC"),
        ("Namgang L. L. C.", "Namgang LLC"),
        ("Vernini S.p.A.", "VERNINI SPA"),
        ("Vernini S.r.l.", "Vernini SRL"),
        ("Vernini S.à r.l.", "Vernini SARL"),
        ("Odermatt GmbH & Co. KG", "ODERMATT GMBH CO KG"),
        ("Odermatt Pty. Ltd.", "Odermatt PTY LIMITED"),
        ("KING TRADE B.V.", "KING TRADE BV"),
        ("BOLSAK E.U.", "BOLSAK EU"),
        ("EBLA TRADE SERVICES S.A.L./OFF-SHORE", "EBLA TRADE SERVICES SAL OFFSHORE"),
        ("YARD NO.2657", "YARD NO2657"),
        ("Chie Maru No.6", "Chie Maru No6"),
        ("E. X. Co.", "EX Company"),
    ],
)
def test_a_form_is_the_same_with_and_without_its_full_stops(written: str, typed: str) -> None:
    assert points(written, typed) >= THRESHOLD + 50


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Odermatt Shipping Management Company", "ODERMATT SHPG MGMT CO"),
        ("Odermatt International Trading Corporation", "Odermatt Intl Trdg Corp"),
        ("Odermatt Manufacturing Industries Limited", "ODERMATT MFG IND LTD"),
        ("Odermatt Development Holdings", "Odermatt Dev Hldgs"),
        ("Odermatt Import and Export Group", "Odermatt Imp & Exp Grp"),
    ],
)
def test_business_abbreviations_stand_for_their_words(written: str, typed: str) -> None:
    assert points(written, typed) >= THRESHOLD + 50


@pytest.mark.parametrize(
    ("short", "longer"),
    [
        ("SA", "Namgang S.A."),
        ("S.A.", "S.A. Rocket Namgang"),
        ("Holding Company", "Odermatt Holding Company"),
        ("E.", "E. X. Co."),
        ("K Ltd", "Kang Ltd"),
        ("No. 6", "Chie Maru No.6"),
        ("OJSC", "Oriental Junction Shipping Corporation"),
        ("ASH", "I. ASH"),
    ],
)
def test_letters_and_forms_alone_do_not_reach_a_longer_name(short: str, longer: str) -> None:
    assert points(short, longer) < THRESHOLD


def test_two_letters_with_full_stops_stay_the_initials_of_a_person() -> None:
    assert points("Ivanov S.A.", "Ivanov Sergey Aleksandrovich", person=True) > points(
        "Ivanov S.P.", "Ivanov Sergey Aleksandrovich", person=True
    )
    assert points("J.F. Kennedy", "John Fitzgerald Kennedy", person=True) >= THRESHOLD
