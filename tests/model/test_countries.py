from __future__ import annotations

import pytest

from watchgate.model.countries import country_code, country_name


@pytest.mark.parametrize(
    ("wording", "code"),
    [
        ("Korea, North", "kp"),
        ("Democratic People's Republic of Korea ", "kp"),
        ("D.P.R.K.", "kp"),
        ("PRK", "kp"),
        ("KP", "kp"),
        ("북한", "kp"),
        ("КНДР", "kp"),
        ("Republic of Korea", "kr"),
        ("Russian Federation", "ru"),
        ("Burma", "mm"),
        ("Region: Crimea", "ua"),
        ("Former USSR Currently Ukraine", "ua"),
        ("Türkiye", "tr"),
        ("Cote d Ivoire", "ci"),
        ("St. Kitts & Nevis", "kn"),
        ("Congo, Democratic Republic of the", "cd"),
        ("Bahamas, The", "bs"),
        ("Region: North Gaza", "ps"),
        ("China, Hong Kong Special Administrative Region", "hk"),
    ],
)
def test_wordings_of_official_lists_give_their_country(wording: str, code: str) -> None:
    assert country_code(wording) == code


@pytest.mark.parametrize("wording", ["", "undetermined", "None Identified", "Pyongyang", "Koreaa", "na na"])
def test_what_is_not_a_country_is_not_guessed(wording: str) -> None:
    assert country_code(wording) is None


def test_every_code_has_a_name_that_reads_back() -> None:
    codes = {code for code in map(country_code, ("kp", "ru", "cn", "xk", "eu", "suhh")) if code}
    assert len(codes) == 6
    for code in codes:
        name = country_name(code)
        assert name is not None
        assert country_code(name) == code
    assert country_name("zz") is None
