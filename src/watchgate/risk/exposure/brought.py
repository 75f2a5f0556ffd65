"""Which tags an exposure came to, with the share each brought: told alike of outputs and of accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.attribution import Tag
from watchgate.risk.exposure.marking import Marked

TAGS_SHOWN = 20


class Brought(NamedTuple):
    """The tags named, the largest share first, the share of each, and how many more there are."""

    tags: tuple[Tag, ...]
    shares: tuple[float, ...]
    more: int


def brought_by(chain: UtxoChain, known: Marked, sources: Iterable[tuple[int, float]], unnamed: int = 0) -> Brought:
    """`sources`: labelled outputs and the share each brought; `unnamed`: how many more of those there are."""
    by_tag: dict[Tag, float] = {}
    for output, share in sources:
        tag = known.tag_at(chain, output)
        if tag is not None:
            by_tag[tag] = by_tag.get(tag, 0.0) + share
    named = sorted(by_tag.items(), key=lambda item: (-item[1], item[0].statement))
    shown = named[:TAGS_SHOWN]
    more = len(named) - len(shown) + unnamed
    return Brought(tuple(tag for tag, _ in shown), tuple(share for _, share in shown), more)
