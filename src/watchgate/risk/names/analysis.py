"""A name as written becomes what is compared: its tokens, in order, forms and numbers recognised."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import groupby

import msgspec

from watchgate.risk.names import tables
from watchgate.risk.names.formwords import form_inside, mended
from watchgate.risk.names.korean import either
from watchgate.risk.names.latinise import latinise
from watchgate.risk.names.meaning import Reading, meanings
from watchgate.risk.names.normal import dotted_as_words, words
from watchgate.risk.names.numbers import with_digits
from watchgate.risk.names.readings import Readings, read
from watchgate.risk.names.token import Kind, Token, make, token

MAX_TOKENS = 24
FEWEST_WORDS = 2
MOST_SPELLINGS = 8
COMMON = 60
LONGEST_ABBREVIATION = 4
FEWEST_LETTERS, MOST_LETTERS = 3, 7
SHORTEST_FAMILY_NAME = 4
"""Letters of a title that may be one: shorter ones are abbreviations, or the beginning of a word that was cut off."""


class Analysis(msgspec.Struct, frozen=True, gc=False):
    """`text`: as written. `tokens`: at most MAX_TOKENS, the rest is left out. `key`: the order-free normal form.

    `filed`: the tokens as of an organisation, where that makes a difference: letters that are a form or a word.
    `readings`: what it may be as a personal name of another script. `meant`: the tokens of its translation.
    `acronym`: the name, when it is one short word besides its form. `spelled_acronym`: the acronym it would have.
    """

    text: str
    tokens: tuple[Token, ...]
    key: str
    readings: Readings
    filed: tuple[Token, ...] = ()
    meant: tuple[tuple[Token, ...], ...] = ()
    acronym: str = ""
    spelled_acronym: str = ""

    @property
    def spellings(self) -> tuple[tuple[Token, ...], ...]:
        """The ways to compare it word by word: as written, as of an organisation, as its translation would read."""
        return (self.tokens, self.filed, *self.meant) if self.filed else (self.tokens, *self.meant)

    @property
    def written_spellings(self) -> int:
        """How many of `spellings` are not translations."""
        return 2 if self.filed else 1


@lru_cache(maxsize=65536)
def analyse(text: str) -> Analysis:
    """The analysis of one name."""
    parts = _without_own_acronym(_articles(mended(words(text))))
    found = _once(_initials(_tokens(with_digits(parts))[:MAX_TOKENS]))
    acronyms = _acronyms(found)
    found = _named(_family_name(text, found))
    key = " ".join(sorted(one.text for one in found))
    naming = tuple(_without_titles(parts))
    meant = tuple(_meant(reading) for reading in meanings(tuple(parts)))
    filed = _filed(text, parts)
    return Analysis(
        text=text,
        tokens=tuple(found),
        key=key,
        readings=_read_all(text) or read(naming),
        filed=() if filed == tuple(found) else filed,
        meant=meant,
        **acronyms,
    )


def _read_all(text: str) -> Readings | None:
    """The readings of several spellings in one field (KIM Yong Nam, KIM Young Nam), which begin with the same word."""
    if "," not in text:
        return None
    written = text.split(",")[:MOST_SPELLINGS]
    if len({piece.split(None, 1)[0].lower() if piece.strip() else "" for piece in written}) > 1:
        return None
    pieces = [words(piece) for piece in written]
    if min(map(len, pieces)) < FEWEST_WORDS:
        return None
    found = [read(tuple(piece)) for piece in pieces]
    return found[0]._replace(korean=either([one.korean for one in found]))


def tokens_of(parts: list[str]) -> list[Token]:
    """The tokens of words in a longer text, forms and phrases recognised; what makes a name of them is not done."""
    return _tokens(with_digits(parts))


_BEHIND = frozenset({"jr", "sr", "junior", "senior", "esq", "phd", "md"})
"""Titles that follow the name, and those of Korean and Chinese."""


def _without_titles(parts: list[str]) -> list[str]:
    """Without titles, as long as two words remain. Elsewhere than in front they may be names (Huang Wang-gen)."""
    titles = tables.members("titles")
    first, end = 0, len(parts)
    while end - first > FEWEST_WORDS and parts[first] in titles:
        first += 1
    while (
        end - first > FEWEST_WORDS
        and parts[end - 1] in titles
        and (parts[end - 1] in _BEHIND or not parts[end - 1].isascii())
    ):
        end -= 1
    return parts[first:end]


def _family_name(text: str, found: list[Token]) -> list[Token]:
    """A title that ends a name of two other words is a family name (Kamal Muhammad Syed, Billie Jean King).

    Titles that follow a name are others, and so is one behind the comma of a name that is turned round.
    """
    last = found[-1] if len(found) > FEWEST_WORDS and "," not in text else None
    if last is None or last.kind != Kind.TITLE or last.written in _BEHIND or not last.written.isascii():
        return found
    if len(last.written) < SHORTEST_FAMILY_NAME:
        return found
    if sum(one.kind == Kind.WORD for one in found) < FEWEST_WORDS or any(one.kind == Kind.FORM for one in found):
        return found
    return [*found[:-1], make(last.text, last.written, Kind.WORD)]


_ARTICLES = frozenset(["al", "el", "ul", "ad", "ar", "as", "ash", "at", "az", "an"])
_FAITH = frozenset({"din", "deen", "dine", "dean"})


def _articles(parts: list[str]) -> list[str]:
    """Without the article that is written apart or not at all: Abd al-Karim is Abdul Karim, Nur al-Din is Nur Din.

    Then the two words are neighbours, and may be one word on the other side.
    """
    if _ARTICLES.isdisjoint(parts):
        return parts
    out: list[str] = []
    for at, word in enumerate(parts):
        follows = parts[at + 1] if at + 1 < len(parts) else ""
        if word in _ARTICLES and out and follows:
            if out[-1] == "abd":
                out[-1] = "abdul"
                continue
            if follows in _FAITH:
                continue
        out.append(word)
    return out


def _without_own_acronym(parts: list[str]) -> list[str]:
    """Without a word that only abbreviates those beside it: Tula Cartridge Plant, TCP."""
    for at, word in enumerate(parts):
        if not FEWEST_LETTERS <= len(word) <= MOST_LETTERS or len(parts) <= len(word):
            continue
        rest = [*parts[:at], *parts[at + 1 :]]
        initials = "".join(one[0] for one in rest)
        if word in initials and not any(one == word for one in rest):
            return rest
    return parts


def _filed(text: str, parts: list[str]) -> tuple[Token, ...]:
    """The tokens as of an organisation; none where no single letter stands in the name."""
    if min(map(len, parts), default=2) > 1:
        return ()
    joined = with_digits(mended(words(dotted_as_words(text))))
    return tuple(_named(_once(_initials(_tokens(joined, letters=True)[:MAX_TOKENS]))))


def _named(found: list[Token]) -> list[Token]:
    """Something must be the name. Where no word is, single letters are (J & E Ltd.), or what only looks like a form."""
    if any(one.kind <= Kind.GENERIC or one.kind in (Kind.NUMBER, Kind.TITLE) for one in found):
        return found
    if any(one.kind == Kind.INITIAL for one in found):
        return [_as_word(one) if one.kind == Kind.INITIAL else one for one in found]
    return [_as_word(one) for one in found[:1]] + found[1:]


def _as_word(one: Token) -> Token:
    written = one.written.replace(" ", "")
    return make(latinise(written), written, Kind.WORD)


def _acronyms(found: list[Token]) -> dict[str, str]:
    """What a name is as an acronym, and what its acronym would be."""
    naming = [one for one in found if one.kind <= Kind.GENERIC]
    if len(naming) == 1 and FEWEST_LETTERS <= len(naming[0].text) <= MOST_LETTERS:
        return {"acronym": naming[0].text}
    of_people = all(one.kind <= Kind.WORD for one in naming) and not any(one.kind == Kind.FORM for one in found)
    of_people = of_people or form_inside(found)
    if FEWEST_LETTERS <= len(naming) <= MOST_LETTERS and not of_people:
        return {"spelled_acronym": "".join(one.text[0] for one in naming)}
    return {}


def _once(found: list[Token]) -> list[Token]:
    """A word said twice in a name of three or more is said once: Sergey Sergey Shoigu. Common ones may be two names."""
    kept: list[Token] = []
    for one in found:
        if one.kind > Kind.GENERIC or one.weight < COMMON or one not in kept:
            kept.append(one)
    naming = sum(one.kind <= Kind.GENERIC for one in kept)
    return kept if naming >= FEWEST_WORDS else found


def _initials(found: list[Token]) -> list[Token]:
    """A single letter that opens a name is an initial, whatever it means inside one (y, e)."""
    if found and found[0].kind == Kind.PARTICLE and len(found[0].text) == 1:
        return [make(found[0].text, found[0].written, Kind.INITIAL), *found[1:]]
    return found


def _meant(reading: Reading) -> tuple[Token, ...]:
    """The tokens of a translation: what stands between names spelled out is read as any words are."""
    out: list[Token] = []
    for spelled, run in groupby(reading, key=lambda word: word.spelled):
        texts = [word.text for word in run]
        out += [make(text, text, Kind.SPELLED) for text in texts] if spelled else _tokens(texts)
    return tuple(out[:MAX_TOKENS])


def _tokens(parts: list[str], *, letters: bool = False) -> list[Token]:
    """`letters`: single letters that spell a form behind other words are that form (S A DE C V)."""
    out: list[Token] = []
    at = 0
    forms, longest = _forms()
    plain = [word if word.isascii() else word.replace("й", "и") for word in parts]
    while at < len(parts):
        for size in range(min(longest.get(plain[at], 0), len(plain) - at), 0, -1):
            form = forms.get("+".join(plain[at : at + size]))
            if form is not None:
                written = " ".join(parts[at : at + size])
                out += [make(one, written, kind) for one, kind in form]
                break
        else:
            size = 1
            spelled = _spelled_form(parts, at) if letters and out else None
            if spelled is not None:
                size, kind_of_form = spelled
                out.append(make(kind_of_form, " ".join(parts[at : at + size]), Kind.FORM))
            elif parts[at]:
                one = token(parts[at])
                if one.text:
                    out.append(one)
        at += size
    return out


def _spelled_form(parts: list[str], at: int) -> tuple[int, str] | None:
    """The longest run of words from `at` whose letters are those of a form, one of them a single letter; its class."""
    table, longest = _form_letters()
    joined = ""
    best = None
    for size, word in enumerate(parts[at : at + longest], start=1):
        joined += word
        if len(joined) > longest:
            break
        if size > 1 and joined in table and any(len(one) == 1 for one in parts[at : at + size]):
            best = (size, table[joined])
    return best


@cache
def _form_letters() -> tuple[dict[str, str], int]:
    """Class by the letters of each form that is an abbreviation, and the number of letters of the longest."""
    table: dict[str, str] = {}
    for row in tables.rows("forms"):
        for spelling in row[1].split():
            if all(len(word) <= LONGEST_ABBREVIATION for word in spelling.split("+")):
                table.setdefault(spelling.replace("+", ""), row[0])
    return table, max(map(len, table))


@cache
def _forms() -> tuple[dict[str, list[tuple[str, Kind]]], dict[str, int]]:
    """Sequences of words that are read as one thing (company forms, phrases), and by first word the longest of them.

    The mark of the Cyrillic й is often lost, so the table is without it.
    """
    table: dict[str, list[tuple[str, Kind]]] = {}
    for row in tables.rows("forms"):
        for spelling in row[1].split():
            table.setdefault(spelling.replace("й", "и"), [(row[0], Kind.FORM)])
    for row in tables.rows("synonyms"):
        meant = [(word, Kind.GENERIC) for word in row[0].split("+")]
        for spelling in row[1].split():
            if "+" in spelling or "+" in row[0]:
                table.setdefault(spelling, meant)
    longest: dict[str, int] = {}
    for spelling in table:
        first = spelling.split("+", 1)[0]
        longest[first] = max(longest.get(first, 0), spelling.count("+") + 1)
    return table, longest
