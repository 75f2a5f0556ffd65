"""Names of the generator in other scripts, and with what happens to names in records."""

from __future__ import annotations

import random
from functools import cache

from watchgate.risk.names import tables
from watchgate.risk.names.chinese import mandarin

_CYRILLIC = {
    "shch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "yu": "ю", "ya": "я", "ye": "е", "iy": "ий",
    "a": "а", "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и", "j": "дж", "k": "к",
    "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в",
    "w": "в", "x": "кс", "y": "й", "z": "з",
}  # fmt: skip
_ARABIC = {
    "sh": "ش", "kh": "خ", "gh": "غ", "th": "ث", "dh": "ذ", "aa": "ا", "ee": "ي", "oo": "و", "b": "ب", "t": "ت",
    "j": "ج", "h": "ح", "d": "د", "r": "ر", "z": "ز", "s": "س", "f": "ف", "q": "ق", "k": "ك", "l": "ل", "m": "م",
    "n": "ن", "w": "و", "y": "ي", "u": "و", "i": "ي", "g": "غ", "p": "ب", "v": "ف", "c": "ك", "x": "كس",
}  # fmt: skip
_SURNAMES = "김리박최정강조윤장임한오서신권황안송류홍"
_SYLLABLES = "정은철수영민성호준현진경일남명숙희옥순용학광길동원석훈재상우덕만봉춘해금별설주연미란선혜"
_KOREAN_SHARE = (22, 15, 9, 5, 5, 3, 3, 3, 3, 2)
_INITIALS = ("k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "", "ch", "tch", "ch", "k", "t", "p", "h")
_VOWELS = ("a", "ae", "ya", "yae", "o", "e", "yo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "u",
           "ui", "i")  # fmt: skip
_FINALS = ("", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng",
           "t", "t", "k", "t", "p", "t")  # fmt: skip
_SPELLED = {"ch": "j", "k": "g", "t": "d", "p": "b"}
_CHINESE_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文建国志海波辉鹏飞宇晨欣佳玉梅春兰"


def in_cyrillic(text: str) -> str:
    """A Latin name in Russian letters."""
    return _spelled(text.lower(), _CYRILLIC).title()


def in_arabic(text: str) -> str:
    """A Latin name in Arabic letters: short vowels are not written."""
    words = []
    for word in text.lower().split():
        head = "ا" if word[0] in "aeiou" else ""
        words.append(head + _spelled(word, _ARABIC))
    return " ".join(words)


def hangul(rng: random.Random) -> str:
    """A Korean name."""
    shares = [*_KOREAN_SHARE, *[1] * (len(_SURNAMES) - len(_KOREAN_SHARE))]
    return rng.choices(_SURNAMES, shares)[0] + "".join(rng.choices(_SYLLABLES, k=2))


def korean_latin(letters: str, rng: random.Random) -> str:
    """A Korean name in one of the ways it is romanised."""
    parts = []
    for letter in letters:
        code = ord(letter) - 0xAC00
        initial, vowel, final = _INITIALS[code // 588], _VOWELS[code % 588 // 28], _FINALS[code % 28]
        if rng.random() < 0.3:
            initial = _SPELLED.get(initial, initial)
        if vowel in ("o", "u") and rng.random() < 0.3:
            vowel = {"o": "eo", "u": "eu"}[vowel]
        parts.append(initial + vowel + final)
    given = rng.choice(("{} {}", "{}-{}", "{}{}")).format(*parts[1:])
    return rng.choice(("{} {}", "{} {}", "{1} {0}")).format(parts[0], given).title()


def in_han(rng: random.Random) -> tuple[str, str]:
    """A Chinese name, and in pinyin."""
    characters = rng.choice(_CHINESE_SURNAMES) + "".join(rng.choices(_GIVEN, k=rng.choice((1, 2, 2))))
    spoken = [(mandarin(one, surname=place == 0) or ("li",))[0] for place, one in enumerate(characters)]
    return characters, f"{spoken[0]} {''.join(spoken[1:])}".title()


def altered(name: str, rng: random.Random, *, person: bool = True) -> str:
    """`name` with one of the changes that names meet with in records; only people are called by initials."""
    at = rng.randrange(len(name))
    words = name.split()
    way = rng.randrange(9)
    if way == 0:
        return name[:at] + rng.choice("aeiouklmnrst") + name[at + 1 :]
    if way == 1 and len(name) > 4:
        return name[:at] + name[at + 1 :]
    if way == 2:
        return name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :]
    if way == 3:
        return " ".join((*words[1:], words[0]))
    if way == 4 and len(words) > 2:
        words.pop(rng.randrange(len(words)))
        return " ".join(words)
    if way == 5 and len(words) > 1 and person:
        return " ".join((words[0][0], *words[1:]))
    if way == 6 and len(words) > 1:
        joined = rng.randrange(len(words) - 1)
        return " ".join((*words[:joined], words[joined] + words[joined + 1].lower(), *words[joined + 2 :]))
    if way == 7:
        for one, other in _respelled():
            if one in name and rng.random() < 0.5:
                return name.replace(one, other, 1)
    return name.upper()


@cache
def _respelled() -> tuple[tuple[str, str], ...]:
    pairs = ("ou u", "u oo", "kh h", "y i", "v w", "k c", "ph f", "ee i", "j dj", "sh ch", "e a", "mm m", "s ss", "q k")
    known = tables.mapping("homoglyphs")
    found = [(one, other) for one, other in (pair.split() for pair in pairs)]
    return (*found, *((latin, letter) for letter, latin in known.items() if letter in "аео"))


def _spelled(text: str, table: dict[str, str]) -> str:
    longest = max(map(len, table))
    out = []
    at = 0
    while at < len(text):
        for size in range(longest, 0, -1):
            if text[at : at + size] in table:
                out.append(table[text[at : at + size]])
                break
        else:
            size = 1
            out.append(text[at] if not text[at].isalpha() else "")
        at += size
    return "".join(out)
