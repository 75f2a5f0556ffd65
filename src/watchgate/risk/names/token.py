"""Token: one word of a name as it is compared: its Latin spelling, what it is, how rare, its keys."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache, lru_cache

import msgspec

from watchgate.risk.names import tables
from watchgate.risk.names.dictionary import meaning_of
from watchgate.risk.names.latinise import latinise
from watchgate.risk.names.normal import script
from watchgate.risk.names.sound import Bones, abjad_bones, coarse, heard

WEIGHT_FORM = 6
WEIGHT_PARTICLE = 4
WEIGHT_TITLE = 8
WEIGHT_NUMBER = 15
WEIGHT_INITIAL = 45
WEIGHT_RARE = 100
WEIGHT_GENERIC = 35
ABJADS = frozenset({"ARABIC", "HEBREW"})


class Kind(IntEnum):
    """What a word is. Only a WORD, SPELLED or GENERIC says who somebody is; the others qualify.

    SPELLED: a name within a translated name, spelled out by its sound, so that its spelling says less.
    """

    SPELLED = -1
    WORD = 0
    GENERIC = 1
    INITIAL = 2
    NUMBER = 3
    FORM = 4
    TITLE = 5
    PARTICLE = 6


class Token(msgspec.Struct, frozen=True, gc=False, cache_hash=True):
    """One word.

    `text`: Latin spelling, or the class of a form, or the digits of a number. `written`: as the name has it.
    `weight`: 4-100, rarity (data/weights.tsv); `variant`: the class of spellings of one name it belongs to, or ''.
    `shape`: letters that scanners confuse, as one. `coarse`: consonants as a Chinese or Korean hears them.
    `abjad`: written without vowels, so that only its bones (`skeleton`, `gaps`: sound.py) meet words of other scripts.
    """

    text: str
    written: str
    kind: Kind
    weight: int
    sound: str
    skeleton: str
    gaps: tuple[str, ...]
    variant: str
    abjad: bool
    shape: str
    coarse: str


@lru_cache(maxsize=32768)
def token(word: str) -> Token:
    """The token of a normalised word of any script."""
    if word.isascii():
        return make(word, word, _kind(word, word))
    kind = _kind(word, latinise(word))
    text = latinise(_without_inner_article(without_article(word))) if kind == Kind.WORD else latinise(word)
    return make(text, word, kind)


def _without_inner_article(word: str) -> str:
    """An Arabic name of two words without the article between them, as where they are written apart (عزيزالرحمن)."""
    if word.startswith(_SERVANT) and len(word) >= len(_SERVANT) + SHORTEST_BEHIND_ARTICLE:
        return _SERVANT.removesuffix(_ARTICLE) + word.removeprefix(_SERVANT)
    at = word.find(_ARTICLE, SHORTEST_BEFORE_ARTICLE, len(word) - SHORTEST_BEHIND_ARTICLE)
    return word[:at] + word[at + len(_ARTICLE) :] if at > 0 else word


def bones_of(written: str) -> Bones:
    """The bones of a word of an abjad: of two l that an article makes in it (Abd al-Latif in one) one is heard."""
    plain = without_article(written).replace("لله", "له").replace("عبدالل", "عبدل")
    return abjad_bones(tuple(map(latinise, plain)))


def _without_article_of_faith(word: str) -> str:
    """A word that ends with al-Din without that article, which is heard as a doubled d (Nureddin)."""
    for ending in ("الدين", "الدین"):
        if word.endswith(ending) and len(word) > len(ending):
            return word.removesuffix(ending) + ending[2:]
    return word


_PERSIAN = frozenset("یکگپچژ")
_ARTICLE = "ال"
_SERVANT = "عبدال"
SHORTEST_WITH_ARTICLE = 5
SHORTEST_BEFORE_ARTICLE, SHORTEST_BEHIND_ARTICLE = 3, 2


def without_article(word: str) -> str:
    """An Arabic word without its article; a word with Persian letters has none (الهیان is Elahian)."""
    if word.startswith(_ARTICLE) and len(word) >= SHORTEST_WITH_ARTICLE - 1 and _PERSIAN.isdisjoint(word):
        return word[2:]
    return word


@lru_cache(maxsize=16384)
def of_kind(text: str, written: str, kind: Kind) -> Token:
    """As `make`, of what many names have: a form, an initial, a word of a translation."""
    return make(text, written, kind)


def make(text: str, written: str, kind: Kind) -> Token:
    """A token whose kind is known already."""
    key, frame = heard(text)
    abjad = not written.isascii() and script(written) in ABJADS
    if abjad:
        frame = bones_of(_without_article_of_faith(written))
    return Token(
        text,
        written,
        kind,
        _weight(text, f"~{frame.consonants}" if abjad else key, kind),
        key,
        frame.consonants,
        frame.gaps,
        _variant(text, written, kind),
        abjad,
        shape(text),
        coarse(_heard(text) if kind == Kind.SPELLED else text),
    )


def _variant(text: str, written: str, kind: Kind) -> str:
    if kind == Kind.TITLE:
        return tables.mapping("titles").get(written, "")
    return variant(text) if kind == Kind.WORD else synonym(text) if kind == Kind.GENERIC else ""


@lru_cache(maxsize=16384)
def variant(text: str) -> str:
    """The class of spellings that a name belongs to; a patronymic belongs to one by the name it is made of."""
    known = tables.classes("variants")
    if text in known:
        return known[text]
    if not text.endswith(patronymic_endings()):
        return ""
    for ending, kind in tables.mapping("patronymics").items():
        stem = known.get(text.removesuffix(ending)) if text.endswith(ending) else None
        if stem is not None:
            return f"{stem}+{kind}"
    return ""


@cache
def patronymic_endings() -> tuple[str, ...]:
    """What patronymics end with."""
    return tuple(tables.mapping("patronymics"))


def _heard(pinyin: str) -> str:
    """A spelling in pinyin as its sounds would be written elsewhere."""
    for letters, sounds in (("x", "sh"), ("q", "ch"), ("zh", "j"), ("ng", "n"), ("c", "ts"), ("tsh", "ch")):
        pinyin = pinyin.replace(letters, sounds)
    return pinyin


def shape(text: str) -> str:
    """`text` with those letters as one that scanners and readers confuse (data/shapes.tsv); digits alone stay."""
    if text.isdigit() or not _shaped().search(text):
        return text
    for seen, meant in tables.mapping("shapes").items():
        text = text.replace(seen, meant)
    return text


@cache
def _shaped() -> re.Pattern[str]:
    """Whatever the table changes: most words have nothing of it."""
    return re.compile("|".join(map(re.escape, tables.mapping("shapes"))))


def _kind(word: str, text: str) -> Kind:
    if text.isdigit():
        return Kind.NUMBER
    told = _told().get(word)
    if told is not None:
        return told
    if len(word) == 1 and script(word) in ("LATIN", "CYRILLIC", "GREEK"):
        return Kind.INITIAL
    translated = not word.isascii() and bool(meaning_of(word))
    return Kind.GENERIC if translated or text in generic() or _singular(text) else Kind.WORD


@cache
def _told() -> dict[str, Kind]:
    """Of words that tables name as what stands beside a name."""
    titles = dict.fromkeys(tables.members("titles"), Kind.TITLE)
    return titles | dict.fromkeys(tables.members("particles"), Kind.PARTICLE)


@lru_cache(maxsize=1)
def generic() -> dict[str, int]:
    """Words that many organisations bear, with their weight; synonyms weigh what the word they stand for does."""
    found: dict[str, int] = {}
    for row in tables.rows("generic"):
        for word in row[1].split():
            found.setdefault(word, int(row[0]))
    for word, kind in tables.classes("synonyms").items():
        if "+" not in word:
            found.setdefault(word, found.get(kind, WEIGHT_GENERIC))
    return found


def synonym(text: str) -> str:
    """The word that a generic word stands for: that of its table, or what it is the plural of."""
    known = tables.classes("synonyms")
    if text in known:
        return known[text]
    one = _singular(text)
    return known.get(one, one) if one else text


def _singular(text: str) -> str:
    """The generic word that `text` is the plural of, or ''."""
    return text[:-1] if text.endswith("s") and not text.endswith("ss") and text[:-1] in generic() else ""


def _weight(text: str, key: str, kind: Kind) -> int:
    if kind == Kind.GENERIC:
        return generic().get(text) or generic().get(_singular(text), WEIGHT_GENERIC)
    if kind > Kind.WORD:
        return {
            Kind.INITIAL: WEIGHT_INITIAL,
            Kind.NUMBER: WEIGHT_NUMBER,
            Kind.FORM: WEIGHT_FORM,
            Kind.TITLE: WEIGHT_TITLE,
            Kind.PARTICLE: WEIGHT_PARTICLE,
        }[kind]
    known = tables.mapping("weights").get(key)
    return int(known) if known else WEIGHT_RARE
