"""Labels kept up with the tags: only the outputs of addresses whose tags have changed are labelled anew."""

from __future__ import annotations

import numpy as np

from watchgate.ledger.transfers.batch import strings
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.attribution import Attribution
from watchgate.risk.exposure.marking import Ending, Marked, ending_by, labels_at, marked
from watchgate.risk.exposure.stop_rules import ALWAYS

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
    if known.ruled != tags.rules.changes:
        return marked(chain, chain_id, tags)
    now = {address: _ending(tags, chain_id, address) for address in changed if address.isascii()}
    number = {name: at for at, name in enumerate(known.categories)}
    if any(tag.category not in number for found in now.values() for tag, _ in found):
        return marked(chain, chain_id, tags)
    stored = list(dict.fromkeys(chain.as_stored(address) for address in now))
    by_stored = {chain.as_stored(address): found for address, found in now.items()}
    rows = chain.text_keys.find(strings(stored)) if stored else np.zeros(0, np.uint32)
    there = {int(row): address for row, address in zip(rows, stored, strict=True) if row != ABSENT}
    outputs = chain.outputs_to_all(list(there))
    spans = {row: [(number[tag.category], when) for tag, when in by_stored[text]] for row, text in there.items()}
    known.labels.change(
        chain, outputs, [labels_at(chain, rows, spans[row]) for row, rows in zip(there, outputs, strict=True)]
    )
    for row, address in there.items():
        found = by_stored[address]
        for kept in (known.tag_of, known.dated, known.own_rules):
            kept.pop(row, None)
        if found:
            known.tag_of[row] = found[0][0]
        if found and found[0][1] != ALWAYS:
            known.dated[row] = {number[tag.category]: tag for tag, _ in reversed(found)}
        about = tags.rules.of_address(address)
        if about and any(tags.counts(tag, chain_id) for tag in tags.of(address)):
            known.own_rules[row] = about
    known.changes, known.seen = tags.changes, len(tags.touched)
    return known


def _ending(tags: Attribution, chain_id: str, address: str) -> Ending:
    """The tags by which an address ends trails on a chain, if any."""
    return ending_by((tag for tag in tags.of(address) if tags.counts(tag, chain_id)), tags.rules)
