"""Who received something in blocks that a fork orphaned: read from their rows, which are kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np

from watchgate.ledger.draft import CHAINS
from watchgate.ledger.home import Home
from watchgate.ledger.interface import Ledger
from watchgate.ledger.originals import Originals
from watchgate.ledger.transfers.batch import Strings
from watchgate.ledger.transfers.column import Array
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.ranges import Chain, Kind, Manifest, is_of_chain, manifest_of
from watchgate.model.delivery import Delivery
from watchgate.model.handling import SYSTEM


def orphaned_receivers(home: Home, ledger: Ledger, delivery: Delivery, among: Collection[str]) -> dict[str, str]:
    """Those of `among` that received something in the blocks which `delivery`, a fork, let go, each with the name by
    which it is known on that chain (`btc:1A1z...`); none where it is no fork. Where the rows are not there any more it
    may have been anybody: all of them."""
    if not among or not is_of_chain(delivery):
        return {}
    originals = Originals(home.originals)
    fork = manifest_of(originals, delivery)
    if fork.kind is not Kind.FORK:
        return {}
    every = ledger.as_of(reader=SYSTEM).deliveries(f"{CHAINS}{fork.chain}")
    later = (manifest_of(originals, one) for one in every if one.position > delivery.position and is_of_chain(one))
    forks = [fork, *(one for one in later if one.kind is Kind.FORK)]
    chain = Chain(home, ledger, fork.chain)
    try:
        stored = {one: chain.rows.as_stored(one) for one in among}
        try:
            received = _texts(home.path / "transfers" / fork.chain, forks, chain)
        except FileNotFoundError:
            received = set(stored.values())
        return {one: f"{fork.chain}:{text}" for one, text in stored.items() if text in received}
    finally:
        chain.rows.close()


def _texts(folder: Path, forks: Iterable[Manifest], chain: Chain) -> set[str]:
    """The addresses that the first of `forks` took outputs of. A later one may have taken the text of an address away,
    and kept it as well."""
    rows: Array | None = None
    found: set[str] = set()
    for fork in forks:
        kept = folder / fork.orphans
        if rows is None:
            rows = np.unique(_column(kept, "out_address"))
            rows = rows[rows != ABSENT]
        first = fork.after.addresses
        texts = Strings(_column(kept, "address_pool"), _column(kept, "address_end") - fork.after.address_bytes)
        found.update(texts.text(int(row) - first) for row in rows[rows >= first])
        rows = rows[rows < first]
    assert rows is not None
    found.update(chain.rows.text_keys.text(int(row)) for row in rows)
    return found


def _column(folder: Path, name: str) -> Array:
    return np.asarray(np.load(folder / f"{name}.npy", allow_pickle=False))
