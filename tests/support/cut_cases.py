"""A fetched case as a process leaves it that ended between letting the old rows go and adding the new ones."""

from __future__ import annotations

from pathlib import Path

from watchgate.ledger.home import Home
from watchgate.ledger.open import open_ledger
from watchgate.ledger.transfers.ranges import Chain


def cut_off(home: Path, chain_id: str) -> None:
    """The rows of the case count no longer, and nothing took their place."""
    ledger = open_ledger(home)
    chain = Chain(Home(home), ledger, chain_id, writing=True)
    try:
        assert chain.fork(-1) is not None
    finally:
        chain.close()
        ledger.close()
