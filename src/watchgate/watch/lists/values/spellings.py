"""The names inside one name cell: lists write several spellings, scripts and comments where one name should stand.

`Mohammad SHALISH محمد شاليش`, `Rashedi; Rashidi`, `(a) E. S. Co., (b) E. X. Co.`, `Fahd (a.k.a. Fahid) AL-FURAYJ`,
`Foreign Trade Bank (FTB)`, `Musa Hilal (birth name)` are one cell each. Every spelling becomes a name of its own, with
the whole cell as its original wording, so that nothing the source wrote is lost and a name is found in each script.
A cell that is one plain name is left exactly as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from watchgate.watch.lists.entry import Claim
from watchgate.watch.lists.values.name_cells import LETTER, at_semicolons, parts_of
from watchgate.watch.lists.values.scripts import latin, runs_by_script

MOST_VARIANTS = 24
"""Spellings made from bracketed variants of single words; more than these say nothing new."""

_PLAIN = re.compile(r"[A-Za-z0-9 .'&-]*\Z")
_MARKS = re.compile(
    r"\b(?:a\.?k\.?a|f\.?k\.?a|n\.?k\.?a)\b|formerly|[;()/“”\"‘’:«»]|\bborn\b|\bson of\b", re.IGNORECASE
)
_LABEL = re.compile(
    r"^(?:(?:in|original|arabic|russian|rusian|ukrainian|belarussian|belarusian|kazakh|uzbek|chinese|korean|persian|farsi|serbian|burmese|english|dari|"
    r"pashto|tigrinya|hebrew|script|spelling|transliterations?|text of image|native|name|or|and)\b[\s:,]*)+\Z",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"^(?:transliterations?|original script|in [A-Z][a-z]+( script)?|[A-Z][a-z]+(?: spelling)?)\s*:\s*"
)
_COMMENT = re.compile(r"[\s,.(]+(?:born|son of|daughter of|date of birth|passport number)\b.*\Z", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?:combat name|birth name|nom de guerre|deceased|dob|pob|(?:date|place) of birth|born|nationality|passport|"
    r"[a-z]{2}[ie]\.\d{3})\b",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\(([^()]*)\)")
_ALSO = re.compile(r"^(?:also known as|a\.?k\.?a\.?:?|or)[\s:]+", re.IGNORECASE)
_FORMER = re.compile(
    r"^(?:born|(?:as )?(?:formerly|previously)(?: known as| listed(?: as)?| called)?|f\.?k\.?a\.?:?|ex)(?:[\s:]+|\Z)",
    re.IGNORECASE,
)
_ALSO_INLINE = re.compile(r"[\s(]+(?:a\.k\.a\.?:?|aka[.:]?|(?:also )?known as)\s+(.*)\Z", re.IGNORECASE)
_FORMER_INLINE = re.compile(r"[\s(]+(?:f\.k\.a\.?:?|fka[.:]?|formerly known as)\s+(.*)\Z", re.IGNORECASE)
_DOCUMENTS = re.compile(
    r"\b(?:ID number|identification card no|(?:date|place) of (?:birth|issue)|passport n\w+|mother’s name|[DP]OB)\b",
    re.IGNORECASE,
)
_KNOWN_BY = re.compile(r"\b(?:known by|sub-unit name)\b")
_FORMS = frozenset(["АО", "AO", "ООО", "OOO", "ПАО", "PAO", "ЗАО", "ZAO", "ОАО", "OAO", "JSC", "LLC", "PJSC", "Ltd"])
_FORM = re.compile(r"(?:(?:public|private|open|closed|joint|stock|limited|liability|company)[ -]*)+\Z", re.IGNORECASE)
"""Legal forms: in brackets behind a company they are no name of it."""
_SMALL_WORDS = frozenset({"of", "the", "and", "for", "in", "al", "la", "de"})
_EDGES = " \t,;:-–—/"
_QUOTES = "\"“”„«»‘’'"


class Spelling(NamedTuple):
    """One name of a cell. `kind`: `name` as the cell is meant, `also`, `former`, or `short` (an abbreviation)."""

    text: str
    kind: str = "name"


@lru_cache(maxsize=16_384)
def spellings(cell: str, *, listed: bool = False) -> tuple[Spelling, ...]:
    """Every name in the cell in the order written; () when there is none. `listed`: a cell of aliases."""
    cell = " ".join(cell.split())
    if _PLAIN.match(cell) and not _MARKS.search(cell):
        return (Spelling(cell),) if any(map(str.isalnum, cell)) else ()
    found: dict[str, Spelling] = {}
    for part in parts_of(cell, listed=listed):
        for spelling in _of_part(part):
            found.setdefault(spelling.text, spelling)
    return tuple(found.values())


def name_claims(prop: str, cell: str, lang: str | None = None) -> tuple[Claim, ...]:
    """The names of a cell as claims of `prop` (`name`, `alias`, `weakAlias`, `previousName`).

    What the cell itself calls an a.k.a. of a primary name is an `alias`, a former one a `previousName`, an
    abbreviation an `abbreviation`; everything in a weak alias stays weak. `lang` goes only to a cell of one name.
    """
    cell = " ".join(cell.split())
    found = spellings(cell, listed=prop != "name")
    claims: dict[Claim, None] = {}
    for spelling in found:
        kind = prop
        if prop != "weakAlias":
            kind = {"name": prop, "also": "alias" if prop == "name" else prop, "former": "previousName"}.get(
                spelling.kind, "abbreviation"
            )
        original = cell if spelling.text != cell else None
        claims[Claim(kind, spelling.text, lang if len(found) == 1 else None, original)] = None
    return tuple(claims)


def _of_part(part: str) -> Iterator[Spelling]:
    for run in _rejoined(runs_by_script(part)):
        if latin(run):
            for piece in at_semicolons(_unwrapped(run)):
                yield from _of_latin(piece)
        else:
            yield from _of_other_script(run)


def _rejoined(runs: list[str]) -> list[str]:
    """`Issam (عصام) ANBOUBA` is one Latin name: a bracket in another script stands inside it, not between two names.

    What is in the bracket is then one word of a name, and not a name.
    """
    if len(runs) == 3 and latin(runs[0]) and latin(runs[2]) and runs[1].lstrip().startswith("("):
        sides = [runs[0].split(), runs[2].strip(") ").split()]
        if all(sides) and min(map(len, sides)) == 1:
            return [" ".join(sides[0] + sides[1])]
    return runs


def _of_other_script(run: str) -> Iterator[Spelling]:
    """Names of a run of another script, and of the bracket at its end if it holds a name."""
    for piece in run.split(";"):
        text = _COMMENT.sub("", _unwrapped(piece))
        match = re.search(r"\(([^()]*)\)?\s*\Z", text)
        if match and not _name_in_bracket(match[1].strip(), text[: match.start()]):
            match = None
        for side in (text[: match.start()], match[1]) if match else (text,):
            if name := _tidy(side):
                yield Spelling(name)


def _name_in_bracket(inner: str, head: str) -> bool:
    """Quoted, one capitalised word, in capitals, or like what stands before: not a legal form, not a place.

    A name: `(АО «ЗЗГТ»)`, `(Роскомнадзор)`. Part of the name: `Банк (Публичное Акционерное Общество)`.
    """
    if inner in _FORMS:
        return False
    short = " " not in inner and inner[:1].isupper()
    return short or inner[:3].isupper() or any(mark in inner for mark in _QUOTES) or _shares_word(inner, head)


def _unwrapped(run: str) -> str:
    """Without the bracket that holds all of it."""
    run = run.strip(_EDGES).lstrip(") ")
    match = re.match(r"\s*\(((?:[^()]|\([^()]*\))*)\)?\s*\Z", run)
    return match[1] if match else run.strip()


def _of_latin(run: str) -> Iterator[Spelling]:
    """Names of a run of Latin script: brackets are variants, abbreviations, other names or comments."""
    run = _unwrapped(LETTER.sub("", run))
    for marks, kind in ((_FORMER, "former"), (_ALSO, "also")):
        if (match := marks.match(run)) and run[match.end() :].strip():
            rest = run[match.end() :]
            if "(" in rest:
                yield from (Spelling(one.text, kind if one.kind == "name" else one.kind) for one in _of_latin(rest))
            else:
                yield from _others("", rest, kind)
            return
    if (match := re.search(r"\(([^()]*)\Z", run)) and _LABEL.match(match[1].strip()):
        run = run[: match.start()]
    for marks, kind in ((_FORMER_INLINE, "former"), (_ALSO_INLINE, "also")):
        if match := marks.search(re.sub(r"\([^()]*\)", lambda m: "\0" * len(m[0]), run)):
            before, after = run[: match.start()], run[match.start(1) :]
            yield from _of_latin(before)
            yield from _others(before, after, kind)
            return
    body, others = run, []
    for bracket in reversed(list(_BRACKET.finditer(run))):
        inner = bracket[1].strip(_EDGES)
        head, tail = run[: bracket.start()], run[bracket.end() :]
        drop = True
        if match := _FORMER.match(inner):
            others.append((head, tail, inner[match.end() :], "former"))
        elif match := _ALSO.match(inner):
            others.append((head, tail, inner[match.end() :], "also"))
        elif abbreviates(inner, head):
            others.append(("", "", inner, "short"))
        elif (_is_comment(inner) and not inner[:1].islower()) or _DOCUMENTS.search(inner):
            pass
        elif ";" in inner or (not tail.strip(_EDGES) and _shares_word(inner, head)):
            others.append(("", "", inner, "also"))
        elif not _is_comment(inner) and not _LABEL.match(inner):
            drop = False
        if drop:
            body = body[: bracket.start()] + " " + body[bracket.end() :]
    if text := _tidy(_COMMENT.sub("", _LABELLED.sub("", body))):
        yield Spelling(text)
    for head, tail, inner, kind in reversed(others):
        yield from _others(head, inner, kind, tail)


def _others(head: str, inner: str, kind: str, tail: str = "") -> Iterator[Spelling]:
    """Names in `inner`: a single word takes the place of the word before it, several words are a name by themselves."""
    head, tail = _BRACKET.sub(" ", head), _BRACKET.sub(" ", tail)
    before = head.split()
    for number, variant in enumerate(re.split(r"\s*[,;]\s*(?!Ltd|LLC|Inc|Co\b)|\s+or\s+", inner)):
        text = _tidy(variant)
        if not text or number >= MOST_VARIANTS:
            continue
        alone = kind == "short" or len(text.split()) > 1 or not before or (len(before) == 1 and not tail.split())
        yield Spelling(text if alone else " ".join([*before[:-1], text, *tail.split()]), kind)


def abbreviates(short: str, name: str) -> bool:
    """Whether `short` (`FTB`) can be read as letters of `name` (`Foreign Trade Bank`) in order, from a word's first."""
    letters = [char for char in short.casefold() if char.isalnum()]
    capitals = sum(char.isupper() for char in short)
    if not 2 <= len(letters) <= 8 or " " in short or capitals < 2 or not letters[0].isalpha():
        return False
    text = name.casefold()
    starts = [match.start() for match in re.finditer(r"\b" + re.escape(letters[0]), text)]
    return any(_in_order(letters, text[start:]) for start in starts)


def _in_order(letters: list[str], text: str) -> bool:
    place = 0
    for letter in letters:
        place = text.find(letter, place) + 1
        if not place:
            return False
    return True


def _is_comment(inner: str) -> bool:
    """Brackets that speak about the name: `birth name`, `as previously listed`, `COMBAT NAME`, `third`."""
    return inner[:1].islower() or inner in _FORMS or bool(_FORM.match(inner)) or _ABOUT.match(inner) is not None


def _shares_word(inner: str, head: str) -> bool:
    words = inner.casefold().split()
    return len(words) > 1 and not (set(words) - _SMALL_WORDS).isdisjoint(head.casefold().split())


def _tidy(text: str) -> str:
    """Without the marks round it, quotation marks as a pair, or brackets that have lost their other half."""
    text = " ".join(text.split()).strip(_EDGES)
    if text.count("(") != text.count(")"):
        text = " ".join(text.replace("(", " ").replace(")", " ").split()).strip(_EDGES)
    if len(text) > 2 and text[0] in _QUOTES and text[-1] in _QUOTES and not any(c in '"“”«»' for c in text[1:-1]):
        text = text[1:-1].strip(_EDGES)
    nothing = _LABEL.match(text) or _KNOWN_BY.search(text) or _DOCUMENTS.search(text)
    return "" if nothing or not any(map(str.isalpha, text)) else text
