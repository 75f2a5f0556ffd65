"""Labels kept up with the tags: only the outputs of addresses whose tags have changed are labelled anew."""

from __future__ import annotations

import numpy as np

from watchgate.ledger.transfers.batch import strings
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.answer import Marked, marked
from watchgate.risk.exposure.attribution import GO_ON, Attribution, Tag

MOST_ADDRESSES = 20_000
"""More than these are made anew with all others: by then looking each up takes as long."""
MOST_CATEGORIES = 253
"""From here on the last stands for several, and all are numbered anew."""


def renewed(known: Marked, chain: UtxoChain, chain_id: str, tags: Attribution) -> Marked:
    """`known`, made from an earlier state of the same `tags`, as `marked` would make it now; it is changed itself where
    little has changed. Its numbers of categories stay, in their order, so that answers are the same."""
    changed = list(dict.fromkeys(tags.touched[known.seen :]))
    if len(changed) > MOST_ADDRESSES or known.seen > len(tags.touched) or len(known.categories) > MOST_CATEGORIES:
        return marked(chain, chain_id, tags)
    now = {address: _strongest(tags, chain_id, address) for address in changed if address.isascii()}
    number = {name: at for at, name in enumerate(known.categories)}
    if any(tag is not None and tag.category not in number for tag in now.values()):
        return marked(chain, chain_id, tags)
    stored = list(dict.fromkeys(chain.as_stored(address) for address in now))
    by_stored = {chain.as_stored(address): tag for address, tag in now.items()}
    rows = chain.text_keys.find(strings(stored)) if stored else np.zeros(0, np.uint32)
    there = {int(row): by_stored[address] for row, address in zip(rows, stored, strict=True) if row != ABSENT}
    known.labels.change(
        chain,
        chain.outputs_to_all(list(there)),
        [number[tag.category] if tag is not None else 0 for tag in there.values()],
    )
    for row, tag in there.items():
        known.tag_of.pop(row, None)
        if tag is not None:
            known.tag_of[row] = tag
    known.changes, known.seen = tags.changes, len(tags.touched)
    return known


def _strongest(tags: Attribution, chain_id: str, address: str) -> Tag | None:
    """The tag an address is followed by, if any."""
    return next((tag for tag in tags.of(address) if tag.category not in GO_ON and tags.counts(tag, chain_id)), None)
