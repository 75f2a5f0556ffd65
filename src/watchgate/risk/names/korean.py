"""A name read as Korean: two to five syllables, each of the classes on which all romanisations agree.

A syllable is (initial, vowel, final). Plain, aspirated and tense consonants are one class, as are eo/o and eu/u:
McCune-Reischauer without its marks, Revised Romanisation, DPRK usage, Kontsevich and ad hoc spellings disagree exactly
there. Hangul is read from its code points, Chinese characters from their Korean readings, Latin and Cyrillic by all
segmentations that give syllables Korean names have. The family name comes first: a name may be turned so that it does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import islice, pairwise, product
from typing import NamedTuple

from watchgate.risk.names import tables
from watchgate.risk.names.korean_in_japanese import as_korean
from watchgate.risk.names.normal import script

INITIALS = "KKNTTLMPPSS0CCCKTPH"
VOWELS = ("a", "e", "ya", "ye", "o", "e", "yo", "ye", "o", "wa", "we", "we", "yo", "u", "wo", "we", "wi", "yu", *"uii")
FINALS = ("", *"kkknnntlkmlll", "p", "l", "m", "p", "p", "t", "t", "N", "t", "t", "k", "t", "p", "t")
MOST_READINGS = 8
MOST_CHOICES = 256
MOST_SYLLABLES = 5
LONGEST_WORD = 24
ANY = "?"
"""In an initial that stands for a syllable: whatever vowel, whatever final."""


class Syllable(NamedTuple):
    """Classes of initial, vowel and final, and the Hangul letter itself where it was written in Hangul."""

    initial: str
    vowel: str
    final: str
    written: str = ""


Reading = tuple[Syllable, ...]

NEVER_KOREAN = ("zh", "x", "q", "v", "f", "ts", "ei", "ia", "iu", "io", "z", "kh", "ck")
"""Spellings that parse, but that no romanisation of Korean uses: such a name is not certainly Korean."""
NEVER_IN_KOREAN = frozenset(
    {"al", "el", "bin", "bint", "ben", "ibn", "abd", "abdul", "abu", "umm", "von", "van", "der", "del"}
)
"""Words that names of other peoples are told by."""
_UKRAINIAN = str.maketrans("іїєґ", "иие" + "г")


class Korean(NamedTuple):
    """The readings of a name, family name first; `certain`: a Korean name and hardly anything else by its spelling.

    `named`: a reading begins with a Korean family name.
    """

    readings: tuple[Reading, ...]
    certain: bool
    named: bool = False


NOT_KOREAN = Korean((), certain=False)


def read_korean(words: tuple[str, ...]) -> Korean:
    """The Korean readings of the words of a name (as `normal.words` gives them), at most MOST_READINGS."""
    if not 1 <= len(words) <= MOST_SYLLABLES:
        return NOT_KOREAN
    scripts = scripts_of(words)
    if scripts == {"CYRILLIC"}:
        words = tuple(word.translate(_UKRAINIAN) for word in words)
    if scripts == {"HANGUL"}:
        return _certain(_turned([(tuple(map(from_hangul, word)),) for word in words]))
    if scripts == {"CJK"}:
        text = "".join(words)
        if not 2 <= len(text) <= MOST_SYLLABLES:
            return NOT_KOREAN
        options = [hanja(character, first=index == 0) for index, character in enumerate(text)]
        readings = [tuple(one) for one in product(*options)][:MOST_READINGS]
        named = any(is_surname(one[0]) for one in readings)
        return Korean(tuple(readings), certain=False, named=named) if all(options) else NOT_KOREAN
    if len(scripts) != 1 or not scripts <= {"LATIN", "CYRILLIC"}:
        return NOT_KOREAN
    words = as_korean(words, _is_korean)
    spelled: list[tuple[Reading, ...]] = []
    for word in words:
        readings_of_word = _spelled(word, "latin" if scripts == {"LATIN"} else "cyrillic")
        if not readings_of_word:
            return NOT_KOREAN
        spelled.append(readings_of_word)
    if len(words) == 1 and not any(map(_one_word_name, spelled[0])):
        return NOT_KOREAN  # Jamie Lee is no Iami, nor Ma Hui a Mahir
    foreign = any(letters in word for word in words for letters in NEVER_KOREAN)
    foreign = foreign or not NEVER_IN_KOREAN.isdisjoint(words)
    foreign = foreign or any(all(map(_hiatus, readings)) for readings in spelled)
    found = _certain(_turned(spelled))
    return found._replace(certain=False) if foreign else found


def _is_korean(word: str) -> bool:
    """Whether the word has a reading."""
    return len(word) > 1 and bool(_spelled(word, "latin" if word.isascii() else "cyrillic"))


def scripts_of(words: tuple[str, ...]) -> set[str]:
    """The scripts of words."""
    together = "".join(words)
    return {"LATIN"} if together.isascii() and together.isalpha() else {script(word) for word in words}


def _one_word_name(reading: Reading) -> bool:
    """Whether a name written as one word is a family name and closed syllables.

    Words of other languages that can be read as three open syllables are many (Omari, Marino, Tamara).
    """
    if len(reading) < 3 or not is_surname(reading[0]):
        return False
    return all(syllable.final for syllable in reading[1:])


def _hiatus(part: Reading) -> bool:
    """Whether a vowel meets a vowel inside a word, which makes another reading of the word likely."""
    return any(not left.final and right.initial == "0" for left, right in pairwise(part))


def from_hangul(letter: str) -> Syllable:
    """The syllable of a Hangul letter block: code point - 0xAC00 = initial * 588 + vowel * 28 + final."""
    code = ord(letter) - 0xAC00
    if not 0 <= code < 11172:
        return Syllable("0", "", "", letter)
    return Syllable(INITIALS[code // 588], VOWELS[code % 588 // 28], FINALS[code % 28], letter)


def _turned(words: list[tuple[Reading, ...]]) -> list[Reading]:
    """Every choice of segmentations with the family name first: as written, or the last word moved to the front.

    Readings that begin with a family name exclude those that do not. A name written as one word may end with it.
    """
    found: list[Reading] = []
    for choice in islice(product(*words), MOST_CHOICES):
        orders = [choice, (choice[-1], *choice[:-1])]
        if len(choice) == 1:
            orders = [choice, (choice[0][-1:], choice[0][:-1])]
        for order in orders:
            reading = tuple(syllable for part in order for syllable in part)
            if 2 <= len(reading) <= MOST_SYLLABLES and reading not in found:
                found.append(reading)
    named = [one for one in found if is_surname(one[0]) or _double_surname(one)]
    return (named or found)[:MOST_READINGS]


def _certain(readings: list[Reading]) -> Korean:
    certain = any(
        2 <= len(one) <= 4 and (is_surname(one[0]) or _double_surname(one)) and ANY not in (s.vowel for s in one)
        for one in readings
    )
    named = any(is_surname(one[0]) or _double_surname(one) for one in readings)
    return Korean(tuple(readings), certain, named)


def either(several: Sequence[Korean]) -> Korean:
    """What is written in several spellings, at most MOST_READINGS readings."""
    readings = dict.fromkeys(reading for one in several for reading in one.readings)
    certain, named = any(one.certain for one in several), any(one.named for one in several)
    return Korean(tuple(readings)[:MOST_READINGS], certain, named)


@lru_cache(maxsize=8192)
def is_surname(syllable: Syllable) -> bool:
    """Whether a Korean family name of one syllable is spelled so; an initial may stand for one."""
    if syllable.vowel == ANY:
        return True
    return any(plain in _surnames() for plain in plain_classes(syllable))


def _double_surname(reading: Reading) -> bool:
    return len(reading) > 2 and any(
        (*first, *second) in _double_surnames()
        for first in plain_classes(reading[0])
        for second in plain_classes(reading[1])
    )


def plain_classes(syllable: Syllable) -> list[tuple[str, str, str]]:
    """The classes that a syllable may be of: some spellings are ambiguous."""
    finals = "nN" if syllable.final == "*" else (syllable.final,)
    vowels = ("e", "ye", "yo", "o") if syllable.vowel == "E" else (syllable.vowel,)
    initials = {"Z": "SC", "X": "KC"}.get(syllable.initial, syllable.initial)
    return [(initial, vowel, final) for initial in initials for vowel in vowels for final in finals]


@cache
def _surnames() -> frozenset[tuple[str, str, str]]:
    return frozenset(from_hangul(name)[:3] for (name, *_) in tables.rows("korean_surnames") if len(name) == 1)


@cache
def _double_surnames() -> frozenset[tuple[str, ...]]:
    doubles = [name for (name, *_) in tables.rows("korean_surnames") if len(name) == 2]
    return frozenset((*from_hangul(name[0])[:3], *from_hangul(name[1])[:3]) for name in doubles)


@cache
def usual_syllables() -> frozenset[tuple[str, str, str]]:
    """The syllables that given names are usually made of, and family names, which are not told from them here."""
    given = frozenset(from_hangul(letter)[:3] for (row, *_) in tables.rows("korean_given") for letter in row.split())
    return given | _surnames()


@cache
def valid_syllables() -> frozenset[tuple[str, str, str]]:
    """The syllables that Korean names have: all readings of Chinese characters, and the native ones of the table."""
    letters = {reading for row in tables.rows("han") for reading in row[2].split(",") if len(reading) == 1}
    letters.update(row[0] for row in tables.rows("korean_native"))
    return frozenset(from_hangul(letter)[:3] for letter in letters)


@lru_cache(maxsize=65536)
def hanja(character: str, *, first: bool) -> tuple[Syllable, ...]:
    """The Korean readings of a character; of one that opens a name those that are family names, if there are any."""
    row = han().get(tables.mapping("han_variants").get(character, character))
    if row is None:
        return ()
    found = dict.fromkeys(Syllable(*from_hangul(reading)[:3]) for reading in row[0] if reading)
    if first:
        named = [syllable for syllable in found if is_surname(syllable)]
        return tuple(named or found)
    return tuple(found)


@cache
def han() -> dict[str, tuple[tuple[str, ...], tuple[str, ...], str]]:
    """Character -> Korean readings, Mandarin readings without tones, simplified form."""
    return {
        row[0]: (tuple(row[2].split(",")), tuple(filter(None, row[3].split(","))), row[1]) for row in tables.rows("han")
    }


def may_be_spelled(word: str, alphabet: str) -> bool:
    """Whether a word has the shape of syllables of Korean names, as Korea or Japan spells them, or of an initial."""
    if word in tables.mapping("korean_japanese"):
        return True
    return _may_be_spelled(word, alphabet) or (word.endswith(("u", "у")) and _may_be_spelled(word[:-1], alphabet))


def _may_be_spelled(word: str, alphabet: str) -> bool:
    grammar = _grammar(alphabet)
    if len(word) == 1 and word not in grammar.vowels:
        return bool(grammar.initials.get(word) or word in grammar.endings)
    if word[-1:] not in _last_letters(alphabet) or len(word) > LONGEST_WORD:
        return False
    return _shape(alphabet).fullmatch(word) is not None


@cache
def _last_letters(alphabet: str) -> frozenset[str]:
    grammar = _grammar(alphabet)
    parts = (grammar.vowels, grammar.glides, grammar.openings, grammar.endings, grammar.finals, grammar.whole)
    return frozenset(spelling[-1] for part in parts for spelling in part)


@lru_cache(maxsize=65536)
def _spelled(word: str, alphabet: str) -> tuple[Reading, ...]:
    """All segmentations of a word into syllables of Korean names; a single letter is an initial."""
    grammar = _grammar(alphabet)
    if len(word) == 1 and word not in grammar.vowels:
        initial = grammar.initials.get(word, "0" if word in grammar.endings else "")
        return ((Syllable(initial, ANY, ANY),),) if initial else ()
    if len(word) > LONGEST_WORD or not _shape(alphabet).fullmatch(word):
        return ()
    return tuple(_segments(word, alphabet)[:MOST_READINGS])


@lru_cache(maxsize=131072)
def _segments(word: str, alphabet: str) -> tuple[Reading, ...]:
    if not word:
        return ((),)
    grammar = _grammar(alphabet)
    found: list[Reading] = []
    for size, syllable in _first_syllables(word, alphabet):
        if size < len(word) and word[size] != "h" and word[size - 1 : size + 1] in grammar.vowels:
            continue  # the two letters are one vowel; an h may open the next syllable (Du-hwan, Jae-hun)
        for rest in _segments(word[size:], alphabet):
            if len(rest) < MOST_SYLLABLES - 1 and (one := (syllable, *rest)) not in found:
                found.append(one)
    return tuple(found[:MOST_READINGS])


@cache
def _shape(alphabet: str) -> re.Pattern[str]:
    """What could be one to four syllables, told quickly: most words of the world could not."""
    grammar = _grammar(alphabet)
    middles = {**grammar.vowels, **grammar.glides, **grammar.openings, **grammar.endings}
    parts = ("|".join(sorted(part, key=len, reverse=True)) for part in (grammar.initials, middles, grammar.finals))
    initial, middle, final = parts
    return re.compile(f"(?:(?:{initial})?(?:{middle})(?:{final})?){{1,4}}|{'|'.join(grammar.whole)}")


class _Grammar(NamedTuple):
    initials: dict[str, str]
    vowels: dict[str, tuple[str, ...]]
    glides: dict[str, str]
    openings: dict[str, str]
    endings: dict[str, str]
    finals: dict[str, str]
    whole: dict[str, Syllable]


@lru_cache(maxsize=131072)
def _first_syllables(word: str, alphabet: str) -> tuple[tuple[int, Syllable], ...]:
    """Every first syllable that `word` can be read with, and the letters it takes; longer ones first."""
    grammar, middles = _grammar(alphabet), _middles(alphabet)
    found: dict[tuple[int, Syllable], None] = {}
    if word in grammar.whole:
        found[len(word), grammar.whole[word]] = None
    for head in range(min(5, len(word))):
        initial = grammar.initials.get(word[:head]) if head else "0"
        if initial is None:
            continue
        for end in range(head + 1, min(head + 3, len(word)) + 1):
            middle = word[head:end]
            if middle not in middles:
                continue
            by_final = _by_final(initial, middle, alphabet, opening=not head, last=end == len(word))
            for tail in range(min(2, len(word) - end) + 1):
                for syllable in by_final.get(word[end : end + tail], ()):
                    found[end + tail, syllable] = None
    return tuple(sorted(found, key=lambda one: -one[0]))


@cache
def _by_final(
    initial: str, middle: str, alphabet: str, *, opening: bool, last: bool
) -> dict[str, tuple[Syllable, ...]]:
    """The syllables of an initial and a spelling of vowels by how their final is spelled, or '' for none.

    `opening`: the syllable is written without an initial; `last`: the vowels end the word.
    """
    known = _middles(alphabet)[middle]
    vowels = (*known.any, *(known.first if opening else known.behind), *(known.last if last else ()))
    found: dict[str, tuple[Syllable, ...]] = {}
    for spelling, final in {"": "", **_grammar(alphabet).finals}.items():
        syllables = [one for vowel in vowels if (one := _valid(initial, vowel, final)) is not None]
        if syllables:
            found[spelling] = tuple(syllables)
    return found


@cache
def _valid(initial: str, vowel: str, final: str) -> Syllable | None:
    """The syllable, if Korean names have one like it."""
    syllable = Syllable(initial, vowel, final)
    return syllable if any(plain in valid_syllables() for plain in plain_classes(syllable)) else None


class _Middle(NamedTuple):
    """The vowels of a spelling: anywhere, behind an initial, where there is none, at the end of a word."""

    any: tuple[str, ...]
    behind: tuple[str, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]


@cache
def _middles(alphabet: str) -> dict[str, _Middle]:
    grammar = _grammar(alphabet)
    spellings = {**grammar.vowels, **grammar.glides, **grammar.openings, **grammar.endings}
    return {
        spelling: _Middle(
            grammar.vowels.get(spelling, ()),
            *(
                (part[spelling],) if spelling in part else ()
                for part in (grammar.glides, grammar.openings, grammar.endings)
            ),
        )
        for spelling in spellings
    }


@cache
def _grammar(alphabet: str) -> _Grammar:
    grammar = _Grammar({}, {}, {}, {}, {}, {}, {})
    for row in tables.rows("korean_spelling"):
        if row[0] != alphabet:
            continue
        _, part, spelling, meaning = row
        if part == "initial":
            grammar.initials[spelling] = meaning
        elif part == "vowel":
            grammar.vowels[spelling] = (*grammar.vowels.get(spelling, ()), meaning)
        elif part == "glide":
            grammar.glides[spelling] = meaning
        elif part == "opening":
            grammar.openings[spelling] = meaning
        elif part == "ending":
            grammar.endings[spelling] = meaning
        elif part == "final":
            grammar.finals[spelling] = meaning
        else:
            initial, vowel, final = meaning.split(".")
            grammar.whole[spelling] = Syllable(initial, vowel, final)
    return grammar
