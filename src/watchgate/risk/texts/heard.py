"""Heard: what a piece of a text may be of the listed names, found once and remembered for all texts it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from watchgate.risk.names import tables
from watchgate.risk.names.formwords import may_be_mended, meant_by
from watchgate.risk.names.lexicon import plain
from watchgate.risk.names.meaning import TRANSLATED
from watchgate.risk.names.normal import script, words
from watchgate.risk.names.token import WEIGHT_NUMBER, Kind, Token, token
from watchgate.risk.texts.listed_names import ListedNames, rows_of
from watchgate.risk.texts.read_as import TWO_IN_ONE, heft, is_tens, openers, opens_within, read_as
from watchgate.risk.texts.spoken import readable
from watchgate.risk.texts.standing import NOTHING, Standing, standing
from watchgate.risk.texts.telling import COUNTED, may_stand_alone

MOST_REMEMBERED = 100_000
"""Pieces, one to two kilobytes each."""

LONGEST_NUMBER = 10
"""Digits; longer ones are compared with all their noughts (numbers.py)."""
DIGITS = "777"
"""What stands for digits of which nothing is listed."""

MOST_LATE = 16
"""Words that are new on the lists are compared with a piece one by one; with more it is heard anew."""

Gains = dict[int, float]


SINGLE, LOUD, STANDS, READ = 1, 2, 4, 8
"""Signs of a piece: it is one character; what it is depends on what is around it (letters that stand for words, scripts
that are translated, spellings of two kinds of script); rows stand near it; it may be read as syllables."""


class Heard(msgspec.Struct, gc=False, eq=False):
    """A piece by itself.

    `tokens`: as the scorer sees its words. `plain`: no letter stands for a word, and nothing is translated.
    `letter`: a word of it is a single letter; `single`: it is one character; `joins`: it may be one word with
    another. `said`: its first word, and what slips of it in words of forms mean; `opens`: the words that go on with a
    phrase that it opens; `within`: such a phrase goes on in the piece itself; `initials`: the first letters of its
    words; `tens`: it opens a number of two words.
    `translated`: it is in a script that is. `weight`: what it surely weighs in a window as a word that few bear,
    `heft`: as any word or number. `generic`, `naming`, `alone`: surely generic; a word of names; may name somebody by
    itself. `syllables`: its words without titles, where all may be syllables of a name. `gains`: what it covers, with
    the gain (`ListedNames`); `by_bones`: what it meets by its bones alone. `crossing`: it is spelled like a word of the
    other kind of script.
    `heads`, `tails`: the lengths of longer words that begin, or end, with it, as bits. `standing`: the rows to
    be looked at for it in a plain text, `easy_rows` those of them that are in any.
    """

    tokens: tuple[Token, ...]
    plain: bool
    letter: bool
    single: bool
    joins: bool
    opens: frozenset[str]
    said: tuple[str, ...]
    within: bool
    initials: str
    tens: bool
    translated: bool
    weight: int
    heft: int
    generic: bool
    naming: bool
    alone: bool
    syllables: tuple[str, ...] | None
    gains: Gains = {}
    by_bones: Gains | None = None
    crossing: bool = False
    heads: int = 0
    tails: int = 0
    standing: Standing = NOTHING
    easy_rows: tuple[int, ...] = ()
    signs: int = 0
    at: int = -1

    def opens_phrase(self, other: Heard) -> bool:
        """Whether it may open a phrase that goes on with the next piece."""
        return bool(self.opens) and not self.opens.isdisjoint(other.said)

    def opens_number(self, other: Heard) -> bool:
        """Whether it may open a number that goes on with the next piece (forty four)."""
        return self.tens and any(one.kind == Kind.NUMBER and len(one.text) == 1 for one in other.tokens)


class Hearing:
    """All pieces heard so far."""

    def __init__(self, listed: ListedNames) -> None:
        self._listed = listed
        self._heard: dict[str, Heard] = {}
        self._seen: dict[tuple[Token, bool], tuple[int, Gains]] = {}

    def of(self, pieces: Sequence[str]) -> list[Heard]:
        """What each piece is."""
        known, at = self._heard, self._listed.at
        heard: list[Heard] = []
        stale: list[Heard] = []
        for piece in pieces:
            key = piece_key(piece)
            if key.isdecimal() and self._says_nothing(key):
                heard.append(A_NUMBER)
                continue
            one = known.get(key)
            if one is None:
                if len(known) > MOST_REMEMBERED:
                    known.clear()
                one = known[key] = piece_alone(key)
            if one.at != at and one not in stale:
                stale.append(one)
            heard.append(one)
        if stale:
            self._renew(stale)
        return heard

    def _says_nothing(self, key: str) -> bool:
        """Whether digits are neither a number that a name has nor one that goes on (twenty one): most are."""
        if not key.isascii():
            return False
        number = str(int(key)) if len(key) < LONGEST_NUMBER else key
        with_text = self._listed.words.with_text
        return len(number) > 2 and not with_text(number) and not with_text(key)

    def by_bones(self, one: Heard) -> Gains:
        """What it meets by its bones, in the other kind of script."""
        if one.by_bones is None:
            every = _most(self._listed.covers(one.tokens, bones=True))
            one.by_bones = {number: gain for number, gain in every.items() if number not in one.gains}
        return one.by_bones

    def gains(self, word: Token, *, bones: bool = False) -> Gains:
        """What a word covers which several pieces are together."""
        at, gains = self._seen.get((word, bones), (-1, {}))
        if at != self._listed.at:
            if len(self._seen) > MOST_REMEMBERED:
                self._seen.clear()
            gains = _most(self._listed.covers([word], bones=bones))
            self._seen[word, bones] = (self._listed.at, gains)
        return gains

    def _renew(self, heard: list[Heard]) -> None:
        """Compare with what has come on the lists since: with all of it, or with the little that is new."""
        listed = self._listed
        anew = [one for one in heard if one.at < 0 or listed.new_since(one.at) > MOST_LATE]
        covers = iter(listed.covers([token for one in anew for token in one.tokens], bones=False))
        for one in anew:
            one.gains = _most([next(covers) for _ in one.tokens])
            one.at = listed.at
        for one in heard:
            if one.at != listed.at:
                one.gains = _most(
                    [list(one.gains.items()), *(listed.late_covers(token, one.at) for token in one.tokens)]
                )
            one.by_bones = None
            one.crossing = any(
                listed.words.tokens[number].abjad != token.abjad
                for token in one.tokens
                if token.kind < Kind.INITIAL
                for number in listed.words.with_text(token.text)
            )
            one.heads = one.tails = 0
            for word in one.tokens:
                if word.kind <= Kind.INITIAL:
                    one.heads |= listed.words.heads(word.text)
                    one.tails |= listed.words.tails(word.text)
            one.easy_rows = tuple(listed.easy_rows_with(one.gains))
            rows = tuple(dict.fromkeys((*rows_of(listed.plain, gaining(one.gains)), *one.easy_rows)))
            one.standing = standing(rows, one.gains, listed.asked, listed.lettered)
            one.signs = _signs(one)
            one.at = listed.at


def _signs(one: Heard) -> int:
    signs = SINGLE if one.single else 0
    if not one.plain or one.crossing or one.within:
        signs |= LOUD
    if one.standing.rows:
        signs |= STANDS
    return signs if one.syllables is None else signs | READ


A_NUMBER = Heard(
    tokens=(token(DIGITS),),
    plain=True,
    letter=False,
    single=False,
    joins=False,
    opens=frozenset(),
    said=(DIGITS,),
    within=False,
    initials="",
    tens=False,
    translated=False,
    weight=0,
    heft=WEIGHT_NUMBER,
    generic=False,
    naming=False,
    alone=False,
    syllables=None,
)
"""Digits of which nothing is listed."""


def gaining(gains: Gains) -> list[int]:
    """Those of which something is gained."""
    return [number for number, gain in gains.items() if gain > 0]


def gained(every: Iterable[Gains]) -> Gains:
    """By number the most that any gains."""
    found: Gains = {}
    for gains in every:
        if gains:
            if found.keys().isdisjoint(gains):
                found.update(gains)
            else:
                for number, gain in gains.items():
                    found[number] = max(gain, found.get(number, gain))
    return found


def _most(covers: Iterable[Iterable[tuple[int, float]]]) -> Gains:
    found: Gains = {}
    for one in covers:
        for number, gain in one:
            found[number] = max(gain, found.get(number, 0.0))
    return found


def piece_key(piece: str) -> str:
    """Pieces of one key are heard alike: two words set as one (SecondEconomic) are told by the capital inside, else the
    case of Latin letters says nothing."""
    return piece.lower() if piece.isascii() and not TWO_IN_ONE.search(piece) else piece


def piece_alone(text: str) -> Heard:
    """What a piece is, whatever is listed."""
    read = words(text)
    meant = [one for word in read if may_be_mended(word) for one in meant_by(word)]
    tokens = read_as(text, read, meant)
    titles = tables.members("titles")
    number = text.isdecimal()
    letter = any(len(one.text) == 1 and one.text.isalpha() for one in tokens)
    translated = not text.isascii() and script(text) in TRANSLATED
    several = sum(len(read) > 1 or one.kind != Kind.NUMBER for one in tokens) > 1
    spoken = bool(read) and not number and all(one in titles or readable(one) for one in read)
    return Heard(
        tokens=tokens,
        plain=not (letter or translated or any(one.abjad for one in tokens)),
        letter=letter,
        single=len(text.rstrip(".")) == 1,
        joins=any(one.kind <= Kind.INITIAL for one in tokens),
        opens=frozenset[str]().union(*(openers().get(plain(word), ()) for word in (*read[-1:], *meant))),
        said=tuple(map(plain, (*read[:1], *meant))),
        within=opens_within(read) or opens_within(meant),
        initials="".join([word[0] for word in read]),
        tens=any(map(is_tens, read[-1:])),
        translated=translated,
        weight=min((one.weight for one in tokens), default=0) if all(one.kind == Kind.WORD for one in tokens) else 0,
        heft=heft(text, tokens),
        generic=len(tokens) == 1 and tokens[0].kind == Kind.GENERIC,
        naming=any(one.kind in COUNTED for one in tokens),
        alone=several or any(map(may_stand_alone, tokens)),
        syllables=tuple(one for one in read if one not in titles) if spoken else None,
    )
