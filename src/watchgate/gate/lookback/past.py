"""Past: the parties and texts of all records, each once, so that a change finds the decisions it touches.

It follows the history by the numbers of its rows, block by block. Blocks are kept between starts, sealed: names of
customers stand nowhere in the open. What was erased is forgotten.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from watchgate.gate.history.acts import Erased, acts_after
from watchgate.gate.history.history import History
from watchgate.gate.history.past_blocks import PARTY, TEXT, What, erased_texts, last_act
from watchgate.gate.lookback.block_row import BlockRow
from watchgate.gate.lookback.changes import Change
from watchgate.gate.lookback.past_block import PartyBlock, TextBlock
from watchgate.gate.lookback.past_limits import limits_of
from watchgate.gate.lookback.past_making import Progress, make_missing
from watchgate.model.party import Name, Party
from watchgate.model.policy import Policy
from watchgate.risk.lasting import lasting

NOBODY = Party(id="", schema="Person", names=(Name("Aada Beispiel"),))
KINDS = (PartyBlock, TextBlock)
RIPE = 2_000
"""New rows that are taken in together while nobody asks: a piece costs some ten milliseconds, however few they are."""
LATEST_S = 8.0
"""Fewer do not wait longer than this."""


class Past:
    """Of one history, for one policy's thresholds. Not thread-safe.

    `keeps`: whether blocks are kept; only for whoever alone looks back upon the home.
    """

    def __init__(self, history: History, policy: Policy, *, keeps: bool = False) -> None:
        self.history = history
        self.limits = limits_of(policy)
        self.parties = BlockRow(history, PartyBlock, self.limits)
        self.texts = BlockRow(history, TextBlock, self.limits)
        self.keeps = keeps
        self._acts = -1
        self._followed_s = 0.0

    def begin(self, progress: Progress | None = None) -> None:
        """Take in all there is: what is kept, what several processes make of the rest, and then the newest rows."""
        if self._acts < 0:
            self._acts = last_act(self.history)
            if self.keeps:
                for kind in KINDS:
                    self.parties.files.tidy(kind.what)
                make_missing(self.history, self.limits, KINDS, progress)
            with lasting():
                self.follow(progress)
            self.save(everything=True)
            self.touched([Change("", None, NOBODY)])  # the first question would wait for what is read when first used

    def follow(self, progress: Progress | None = None) -> None:
        """Take in the rows that are new."""
        if self._acts < 0:
            self._acts = last_act(self.history)
        self.parties.follow(progress)
        self.texts.follow(progress)
        self._forget()
        self._followed_s = time.monotonic()

    def keep_up(self) -> None:
        """Take in the rows that are new, once there are many or some have waited; who asks calls `follow` first."""
        is_late = time.monotonic() - self._followed_s >= LATEST_S
        if is_late or self.parties.waiting() + self.texts.waiting() >= RIPE:
            self.follow()

    def save(self, *, everything: bool = False) -> None:
        """Keep what is due; `everything`: all that is new."""
        if self.keeps:
            self.parties.save(self._acts, everything=everything)
            self.texts.save(self._acts, everything=everything)

    def touched(self, changes: Iterable[Change]) -> dict[int, set[str]]:
        """Decision -> the changed entities that something of its record may meet, as they were or as they are."""
        found: dict[int, set[str]] = {}
        known: dict[tuple[What, int], list[int]] = {}
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
        return {PARTY: self.parties.rows, TEXT: self.texts.rows}

    @property
    def wallets(self) -> set[str]:
        """The addresses that past parties bear, as they were compared."""
        return {address for block in self.parties.blocks for address in block.parties.wallets}

    def _sources(self, change: Change) -> set[tuple[What, int]]:
        found: set[tuple[What, int]] = set()
        for party in change.parties():
            found.update((PARTY, key) for key in self.parties.touched(party))
            found.update((TEXT, key) for key in self.texts.touched(party))
        return found

    def _forget(self) -> None:
        for dated in acts_after(self.history, self._acts):
            if isinstance(dated.act, Erased):
                self.parties.forget(dated.act.parties)
                for block in self.texts.blocks:
                    block.forget(erased_texts(self.history, block.first, block.last))
            self._acts = dated.number
