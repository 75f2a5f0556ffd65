"""Names that are read as a whole, syllable by syllable or character by character, and where a text may hold one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product

from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.chinese_score import coarse
from watchgate.risk.names.korean_score import LIQUID
from watchgate.risk.names.korean_syllables import ANY, Syllable
from watchgate.risk.names.lexicon import entry
from watchgate.risk.names.normal import script
from watchgate.risk.names.readings import NONE, Readings, keys, read
from watchgate.risk.texts.work import READ_WHOLE, Work

WHOLE_FROM = 850
"""Points from which no initial or final may differ: one that does costs half a syllable (names-bounds.md, 3)."""

MOST_WORDS = 5
MOST_REMEMBERED = 100_000
"""Runs of words, with the keys of how they are read."""

_TURNED = {"LATIN": ("kim", "wang"), "CYRILLIC": ("ким", "ван")}
_SIBILANT = dict.fromkeys("ZSCXK", "C")
_OPEN_E = ("e", "ye", "yo", "o")
Key = tuple[str, ...]
KeptSpoken = tuple[tuple[Key, list[int]], ...]


class SpokenNames:
    """Names by number under the keys of their readings; `threshold`: the least points asked for."""

    def __init__(self, threshold: int, kept: KeptSpoken = ()) -> None:
        self._whole = threshold >= WHOLE_FROM
        self._names: dict[Key, list[int]] = defaultdict(list, kept)
        self._read: dict[tuple[str, ...], tuple[Key, ...]] = {}

    def kept(self) -> KeptSpoken:
        """What may be kept of it."""
        return tuple(self._names.items())

    def add(self, name: int, analysis: Analysis) -> None:
        """One more name."""
        for key in dict.fromkeys(self.keys_of(analysis.readings)):
            self._names[key].append(name)

    def reached(
        self, syllables: Sequence[tuple[str, ...] | None], work: Work
    ) -> Iterator[tuple[int, tuple[int, int], Readings]]:
        """The names that a window may be, each with the window and how that is read. `syllables`: of each piece its
        words, None where these can be none of such a name."""
        seen: set[tuple[str, ...]] = set()
        for start, end, naming in windows_read(syllables):
            work.spend(1 if naming in seen else READ_WHOLE)
            seen.add(naming)
            keys = self._keys(naming)
            if keys:
                for name in dict.fromkeys(name for key in keys for name in self._names.get(key, ())):
                    yield name, (start, end), read(naming)

    def has(self, naming: tuple[str, ...]) -> bool:
        """Whether any name may be a run of these words."""
        return any(key in self._names for key in self._keys(naming))

    def _keys(self, naming: tuple[str, ...]) -> tuple[Key, ...]:
        keys = self._read.get(naming)
        if keys is None:
            if len(self._read) > MOST_REMEMBERED:
                self._read.clear()
            keys = self._read[naming] = tuple(dict.fromkeys(self.keys_of(read(naming))))
        return keys

    def keys_of(self, readings: Readings) -> Iterator[Key]:
        """What a name and a window have in common that may be read as one."""
        if readings is NONE:
            return
        if not self._whole:
            yield from keys(readings)
            return
        for reading in readings.korean.readings:
            if all(syllable.vowel != ANY for syllable in reading):
                for sounds in product(*(_sounds(one, first=not place) for place, one in enumerate(reading))):
                    yield ("korean", *sounds)
        for spoken in readings.chinese.readings:
            yield ("chinese", *map(coarse, spoken))
        if readings.characters:
            yield ("characters", readings.characters)


def _sounds(syllable: Syllable, *, first: bool) -> list[str]:
    """What a syllable may equal at next to no cost: a silent head, letters that stand for two sounds."""
    initial = "L" if first and syllable.initial in LIQUID else _SIBILANT.get(syllable.initial, syllable.initial)
    vowels = _OPEN_E if syllable.vowel == "E" else (syllable.vowel,)
    finals = ("n", "N") if syllable.final == "*" else (syllable.final,)
    return [f"{initial}{vowel}{final}" for vowel in vowels for final in finals]


def windows_read(syllables: Sequence[tuple[str, ...] | None]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Windows of neighbouring words that may all be syllables; titles between them say nothing."""
    for start, first in enumerate(syllables):
        if first is None:
            continue
        naming: tuple[str, ...] = ()
        for end in range(start, len(syllables)):
            own = syllables[end]
            if own is None:
                break
            naming += own
            if len(naming) > MOST_WORDS:
                break
            if naming:
                yield start, end + 1, naming


@lru_cache(maxsize=131_072)
def readable(word: str) -> bool:
    """Whether a word can be part of a name that is read whole: alone, or with a family name behind it."""
    if word.isascii() and len(word) > 1:
        known = entry(word)
        if not (known.syllables or known.pinyin or known.wade_giles):
            return False
        if known.syllables and read((word, _TURNED["LATIN"][0]), chinese=False) is not NONE:
            return True
    if read((word,)) is not NONE or len(word) == 1:
        return True
    return any(read((word, other)) is not NONE for other in _TURNED.get(script(word), ()))
