"""Names by their readings: the kernel says what `readings.compare` says, for all scripts that have readings."""

from __future__ import annotations

import random

import numpy as np
import pytest

from watchgate.risk.names import tables
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.names.chinese import spellings
from watchgate.risk.names.engine.names_columns import encode_name, name_columns
from watchgate.risk.names.engine.readings_code import (
    KOREAN_FINALS,
    KOREAN_INITIALS,
    KOREAN_VOWELS,
    korean_code,
    mandarin_code,
    syllable_tables,
)
from watchgate.risk.names.engine.readings_pair import INSTEAD, compare_readings
from watchgate.risk.names.korean_spelled import _grammar
from watchgate.risk.names.korean_syllables import FINALS, INITIALS, VOWELS, Syllable, han
from watchgate.risk.names.readings import NONE, Sense, compare

TABLES = syllable_tables()
_LATIN = """
Kim Jong Un Yong Chol Chun Ri Yi Rhee Lee Pak Park Choe Choi Ryu Yu Namkung Hyok Chan Chang Song Sung Gil Kil Mun Moon
Myong Myung Su Soo Il Nam K J Y Zh Hyon Hyun Wang Li Zhang Jiang Chiang Wenji Ming Mingshan Xiao Hsiao Cui Ts'ui Qian
Xian Chen Cheng Shi Shan Zhong Chung Deng Teng Nian Lian Yongchol Munkil Jongun Anna Obama Solange Ki Tae Hee Eun Ji
"""
_CYRILLIC = "Ким Чен Ын Чхоль Ён Хо Ли Пак Мун Гиль"
_HANGUL = "김 정 은 리 이 박 문 길 영 철 춘 류 유 남궁 ㄱ 최 현"
_CHARACTERS = "王 李 金 朴 姜 文 吉 正 恩 银 英 日 明 山 晓 翠 江 蔣 曾 單 永 哲"
SCRIPTS = (_LATIN.split(), _CYRILLIC.split(), _HANGUL.split(), _CHARACTERS.split())
WORDS = [word for words in SCRIPTS for word in words]


def compared(a: Analysis, b: Analysis) -> int:
    left, right = (np.array([7, *encode_name(one)], dtype=np.int32) for one in (a, b))
    return compare_readings(left, 1, right, 1, TABLES)


def expected(a: Analysis, b: Analysis) -> int:
    similarity, _, instead = compare(a.readings, b.readings)
    return similarity + (INSTEAD if instead else 0)


def any_reading(rng: random.Random) -> Analysis:
    words = [rng.choice(WORDS) for _ in range(rng.randint(1, 4))]
    if rng.random() < 0.5:
        kind = rng.choice(SCRIPTS)
        words = [rng.choice(kind) for _ in range(rng.randint(1, 4))]
    return analyse(("" if not words[0].isascii() and rng.random() < 0.5 else " ").join(words))


def test_any_two_names_with_readings() -> None:
    senses: dict[Sense, int] = dict.fromkeys(Sense, 0)
    for seed in range(3):
        rng = random.Random(seed)
        names = [one for _ in range(1500) if (one := any_reading(rng)).readings is not NONE]
        for a in names:
            for b in rng.sample(names, 12):
                assert compared(a, b) == expected(a, b), f"seed {seed}: {a.text} / {b.text}"
                similarity, sense, _ = compare(a.readings, b.readings)
                senses[sense] += similarity > 0
    assert all(senses[one] for one in (Sense.KOREAN, Sense.CHINESE, Sense.CHARACTERS))


@pytest.mark.parametrize(
    ("a", "b", "sense"),
    [
        ("Kim Yong-chol", "김영철", Sense.KOREAN),
        ("Kim Yong-chol", "Kim Yong-chun", Sense.KOREAN),
        ("Kang Mun Kil", "Jiang Wenji", Sense.BRIDGE),
        ("Jiang Wenji", "Kang Mun Kil", Sense.BRIDGE),
        ("金正恩", "金正银", Sense.CHARACTERS),
        ("Li Xiaocui", "李晓翠", Sense.CHINESE),
        ("Kim J. Un", "김정은", Sense.KOREAN),
        ("金正恩", "Kim Jong Un", Sense.KOREAN),
    ],
)
def test_each_reading_by_a_known_pair(a: str, b: str, sense: Sense) -> None:
    left, right = analyse(a), analyse(b)
    assert compare(left.readings, right.readings)[1] == sense
    assert compared(left, right) == expected(left, right) > 0


def test_every_class_of_the_language_tables_has_its_number() -> None:
    initials, vowels, finals = set(INITIALS), set(VOWELS), set(FINALS)
    for alphabet in ("latin", "cyrillic"):
        grammar = _grammar(alphabet)
        initials |= set(grammar.initials.values())
        vowels |= {one for several in grammar.vowels.values() for one in several} | set(grammar.glides.values())
        vowels |= set(grammar.openings.values()) | set(grammar.endings.values())
        finals |= set(grammar.finals.values())
    assert initials <= set(KOREAN_INITIALS)
    assert vowels <= set(KOREAN_VOWELS)
    assert finals <= set(KOREAN_FINALS)
    syllables = {spoken for row in han().values() for spoken in row[1]} | {
        spoken for own in tables.mapping("chinese_surnames").values() if own for spoken in own.split(",")
    }
    syllables |= {meant for meanings in spellings("wade_giles").values() for meant in meanings}
    assert len({mandarin_code(one) for one in syllables}) == len(syllables)
    assert max(map(mandarin_code, syllables)) < 1 << 27
    assert korean_code(Syllable("H", "yu", "t", "힣")) < 1 << 28


def test_a_syllable_that_is_none_is_refused() -> None:
    for wrong in ("zhuangxyz", "zhÜ", "abcde"):
        with pytest.raises(ValueError, match="Mandarin"):
            mandarin_code(wrong)


def test_columns_of_names_lie_one_behind_the_other() -> None:
    names = [analyse(text) for text in ("Kim Yong-chol", "Sergey Lavrov", "李晓翠", "IBM Ltd", "")]
    columns = name_columns(names)
    for at, name in enumerate(names):
        start, end = columns["reading_at"][at : at + 2]
        assert columns["reading"][start:end].tolist() == encode_name(name)
    alone = encode_name(names[1])
    assert len(alone) == 1
    assert alone[0] == 0
