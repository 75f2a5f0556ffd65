"""Past: the parties and texts of all records, each once, so that a change finds the decisions it touches.

It follows the history by the numbers of its rows, block by block. Blocks are kept between starts, sealed: names of
customers stand nowhere in the open. What was erased is forgotten.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import msgspec

from watchgate.gate.history.acts import Erased, acts_after
from watchgate.gate.history.history import History
from watchgate.gate.history.past_blocks import PARTY, TEXT, PastBlocks, What, erased_texts, last_act, last_row
from watchgate.gate.lookback.changes import Change
from watchgate.gate.lookback.past_block import KINDS, Block, Limits, PartyBlock, Source
from watchgate.gate.lookback.past_keeping import keep, made_by
from watchgate.gate.lookback.past_making import Progress, make_missing
from watchgate.model.party import Name, Party
from watchgate.model.policy import Policy
from watchgate.risk.lasting import lasting
from watchgate.risk.names.party import NAME_FLOOR

AT_ONCE = 5_000
"""Rows read and indexed in one piece."""
NOBODY = Party(id="", schema="Person", names=(Name("Aada Beispiel"),))
GROWN, SAVED_S = 1.25, 60.0
"""The last block is kept again when it has so many times the rows, and not sooner than so many seconds later."""


class Past:
    """Of one history, for one policy's thresholds. Not thread-safe.

    `keeps`: whether blocks are kept; only for whoever alone looks back upon the home.
    """

    def __init__(self, history: History, policy: Policy, *, keeps: bool = False) -> None:
        self.history = history
        self.limits = limits_of(policy)
        self.blocks: dict[What, list[Block[Any]]] = {PARTY: [], TEXT: []}
        self.files = PastBlocks(history)
        self.keeps = keeps
        self._acts = -1
        self._saved_s = 0.0

    def begin(self, progress: Progress | None = None) -> None:
        """Take in all there is: what is kept, what several processes make of the rest, and then the newest rows."""
        if self._acts < 0:
            self._acts = last_act(self.history)
            if self.keeps:
                self.files.tidy()
                make_missing(self.history, self.limits, progress)
            with lasting():
                self.follow(progress)
            if self.keeps:
                self.save(everything=True)
            self.touched([Change("", None, NOBODY)])  # the first question would wait for what is read when first used

    def follow(self, progress: Progress | None = None) -> None:
        """Take in the rows that are new."""
        if self._acts < 0:
            self._acts = last_act(self.history)
        total = sum(last_row(self.history, what) for what in KINDS) if progress is not None else 0
        for what, blocks in self.blocks.items():
            while True:
                if not blocks or blocks[-1].is_full:
                    blocks.append(self.opened(what, len(blocks)))
                if not blocks[-1].follow(self.history, AT_ONCE) and not blocks[-1].is_full:
                    break
                if progress is not None:
                    progress(sum(own[-1].last for own in self.blocks.values() if own), total)
        self._forget()

    def opened(self, what: What, number: int) -> Block[Any]:
        """A block as it is kept, or of nothing yet."""
        block = KINDS[what](number, self.limits)
        found = self.files.open(what, number, made_by(self.limits))
        if found is None:
            return block
        try:
            block.restore(found[1])
        except (msgspec.MsgspecError, TypeError, ValueError):
            return KINDS[what](number, self.limits)  # not as this code keeps it: made anew, never half taken in
        block.last = block.kept_last = found[0]
        return block

    def save(self, *, everything: bool = False) -> None:
        """Keep what is due; `everything`: all that is new."""
        if not self.keeps or (not everything and time.monotonic() - self._saved_s < SAVED_S):
            return
        for blocks in self.blocks.values():
            for block in blocks:
                grown = (block.last - block.first + 1) / max(1, block.kept_last - block.first + 1)
                if block.last > block.kept_last and (everything or block.is_full or grown >= GROWN):
                    keep(block, self.files, self._acts)
                    self._saved_s = time.monotonic()

    def touched(self, changes: Iterable[Change]) -> dict[int, set[str]]:
        """Decision -> the changed entities that something of its record may meet, as they were or as they are."""
        found: dict[int, set[str]] = {}
        known: dict[Source, list[int]] = {}
        for change in changes:
            for source in self._sources(change):
                if source not in known:
                    what, key = source
                    of = self.history.decisions_of if what == PARTY else self.history.decisions_quoting
                    known[source] = of(key)
                for number in known[source]:
                    found.setdefault(number, set()).add(change.entity_id)
        return found

    @property
    def rows(self) -> dict[What, int]:
        """How many parties and texts are known."""
        return {what: sum(one.rows for one in blocks) for what, blocks in self.blocks.items()}

    @property
    def wallets(self) -> set[str]:
        """The addresses that past parties bear, as they were compared."""
        parties = (block for block in self.blocks[PARTY] if isinstance(block, PartyBlock))
        return {address for block in parties for address in block.wallets}

    def _sources(self, change: Change) -> set[Source]:
        every = [block for blocks in self.blocks.values() for block in blocks]
        return {source for party in change.parties() for block in every for source in block.touched(party)}

    def _forget(self) -> None:
        for dated in acts_after(self.history, self._acts):
            if isinstance(dated.act, Erased):
                for block in self.blocks[PARTY]:
                    block.forget(dated.act.parties)
                for block in self.blocks[TEXT]:
                    block.forget(erased_texts(self.history, block.first, block.last))
            self._acts = dated.number


def limits_of(policy: Policy) -> Limits:
    """From which scores on this policy asks about anybody."""
    usual = policy.screening.threshold
    least = max(NAME_FLOOR, round(min(usual, *policy.gate.thresholds.values(), usual) * 1000))
    return Limits(least, round(policy.gate.text_threshold * 1000))
