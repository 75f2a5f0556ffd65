"""A row of blocks: all of one kind over one history, of which the last grows with it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Generic, TypeVar

import msgspec

from watchgate.gate.history.history import History
from watchgate.gate.history.past_blocks import PastBlocks, last_filed, last_row
from watchgate.gate.lookback.past_block import AnyBlock
from watchgate.gate.lookback.past_keeping import keep, made_by
from watchgate.gate.lookback.past_limits import Limits
from watchgate.gate.lookback.past_making import Progress
from watchgate.model.party import Party

AT_ONCE = 5_000
"""Rows read and indexed in one piece."""
GROWN, SAVED_S = 1.25, 60.0
"""The last block is kept again when it has so many times the rows, and not sooner than so many seconds later."""
Kind = TypeVar("Kind", bound=AnyBlock)


class BlockRow(Generic[Kind]):
    """What is kept of it and what the history has beside that, block by block. Not thread-safe."""

    def __init__(self, history: History, kind: type[Kind], limits: Limits) -> None:
        self.kind = kind
        self.blocks: list[Kind] = []
        self.files = PastBlocks(history)
        self._history = history
        self._limits = limits
        self._saved_s = 0.0

    def follow(self, progress: Progress | None = None) -> None:
        """Take in the rows that were there when it was called; of those that come meanwhile some may be left."""
        total = last_row(self._history, self.kind.what) if progress is not None else 0
        while True:
            if not self.blocks or self.blocks[-1].is_full:
                self.blocks.append(self._opened(len(self.blocks)))
            if self.blocks[-1].follow(self._history, AT_ONCE) < AT_ONCE and not self.blocks[-1].is_full:
                return  # asking again would give the few rows that came meanwhile, at the price of many
            if progress is not None:
                progress(self.blocks[-1].last, total)

    def waiting(self) -> int:
        """About how many rows were filed and are not taken in yet."""
        return last_filed(self._history, self.kind.what) - (self.blocks[-1].last if self.blocks else 0)

    def forget(self, keys: Iterable[int]) -> None:
        """These rows were erased, or ended."""
        gone = list(keys)
        for block in self.blocks if gone else ():
            block.forget(gone)

    def touched(self, party: Party) -> set[int]:
        """Which rows may meet a changed party."""
        return {key for block in self.blocks for key in block.touched(party)}

    def save(self, acts: int, *, everything: bool = False) -> None:
        """Keep what is due; `everything`: all that is new. `acts`: as of `PastBlocks.keep`."""
        if not everything and time.monotonic() - self._saved_s < SAVED_S:
            return
        for block in self.blocks:
            grown = (block.last - block.first + 1) / max(1, block.kept_last - block.first + 1)
            if block.last > block.kept_last and (everything or block.is_full or grown >= GROWN):
                keep(block, self.files, acts)
                self._saved_s = time.monotonic()

    @property
    def rows(self) -> int:
        """How many are known."""
        return sum(block.rows for block in self.blocks)

    def _opened(self, number: int) -> Kind:
        """A block as it is kept, or of nothing yet."""
        block = self.kind(number, self._limits)
        found = self.files.open(self.kind.what, number, made_by(self._limits))
        if found is None:
            return block
        try:
            block.restore(found[1])
        except (msgspec.MsgspecError, TypeError, ValueError):
            return self.kind(number, self._limits)  # not as this code keeps it: made anew, never half taken in
        block.last = block.kept_last = found[0]
        return block
