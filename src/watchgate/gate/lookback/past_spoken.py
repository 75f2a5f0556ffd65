"""Past texts by what may be read in them as a whole, syllable by syllable or character by character."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.readings import read
from watchgate.risk.texts.spoken import Key, SpokenNames, windows_read

MOST_REMEMBERED = 16_384
"""Runs of words, with the keys of how they are read: texts have many in common."""
KeptTold = list[tuple[Key, list[int]]]


class PastSpoken:
    """Texts by number; `threshold` as of `PastTexts`."""

    def __init__(self, threshold: int, kept: KeptTold | None = None) -> None:
        self._keys = SpokenNames(threshold)
        self._texts: dict[Key, dict[int, None]] = defaultdict(dict)
        self._read: dict[tuple[str, ...], tuple[Key, ...]] = {}
        for key, numbers in kept or ():
            self._texts[key] = dict.fromkeys(numbers)

    def kept(self) -> KeptTold:
        """What may be kept of it."""
        return [(key, list(numbers)) for key, numbers in self._texts.items()]

    def add(self, number: int, syllables: Sequence[tuple[str, ...] | None]) -> None:
        """One more text; `syllables` as `told_by` has them."""
        for _, _, naming in windows_read(syllables):
            keys = self._read.get(naming)
            if keys is None:
                if len(self._read) >= MOST_REMEMBERED:
                    self._read.clear()
                keys = self._read[naming] = tuple(self._keys.keys_of(read(naming)))
            for key in keys:
                self._texts[key][number] = None

    def texts(self, name: Analysis) -> Iterator[int]:
        """Those with a window that may be read as the name."""
        for key in dict.fromkeys(self._keys.keys_of(name.readings)):
            yield from self._texts.get(key, ())
