"""Past parties in the engine, and what may be kept of them: the columns of its segments."""

from __future__ import annotations

import numpy as np

from watchgate.gate.lookback.kept_array import KeptArray, kept_array
from watchgate.risk.names.engine.reverse import StoredParties
from watchgate.risk.names.engine.stored_columns import columns_of, stored
from watchgate.risk.names.engine.stored_tier import stored_tier


class PastParties(StoredParties):
    """As `StoredParties`, which keeps its segments in files in the open: here they are given to whoever seals them."""

    def __init__(self, kept: list[dict[str, KeptArray]] | None = None) -> None:
        super().__init__()
        self._tiers = tuple(
            stored_tier(stored({name: column.array() for name, column in columns.items()})) for columns in kept or ()
        )

    def kept(self) -> list[dict[str, KeptArray]]:
        """The columns of each segment, without those that are gone."""
        self.settled()
        if any(np.any(tier.held.gone) for tier in self._tiers):
            self.compact()
        return [{name: kept_array(column) for name, column in columns_of(tier.held).items()} for tier in self._tiers]
