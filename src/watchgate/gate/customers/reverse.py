"""The base from the other side: of a changed entity, the customers who may meet it, by names, numbers and letters.

Made of the same blocks as the past of payments, and kept between starts as these are: sealed, so that names of
customers stand nowhere in the open. A customer counts here with each of its owners.
"""

from __future__ import annotations

from collections.abc import Collection

from watchgate.gate.customers.customer_block import CustomerBlock
from watchgate.gate.history.customer_base import CustomerBase
from watchgate.gate.history.history import History
from watchgate.gate.history.past_blocks import last_act
from watchgate.gate.lookback.block_row import BlockRow
from watchgate.gate.lookback.past_limits import limits_of
from watchgate.gate.lookback.past_making import Progress, make_missing
from watchgate.model.party import Party
from watchgate.model.policy import Policy


class Reverse:
    """Rows by their parties, for one policy's thresholds; for whoever alone follows the base. Not thread-safe."""

    def __init__(self, history: History, policy: Policy) -> None:
        self._history = history
        self._base = CustomerBase(history)
        self._limits = limits_of(policy)
        self._row = BlockRow(history, CustomerBlock, self._limits)
        self._acts = 0
        self._moment = -1

    def begin(self, progress: Progress | None = None) -> None:
        """Take in the whole base: what is kept of it, and what several processes make of the rest."""
        self._row.files.tidy(CustomerBlock.what)
        make_missing(self._history, self._limits, (CustomerBlock,), progress)
        self.follow(progress)
        self.save(everything=True)

    def follow(self, progress: Progress | None = None) -> None:
        """Take in rows that are new, and forget those that have ended."""
        acts, standing = last_act(self._history), self._base.moment()
        if standing != self._moment:
            self._row.follow(progress)
            least = min((block.moment for block in self._row.blocks if block.moment >= 0), default=standing)
            self._row.forget(self._base.ended_since(least))
            for block in self._row.blocks:
                block.moment = max(block.moment, standing) if block.moment >= 0 else block.moment
            self._moment = standing
        self._acts = acts

    def save(self, *, everything: bool = False) -> None:
        """Keep what is due; `everything`: all that is new."""
        self._row.save(self._acts, everything=everything)

    def touched(self, parties: Collection[Party]) -> set[int]:
        """Keys of the rows that may meet one of these."""
        return {key for party in parties for key in self._row.touched(party)}

    @property
    def rows(self) -> int:
        """How many were taken in."""
        return self._row.rows
