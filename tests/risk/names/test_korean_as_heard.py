"""Korean names as they are heard, and as families spell theirs. Names of public persons, from general knowledge."""

from __future__ import annotations

import pytest

from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.korean_syllables import Syllable, unassimilated
from watchgate.risk.names.score import score_names

MATCH = 800


def points(a: str, b: str) -> int:
    return score_names(analyse(a), analyse(b), person=True).points


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("O Kuk Ryol", "O Kŭng-nyŏl"),
        ("오극렬", "O Kung-nyol"),
        ("Paek Hak Rim", "Paek Hang-nim"),
        ("백학림", "Paek Hang-nim"),
        ("Ho Jong Suk", "Hur Jong Suk"),
        ("Paek Son-yop", "Paik Sun Yup"),
        ("Om Chang Sop", "Um Chang Sup"),
        ("Pyon In Son", "Byun In Sun"),
        ("Kim Rak Gyom", "Kim Nak Kyum"),
        ("Kim Nam Ung", "Kim Nam Woong"),
        ("Hwang Pyong So", "Whang Byung-suh"),
    ],
)
def test_one_name_in_two_spellings_meets(one: str, other: str) -> None:
    assert points(one, other) >= MATCH


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kim Song Nam", "Kim Sok Nam"), ("Kim Yong Chol", "Kim Yong Chun"), ("Choe Jong Yong", "Choe Chun Yong")],
)
def test_names_of_two_people_stay_two(one: str, other: str) -> None:
    assert points(one, other) < MATCH


def test_a_syllable_that_given_names_have_is_what_it_says() -> None:
    hang, nim, nam = Syllable("H", "a", "N"), Syllable("N", "i", "m"), Syllable("N", "a", "m")
    assert unassimilated((hang, nim)) == (Syllable("H", "a", "k"), Syllable("L", "i", "m"))
    assert unassimilated((hang, nam)) == (hang, nam)
    assert unassimilated((hang._replace(written="항"), nim)) == (hang._replace(written="항"), nim)
