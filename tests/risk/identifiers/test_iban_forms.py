"""IBANs: the same answers as python-stdnum's, which reads SWIFT's registry of forms (release 101)."""

from __future__ import annotations

import re
from importlib.resources import files
from random import Random

import pytest
from stdnum import iban

from watchgate.risk.identifiers.iban import has_check_digits, is_iban

SIGNS = {"n": "0123456789", "a": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "c": "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"}
REGISTRY = [
    line.split() for line in files("stdnum").joinpath("iban.dat").read_text().splitlines() if line[:2].isupper()
]


@pytest.mark.parametrize("line", REGISTRY, ids=lambda line: line[0])
def test_a_number_is_valid_exactly_where_the_library_says_so(line: list[str]) -> None:
    country = line[0]
    form = next(part for part in line if part.startswith("bban=")).split('"')[1]
    random = Random(f"iban {country}")
    for _ in range(20):
        body = _of_form(form, random)
        number = f"{country}{iban.calc_check_digits(f'{country}00{body}')}{body}"
        assert has_check_digits(number)
        for written in (number, *_altered(number, random)):
            assert is_iban(written) == iban.is_valid(written), written


@pytest.mark.parametrize(
    "written",
    [
        "",
        "DE",
        "DE00",
        "ZZ82WEST12345698765432",
        "XK051212012345678906",
        "DE٨٩370400440532013000",
        "İ",
        "1E89",
        "DE8Z37040044",
    ],
)
def test_what_is_no_number_is_none_for_both(written: str) -> None:
    assert is_iban(written) == iban.is_valid(written)


def _of_form(form: str, random: Random) -> str:
    parts = re.findall(r"([0-9]+)!([nac])", form)
    return "".join("".join(random.choices(SIGNS[kind], k=int(length))) for length, kind in parts)


def _altered(number: str, random: Random) -> list[str]:
    """A sign other, one too many, one too few, two exchanged, another country."""
    at = random.randrange(4, len(number) - 1)
    other = random.choice(SIGNS["c"])
    return [
        number[:at] + other + number[at + 1 :],
        number[:at] + other + number[at:],
        number[:at] + number[at + 1 :],
        number[:at] + number[at + 1] + number[at] + number[at + 2 :],
        random.choice(REGISTRY)[0] + number[2:],
    ]
