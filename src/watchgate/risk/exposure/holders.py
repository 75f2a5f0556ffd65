"""Holders: all addresses taken to be of one, by what transactions take together and by merges that people accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.clusters import Clusters, clusters
from watchgate.risk.exposure.coinjoins import coinjoins
from watchgate.risk.exposure.merges import Merge

Longs = npt.NDArray[np.int64]


class Holder(NamedTuple):
    """`members`: rows of addresses. `log`: rows of the clusters' log that joined them. `merges`: those accepted that
    did. `left_out`: transactions that look like CoinJoins and joined nobody."""

    cluster: int
    members: Longs
    log: Longs
    merges: tuple[Merge, ...]
    found: Clusters
    left_out: int


def holder_of(chain: UtxoChain, row: int, accepted: Mapping[str, Sequence[Merge]]) -> Holder:
    """The holder of the address `row`."""
    apart = coinjoins(chain)
    found = clusters(chain, apart)
    sides: dict[int, list[tuple[int, Merge]]] = {}
    for merge in {one.statement: one for many in accepted.values() for one in many}.values():
        ends = (chain.address(merge.one), chain.address(merge.other))
        if ends[0] is not None and ends[1] is not None:
            left, right = int(found.parent[ends[0]]), int(found.parent[ends[1]])
            sides.setdefault(left, []).append((right, merge))
            sides.setdefault(right, []).append((left, merge))
    roots, used = {int(found.parent[row])}, dict[str, Merge]()
    waiting = list(roots)
    while waiting:
        for other, merge in sides.get(waiting.pop(), ()):
            used[merge.statement] = merge
            if other not in roots:
                roots.add(other)
                waiting.append(other)
    wanted = np.array(sorted(roots), np.uint32)
    return Holder(
        cluster=min(roots),
        members=np.flatnonzero(np.isin(found.parent, wanted)),
        log=np.flatnonzero(np.isin(found.parent[found.log_kept], wanted)),
        merges=tuple(used.values()),
        found=found,
        left_out=int((apart > 0).sum()),
    )
