"""Another branch is tried on a copy before a fork: what is refused of it must not cost the blocks that are there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from watchgate.ledger.home import private_folder
from watchgate.ledger.transfers.accounts import opened_rows
from watchgate.ledger.transfers.ranges import Chain
from watchgate.ledger.transfers.utxo import UtxoChain, rows_of

FOLDER = "rehearsal"


@contextmanager
def rehearsing(chain: Chain, height: int) -> Iterator[UtxoChain]:
    """The rows as a fork at `height` would leave them, in a folder of their own, for the block: nothing of it stays.

    Costs a copy of the columns, as the fork itself does.
    """
    counts = chain.rows.counts_at(height)
    folder = chain.rows.folder / FOLDER
    shutil.rmtree(folder, ignore_errors=True)  # of one that was killed
    private_folder(folder)
    try:
        for name, column in chain.rows.columns.items():
            column.copy(folder / name, rows_of(name, counts))
        rows = opened_rows(chain.id, folder, counts, writing=True, forks=chain.forks + 1, forked=False)
        try:
            yield rows
        finally:
            rows.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
