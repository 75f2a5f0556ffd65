"""How a word sounds, coarsely: keys under which spellings of one name meet.

`sound`: consonant classes, with a dot for every run of vowels: Mohammed, Muhammad -> `m.h.m.d`; Sergej, Sergey,
Serguei -> `s.rg.`; Anatolievich, Anatolyevich -> `.n.t.l.v.C`.
`skeleton`: what is left when a script without vowels has written the name: Husayn, Hossein and حسین -> `hsn`.
The classes are a table (data/sounds.tsv): longest spelling first, left to right.
"""

from __future__ import annotations

from functools import cache, lru_cache

from watchgate.risk.names import tables

_VOWELS = frozenset("aeiouy")


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """The sound key of a word in Latin letters; digits stand for themselves."""
    classes, longest = _classes()
    out: list[str] = []
    at = 0
    while at < len(word):
        for size in range(min(longest, len(word) - at), 0, -1):
            key = classes.get(word[at : at + size])
            if key is not None:
                break
        else:
            size, key = 1, word[at]
        key = _in_place(word, at, size, key)
        if key == "." and out and out[-1] == ".":
            pass
        elif not (key and out and out[-1] == key):  # doubled consonants are one
            out.extend(key)
        at += size
    return "".join(out)


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The consonants that an abjad would write, with those merged that Arabic and Persian romanisations confuse."""
    merge = tables.mapping("skeleton")
    key = sound(word)
    if key.endswith(".h") and len(key) > 3:  # -ah: a written ta marbuta
        key = key[:-1]
    out: list[str] = []
    for character in key:
        merged = merge.get(character, character)
        if merged and not (out and out[-1] == merged):
            out.append(merged)
    return "".join(out)


def _in_place(word: str, at: int, size: int, key: str) -> str:
    """The glides: `y` and `j` sound as vowels except where they open a word; `c` is soft before e, i, y."""
    piece = word[at : at + size]
    after = word[at + size : at + size + 1]
    if piece == "y":
        return "." if at or not after or after not in _VOWELS else ""
    if piece == "j":
        return "." if at and (word[at - 1] in _VOWELS or after in "aeou") and word[at - 1] not in "dn" else "j"
    if piece == "c":
        return "s" if after and after in "eiy" else "k"
    if piece == "h" and at:
        return "h" if after and after in _VOWELS else ""
    return key


@cache
def _classes() -> tuple[dict[str, str], int]:
    table = tables.mapping("sounds")
    return table, max(map(len, table))
