"""What is said of addresses, prices and holders, of one ledger, as one reader may know it."""

from __future__ import annotations

from pathlib import Path

from watchgate.ledger.home import Home
from watchgate.ledger.interface import Ledger
from watchgate.ledger.transfers.ranges import Chain
from watchgate.model.handling import SYSTEM, Reader
from watchgate.risk.exposure.attribution import Attribution
from watchgate.risk.exposure.merges import Merges
from watchgate.risk.exposure.prices import Prices
from watchgate.risk.view import begin_all


class Evidence:
    """Tags, prices and accepted merges at one position, from one reading of the ledger."""

    def __init__(self, ledger: Ledger, home: Path, *, reader: Reader = SYSTEM, position: int | None = None) -> None:
        """As known at `position`, or now."""
        self.ledger = ledger
        self.home = Home(home)
        self.asked_at = position
        """The position that was asked for; None: the present."""
        self.tags = Attribution(ledger, reader)
        self.prices = Prices(ledger, reader)
        self.merges = Merges(ledger, reader)
        self._all = (self.tags, self.prices, self.merges)
        begin_all(self._all, position, self.home.views)

    @property
    def position(self) -> int:
        """The ledger position that all of it stands on."""
        return self.tags.position

    def chain(self, chain_id: str) -> Chain:
        """A chain as it was read then, to be closed by who asked. NotFoundError where there is none."""
        return Chain(self.home, self.ledger, chain_id, position=self.asked_at)

    def catch_up(self, now_us: int) -> None:
        """Take in what the ledger has taken since, and take back what may no longer be shared at `now_us`."""
        to = self.ledger.head().position
        for view in self._all:
            view.catch_up(to)
            view.forget_expired(now_us)
