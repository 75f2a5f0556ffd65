"""A name read as Chinese: syllables of Mandarin without tones, from characters, pinyin or Wade-Giles.

Every segmentation is kept (Xian is xian or xi-an), as are all readings of a character; a family name is read as family
names are (曾 zeng, 单 shan). The family name comes first: Latin names may be turned so that it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from watchgate.risk.names import tables
from watchgate.risk.names.korean import scripts_of
from watchgate.risk.names.korean_syllables import han

MOST_READINGS = 12
APART = 3
MOST_SYLLABLES = 4
Reading = tuple[str, ...]


class Chinese(NamedTuple):
    """The readings, family name first; `certain`: the family name is a Chinese one by its spelling."""

    readings: tuple[Reading, ...]
    certain: bool


NOT_CHINESE = Chinese((), certain=False)


def read_chinese(words: tuple[str, ...]) -> Chinese:
    """The Mandarin readings of the words of a name, at most MOST_READINGS."""
    scripts = scripts_of(words)
    if scripts == {"CJK"}:
        text = "".join(words)
        if not 2 <= len(text) <= MOST_SYLLABLES:
            return NOT_CHINESE
        options = [mandarin(character, surname=index == 0) for index, character in enumerate(text)]
        if not all(options):
            return NOT_CHINESE
        certain = simplified(text[0]) in tables.members("chinese_surnames")
        return Chinese(tuple(product(*options))[:MOST_READINGS], certain=certain)
    if scripts != {"LATIN"} or not 1 <= len(words) <= MOST_SYLLABLES:
        return NOT_CHINESE
    found = dict.fromkeys(sorted(_named(words, "pinyin"), key=len))
    if not found or _apart(words):
        found.update(dict.fromkeys(sorted(_named(words, "wade_giles"), key=len)))
    return Chinese(tuple(found)[:MOST_READINGS], certain=True) if found else NOT_CHINESE


def may_be_spelled(word: str, system: str) -> bool:
    """Whether a word has the shape of syllables of Mandarin in a system of spelling."""
    return word[-1:] in _last_letters(system) and _shape(system).fullmatch(word) is not None


@cache
def _last_letters(system: str) -> frozenset[str]:
    return frozenset(spelling[-1] for spelling in spellings(system))


def _named(words: tuple[str, ...], system: str) -> Iterator[Reading]:
    """The readings of words in one system of spelling that begin with a family name."""
    if not all(map(_shape(system).fullmatch, words)):
        return
    for choice in product(*(_segments(word, system) for word in words)):
        for order in (choice, (choice[-1], *choice[:-1])):
            reading = tuple(syllable for part in order for syllable in part)
            if 2 <= len(reading) <= MOST_SYLLABLES and reading[0] in _surnames():
                yield reading


def _apart(words: tuple[str, ...]) -> bool:
    """Whether the three syllables of a name stand apart (Wang Chi-shan): as Wade-Giles writes them, and some lists.

    In pinyin the given name is one word. Most syllables of Wade-Giles look like others of pinyin, so two alone say
    too little.
    """
    return len(words) == APART and all(word in spellings("wade_giles") for word in words)


def simplified(character: str) -> str:
    """The simplified form of a character, which folds what is written in Hong Kong, Taiwan, Korea and Japan."""
    row = han().get(tables.mapping("han_variants").get(character, character))
    return row[2] if row else character


@lru_cache(maxsize=65536)
def mandarin(character: str, *, surname: bool = False) -> tuple[str, ...]:
    """The readings of a character."""
    own = tables.mapping("chinese_surnames").get(simplified(character)) if surname else None
    if own:
        return tuple(own.split(","))
    row = han().get(tables.mapping("han_variants").get(character, character))
    return row[1] if row else ()


@cache
def _surnames() -> frozenset[str]:
    return frozenset(
        reading
        for character, own in tables.mapping("chinese_surnames").items()
        for reading in (own.split(",") if own else mandarin(character))
    )


@cache
def spellings(system: str) -> dict[str, tuple[str, ...]]:
    """Spelling -> syllables of Mandarin, in pinyin or in Wade-Giles without its apostrophes."""
    syllables = sorted({reading for row in han().values() for reading in row[1] if set(reading) & set("aeiouv")})
    if system == "pinyin":
        return {syllable: (syllable,) for syllable in syllables}
    rules: dict[str, dict[str, str]] = {
        part: {row[1]: row[2] for row in tables.rows(system) if row[0] == part}
        for part in ("whole", "initial", "final")
    }
    found: dict[str, list[str]] = {}
    for syllable in syllables:
        head = max((one for one in rules["initial"] if syllable.startswith(one)), key=len, default="")
        rest = syllable[len(head) :]
        by_rule = rules["initial"].get(head, "") + rules["final"].get(rest, rest)
        found.setdefault(rules["whole"].get(syllable, by_rule), []).append(syllable)
    return {spelling: tuple(meanings) for spelling, meanings in found.items()}


@cache
def _shape(system: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(sorted(spellings(system), key=len, reverse=True)) + "){1,4}")


@lru_cache(maxsize=131072)
def _segments(word: str, system: str) -> tuple[Reading, ...]:
    if not word:
        return ((),)
    found: dict[Reading, None] = {}
    for size in range(min(6, len(word)), 0, -1):
        for syllable in spellings(system).get(word[:size], ()):
            for rest in _segments(word[size:], system):
                if len(rest) < MOST_SYLLABLES:
                    found[(syllable, *rest)] = None
    return tuple(sorted(found, key=len))[:MOST_READINGS]
