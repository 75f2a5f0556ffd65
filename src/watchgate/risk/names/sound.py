"""How a word sounds, coarsely: keys under which spellings of one name meet.

`sound`: consonant classes, with a dot for every run of vowels: Mohammed, Muhammad -> `m.h.m.d`; Sergej, Sergey,
Serguei -> `s.rg.`; Anatolievich, Anatolyevich -> `.n.t.l.v.C`.
`bones`: what an abjad writes of it, Husayn, Hossein and حسین -> `hsn`, and the vowels in the gaps.
The classes are a table (data/sounds.tsv): longest spelling first, left to right.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from watchgate.risk.names import tables

_VOWELS = frozenset("aeiouy")


def sound(word: str) -> str:
    """The sound key of a word in Latin letters; digits stand for themselves."""
    return heard(word)[0]


@lru_cache(maxsize=65536)
def coarse(word: str) -> str:
    """The consonants of a word with those as one that Chinese and Korean spellings of foreign names exchange.

    Left out is what Chinese leaves out: an r that no vowel follows (施耐德 Schneider), the k of an x (爱立信 Ericsson),
    an s behind a consonant at the end (飞利浦 Philips).
    """
    merge = tables.mapping("coarse")
    out: list[str] = []
    heard_as = sound(word)
    for at, one in enumerate(heard_as):
        key = "" if _unheard(heard_as, at) else merge.get(one, one)
        if key and key != "." and not (out and out[-1] == key):
            out.append(key)
    return "".join(out)


def _unheard(sounds: str, at: int) -> bool:
    one, before, after = sounds[at], sounds[at - 1 : at], sounds[at + 1 : at + 2]
    if one == "r":
        return after != "."
    return (one == "k" and after == "s") or (one == "s" and not after and before not in ("", ".", "k"))


class Bones(NamedTuple):
    """`consonants`: what an abjad writes in any case, a letter each. `gaps`: the vowels before, between and after them.

    In the gaps of a word of an abjad: A, W, Y as written. In those of any other: a, e, i, o, u, w as spelled.
    """

    consonants: str
    gaps: tuple[str, ...]


def bones(word: str) -> Bones:
    """The bones of a word in Latin letters. Left out: h at the end (-ah, -eh); l of the article after Abd."""
    return heard(word)[1]


@lru_cache(maxsize=16384)
def heard(word: str) -> tuple[str, Bones]:
    """Sound and bones of a word in Latin letters, in one pass over its spellings."""
    known = _heard()
    consonants: list[str] = []
    gaps: list[str] = []
    out = ended = gap = before = last = ""
    at = parts = 0
    for piece in _classes()[1].findall(word):
        found = known.get(piece)
        if found is None:
            key = _in_place(word, at, piece, _classes()[0].get(piece, piece)) if piece in _IN_PLACE else piece
            boned = _boned(piece, key, piece == before)
        else:
            key = found[0]
            boned = found[2] if piece == before else found[1]
        at += len(piece)
        if key and key != ended:  # a run of vowels is one, so are doubled consonants
            out += key
            ended = key[-1]
        for last, vowel in boned:
            parts += 1
            if last:
                consonants.append(last)
                gaps.append(gap)
                gap = ""
            else:
                gap += vowel
        before = piece
    if last == "h" and parts > 2 and word.endswith("h"):
        consonants.pop()
        gap = gaps.pop()
    gaps.append(gap)
    return out, _without_article(consonants, gaps)


_Boned = tuple[tuple[str, str], ...]


@cache
def _heard() -> dict[str, tuple[str, _Boned, _Boned]]:
    """Of each spelling that sounds the same wherever it stands: its sound, and its bones once and doubled."""
    return {
        piece: (key, _boned(piece, key, False), _boned(piece, key, True))
        for piece, key in _classes()[0].items()
        if piece not in _IN_PLACE
    }


@lru_cache(maxsize=8192)
def _boned(piece: str, key: str, again: bool) -> _Boned:
    """Consonants and vowels of a spelling that sounds as `key`; `again`: doubled, which adds no consonant."""
    merge = tables.mapping("skeleton")
    found = []
    for one in () if again else key:
        if one in ".v":
            found.append(("", "w" if one == "v" else piece))
        else:
            found.append((merge.get(one, one), ""))
    if key in ("", "."):
        found.append(("", piece))
    return tuple(found)


@lru_cache(maxsize=65536)
def abjad_bones(letters: tuple[str, ...]) -> Bones:
    """As `bones`, for a word whose every letter is given by its Latin value."""
    classes = _classes()[0]
    merge = tables.mapping("skeleton")
    pieces: list[tuple[str, str]] = []
    for letter in letters:
        if letter in _WRITTEN_VOWELS:
            pieces.append(("", _WRITTEN_VOWELS[letter]))
        else:
            pieces += [(merge.get(one, one), "") for one in classes.get(letter, letter)]
    if letters[-1:] == ("h",) and len(pieces) > 1:
        pieces.pop()
        pieces.append(("", "H"))
    return _assemble(pieces)


_WRITTEN_VOWELS = {"a": "A", "i": "A", "w": "W", "v": "W", "u": "W", "o": "W", "y": "Y", "e": "Y"}


def _assemble(pieces: list[tuple[str, str]]) -> Bones:
    consonants: list[str] = []
    gaps = [""]
    for consonant, vowel in pieces:
        if consonant:
            consonants.append(consonant)
            gaps.append("")
        else:
            gaps[-1] += vowel
    return _without_article(consonants, gaps)


def _without_article(consonants: list[str], gaps: list[str]) -> Bones:
    if consonants[:3] == ["b", "d", "l"] and len(consonants) > 3:
        del consonants[2]
        gaps[2:4] = [gaps[2] + gaps[3]]
    return Bones("".join(consonants), tuple(gaps))


_HEARD = {"A": "aeo", "W": "uow", "Y": "iyea"}


def _is_heard(written: str, heard: str, *, head: bool) -> bool:
    """Alef or ayn at the head carries any vowel."""
    return written == "H" or (head and written == "A") or bool(set(_HEARD[written]) & set(heard))


def gap_cost(abjad: Bones, other: Bones) -> int:
    """How many vowels contradict each other in two words of equal consonants.

    A long vowel is written and must be heard; a vowel at the head is always written; one at the end is, but for -a
    and -e. Short vowels inside are not written, so they cost nothing.
    """
    cost = 0
    last = len(abjad.gaps) - 1
    for place, (written, heard) in enumerate(zip(abjad.gaps, other.gaps, strict=True)):
        if "w" in heard and "W" not in written:
            cost += 1
        if place == 0 and bool(written) != bool(heard):
            cost += 3
        elif written:
            cost += sum(not _is_heard(one, heard, head=place == 0) for one in written)
        elif place == last and set(heard) & set("iouy"):
            cost += 1
        if place == last and written and written[-1] != "Y" and heard[-1:] in ("i", "y"):
            cost += 1
    return cost


_IN_PLACE = frozenset("yjch")


def _in_place(word: str, at: int, piece: str, key: str) -> str:
    """Letters that sound by their neighbours: glides, soft c, h that is not heard."""
    after = word[at + 1 : at + 2]
    if piece == "y":
        return "." if at or not after or after not in _VOWELS else ""
    if piece == "j":
        return "." if at and _glide(word[at - 1], after, last=at + 2 >= len(word)) else "j"
    if piece == "c":
        return "s" if after and after in "eiy" else "k"
    if piece == "h" and at:
        heard = after and (after in _VOWELS or word[at - 1] in _VOWELS)
        return "h" if heard else ""
    return key


def _glide(before: str, after: str, *, last: bool) -> bool:
    """Whether j between these is the i of Sergej, Marija, Anatoljevich rather than the j of Majid, Hijazi, Najm."""
    if before in _VOWELS:
        return not after or (before == "i" and last) or (after not in _VOWELS and before == "e")
    return after in ("a", "e", "o", "u") and before not in "dn"


@cache
def _classes() -> tuple[dict[str, str], re.Pattern[str]]:
    table = tables.mapping("sounds")
    longest_first = sorted(table, key=len, reverse=True)
    return table, re.compile("|".join([*map(re.escape, longest_first), "."]), re.DOTALL)
