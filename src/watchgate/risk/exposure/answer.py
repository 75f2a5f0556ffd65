"""Exposure of one address: the answer with everything it stands on, so that it can be said again and checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec
import numpy as np

from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.risk.exposure.attribution import Attribution, Tag, rank
from watchgate.risk.exposure.views import EPS, Labels, exposure_back, path_back

HAIRCUT, FIFO = "haircut", "fifo"
TAGS_SHOWN = 20
NOT_TRACED = "not traced is not the same as clean"


class Share(msgspec.Struct, frozen=True):
    """A category: what came straight from it and over more hops, as shares of all that was received; `satoshi` both."""

    category: str
    direct: float
    indirect: float
    satoshi: int
    hops: int = 0


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What an address received and where that came from.

    `shares`, `mined`, `outside` (of transactions that were never read) and `cut` (not followed: below `eps`, or too
    far) sum to 1; `unexplained` is outside and cut. `own`: tags of the address itself. `tags`: those of categories that
    were met; `position`: of the ledger; `height`: of the newest block.
    """

    chain: str
    address: str
    rule: str
    received: int
    balance: int
    outputs: int
    shares: tuple[Share, ...]
    mined: float
    outside: float
    cut: float
    unexplained: float
    eps: float
    met: int
    stop_rule: str
    own: tuple[Tag, ...]
    tags: tuple[Tag, ...]
    position: int
    height: int
    remark: str = NOT_TRACED


class Marked(msgspec.Struct):
    """Labels of a chain, with the names of their categories and the tag each address is followed by. `changes`: of the
    tags they were made from."""

    labels: Labels
    categories: list[str]
    tag_of: dict[int, Tag]
    changes: int = 0


def marked(chain: UtxoChain, chain_id: str, tags: Attribution) -> Marked:
    """Every output of a tagged address, by its strongest category."""
    strongest: dict[str, Tag] = {}
    for tag in tags.on(chain_id):
        old = strongest.get(tag.address)
        if old is None or (rank(tag.category), tag.statement) < (rank(old.category), old.statement):
            strongest[tag.address] = tag
    names = sorted({tag.category for tag in strongest.values()}, key=lambda name: (rank(name), name))
    if len(names) > 254:
        names = [*names[:253], "other"]
    number = {name: at for at, name in enumerate(names, 1)}
    categories = np.zeros(chain.counts.addresses, np.uint8)
    tag_of: dict[int, Tag] = {}
    for row, tag in _rows(chain, strongest.values()):
        categories[row] = number.get(tag.category, number.get("other", 0))
        tag_of[row] = tag
    return Marked(Labels.of_addresses(chain, categories), ["", *names], tag_of, tags.changes)


def exposure_of(
    chain: UtxoChain,
    chain_id: str,
    address: str,
    tags: Attribution,
    known: Marked,
    *,
    rule: str = HAIRCUT,
    eps: float = EPS,
) -> Answer:
    """Where what `address` received came from. NotFoundError where the chain, as far as it was read, lacks it."""
    row = chain.address(address)
    if row is None:
        raise NotFoundError(
            f"{address} has received nothing in what was read of {chain_id}",
            hint="not found is not the same as clean: ingest more blocks",
        )
    outputs = np.flatnonzero(chain.view("out_address") == row)
    value = chain.view("out_value")[outputs]
    spent = chain.view("spent_by")[outputs]
    received = int(value.sum())
    if rule == FIFO:
        shares, rest, met = _fifo(chain, known, outputs, received)
    elif rule == HAIRCUT:
        shares, rest, met = _haircut(chain, known, outputs, received, eps)
    else:
        raise BadInputError(f"{rule!r} is no rule", hint=f"{HAIRCUT} or {FIFO}")
    met_categories = {one.category for one in shares}
    used = [tag for tag in known.tag_of.values() if tag.category in met_categories]
    heights = chain.view("block_height")
    return Answer(
        chain=chain_id,
        address=address,
        rule=rule,
        received=received,
        balance=int(value[spent >= chain.counts.transactions].sum()),
        outputs=len(outputs),
        shares=shares,
        mined=rest[0],
        outside=rest[1],
        cut=rest[2],
        unexplained=rest[1] + rest[2],
        eps=eps if rule == HAIRCUT else 0.0,
        met=met,
        stop_rule="a tagged address ends the trail: what came before it is its holder's",
        own=tags.of(address),
        tags=tuple(sorted(used, key=lambda tag: (rank(tag.category), tag.statement))[:TAGS_SHOWN]),
        position=tags.position,
        height=int(heights[-1]) if len(heights) else -1,
    )


def _haircut(
    chain: UtxoChain, known: Marked, outputs: np.ndarray[tuple[int], np.dtype[np.int64]], received: int, eps: float
) -> tuple[tuple[Share, ...], tuple[float, float, float], int]:
    found = exposure_back(chain, known.labels, outputs, eps=eps)
    shares = tuple(
        Share(
            name,
            float(found.direct[at]),
            float(found.indirect[at]),
            round(received * float(found.direct[at] + found.indirect[at])),
            int(found.hops[at]),
        )
        for at, name in enumerate(known.categories)
        if at and found.hops[at]
    )
    return shares, (found.mined, found.outside, found.cut), found.met


def _fifo(
    chain: UtxoChain, known: Marked, outputs: np.ndarray[tuple[int], np.dtype[np.int64]], received: int
) -> tuple[tuple[Share, ...], tuple[float, float, float], int]:
    amounts: Counter[int] = Counter()
    direct: Counter[int] = Counter()
    hops: dict[int, int] = {}
    rest = [0, 0, 0]
    for output in outputs:
        coins = path_back(chain, known.labels, int(output))
        for stretch in coins.stretches:
            category = int(known.labels.label[stretch.output])
            amounts[category] += stretch.amount
            direct[category] += stretch.amount if stretch.hops == 1 else 0
            hops[category] = min(hops.get(category, stretch.hops), stretch.hops)
        told = sum(one.amount for one in coins.stretches)
        rest = [rest[0] + coins.mined, rest[1] + coins.outside, rest[2] + coins.cut + int(coins.amount.sum()) - told]
    whole = max(received, 1)
    shares = tuple(
        Share(
            known.categories[category],
            direct[category] / whole,
            (amount - direct[category]) / whole,
            amount,
            hops[category],
        )
        for category, amount in sorted(amounts.items())
    )
    return shares, (rest[0] / whole, rest[1] / whole, rest[2] / whole), len(outputs)


def _rows(chain: UtxoChain, tags: Iterable[Tag]) -> Iterable[tuple[int, Tag]]:
    from watchgate.ledger.transfers.batch import strings

    listed = [tag for tag in tags if tag.address.isascii()]
    rows = chain.text_keys.find(strings([tag.address for tag in listed]))
    return ((int(row), tag) for row, tag in zip(rows, listed, strict=True) if row != ABSENT)
