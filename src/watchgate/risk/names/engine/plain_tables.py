"""The tables by which a kernel takes plain words apart, as one array of numbers: made once, from the language tables.

A plain word is one of a-z, three letters or more, that no table names and that no step of the analysis changes: a name,
by its spelling alone. Its header says where each part begins.

| part | what |
|---|---|
| FILTER_AT | what a word may not be, begin with, or end with (`plain_filter.py`, by the tags here) |
| SLIPS_AT | by three letters: 1 where a word of a form begins so, 2 where one ends so (`formwords._slip`) |
| SHAPES_AT | how many letters are confused, then each: its one or two letters, and what it is seen as |
| COARSE_AT | by sound: the coarse class, 0 of none |
| WEIGHTS_AT | how many slots (a power of two), then hash and weight of each: rarity by sound |
| PHRASES_AT | how many slots (a power of two), where letters begin; hash, number and one of each; ends; letters |
| LONGEST_LETTERS | no place: letters of the longest form that may stand letter by letter |
| LONGEST_SLIP | no place: letters at most of a word with two slips that are mended |
| KOREAN_AT, MANDARIN_AT | spellings of Korean and of Mandarin syllables |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import numpy as np

from watchgate.ledger.compiled import brief
from watchgate.risk.names import tables
from watchgate.risk.names.chinese import spellings
from watchgate.risk.names.engine.plain_filter import FILTER, SEED, Bytes, Longs, note, stepped, stirred
from watchgate.risk.names.forms import form_letters, forms
from watchgate.risk.names.formwords import beginnings, endings, slips, slips_of_long, tails, three_at_ends
from watchgate.risk.names.korean_spelled import latin_spellings
from watchgate.risk.names.lexicon import named_by_tables
from watchgate.risk.names.token import generic, patronymic_endings

HEADER = 16
(
    FILTER_AT,
    SLIPS_AT,
    SHAPES_AT,
    COARSE_AT,
    WEIGHTS_AT,
    PHRASES_AT,
    KOREAN_AT,
    MANDARIN_AT,
    LONGEST_LETTERS,
    LONGEST_SLIP,
) = range(10)
INITIALS, MIDDLES, FINALS, WHOLES, VALID, TWO = range(6)
BEHIND_INITIAL, OPENING, ENDING = 13, 26, 39
VOWELS = (1 << BEHIND_INITIAL) - 1
"""Vowels of a spelling: anywhere; and from these bits on behind an initial, without one, at the end of a word."""
CLASSES = 8
"""Of finals, none among them."""
PINYIN, WADE_GILES = range(2)
NAMED, BEGINS, CLOSES, TAIL, PATRONYMIC, STEM, GENERIC, SLIP, LETTER_BY_LETTER, TWO_SLIPS = range(1, 11)
"""Tags: words that tables name; what forms written as one begin and end with; ends that open phrases; endings of
patronymics and the names they are made of; generic words; words of forms with and without each letter;
forms as letters stand for them; long words of forms without up to two letters."""
LETTERS = 26
NODE = LETTERS + 1
FIRST = 97
SHAPE = 4
_ASCII = 128


@cache
def plain_tables() -> Longs:
    """All of them."""
    parts = [
        _filter(),
        _slips(),
        _shapes(),
        _coarse(),
        _weights(),
        _phrases(),
        _korean(),
        _mandarin(),
    ]
    header = np.zeros(HEADER, dtype=np.int64)
    place = HEADER
    for number, part in enumerate(parts):
        header[number] = place
        place += len(part)
    header[LONGEST_LETTERS] = form_letters()[1]
    header[LONGEST_SLIP] = max(map(len, slips_of_long())) + 2
    return np.concatenate([header, *parts])


def _filter() -> Longs:
    bits = np.zeros(FILTER, dtype=np.int64)
    sets: tuple[tuple[int, bool, Iterable[str]], ...] = (
        (NAMED, False, named_by_tables()),
        (BEGINS, False, beginnings()),
        (CLOSES, True, endings()),
        (TAIL, True, tails()),
        (PATRONYMIC, True, patronymic_endings()),
        (STEM, False, tables.classes("variants")),
        (GENERIC, False, generic()),
        (SLIP, False, slips()),
        (TWO_SLIPS, False, slips_of_long()),
        (LETTER_BY_LETTER, False, form_letters()[0]),
    )
    told = [(one, tag, backwards) for tag, backwards, words in sets for one in words if one.isascii()]
    ends = np.cumsum([len(one) for one, _, _ in told])
    note(
        bits,
        np.frombuffer("".join(one for one, _, _ in told).encode(), dtype=np.uint8),
        ends.astype(np.int64),
        np.array([tag for _, tag, _ in told], dtype=np.int64),
        np.array([backwards for _, _, backwards in told], dtype=np.int64),
    )
    return bits


def _slips() -> Longs:
    found = np.zeros(LETTERS**3, dtype=np.int64)
    for bit, ends in zip((1, 2), three_at_ends(), strict=True):
        for end in ends:
            if end.isascii() and end.isalpha():
                found[_triple(end)] |= bit
    return found


def _triple(letters: str) -> int:
    one, two, three = (ord(letter) - FIRST for letter in letters)
    return (one * LETTERS + two) * LETTERS + three


def _shapes() -> Longs:
    """Of digits none stands in a plain word."""
    rows = [(seen, meant) for seen, meant in tables.mapping("shapes").items() if seen.isalpha()]
    found = [len(rows)]
    for seen, meant in rows:
        first, second = (*map(ord, seen), 0)[:2]
        found += [len(seen), first, second, ord(meant)]
    return np.array(found, dtype=np.int64)


def _coarse() -> Longs:
    merge = tables.mapping("coarse")
    classes = [merge.get(chr(code), chr(code)) for code in range(_ASCII)]
    return np.array([ord(one) if one and one != "." else 0 for one in classes], dtype=np.int64)


def _weights() -> Longs:
    known = {key: int(weight) for key, weight in tables.mapping("weights").items() if not key.startswith("~")}
    return _hashed(list(known), list(known.values()))


@cache
def phrases() -> tuple[str, ...]:
    """Forms and phrases as they stand in a name, numbered by their place."""
    return tuple(spelling.replace("+", " ") for spelling in forms()[0] if spelling.isascii())


def _phrases() -> Longs:
    table = _hashed(phrases(), range(1, len(phrases()) + 1))
    ends = np.cumsum([0, *map(len, phrases())])
    letters = np.frombuffer("".join(phrases()).encode(), dtype=np.uint8)
    return np.concatenate([table[:1], [len(table) + 1 + len(ends)], table[1:], ends, letters]).astype(np.int64)


def _hashed(keys: Sequence[str], values: Sequence[int]) -> Longs:
    """How many slots, then hash and value of each."""
    slots = 1 << (2 * len(keys)).bit_length()
    found = np.zeros(1 + 2 * slots, dtype=np.int64)
    found[0] = slots
    _fill(
        found,
        np.frombuffer("".join(keys).encode(), dtype=np.uint8),
        np.cumsum([len(key) for key in keys]).astype(np.int64),
        np.array(values, dtype=np.int64),
    )
    return found


@brief
def _fill(found: Longs, letters: Bytes, ends: Longs, weights: Longs) -> None:
    start = 0
    for number in range(len(ends)):
        state = SEED
        for place in range(start, ends[number]):
            state = stepped(state, int(letters[place]))
        key = stirred(state)
        slot = key & (found[0] - 1)
        while found[1 + 2 * slot + 1]:
            slot = (slot + 1) & (found[0] - 1)
        found[1 + 2 * slot], found[1 + 2 * slot + 1] = key, weights[number]
        start = ends[number]


def _korean() -> Longs:
    """Where each part begins; trees of initials, vowels, finals and whole words; valid syllables; double vowels."""
    spelled = latin_spellings()
    initials = {one: number for number, one in enumerate(dict.fromkeys(("0", *spelled.initials.values())))}
    finals = {one: number for number, one in enumerate(dict.fromkeys(("", *spelled.finals.values())))}
    bit = {one: 1 << number for number, one in enumerate(spelled.vowels)}
    shifts = (0, BEHIND_INITIAL, OPENING, ENDING)
    middles = {
        spelling: sum(bit[vowel] << shift for part, shift in zip(parts, shifts, strict=True) for vowel in part)
        for spelling, parts in spelled.middles.items()
    }
    valid = np.zeros(CLASSES * len(initials), dtype=np.int64)
    for (initial, final), vowels in spelled.valid.items():
        valid[CLASSES * initials[initial] + finals[final]] = sum(bit[vowel] for vowel in vowels)
    two = np.zeros(LETTERS**2, dtype=np.int64)
    for one in spelled.one_vowel:
        if len(one) == 2:
            two[(ord(one[0]) - FIRST) * LETTERS + ord(one[1]) - FIRST] = 1
    parts = [
        _tree({one: initials[sounded] for one, sounded in spelled.initials.items()}),
        _tree(middles),
        _tree({one: finals[sounded] for one, sounded in spelled.finals.items()}),
        _tree(dict.fromkeys(spelled.wholes, 1)),
        valid,
        two,
    ]
    return _one_behind_the_other(parts)


def _mandarin() -> Longs:
    """Where each tree begins; that of Pinyin, that of Wade-Giles."""
    return _one_behind_the_other([_tree(dict.fromkeys(spellings(system), 1)) for system in ("pinyin", "wade_giles")])


def _one_behind_the_other(parts: Sequence[Longs]) -> Longs:
    starts = np.cumsum([len(parts), *map(len, parts)])[:-1]
    return np.concatenate([starts, *parts]).astype(np.int64)


def _tree(values: Mapping[str, int]) -> Longs:
    """NODE numbers a node: by letter to the next (0: none), and the value of the spelling that ends there."""
    nodes: list[list[int]] = [[0] * NODE]
    for spelling, value in values.items():
        node = 0
        for letter in spelling:
            step = ord(letter) - FIRST
            if not nodes[node][step]:
                nodes[node][step] = len(nodes)
                nodes.append([0] * NODE)
            node = nodes[node][step]
        nodes[node][LETTERS] = value
    return np.array([number for node in nodes for number in node], dtype=np.int64)
