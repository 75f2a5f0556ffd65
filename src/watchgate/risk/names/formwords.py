"""Words of company forms written with a slip (Liabality, LIMTED), cut at the end of a column (CORPORATIO), or as one.

Left as they are they would be words that tell who it is. Only long words of forms are mended: one edit, or so many
letters left that the rest is plain. Each word that is one edit away shares with it a rest of which either lacks at most
one letter, so one lookup for each letter finds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from watchgate.risk.names import tables
from watchgate.risk.names.forms import forms, read_on
from watchgate.risk.names.token import Kind, Token

SHORTEST = 7
SHORTEST_READ_ON, SHORTEST_TWICE = 8, 12
SHORTEST_CUT = 5
_END = 3
SHORTEST_AS_ONE, SHORTEST_PART, LONG_PART = 5, 4, 8
"""Letters. Shorter words make other words when they are parts of a form (group of); a whole form may have them."""
SHORTEST_CLOSING, SHORTEST_BEFORE, SHORTEST_BEHIND = 5, 3, 2
SHORTEST_TAIL, SHORTEST_APART, MOST_BEHIND = 3, 4, 6
OPENING = (
    *("ojsc", "pjsc", "cjsc", "jsc", "llc", "ltd", "ooo", "oao", "gmbh", "fsue", "fgup", "ооо", "оао", "фгуп"),
    *("srl", "plc", "llp", "شرکت"),
    *(
        "grupo",
        "gruppo",
        "compagnie",
        "kompaniya",
        "kompaniia",
        "compania",
        "corporacion",
        "corporation",
        "company",
        "limited",
    ),
)
"""Forms that no other word begins with."""
CLOSING = ("ooo", "ооо", "inc")
"""Short forms with vowels that no other word ends with."""
BEFORE_CONSONANTS = ("zao", "pao", "pjs", "ojs", "ao", "gp", "зао", "пао", "ао", "гп")
"""Forms that other words begin with, but none that goes on with consonants alone: AOTsKB, ZAONTK."""
ABBREVIATED = frozenset(
    {"ao", "nii", "npo", "okb", "kb", "vnii", "tsnii", "ао", "нии", "нпо", "окб", "кб", "внии", "цнии"}
)
"""What stands behind such a form, and has a vowel."""
_VOWELS = frozenset("aeiouyаеёиоуыэюяіїє")
RANKS = frozenset(
    {
        *("general", "colonel", "captain", "brigadier", "lieutenant", "professor", "sergeant", "ambassador"),
        *("admiral", "maulawi", "maulavi", "mawlawi"),
    }
)
"""Titles that no name is one edit from, but for one more letter behind them (Generali) and what is in NO_SLIP."""
NO_SLIP = frozenset({"malawi", "maulani"})
AMBIGUOUS = frozenset({"private", "public", "sharika", "sharikat", "sherkat", "shirkat"})
"""Near words that name banks (Privat) and movements (Sharia): what is transliterated has no one spelling to slip in."""


def mended(words: list[str]) -> list[str]:
    """`words` with slips in words of forms mended; the last one also where it was cut."""
    if len(words) < 2:
        return words
    words = _without_tails(words)
    if any(apart(word) for word in words):
        words = [one for word in words for one in apart(word) or (word,)]
    found = _where_phrases_stand(words, [_slip(word) if len(word) >= SHORTEST - 1 else word for word in words])
    if len(found[-1]) >= SHORTEST_CUT:
        found[-1] = _cut().get(found[-1], found[-1])
    return found


def may_be_mended(word: str) -> bool:
    """Whether `mended` may change the word, wherever it stands."""
    if word in _cut() or apart(word) is not None or any(_tails(word)):
        return True
    return len(word) >= SHORTEST - 1 and _slip(word) != word


def words_mended() -> tuple[str, ...]:
    """Words that `mended` makes others of wherever they stand, but for slips: cut ones, and forms written as one."""
    return (*_cut(), *_written_as_one())


def beginnings() -> tuple[str, ...]:
    """Forms that a word written as one with them begins with."""
    return (*OPENING, *BEFORE_CONSONANTS)


def endings() -> tuple[str, ...]:
    """Forms that a word written as one with them ends with."""
    return _closing()


def tails() -> tuple[str, ...]:
    """What a word may end with that opens a form or phrase of several words."""
    return tuple(_goes_on())


@cache
def behind_tails() -> frozenset[str]:
    """The words that stand behind such an end where the form or phrase goes on."""
    return frozenset(rest[0] for rests in _goes_on().values() for rest in rests)


def is_mended_by_tails_alone(word: str) -> bool:
    """Whether `mended` leaves the word as it is wherever none of `behind_tails` follows."""
    if word in _cut() or apart(word) is not None or not any(_tails(word)):
        return False
    return len(word) < SHORTEST - 1 or _slip(word) == word


def slips() -> tuple[str, ...]:
    """Words in which slips are mended, and what is left of each without one letter: a slip shares one of them."""
    return tuple(_rests())


def slips_of_long() -> frozenset[str]:
    """The words so long that two slips in them are mended, and what is left of each without one or two letters."""
    less_one = {rest for word in _long() for rest in (word, *_less_one(word))}
    return frozenset(less_one.union(*map(_less_one, less_one)))


def three_at_ends() -> tuple[frozenset[str], frozenset[str]]:
    """The first and the last letters of such words: a word that has none of them is none with a slip."""
    return _ends()


def _where_phrases_stand(words: list[str], meant: list[str]) -> list[str]:
    """`meant`, but where a word of phrases alone stands in none, the word as written: there its slip counts as one."""
    if words == meant:
        return meant
    phrases = _phrases()
    return [
        written
        if written != one and one in phrases and not any(_stands(meant, at, *each) for each in phrases[one])
        else one
        for at, (written, one) in enumerate(zip(words, meant, strict=True))
    ]


def _stands(words: list[str], at: int, place: int, phrase: tuple[str, ...]) -> bool:
    """Whether the word at `at` is the one at `place` of a phrase that is there."""
    start = at - place
    return start >= 0 and tuple(words[start : start + len(phrase)]) == phrase


@cache
def _phrases() -> dict[str, list[tuple[int, tuple[str, ...]]]]:
    """Words that slips are mended in because phrases have them, and nothing else: each with its places in phrases."""
    others = {*_words(), *RANKS, *read_on()}
    found: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for spelling in forms()[0]:
        phrase = tuple(spelling.split("+"))
        for place, word in enumerate(phrase if len(phrase) > 1 else ()):
            if word not in others:
                found.setdefault(word, []).append((place, phrase))
    return found


def _without_tails(words: list[str]) -> list[str]:
    """`words` with the first word of a form or phrase apart that is one with the word before it, where it goes on:
    FUNSAGAPTE LTD, ALFAJOINT STOCK COMPANY.
    """
    out: list[str] = []
    for at, word in enumerate(words):
        behind = tuple(words[at + 1 : at + MOST_BEHIND])
        tail = next((tail for tail, rests in _tails(word) if any(behind[: len(one)] == one for one in rests)), "")
        out += [word.removesuffix(tail), tail] if tail else [word]
    return out


def _tails(word: str) -> Iterator[tuple[str, tuple[tuple[str, ...], ...]]]:
    """What the word may end with that opens a form or phrase of several words, and how those go on."""
    known = _goes_on()
    for at in range(SHORTEST_BEFORE, len(word) - SHORTEST_TAIL + 1):
        if word[at:] in known:
            yield word[at:], known[word[at:]]


@cache
def _goes_on() -> dict[str, tuple[tuple[str, ...], ...]]:
    """First words of forms and phrases -> what follows them."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for spelling in forms()[0]:
        first, *rest = spelling.split("+")
        if rest and len(first) >= SHORTEST_TAIL:
            found.setdefault(first, []).append(tuple(rest))
    return {first: tuple(rests) for first, rests in found.items()}


def meant_by(word: str) -> tuple[str, ...]:
    """The words that `mended` may make of a word, at some place of some name; itself where it leaves it as it is."""
    several = [word, *(one for tail, _ in _tails(word) for one in (word.removesuffix(tail), tail))]
    parts = [part for one in several for part in apart(one) or (one,)]
    return tuple(dict.fromkeys(one for part in parts for one in (_slip(part), _cut().get(part, part))))


def form_inside(found: Sequence[Token]) -> bool:
    """Whether words stand before and behind a form: behind it is no name but an address, or another name."""
    named = [at for at, one in enumerate(found) if one.kind <= Kind.GENERIC]
    places = [at for at, one in enumerate(found) if one.kind == Kind.FORM]
    return any(named[0] < at < named[-1] for at in places) if named else False


def apart(word: str) -> tuple[str, ...] | None:
    """The words of a form written as one (LimitedLiability, CoLtd); a form and the word beside it (JSCNII); or None."""
    return _apart(word) if len(word) >= SHORTEST_APART else None


@lru_cache(maxsize=65536)
def _apart(word: str) -> tuple[str, ...] | None:
    known = _written_as_one().get(word)
    if known is not None or (not word.startswith((*OPENING, *BEFORE_CONSONANTS)) and not word.endswith(_closing())):
        return known
    if _is_word(word):
        return None
    short = next((form for form in BEFORE_CONSONANTS if word.startswith(form)), word)
    rest = word.removeprefix(short)
    if rest in ABBREVIATED or (len(rest) >= SHORTEST_BEHIND and _VOWELS.isdisjoint(rest)):
        return short, rest
    opens = next((form for form in OPENING if word.startswith(form)), word)
    if len(word) - len(opens) >= SHORTEST_BEHIND:
        return opens, word.removeprefix(opens)
    closes = next((form for form in _closing() if word.endswith(form)), word)
    return (word.removesuffix(closes), closes) if len(word) - len(closes) >= SHORTEST_BEFORE else None


@cache
def _closing() -> tuple[str, ...]:
    """Forms of one word that no other word ends with: long ones, and those without a vowel; longest first."""
    words = {spelling for row in tables.rows("forms") for spelling in row[1].split() if spelling.isalpha()}
    words = {word for word in words if word.isascii() and word not in AMBIGUOUS}
    found = {word for word in words if len(word) >= SHORTEST_CLOSING or (len(word) > 2 and _VOWELS.isdisjoint(word))}
    found.update(CLOSING)
    found.discard("wll")  # farewell, Rockwell with a slip
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


@cache
def _written_as_one() -> dict[str, tuple[str, ...]]:
    """All runs of words in the spellings of forms and phrases, by what they are as one; what is a word is none."""
    found: dict[str, tuple[str, ...]] = {}
    for spelling in forms()[0]:
        parts = tuple(spelling.split("+"))
        for first in range(len(parts)):
            for end in range(first + 2, len(parts) + 1):
                run = parts[first:end]
                if run == parts or min(map(len, run)) >= SHORTEST_PART or len(run[0]) >= LONG_PART:
                    found.setdefault("".join(run), run)
    return {word: run for word, run in found.items() if len(word) >= SHORTEST_AS_ONE and not _is_word(word)}


@lru_cache(maxsize=65536)
def _slip(word: str) -> str:
    heads, tails = _ends()
    if (word[:_END] not in heads and word[-_END:] not in tails) or _is_word(word):
        return word
    rests = _rests()
    for rest in (word, *_less_one(word)):
        for meant in rests.get(rest, ()):
            if OSA.distance(word, meant, score_cutoff=1) <= 1 and not (meant in RANKS and word.startswith(meant)):
                return meant
    if len(word) >= SHORTEST_TWICE:
        return next((meant for meant in _long() if OSA.distance(word, meant, score_cutoff=2) <= 2), word)
    return word


@cache
def _long() -> tuple[str, ...]:
    """Words so long that two slips leave them plain: one on a list, one in what was typed (OTVESTVENNaSTYU)."""
    return tuple(word for word in (*_words(), *_read_on()) if len(word) > SHORTEST_TWICE)


@cache
def _rests() -> dict[str, list[str]]:
    """The words of forms by themselves and by what is left of them without one letter."""
    found: dict[str, list[str]] = {}
    for word in (*_words(), *sorted(RANKS), *_read_on()):
        for rest in (word, *_less_one(word)):
            found.setdefault(rest, []).append(word)
    return found


@cache
def _ends() -> tuple[frozenset[str], frozenset[str]]:
    """How words of forms begin and end: one edit in a word of SHORTEST letters leaves one of the two as it was."""
    words = (*_words(), *RANKS, *_read_on())
    return frozenset(word[:_END] for word in words), frozenset(word[-_END:] for word in words)


@cache
def _read_on() -> tuple[str, ...]:
    """Long words that are read as numbers or as several words, and those of phrases: with a slip they would be other
    words, and the phrase none."""
    phrases = {word for spelling in forms()[0] if "+" in spelling for word in spelling.split("+")} - AMBIGUOUS
    known = (word for word in read_on() | phrases if word.isascii() and len(word) >= SHORTEST_READ_ON)
    return tuple(sorted(known))


@cache
def _cut() -> dict[str, str]:
    """What is left of a word of a form at the end of a column, where only one of them begins so."""
    begun: dict[str, set[str]] = {}
    for word in _words():
        for size in range(SHORTEST_CUT, len(word)):
            begun.setdefault(word[:size], set()).add(word)
    return {begin: words.pop() for begin, words in begun.items() if len(words) == 1 and not _is_word(begin)}


@cache
def _words() -> tuple[str, ...]:
    """Long words that only forms have, each once."""
    words = {word for row in tables.rows("forms") for spelling in row[1].split() for word in spelling.split("+")}
    return tuple(sorted(word for word in words if len(word) >= SHORTEST and word not in AMBIGUOUS))


def _is_word(text: str) -> bool:
    """Whether the tables have a word of this spelling."""
    if text in NO_SLIP:
        return True
    known = (
        *(tables.classes("synonyms"), tables.classes("variants")),
        *(tables.members("meanings"), tables.members("numbers")),
    )
    return any(text in one for one in known) or text in _generic() or text in _form_words()


@cache
def _generic() -> frozenset[str]:
    return frozenset(word for row in tables.rows("generic") for word in row[1].split())


@cache
def _form_words() -> frozenset[str]:
    return frozenset(
        word for row in tables.rows("forms") for spelling in row[1].split() for word in spelling.split("+")
    )


def _less_one(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))
