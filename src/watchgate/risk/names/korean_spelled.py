"""Korean names as other letters spell them: all segmentations of a word into syllables that Korean names have.

The spellings of all romanisations, and of Russian, are one table (data/korean_spelling.tsv).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from watchgate.risk.names import tables
from watchgate.risk.names.korean_syllables import ANY, Syllable, plain_classes, valid_syllables

MOST_READINGS = 8
MOST_SYLLABLES = 5
LONGEST_WORD = 24
NEVER_KOREAN = ("zh", "x", "q", "v", "f", "ts", "ei", "ia", "iu", "io", "z", "kh", "ck")
"""Spellings that parse, but that no romanisation of Korean uses: such a name is not certainly Korean."""
NEVER_IN_KOREAN = frozenset(
    {"al", "el", "bin", "bint", "ben", "ibn", "abd", "abdul", "abu", "umm", "von", "van", "der", "del"}
)
"""Words that names of other peoples are told by."""

Reading = tuple[Syllable, ...]

_VOWELS = re.compile("[aeiou]+")


class Spelled(NamedTuple):
    """The readings of a word. `fewest`, `most`: syllables of one. `foreign`: by its spelling it is hardly Korean."""

    readings: tuple[Reading, ...]
    fewest: int = 0
    most: int = 0
    foreign: bool = False


_NOT_SPELLED = Spelled(())


@lru_cache(maxsize=32768)
def spelled(word: str, alphabet: str) -> Spelled:
    """All segmentations of a word into syllables of Korean names; a single letter is an initial."""
    readings = _readings(word, alphabet)
    if not readings:
        return _NOT_SPELLED
    sizes = list(map(len, readings))
    foreign = any(letters in word for letters in NEVER_KOREAN) or word in NEVER_IN_KOREAN
    return Spelled(readings, min(sizes), max(sizes), foreign or all(map(_hiatus, readings)))


def fewest_syllables(word: str) -> int:
    """No more than the syllables of a Latin word in a Korean name; 0 where it has not the shape of any.

    No syllable has vowels on both sides of a consonant. A final u may be none, as Japan spells them.
    """
    if not may_be_spelled(word, "latin"):
        return 0
    if word in tables.mapping("korean_japanese"):
        return 1
    return max(1, len(_VOWELS.findall(word[:-1] if word.endswith("u") else word)))


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


def fewest_read(word: str) -> int:
    """The syllables at least of a Latin word in a Korean name, as Korea or Japan spells it; 0 where it is in none."""
    if word in tables.mapping("korean_japanese"):
        return 1
    several = (word, word[:-1]) if word.endswith("u") else (word,)
    return min((fewest for one in several if one and (fewest := spelled(one, "latin").fewest)), default=0)


class Spellings(NamedTuple):
    """How Latin letters spell syllables: class by initial and by final, the vowels of each spelling of vowels anywhere,
    behind an initial, without one, at the end of a word; spellings of two letters that are one vowel; whole words.

    `vowels`: all classes of vowels. `valid`: by initial and final the vowels with which Korean names have a syllable.
    """

    initials: dict[str, str]
    middles: dict[str, tuple[tuple[str, ...], ...]]
    finals: dict[str, str]
    vowels: tuple[str, ...]
    one_vowel: tuple[str, ...]
    wholes: tuple[str, ...]
    valid: dict[tuple[str, str], tuple[str, ...]]


def latin_spellings() -> Spellings:
    """The table of Latin spellings, as `spelled` reads it."""
    grammar = _grammar("latin")
    middles = _middles("latin")
    vowels = tuple(dict.fromkeys(vowel for one in middles.values() for part in one for vowel in part))
    return Spellings(
        grammar.initials,
        {spelling: tuple(one) for spelling, one in middles.items()},
        grammar.finals,
        vowels,
        tuple(grammar.vowels),
        tuple(grammar.whole),
        {
            (initial, final): tuple(vowel for vowel in vowels if _valid(initial, vowel, final) is not None)
            for initial in dict.fromkeys(["0", *grammar.initials.values()])
            for final in dict.fromkeys(["", *grammar.finals.values()])
        },
    )


def wholes() -> tuple[str, ...]:
    """Latin words that are syllables as a whole."""
    return tuple(_grammar("latin").whole)


@cache
def _last_letters(alphabet: str) -> frozenset[str]:
    grammar = _grammar(alphabet)
    parts = (grammar.vowels, grammar.glides, grammar.openings, grammar.endings, grammar.finals, grammar.whole)
    return frozenset(spelling[-1] for part in parts for spelling in part)


def _readings(word: str, alphabet: str) -> tuple[Reading, ...]:
    grammar = _grammar(alphabet)
    if len(word) == 1 and word not in grammar.vowels:
        initial = grammar.initials.get(word, "0" if word in grammar.endings else "")
        return ((Syllable(initial, ANY, ANY),),) if initial else ()
    if len(word) > LONGEST_WORD or not _shape(alphabet).fullmatch(word):
        return ()
    return tuple(_segments(word, alphabet)[:MOST_READINGS])


def _hiatus(part: Reading) -> bool:
    """Whether a vowel meets a vowel inside a word, which makes another reading of the word likely."""
    return any(not left.final and right.initial == "0" for left, right in pairwise(part))


@lru_cache(maxsize=16384)
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


@lru_cache(maxsize=16384)
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
