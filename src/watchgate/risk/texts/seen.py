"""What stands in a text: its words as the scorer would see them in some window, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, groupby, pairwise

import msgspec

from watchgate.risk.names.alignment import Joined, join
from watchgate.risk.names.analysis import COMMON, FEWEST_LETTERS, analyse
from watchgate.risk.names.forms import forms
from watchgate.risk.names.formwords import may_be_mended, meant_by
from watchgate.risk.names.lexicon import ARTICLES, plain
from watchgate.risk.names.normal import dotted_as_words, words
from watchgate.risk.names.numbers import with_digits
from watchgate.risk.names.similarity import GRANTED
from watchgate.risk.names.token import Kind, Token, of_kind, token
from watchgate.risk.texts.heard import A_NUMBER, Heard, piece_alone, piece_key
from watchgate.risk.texts.listed_names import NO_COVER
from watchgate.risk.texts.read_as import SERVANT, SERVANT_OF
from watchgate.risk.texts.sight import Place, Seen, Sight, Told
from watchgate.risk.texts.telling import COUNTED, QUALIFYING
from watchgate.risk.texts.windows import HAN, Pieces
from watchgate.risk.texts.work import TRANSLATED, Work

MOST_PIECES = 16_384
"""Of past texts: most share their words, and a number that stands once is soon forgotten."""

LONGEST_NUMBER = 18
MOST_OF_A_SUM = 2
"""Digits of a number that may be a word of another."""

PHRASE = 3
"""Pieces of a text in another script that are translated together."""


def sight_of(heard: Sequence[Heard], more: list[Seen]) -> Sight:
    """Everything in a text that may cover a word of a name: what its pieces are, and what they are together."""
    translated = any(one.translated for one in heard)
    weights = [one.weight for one in heard]
    hefts = [one.heft for one in heard]
    generic = {at for at, one in enumerate(heard) if one.generic}
    unnaming = {at for at, one in enumerate(heard) if not one.naming}
    for one in more:
        weights[one.start : one.end] = hefts[one.start : one.end] = [0] * (one.end - one.start)
        if one.word.kind <= Kind.WORD:
            generic -= set(range(one.start, one.end))
        if one.word.kind in COUNTED:
            unnaming -= set(range(one.start, one.end))
    letters: dict[str, list[Place]] = {}
    firsts: dict[str, list[Place]] = {}
    light: dict[tuple[Kind, str], list[Place]] = {}
    seen = [(word, (at, at + 1)) for at, one in enumerate(heard) for word in one.tokens]
    for word, place in (*seen, *((one.word, (one.start, one.end)) for one in more)):
        if word.kind in GRANTED:
            light.setdefault((word.kind, word.text), []).append(place)
        if len(word.text) == 1 and word.text.isalpha():
            letters.setdefault(word.text, []).append(place)
        if word.kind <= Kind.INITIAL:
            firsts.setdefault(word.text[:1], []).append(place)
    for places in (*letters.values(), *firsts.values(), *light.values()):
        places.sort()
    return Sight(
        more=more,
        letters=letters,
        singles=frozenset([place[0] for places in letters.values() for place in places if place[1] - place[0] == 1]),
        firsts=firsts,
        light=light,
        weights=weights,
        hefts=weights if letters else hefts,
        generic=frozenset(generic),
        unnaming=frozenset(unnaming),
        qualifying=frozenset(
            at
            for at in unnaming
            if any(one.kind in QUALIFYING for one in heard[at].tokens) or any(one.start <= at < one.end for one in more)
        ),
        alone=frozenset(at for at, one in enumerate(heard) if translated or one.alone),
        translated=translated,
        said=frozenset(_said_already(heard)),
        foreign=list(accumulate([one.translated for one in heard], initial=0)),
    )


def _said_already(heard: Sequence[Heard]) -> Iterator[int]:
    """The pieces that a window may leave out, since it says so already: a word twice, and what only abbreviates others
    (Tula Cartridge Plant TCP)."""
    said: set[Token] = set()
    initials = [one.initials for one in heard]
    every = frozenset("".join(initials))
    for at, one in enumerate(heard):
        if one.heft:
            if not said.isdisjoint(one.tokens):
                yield at
            elif any(every.issuperset(word.written) for word in one.tokens):
                beside = "".join(initials[:at] + initials[at + 1 :])
                if any(len(word.written) >= FEWEST_LETTERS and word.written in beside for word in one.tokens):
                    yield at
        said.update([word for word in one.tokens if word.kind <= Kind.GENERIC and word.weight >= COMMON])


def light_of(heard: Sequence[Heard]) -> Sight:
    """What may stand for light words and initials of a name, without places: in a text of Latin words, without letters
    and translations."""
    nowhere: list[Place] = []
    words = [word for one in heard for word in one.tokens]
    return Sight(
        more=[],
        letters={},
        singles=frozenset(),
        firsts={word.text[:1]: nowhere for word in words if word.kind <= Kind.INITIAL},
        light={(word.kind, word.text): nowhere for word in words if word.kind in GRANTED},
        weights=[],
        hefts=[],
        generic=frozenset(),
        unnaming=frozenset(),
        qualifying=frozenset(),
        alone=frozenset(),
        translated=False,
        said=frozenset(),
        foreign=[],
    )


def told_by(pieces: Pieces) -> Told:
    """The words and pairs of a text, to find it by."""
    keys = ["" if _is_number(text) else piece_key(text) for text in pieces.texts]
    heard = [_remembered(key) if key else _NUMBER for key in keys]
    borne = dict.fromkeys([word for one in heard for word in one.tokens])
    borne.update(dict.fromkeys([one.word for one in together(pieces, heard)]))
    pairs = dict.fromkeys([both for left, right in pairwise(keys) if left and right for both in _joined(left, right)])
    return Told(
        words=[one for one in borne if one.kind not in NO_COVER],
        pairs=list(pairs),
        numbers=[text for key, text in zip(keys, pieces.texts, strict=True) if not key],
        syllables=[one.syllables for one in heard],
        translated=any(one.translated for one in heard),
    )


_NUMBER = msgspec.structs.replace(A_NUMBER, tokens=())
"""What `_is_number` tells: part of no pair, phrase or sum."""


def _is_number(piece: str) -> bool:
    """Whether it is a number by itself: shorter ones may be a word of another (forty 4)."""
    if len(piece) > LONGEST_NUMBER or not piece.isascii() or not piece.isdecimal():
        return False
    return len(piece.lstrip("0")) > MOST_OF_A_SUM


@lru_cache(maxsize=MOST_PIECES)
def _remembered(key: str) -> Heard:
    return piece_alone(key)


@lru_cache(maxsize=MOST_PIECES)
def _joined(left: str, right: str) -> tuple[Joined, ...]:
    """Two pieces as one word, where they may be."""
    found = [join(first, second) for first in _remembered(left).tokens for second in _remembered(right).tokens]
    return tuple([one for one in found if one is not None])


def together(pieces: Pieces, heard: Sequence[Heard], work: Work | None = None) -> list[Seen]:
    """What pieces are together and none is by itself: numbers of several words, letters between full stops, phrases,
    and translations of words of other scripts."""
    more: list[Seen] = []
    singles = 0
    phrase = tens = translated = False
    for at, one in enumerate(heard):
        singles += one.single
        translated = translated or one.translated
        phrase = phrase or one.within
        if (one.opens or one.tens) and at + 1 < len(heard):
            phrase = phrase or one.opens_phrase(heard[at + 1])
            tens = tens or one.opens_number(heard[at + 1])
    if work is not None:
        work.spend(len(heard) * ((singles > 1) + tens + 4 * phrase) + (_runs(pieces) * TRANSLATED if translated else 0))
    if tens:
        more += _sums(pieces)
    if singles > 1:
        more += _dotted(pieces)
    if phrase:
        more += _phrases(pieces)
    if translated:
        more += _meant(pieces)
    return list(dict.fromkeys(more))


def _dotted(pieces: Pieces) -> Iterator[Seen]:
    """Letters between full stops, that a window reads as one word."""
    single = [len(text.rstrip(".")) == 1 for text in pieces.texts]
    for dotted, run in groupby(range(len(pieces)), key=lambda place: single[place]):
        places = list(run)
        if dotted and len(places) > 1:
            text = pieces.window(places[0], places[-1] + 1)
            for word in dict.fromkeys((*words(text), *words(dotted_as_words(text)))):
                yield Seen(token(word), places[0], places[-1] + 1)


def _phrases(pieces: Pieces) -> Iterator[Seen]:
    """Runs of words that some window reads as one thing (import export, limited liability company, abd al-)."""
    parts = words_of(pieces)
    yield from _read_as_one(parts)
    if any(may_be_mended(word) for word, _ in parts):
        yield from _read_as_one([(meant, place) for word, place in parts for meant in meant_by(word)])


def _read_as_one(parts: list[tuple[str, int]]) -> Iterator[Seen]:
    """Every one, wherever it begins and ends: a window may begin within another."""
    table, longest = forms()
    read = [plain(word) for word, _ in parts]
    for at, first in enumerate(read):
        for size in range(2, min(longest.get(first, 0), len(read) - at) + 1):
            for text, kind in table.get("+".join(read[at : at + size]), ()):
                written = " ".join([word for word, _ in parts[at : at + size]])
                yield Seen(of_kind(text, written, kind), parts[at][1], parts[at + size - 1][1] + 1)
        if first == SERVANT and read[at + 1 : at + 2] and read[at + 1] in ARTICLES:
            yield Seen(token(SERVANT_OF), parts[at][1], parts[at + 1][1] + 1)


def _sums(pieces: Pieces) -> Iterator[Seen]:
    """Numbers of several words (forty four): somewhere in the text."""
    together = with_digits([word for word, _ in words_of(pieces)])
    apart = {number for word, _ in words_of(pieces) for number in with_digits([word])}
    for number in dict.fromkeys(together):
        if number.isdecimal() and number not in apart:
            yield Seen(token(number), 0, len(pieces))


def words_of(pieces: Pieces) -> list[tuple[str, int]]:
    """The words of the whole text, each with its piece."""
    return [(word, place) for place, text in enumerate(pieces.texts) for word in words(text)]


def _meant(pieces: Pieces) -> Iterator[Seen]:
    """Words of translations: of few pieces at a time, and of whole runs of Chinese characters."""
    for start, end in _windows_meant(pieces):
        for spelling in analyse(pieces.window(start, end)).meant:
            for one in spelling:
                yield Seen(one, start, end)


def _runs(pieces: Pieces) -> int:
    """How many different runs of pieces are translated."""
    return len({pieces.window(start, end) for start, end in _windows_meant(pieces)})


def _windows_meant(pieces: Pieces) -> Iterator[Place]:
    for han, run in groupby(range(len(pieces)), key=lambda place: bool(HAN.match(pieces.texts[place]))):
        places = list(run)
        if han:
            yield places[0], places[-1] + 1
        else:
            for start in places:
                for end in range(start + 1, min(start + PHRASE, places[-1] + 1) + 1):
                    yield start, end
