"""The classes of alteration that a listed name is put through, each seeded, each None where it changes nothing.

They are the classes of docs/names-coverage.md; what each is for is said in `CLASSES`.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from watchgate.gate.validation.alterations_words import FORMS, TITLES
from watchgate.gate.validation.romanised import romanisations

LOOK_ALIKE = str.maketrans("ACEHKMOPTXaceopxy", "АСЕНКМОРТХасеорху")
"""Latin letters and the Cyrillic ones that look the same."""
LATIN = "abcdefghijklmnopqrstuvwxyz"
_UNMARKED = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "ı": "i"})

Alteration = Callable[[str, bool, random.Random], str | None]


class AlterationClass(NamedTuple):
    """`does`: in words; `make`: (name, whether a person's, random) -> the altered name."""

    does: str
    make: Alteration


def altered(name: str, class_: str, rng: random.Random, *, person: bool) -> str | None:
    """The name altered; None where the class does not apply or leaves the name as it is."""
    found = CLASSES[class_].make(name, person, rng)
    return None if found is None or found == name or not any(map(str.isalnum, found)) else found


def _typo(name: str, _person: bool, rng: random.Random) -> str | None:
    def wrong(word: str) -> str:
        place = rng.randrange(1, len(word))
        letter = rng.choice([one for one in LATIN if one != word[place].lower()])
        return word[:place] + (letter.upper() if word[place].isupper() else letter) + word[place + 1 :]

    return _in_a_word(name, rng, 5, wrong)


def _swapped(name: str, _person: bool, rng: random.Random) -> str | None:
    def swap(word: str) -> str:
        places = [place for place in range(1, len(word) - 1) if word[place].lower() != word[place + 1].lower()]
        if not places:
            return word
        place = rng.choice(places)
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]

    return _in_a_word(name, rng, 5, swap)


def _left_out(name: str, _person: bool, rng: random.Random) -> str | None:
    def cut(word: str) -> str:
        place = rng.randrange(1, len(word))
        return word[:place] + word[place + 1 :]

    return _in_a_word(name, rng, 6, cut)


def _doubled(name: str, _person: bool, rng: random.Random) -> str | None:
    def double(word: str) -> str:
        place = rng.randrange(1, len(word))
        return word[: place + 1] + word[place].lower() + word[place + 1 :]

    return _in_a_word(name, rng, 4, double)


def _word_missing(name: str, _person: bool, rng: random.Random) -> str | None:
    words = name.split()
    if len(words) < 4:
        return None
    words.pop(rng.randrange(1, len(words)))
    return " ".join(words).strip(" ,")


def _joined(name: str, _person: bool, rng: random.Random) -> str | None:
    words = name.split()
    places = [
        place
        for place in range(len(words) - 1)
        if words[place].isalpha() and words[place + 1].isalpha() and min(len(words[place]), len(words[place + 1])) > 1
    ]
    if not places:
        return None
    place = rng.choice(places)
    words[place : place + 2] = [words[place] + words[place + 1]]
    return " ".join(words)


def _split(name: str, _person: bool, rng: random.Random) -> str | None:
    def split(word: str) -> str:
        place = rng.randrange(3, len(word) - 2)
        return f"{word[:place]} {word[place:]}"

    return _in_a_word(name, rng, 7, split)


def _order(name: str, person: bool, _rng: random.Random) -> str | None:
    surname, comma, given = name.partition(",")
    if comma and given.strip() and "," not in given:
        return f"{given.strip()} {surname.strip()}"
    words = name.split()
    if len(words) < 2 or comma:
        return None
    return f"{words[-1]}, {' '.join(words[:-1])}" if person else " ".join([*words[1:], words[0]])


def _initial(name: str, person: bool, rng: random.Random) -> str | None:
    words = name.split()
    places = [
        place
        for place in range(1, len(words))
        if len(words[place].strip(",")) > 2 and words[place].strip(",").isalpha()
    ]
    if not person or len(words) < 3 or not places:
        return None
    place = rng.choice(places)
    words[place] = f"{words[place][0]}."
    return " ".join(words)


def _punctuation(name: str, _person: bool, _rng: random.Random) -> str | None:
    spaced = re.sub(r"[-–—/&,]", " ", name)
    return " ".join("".join(sign for sign in spaced if sign.isalnum() or sign == " " or _is_mark(sign)).split())


def _case(name: str, _person: bool, _rng: random.Random) -> str | None:
    return name.lower() if name.upper() == name else name.upper()


def _unmarked(name: str, _person: bool, _rng: random.Random) -> str | None:
    if not any("LATIN" in unicodedata.name(sign, "") for sign in name):
        return None
    parts = unicodedata.normalize("NFKD", name.translate(_UNMARKED))
    return unicodedata.normalize("NFC", "".join(sign for sign in parts if not _is_mark(sign)))


def _title(name: str, person: bool, rng: random.Random) -> str | None:
    return f"{rng.choice(TITLES)} {name}" if person else None


def _form(name: str, person: bool, rng: random.Random) -> str | None:
    """The legal form written out, abbreviated, or left out."""
    words = name.split()
    for place in range(len(words) - 1, 0, -1):
        others = FORMS.get(words[place].strip(",.").replace(".", "").upper())
        if others is not None and not person:
            return " ".join(
                [*words[:place], *([rng.choice(others)] if rng.random() < 0.75 else ()), *words[place + 1 :]]
            )
    return None


def _look_alike(name: str, _person: bool, _rng: random.Random) -> str | None:
    return name.translate(LOOK_ALIKE) if name.isascii() else None


def _transliterated(name: str, _person: bool, rng: random.Random) -> str | None:
    found = romanisations(name)
    return found[rng.choice(sorted(found))] if found else None


def _cut(name: str, _person: bool, _rng: random.Random) -> str | None:
    return name[:35].strip() if len(name) > 35 else None


CLASSES: dict[str, AlterationClass] = {
    "letter wrong": AlterationClass("one letter of a word of five or more is another one", _typo),
    "letters swapped": AlterationClass("two neighbouring letters exchanged", _swapped),
    "letter left out": AlterationClass("one letter of a word of six or more is missing", _left_out),
    "letter doubled": AlterationClass("one letter written twice", _doubled),
    "word left out": AlterationClass("one of four or more words is missing, never the first", _word_missing),
    "words joined": AlterationClass("two neighbouring words written as one", _joined),
    "word split": AlterationClass("a word of seven or more letters written as two", _split),
    "order of words": AlterationClass("family name first or last, with and without comma", _order),
    "initial": AlterationClass("one given name as its initial", _initial),
    "punctuation": AlterationClass("hyphens and strokes as spaces, other signs left out", _punctuation),
    "case": AlterationClass("all capitals, or all small letters", _case),
    "marks left out": AlterationClass("Latin letters without their diacritical marks", _unmarked),
    "title added": AlterationClass("a form of address before the name of a person", _title),
    "company form": AlterationClass("the legal form written otherwise or left out", _form),
    "look-alike letters": AlterationClass("Latin letters replaced by Cyrillic ones that look the same", _look_alike),
    "transliteration": AlterationClass("a name in Cyrillic or Hangul, in Latin letters by a standard", _transliterated),
    "cut at 35": AlterationClass("only the first 35 characters, as one line of an MT message holds", _cut),
}
"""In the order they are reported."""


def _in_a_word(name: str, rng: random.Random, least: int, change: Callable[[str], str]) -> str | None:
    """`change` one of the words of at least so many Latin letters."""
    words = name.split()
    places = [place for place, word in enumerate(words) if len(word) >= least and word.isascii() and word.isalpha()]
    if not places:
        return None
    place = rng.choice(places)
    words[place] = change(words[place])
    return " ".join(words)


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) in {"Mn", "Mc"}
