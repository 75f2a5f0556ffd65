"""From a name as written to its words: invisible characters gone, look-alike letters folded, one case, no marks.

A word is a run of letters or digits. Apostrophes, modifier letters and marks inside a word vanish (KY'ONG is one
word); hyphens, slashes and all other punctuation separate. Full stops join three letters or more (S.A.R.L. is one word)
and separate otherwise: two letters may be a person's initials, and `dotted_as_words` is for organisations. `No.` and
the number behind it are two words however they are written. Words keep their script: turning it into Latin letters is
`latinise.py`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from watchgate.risk.names import tables

MAX_CHARACTERS = 512
"""Longer text is no name; what stands behind it is not compared, and the analysis says so."""

_APOSTROPHES = re.compile("['’‘`´ʼʻʹ′ʾʿ\u0640]")
_DOTTED = re.compile(r"\b(?:\w\.){2,}\w?\b\.?", re.UNICODE)
_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff\u0e31-\u0ecd\u102b-\u103e\u17b4-\u17d3"
)
_LETTERS = re.compile(r"(?<!\w)[^\W\d_](?:\.[^\W\d_])+(?!\w)\.?")
_NUMBERED = re.compile(r"\b(no|nr|num)\.?(?=\d)", re.IGNORECASE)
_WORD = re.compile(rf"(?:[^\W_]|[{_MARKS}])+")
r"""Vowel signs are marks, which `\w` leaves out."""
_PLAIN = re.compile("[A-Za-z ,-]*")
"""Most names: nothing of what follows would change them but for case and what separates words."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SELECTORS = re.compile("[\ufe00-\ufe0f]")
_ENDS_WORD = re.compile(r"(ة)(?=\w)")
"""The feminine ending of Arabic stands at the end of a word, so another begins behind it."""
_AND = re.compile(r"\s*[&+]\s*")
_TWO_IN_ONE = re.compile(r"\b([A-Za-z][a-z]{3,}|[Aa]l|The)([A-Z][a-z]{3,})\b")
"""Two words set as one (OreeLaser, AlRashid); shorter parts are prefixes of one name (McDonald, FitzRoy, DeVito)."""
_CAPITAL_INSIDE = re.compile("(?<=[а-яёіїєґўi]{2})(?=[А-ЯЁІЇЄҐЎ][а-яёіїєґўi]{2})")
"""Where a Cyrillic word begins that is one with the word before it: no prefix of a name goes on with a capital."""
_AFTER_FORM = re.compile(r"\b([A-Z]{2,4}|[А-ЯЁ]{2,4})(?=[A-Z][a-z]{2,}\b|[А-ЯЁ][а-яё]{2,}\b)")
"""Letters in capitals before a word with a capital: ПАОБанк, where they are a form."""


def words(text: str) -> list[str]:
    """The words of `text` in order, lower case, without marks, each in one script where that can be had."""
    if _PLAIN.fullmatch(text) and len(text) <= MAX_CHARACTERS:
        if not (text.isupper() or text.istitle()):
            text = _TWO_IN_ONE.sub(_apart, text)
        return text.lower().replace("-", " ").replace(",", " ").split()
    text = text[:MAX_CHARACTERS]
    plain = without_invisible(text)
    plain = _AND.sub(" and ", plain)
    plain = _APOSTROPHES.sub("", plain)
    plain = _NUMBERED.sub(r"\1 ", plain)
    plain = _DOTTED.sub(lambda found: " " + found.group().replace(".", "") + " ", plain)
    plain = _CAPITAL_INSIDE.sub(" ", _ENDS_WORD.sub(r"\1 ", plain))
    plain = _AFTER_FORM.sub(_form_apart, plain)
    found = _WORD.findall(_TWO_IN_ONE.sub(_apart, plain))
    if plain.isascii():
        return [word.lower() for word in found]
    latin_around = sum(map(_is_latin, found)) * 2 + any(map(_is_mixed, found)) > len(found)
    return [folded for word in found if (folded := _folded(word, latin_around=latin_around))]


@lru_cache(maxsize=16384)
def _folded(word: str, *, latin_around: bool) -> str:
    """A word in one case and script, as far as that can be had."""
    return _lower(_fold_lookalikes(word, latin_around=latin_around))


def _apart(found: re.Match[str]) -> str:
    """The two words, where the second is no form: a form behind a name is not looked for in one word with it."""
    first, second = found.groups()
    return found.group() if second.lower() in _forms() else f"{first} {second}"


def _form_apart(found: re.Match[str]) -> str:
    return f"{found.group()} " if found.group().lower() in _forms() else found.group()


@cache
def _forms() -> frozenset[str]:
    return frozenset(spelling for row in tables.rows("forms") for spelling in row[1].split())


def dotted_as_words(text: str) -> str:
    """`text` with letters that stand between full stops as one word each: `COPA S.A. DE C.V.` is `COPA SA DE CV`."""
    return _LETTERS.sub(lambda found: found.group().replace(".", "") + " ", text)


def without_invisible(text: str) -> str:
    """`text` in NFKC without format characters, controls and variation selectors: what a reader sees."""
    if text.isascii():
        return text if text.isprintable() else _CONTROLS.sub("", text)
    text = unicodedata.normalize("NFKC", text)
    if text.isprintable() and not _SELECTORS.search(text):
        return text
    kept = [
        " " if character in "\u00a0\u2028\u2029" else character
        for character in text
        if unicodedata.category(character) not in ("Cf", "Cc", "Co", "Cs") and not "\ufe00" <= character <= "\ufe0f"
    ]
    return "".join(kept)


@lru_cache(maxsize=4096)
def script_of(character: str) -> str:
    """The script of a letter by its Unicode name: LATIN, CYRILLIC, HANGUL, CJK, ARABIC, ...; DIGIT for digits."""
    if character.isdecimal():
        return "DIGIT"
    name = unicodedata.name(character, "UNKNOWN")
    first = name.split(" ", 1)[0].split("-", 1)[0]
    return "LATIN" if first == "MODIFIER" else first


def script(word: str) -> str:
    """The script of a word: that of its first letter; DIGIT when it has none."""
    if word.isascii():
        return "DIGIT" if word.isdecimal() else "LATIN"
    return _script(word)


@lru_cache(maxsize=16384)
def _script(word: str) -> str:
    return next((found for character in word if (found := script_of(character)) != "DIGIT"), "DIGIT")


@lru_cache(maxsize=16384)
def _is_latin(word: str) -> bool:
    return word.isascii() or any(script_of(character) == "LATIN" for character in word)


@lru_cache(maxsize=16384)
def _is_mixed(word: str) -> bool:
    """Letters of Latin and of another script in one word: somebody has put in look-alikes."""
    return not word.isascii() and len({script_of(character) for character in word} - {"DIGIT"}) > 1


def _fold_lookalikes(word: str, *, latin_around: bool) -> str:
    """Latin look-alikes for the Cyrillic, Greek or other letters of a word that is otherwise Latin, or the reverse.

    A word wholly of look-alikes is folded when the words around it are Latin: `КІМ` in `КІМ Jong Un`.
    """
    if word.isascii():
        return word
    scripts = {found for character in word if (found := script_of(character)) != "DIGIT"}
    to_latin = tables.mapping("homoglyphs")
    if "LATIN" in scripts and len(scripts) > 1:
        folded = "".join(to_latin.get(character, character) for character in word)
        if all(script_of(character) in ("LATIN", "DIGIT") for character in folded):
            return folded
        if "CYRILLIC" in scripts:
            back = _cyrillic_lookalikes()
            return "".join(back.get(character, character) for character in word)
        return word
    if latin_around and scripts <= {"CYRILLIC", "GREEK"} and all(c in to_latin or c.isdigit() for c in word):
        return "".join(to_latin.get(character, character) for character in word)
    return word


@lru_cache(maxsize=1)
def _cyrillic_lookalikes() -> dict[str, str]:
    found: dict[str, str] = {}
    for letter, latin in tables.mapping("homoglyphs").items():
        if script_of(letter) == "CYRILLIC":
            found.setdefault(latin, letter)
    return found


def _lower(word: str) -> str:
    if word.isascii():
        return word.lower()
    keep = script(word) in ("CYRILLIC", "HANGUL", "CJK")
    if keep:
        return unicodedata.normalize("NFC", word).lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold() if "ß" not in word else word.lower())
    if script(word) in ("LATIN", "GREEK", "ARABIC", "HEBREW"):
        decomposed = "".join(character for character in decomposed if not unicodedata.combining(character))
    return decomposed
