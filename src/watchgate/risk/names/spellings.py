"""A growing column of spellings, and for one asked about all within the admissible edits of it.

Lossless: of each spelling the letters it has are kept as 64 bits, one for the first and one for a second occurrence. An
edit changes at most one bit on either side, a transposition none, so spellings further apart than the admissible edits
on either side are left out; the rest are measured (optimal string alignment). See docs/names-bounds.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

_GROWTH = 4096
_CHUNK = 16_384
_SLOTS = 27


class Spellings:
    """Spellings by number, in order of arrival."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._signatures: npt.NDArray[np.uint64] = np.zeros(_GROWTH, dtype=np.uint64)
        self._lengths: npt.NDArray[np.int16] = np.zeros(_GROWTH, dtype=np.int16)
        self._hefts: npt.NDArray[np.int16] = np.zeros(_GROWTH, dtype=np.int16)
        self._column: npt.NDArray[np.object_] = np.zeros(_GROWTH, dtype=np.object_)
        self._measured = 0

    def append(self, text: str) -> None:
        """The next spelling."""
        self._texts.append(text)

    def near(self, text: str, start: int, *, most: int, slack: int = 0, fewest: int = 0) -> list[int]:
        """The numbers from `start` on of spellings within `most` edits of `text`, and a third of the longer one.

        Of what counts as length vowels in a sound key (dots) are no part. `slack` letters are added to the longer one
        before the third is taken; where it has less than `fewest`, nothing is near but what is equal.
        """
        end = len(self._texts)
        self._measure(end)
        length = len(text)
        sizes = self._lengths[start:end]
        longer = np.maximum(self._hefts[start:end], length - text.count("."))
        admitted = np.where(longer < fewest, 0, np.minimum(most, (longer + slack) // 3))
        close = np.flatnonzero(np.abs(sizes - length) <= admitted)
        own = np.uint64(signature(text))
        others, admitted = self._signatures[start:end][close], admitted[close]
        both = (np.bitwise_count(own & ~others) <= admitted) & (np.bitwise_count(others & ~own) <= admitted)
        close, admitted = close[both], admitted[both]
        if not close.size:
            return []
        texts = self._column[close + start].tolist()
        distances = cdist([text], texts, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8)[0]
        near: list[int] = (close[distances <= admitted] + start).tolist()
        return near

    def _measure(self, end: int) -> None:
        """Lengths and signatures of what has come since the last search: thousands at once where an index is built."""
        while end > len(self._signatures):
            self._signatures = np.concatenate([self._signatures, np.zeros_like(self._signatures)])
            self._lengths = np.concatenate([self._lengths, np.zeros_like(self._lengths)])
            self._hefts = np.concatenate([self._hefts, np.zeros_like(self._hefts)])
            self._column = np.concatenate([self._column, np.zeros_like(self._column)])
        for start in range(self._measured, end, _CHUNK):
            texts = self._texts[start : min(start + _CHUNK, end)]
            self._lengths[start : start + len(texts)] = [len(text) for text in texts]
            self._hefts[start : start + len(texts)] = [len(text) - text.count(".") for text in texts]
            self._column[start : start + len(texts)] = texts
            self._signatures[start : start + len(texts)] = signatures(texts)
        self._measured = end


def signature(text: str) -> int:
    """64 bits: for each letter whether it occurs, and whether it occurs twice; other characters share what is left."""
    bits = 0
    for character in text:
        bit = 1 << _slot(character)
        bits |= bit << 32 if bits & bit else bit
    return bits


def signatures(texts: Sequence[str]) -> npt.NDArray[np.uint64]:
    """`signature` of many texts at once."""
    letters = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
    distinct, which = np.unique(letters, return_inverse=True)
    slots = np.array([_slot(chr(letter)) for letter in distinct.tolist()], dtype=np.int64)
    owners = np.repeat(np.arange(len(texts), dtype=np.int64), [len(text) for text in texts])
    counts = np.bincount(owners * 32 + slots[which], minlength=32 * len(texts)).reshape(len(texts), 32)
    bit_of_slot = np.uint64(1) << np.arange(32, dtype=np.uint64)
    once = (counts > 0).astype(np.uint64) @ bit_of_slot
    twice = (counts > 1).astype(np.uint64) @ bit_of_slot
    joined: npt.NDArray[np.uint64] = once | twice << np.uint64(32)
    return joined


def _slot(character: str) -> int:
    return (ord(character) & 31) if character.isalpha() else _SLOTS + ord(character) % 5
