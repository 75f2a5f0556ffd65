"""Past texts by what may be read in them as a whole, syllable by syllable or character by character."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.readings import NONE, read
from watchgate.risk.texts.spoken import Key, SpokenNames, windows_read

KeptTold = list[tuple[Key, list[int]]]


class PastSpoken:
    """Texts by number; `threshold` as of `PastTexts`."""

    def __init__(self, threshold: int, kept: KeptTold | None = None) -> None:
        self._keys = SpokenNames(threshold)
        self._texts: dict[Key, dict[int, None]] = defaultdict(dict)
        for key, numbers in kept or ():
            self._texts[key] = dict.fromkeys(numbers)

    def kept(self) -> KeptTold:
        """What may be kept of it."""
        return [(key, list(numbers)) for key, numbers in self._texts.items()]

    def add(self, number: int, syllables: Sequence[tuple[str, ...] | None]) -> None:
        """One more text; `syllables` as `told_by` has them."""
        for _, _, naming in windows_read(syllables):
            readings = read(naming)
            if readings is not NONE:
                for key in self._keys.keys_of(readings):
                    self._texts[key][number] = None

    def texts(self, name: Analysis) -> Iterator[int]:
        """Those with a window that may be read as the name."""
        for key in dict.fromkeys(self._keys.keys_of(name.readings)):
            yield from self._texts.get(key, ())
