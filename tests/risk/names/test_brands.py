"""What the characters of a brand may be in Latin letters: their meaning, a foreign word, first letters."""

from __future__ import annotations

import pytest

from watchgate.risk.names import tables
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.brands import LONGEST_BRAND, foreign, initials, said
from watchgate.risk.names.chinese import simplified
from watchgate.risk.names.score import score_names

MATCH = 800


def points(a: str, b: str) -> int:
    return score_names(analyse(a), analyse(b), person=False).points


@pytest.mark.parametrize(
    ("own", "abroad"),
    [
        ("蓝天航空服务有限公司", "Blue Sky Aviation Service Co Ltd"),
        ("金龍貿易有限公司", "Golden Dragon Trading Co Ltd"),
        ("凤凰国际物流有限公司", "Phoenix International Logistics Ltd"),
        ("诺基亚通信有限公司", "Nokia Communications Co., Ltd."),
        ("杜邦化学有限公司", "DuPont Chemical Co Ltd"),
        ("比亚迪汽车有限公司", "BYD Automobile Co Ltd"),
    ],
)
def test_a_brand_in_characters_meets_the_name_it_bears_abroad(own: str, abroad: str) -> None:
    assert points(own, abroad) >= MATCH


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("蓝天航空服务有限公司", "Golden Sky Aviation Service Co Ltd"),
        ("金龙贸易有限公司", "Golden Eagle Trading Co Ltd"),
        ("诺基亚通信有限公司", "Motorola Communications Co Ltd"),
        ("比亚迪汽车有限公司", "BMW Automobile Co Ltd"),
        ("诚信电子有限公司", "三星电子有限公司"),
        ("福特汽车有限公司", "比亚迪汽车有限公司"),
    ],
)
def test_another_brand_of_the_same_trade_does_not(own: str, other: str) -> None:
    assert points(own, other) < MATCH


def test_a_brand_is_said_in_several_ways_and_not_at_all_where_a_character_says_nothing() -> None:
    assert ("golden", "dragon") in said("金龙")
    assert ("blue", "sky") in said("蓝天")
    assert said("金" * (LONGEST_BRAND + 1)) == []
    assert said("金犇") == []


def test_a_foreign_word_has_m_before_lips_and_ch_at_its_end() -> None:
    assert foreign("林巴赫") == "limbach"
    assert foreign("赫尔") == "hl"


def test_initials_are_those_of_the_sounds() -> None:
    assert initials("比亚迪") == "byd"
    assert initials("比") == ""
    assert initials("比ア迪") == ""


def test_the_table_has_simplified_characters_each_once_and_no_empty_row() -> None:
    rows = tables.rows("han_brands")
    assert len({row[0] for row in rows}) == len(rows)
    assert all(row[0] == "".join(map(simplified, row[0])) for row in rows)
    assert all(len(row) == 3 and (row[1] or row[2]) for row in rows)
    assert all(len(row[0]) == 1 for row in rows if row[2])
