"""The name of an organisation as its translation would read: what it says, word by word, in English.

Names of organisations in their own script are mostly translated, not transliterated. Words are looked up in a table
(data/meanings.tsv), in scripts without spaces by the longest match; what the table does not know is a name within the
name and is spelled out: Chinese characters by their Mandarin reading, Hangul by its sounds. Of Korean organisations in
Chinese characters there is a second reading, by Korean sounds; and one in which single characters are translated too.
A brand in Chinese characters is read in three more ways (`brands.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache, partial
from itertools import groupby
from typing import NamedTuple

from watchgate.risk.names import brands, tables
from watchgate.risk.names.chinese import mandarin, simplified
from watchgate.risk.names.dictionary import meaning_of
from watchgate.risk.names.korean_syllables import han
from watchgate.risk.names.normal import script

TRANSLATED = frozenset({"CJK", "HANGUL", "CYRILLIC", "ARABIC"})
_SPACELESS = frozenset({"CJK", "HANGUL"})
LEFT_COST, PIECE_COST = 2, 1
"""Of a letter that the table does not explain, and of a piece that it does."""


class Word(NamedTuple):
    """A word of a reading; `spelled`: by its sound, not translated."""

    text: str
    spelled: bool


Reading = tuple[Word, ...]


@lru_cache(maxsize=65536)
def meanings(words: tuple[str, ...]) -> tuple[Reading, ...]:
    """The readings of a name as English words, none where no word of it is in the table."""
    if "".join(words).isascii() or not any(script(word) in TRANSLATED for word in words):
        return ()
    pieces = [piece for word in words for piece in _pieces(word, every=False)]
    if not any(meaning for _, meaning in pieces):
        return ()
    found = {_reading(pieces, korean=False): None}
    if any(meaning == "korea" for _, meaning in pieces):
        found[_reading(pieces, korean=True)] = None
    plain = next(iter(found))
    singly = [piece for word in words for piece in _pieces(word, every=True)]
    told = _reading(singly, korean=False)
    found[told] = None
    found[_as_one(told, plain)] = None
    if any(meaning is None and script(piece) == "CJK" for piece, meaning in pieces):
        spelled = _reading(singly, korean=False, run=_foreign)
        found.update(dict.fromkeys((_reading(pieces, korean=False, run=_foreign), spelled, _as_one(spelled, plain))))
        found.update(
            (_reading(pieces, korean=False, run=partial(_said, way=way)), None) for way in range(brands.MOST_SAID)
        )
        found[_reading(pieces, korean=False, run=_initials)] = None
    return tuple(found)


def _foreign(run: str) -> Reading:
    return (Word(brands.foreign(run), spelled=True),)


def _said(run: str, *, way: int) -> Reading:
    """The last way where there are not so many."""
    ways = brands.said(run)
    return tuple(Word(one, spelled=False) for one in ways[min(way, len(ways) - 1)]) if ways else ()


def _initials(run: str) -> Reading:
    letters = brands.initials(run)
    return (Word(letters, spelled=True),) if letters else ()


def _as_one(told: Reading, plain: Reading) -> Reading:
    """`told` with what a single character says written as one word with the name beside it (Chipgoo for 芯购)."""
    known = {word.text for word in plain}
    joined: list[Word] = []
    for word in told:
        last = joined[-1] if joined else None
        if last is not None and last.spelled != word.spelled and not {last.text, word.text} & known:
            joined[-1] = Word(last.text + word.text, spelled=True)
        else:
            joined.append(word)
    return tuple(joined)


def _reading(
    pieces: list[tuple[str, str | None]], *, korean: bool, run: Callable[[str], Reading] | None = None
) -> Reading:
    """`run`: how a run of Chinese characters that the table lacks is read, where that gives anything."""
    reading: list[Word] = []
    for piece, meaning in pieces:
        if meaning is None:
            read = run(piece) if run is not None and script(piece) == "CJK" else ()
            reading += read or (_spelled(piece, korean=korean),)
        else:
            reading += [Word(one, spelled=False) for one in meaning.split("+") if one]
    return tuple(reading)


def _pieces(word: str, *, every: bool) -> list[tuple[str, str | None]]:
    """The parts of a word with their meanings; None for what has none in the table.

    `every`: also a single character inside a name says what it means (芯 chip), rather than how it sounds.
    """
    kind = script(word)
    if kind not in _SPACELESS:
        return [(word, meaning_of(word))]
    folded = "".join(map(simplified, word)) if kind == "CJK" else word
    marks = _cut(folded, every=every)
    pieces: list[tuple[str, str | None]] = []
    for unknown, run in groupby(marks, key=lambda mark: mark[1] is None):
        if unknown:
            pieces.append(("".join(piece for piece, _ in run), None))
        else:
            pieces += run
    return pieces


def _cut(word: str, *, every: bool) -> list[tuple[str, str | None]]:
    """A word cut into what the table has and single letters, so that fewest letters are left and the pieces are few.

    纽沃泰国际 is 纽沃泰 and 国际 (international): 泰国 (Thailand) would leave a letter behind it. Of equal
    cuts that with the longest first piece.
    """
    table, longest = _table()
    best: list[tuple[int, int, str | None]] = [(0, 0, None)] * (len(word) + 1)
    for at in range(len(word) - 1, -1, -1):
        cost, size, found = LEFT_COST + best[at + 1][0], 1, None
        for length in range(1, min(longest, len(word) - at) + 1):
            meaning = table.get(word[at : at + length])
            if meaning is not None and (every or length > 1 or not _inside_a_name(word, at)):
                whole = PIECE_COST + best[at + length][0]
                if whole <= cost:
                    cost, size, found = whole, length, meaning
        best[at] = (cost, size, found)
    marks: list[tuple[str, str | None]] = []
    at = 0
    while at < len(word):
        _, size, meaning = best[at]
        marks.append((word[at : at + size], meaning))
        at += size
    return marks


def _inside_a_name(word: str, at: int) -> bool:
    """A single syllable means what it says only at the end of a word (국 bureau), or after a place (市, 省)."""
    return at + 1 < len(word) and word[at] not in "市省区"


def _spelled(piece: str, *, korean: bool) -> Word:
    kind = script(piece)
    if kind == "HANGUL":
        return Word(_romanised(piece), spelled=True)
    if kind == "CJK" and korean:
        letters = [(han().get(character) or ((), (), ""))[0] for character in piece]
        if all(letters):
            return Word(_romanised("".join(reading[0] for reading in letters)), spelled=True)
    if kind == "CJK":
        spoken = [mandarin(character) for character in piece]
        if all(spoken):
            return Word("".join(reading[0] for reading in spoken), spelled=True)
    return Word(piece, spelled=False)


_HEADS = ("k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_VOICED = {"k": "g", "t": "d", "p": "b"}
_MIDDLES = "a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i"
_TAILS = " k k k n n n t l k m l l l p l m p p t t ng t t k t p t"


def _romanised(hangul: str) -> str:
    """McCune-Reischauer without its marks, as the lists spell names of organisations."""
    out = ""
    middles, tails = _MIDDLES.split(" "), _TAILS.split(" ")
    for letter in hangul:
        code = ord(letter) - 0xAC00
        if not 0 <= code < 11172:
            continue
        head = _HEADS[code // 588]
        if out and out[-1] in "aeioulmng":
            head = _VOICED.get(head, head)
        out += head + middles[code % 588 // 28] + tails[code % 28]
    return out


@cache
def _table() -> tuple[dict[str, str], int]:
    """Meanings by what is looked up: Chinese in simplified form."""
    table: dict[str, str] = {}
    for written, meaning in tables.mapping("meanings").items():
        folded = "".join(map(simplified, written)) if script(written) == "CJK" else written
        table.setdefault(folded, meaning)
    forms = {spelling: row[0] for row in tables.rows("forms") for spelling in row[1].split()}
    for spelling, kind in forms.items():
        if script(spelling) in _SPACELESS:
            folded = "".join(map(simplified, spelling)) if script(spelling) == "CJK" else spelling
            table.setdefault(folded, kind)
    return table, max(len(word) for word in table if script(word) in _SPACELESS)
