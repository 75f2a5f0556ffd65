"""A name as written becomes what is compared: its tokens, in order, forms and numbers recognised."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

import msgspec

from watchgate.risk.names import tables
from watchgate.risk.names.forms import form_letters, forms, read_on
from watchgate.risk.names.formwords import apart, form_inside, mended
from watchgate.risk.names.korean import either
from watchgate.risk.names.korean_spelled import MOST_SYLLABLES
from watchgate.risk.names.latinise import latinise
from watchgate.risk.names.lexicon import (
    ABD,
    ARTICLE,
    ARTICLES,
    BEHIND_NAME,
    DIGITS,
    FOREIGN,
    LETTER,
    MENDED,
    OF_FAITH,
    OPENS_FORM,
    QUALIFIES,
    READ_ON,
    TITLE,
    Entry,
    entries,
    plain,
)
from watchgate.risk.names.meaning import Reading, meanings
from watchgate.risk.names.normal import dotted_as_words, words
from watchgate.risk.names.numbers import with_digits
from watchgate.risk.names.readings import MOST_WORDS, NONE, Readings, read
from watchgate.risk.names.token import Kind, Token, of_kind, token

MAX_TOKENS = 24
FEWEST_WORDS = 2
MOST_SPELLINGS = 8
COMMON = 60
FEWEST_LETTERS, MOST_LETTERS = 3, 7
SHORTEST_FAMILY_NAME = 4
"""Letters of a title that may be one: shorter ones are abbreviations, or the beginning of a word that was cut off."""


class Analysis(msgspec.Struct, frozen=True, gc=False):
    """`text`: as written. `tokens`: at most MAX_TOKENS, the rest is left out. `key`: the order-free normal form.

    `filed`: the tokens as of an organisation, where that makes a difference: letters that are a form or a word, or
    words that are read as something else and may be mistyped or one with their neighbour (Fivestar, Samusshipbuilding).
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


@lru_cache(maxsize=16384)
def analyse(text: str) -> Analysis:
    """The analysis of one name."""
    written = parts = words(text)
    known, traits = _known(parts)
    mended_parts = _mended(parts, traits)
    if mended_parts != parts:
        parts = mended_parts
        known, traits = _known(parts)
    acronyms: dict[str, str] = {}
    if traits & (DIGITS | OPENS_FORM):
        found = _tokens(with_digits(parts))[:MAX_TOKENS]
    else:
        found = [one.token for one in known if one.token.text][:MAX_TOKENS]
    if traits & (DIGITS | OPENS_FORM | QUALIFIES | LETTER) or len(found) < FEWEST_WORDS:
        found = _once(_initials(found))
        acronyms = _acronyms(found)
        found = _named(_family_name(text, found))
    elif len(set(parts)) < len(parts):
        found = _once(found)
    filed = _filed(text, parts, traits, found) if traits & LETTER else ()
    if not filed and (traits & READ_ON or len(parts) > len(written)):
        filed = _as_written(written if len(parts) > len(written) else parts, found)
    return Analysis(
        text=text,
        tokens=tuple(found),
        key=" ".join(sorted([one.text for one in found])),
        readings=read_all(text) or _read(parts, known, traits),
        filed=filed,
        meant=tuple(map(_meant, meanings(tuple(parts)))) if traits & FOREIGN else (),
        **acronyms,
    )


def _known(parts: list[str]) -> tuple[list[Entry], int]:
    """What is known of each word, and the traits of all of them."""
    known = entries(parts)
    traits = 0
    for one in known:
        traits |= one.traits
    return known, traits


def _mended(parts: list[str], traits: int) -> list[str]:
    """The words of a name without slips in forms, articles, and an acronym of the words beside it."""
    if traits & MENDED:
        parts = mended(parts)
    if traits & (MENDED | ARTICLE):
        parts = _articles(parts)
    return _without_own_acronym(parts) if len(parts) > FEWEST_LETTERS else parts


def _read(parts: list[str], known: list[Entry], traits: int) -> Readings:
    """The readings of the words of a name without its titles, if each of them may be in one."""
    if traits & TITLE:
        return read(tuple(_without_titles(parts)))
    if traits & FOREIGN:
        return read(tuple(parts))
    if len(parts) > MOST_WORDS:
        return NONE
    korean = _may_be_korean(known)
    chinese = all(one.pinyin for one in known) or all(one.wade_giles for one in known)
    return read(tuple(parts), korean=korean, chinese=chinese) if korean or chinese else NONE


def _may_be_korean(known: list[Entry]) -> bool:
    syllables = 0
    for one in known:
        fewest = one.syllables
        syllables += fewest
        if not fewest or syllables > MOST_SYLLABLES:
            return False
    return True


def read_all(text: str) -> Readings | None:
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


def _without_titles(parts: list[str]) -> list[str]:
    """Without titles, as long as two words remain. Elsewhere than in front they may be names (Huang Wang-gen)."""
    titles = tables.members("titles")
    first, end = 0, len(parts)
    while end - first > FEWEST_WORDS and parts[first] in titles:
        first += 1
    while (
        end - first > FEWEST_WORDS
        and parts[end - 1] in titles
        and (parts[end - 1] in BEHIND_NAME or not parts[end - 1].isascii())
    ):
        end -= 1
    return parts[first:end]


def _family_name(text: str, found: list[Token]) -> list[Token]:
    """A title that ends a name of two other words is a family name (Kamal Muhammad Syed, Billie Jean King).

    Titles that follow a name are others, and so is one behind the comma of a name that is turned round.
    """
    last = found[-1] if len(found) > FEWEST_WORDS and "," not in text else None
    if last is None or last.kind != Kind.TITLE or last.written in BEHIND_NAME or not last.written.isascii():
        return found
    if len(last.written) < SHORTEST_FAMILY_NAME:
        return found
    if sum(one.kind == Kind.WORD for one in found) < FEWEST_WORDS or any(one.kind == Kind.FORM for one in found):
        return found
    return [*found[:-1], of_kind(last.text, last.written, Kind.WORD)]


def _articles(parts: list[str]) -> list[str]:
    """Without the article that is written apart or not at all: Abd al-Karim is Abdul Karim, Nur al-Din is Nur Din.

    Then the two words are neighbours, and may be one word on the other side.
    """
    if ARTICLES.isdisjoint(parts):
        return parts
    out: list[str] = []
    for at, word in enumerate(parts):
        follows = parts[at + 1] if at + 1 < len(parts) else ""
        if word in ARTICLES and out and follows:
            if out[-1] == ABD:
                out[-1] = "abdul"
                continue
            if follows in OF_FAITH:
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


def _filed(text: str, parts: list[str], traits: int, found: list[Token]) -> tuple[Token, ...]:
    """The tokens as of an organisation of a name in which single letters stand; none where these are those `found`."""
    written = mended(words(dotted_as_words(text)))
    as_before = written == parts and not traits & (DIGITS | TITLE)
    if as_before and not any(_spelled_form(parts, at) for at in range(1, len(parts))):
        return ()
    filed = _named(_once(_initials(_tokens(with_digits(written), letters=True)[:MAX_TOKENS])))
    return () if filed == found else tuple(filed)


def _as_written(parts: list[str], found: list[Token]) -> tuple[Token, ...]:
    """The tokens where each word is itself, if one of them is otherwise read as a number or as several words."""
    if read_on().isdisjoint(parts) and not any(map(apart, parts)):
        return ()
    kept = _named(_once(_initials(_tokens(parts, as_written=True)[:MAX_TOKENS])))
    return () if kept == found else tuple(kept)


def _named(found: list[Token]) -> list[Token]:
    """Something must be the name. Where no word is, single letters are (J & E Ltd.), or what only looks like a form."""
    if any(one.kind <= Kind.GENERIC or one.kind in (Kind.NUMBER, Kind.TITLE) for one in found):
        return found
    if any(one.kind == Kind.INITIAL for one in found):
        return [_as_word(one) if one.kind == Kind.INITIAL else one for one in found]
    return [_as_word(one) for one in found[:1]] + found[1:]


def _as_word(one: Token) -> Token:
    written = one.written.replace(" ", "")
    return of_kind(latinise(written), written, Kind.WORD)


def _acronyms(found: list[Token]) -> dict[str, str]:
    """What a name is as an acronym, and what its acronym would be."""
    naming = [one for one in found if one.kind <= Kind.GENERIC]
    if len(naming) == 1 and FEWEST_LETTERS <= len(naming[0].text) <= MOST_LETTERS:
        return {"acronym": naming[0].text}
    if not FEWEST_LETTERS <= len(naming) <= MOST_LETTERS:
        return {}
    of_people = all(one.kind <= Kind.WORD for one in naming) and not any(one.kind == Kind.FORM for one in found)
    if not (of_people or form_inside(found)):
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
        return [of_kind(found[0].text, found[0].written, Kind.INITIAL), *found[1:]]
    return found


def _meant(reading: Reading) -> tuple[Token, ...]:
    """The tokens of a translation: what stands between names spelled out is read as any words are."""
    out: list[Token] = []
    for spelled, run in groupby(reading, key=lambda word: word.spelled):
        texts = [word.text for word in run]
        out += [of_kind(text, text, Kind.SPELLED) for text in texts] if spelled else _tokens(texts)
    return tuple(out[:MAX_TOKENS])


def _tokens(parts: list[str], *, letters: bool = False, as_written: bool = False) -> list[Token]:
    """`letters`: single letters that spell a form behind other words are that form (S A DE C V). `as_written`: words
    that are read as something else (`read_on`) stay as they are."""
    out: list[Token] = []
    at = 0
    table, longest = forms()
    looked_up = list(map(plain, parts))
    while at < len(parts):
        for size in range(min(longest.get(looked_up[at], 0), len(parts) - at), 0, -1):
            form = table.get("+".join(looked_up[at : at + size]))
            if form is not None and not (as_written and size == 1 and parts[at] in read_on()):
                written = " ".join(parts[at : at + size])
                out += [of_kind(one, written, kind) for one, kind in form]
                break
        else:
            size = 1
            spelled = _spelled_form(parts, at) if letters and out else None
            if spelled is not None:
                size, kind_of_form = spelled
                out.append(of_kind(kind_of_form, " ".join(parts[at : at + size]), Kind.FORM))
            elif parts[at]:
                one = token(parts[at])
                if one.text:
                    out.append(one)
        at += size
    return out


def _spelled_form(parts: list[str], at: int) -> tuple[int, str] | None:
    """The longest run of words from `at` whose letters are those of a form, one of them a single letter; its class."""
    table, longest = form_letters()
    joined = ""
    best = None
    for size, word in enumerate(parts[at : at + longest], start=1):
        joined += word
        if len(joined) > longest:
            break
        if size > 1 and joined in table and any(len(one) == 1 for one in parts[at : at + size]):
            best = (size, table[joined])
    return best
