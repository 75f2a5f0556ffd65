"""Exposure of one address: the answer with everything it stands on, so that it can be said again and checked."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import numpy as np

from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.risk.exposure.attribution import Attribution, Tag
from watchgate.risk.exposure.brought import brought_by
from watchgate.risk.exposure.fifo_shares import FifoShares
from watchgate.risk.exposure.marking import Marked
from watchgate.risk.exposure.received import Longs, received_by
from watchgate.risk.exposure.stop_rules import StopRule
from watchgate.risk.exposure.views import EPS, exposure_back, path_back
from watchgate.risk.exposure.worth import Worth

HAIRCUT, FIFO = "haircut", "fifo"
STOP_RULE = "a tagged address ends the trail: what came before it is its holder's"
NOT_TRACED = "not traced is not the same as clean"
A_CASE = "a case holds what was fetched or exported, a part of its chain"


class Share(msgspec.Struct, frozen=True):
    """A category: what came straight from it and over more hops, as shares of all that was received; `satoshi` both."""

    category: str
    direct: float
    indirect: float
    satoshi: int
    hops: int = 0


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What an address received and where that came from.

    `received` is from others: `change`, what it gave itself, is taken off. `shares`, `mined`, `outside` (of
    transactions that were never read) and `cut` (not followed: below `eps`, or too far) sum to 1; `unexplained` is
    outside and cut. `own`: tags of the address itself. `tags`: those that were come to, `brought` the share of each,
    the largest first, `tags_more` how many are not named. `stop_rules`: those that ended trails there, and all that
    statements say of what is on the chain (at most 20, and `stop_rules_more`). `addresses`: how many were taken
    together, and `merges` by what: transactions that took from several of them, and statements of accepted merges (at
    most 1,000, and `merges_more`); none where exposure goes by the address alone. `position`: of the ledger; `height`:
    of the newest block. `worth`: what was received in a currency, and `poisoned`: the categories of which anything at
    all came, where those were asked for. `resembles`: tags of other addresses that begin and end like this one; said
    only where there are any.
    """

    chain: str
    address: str
    rule: str
    received: int
    change: int
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
    brought: tuple[float, ...]
    tags_more: int
    position: int
    height: int
    stop_rules: tuple[StopRule, ...] = ()
    stop_rules_more: int = 0
    merges: tuple[str, ...] = ()
    merges_more: int = 0
    addresses: int = 1
    remark: str = NOT_TRACED
    worth: Worth | None = None
    poisoned: tuple[str, ...] | None = None
    resembles: tuple[Tag, ...] | msgspec.UnsetType = msgspec.UNSET


def remark_of(chain_id: str) -> str:
    """What every answer says; of a case (`eth-NAME`) also that it never was the whole chain."""
    return f"{NOT_TRACED}; {A_CASE}" if "-" in chain_id else NOT_TRACED


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
    outputs, net = received_by(chain, row)
    return _answer(chain, chain_id, address, (outputs, net), tags, known, rule, eps)


def exposure_of_holder(
    chain: UtxoChain,
    chain_id: str,
    address: str,
    received: tuple[Longs, Longs],
    tags: Attribution,
    known: Marked,
    *,
    rule: str = HAIRCUT,
    eps: float = EPS,
) -> Answer:
    """As `exposure_of`, of all addresses that are taken together with `address`. `received`: their outputs, and what of
    each came from others."""
    return _answer(chain, chain_id, address, received, tags, known, rule, eps)


def exposure_of_transaction(
    chain: UtxoChain,
    chain_id: str,
    name: str,
    tags: Attribution,
    known: Marked,
    *,
    rule: str = HAIRCUT,
    eps: float = EPS,
) -> Answer:
    """What one transaction (its hash) carries, wherever it gives it to. NotFoundError where it was not read."""
    tx = chain.transaction(name)
    if tx is None or chain.height_of(tx) is None:
        raise NotFoundError(
            f"transaction {name} is not in what was read of {chain_id}", hint="ingest the block it is in"
        )
    outputs = np.array(chain.outputs_of(tx), np.int64)
    return _answer(chain, chain_id, name, (outputs, np.array(chain.view("out_value")[outputs])), tags, known, rule, eps)


def _answer(
    chain: UtxoChain,
    chain_id: str,
    name: str,
    asked: tuple[Longs, Longs],
    tags: Attribution,
    known: Marked,
    rule: str,
    eps: float,
) -> Answer:
    """`asked`: outputs, and what of each counts."""
    outputs, net = asked
    value = chain.view("out_value")[outputs]
    spent = chain.view("spent_by")[outputs]
    received = whole_of(net)
    if rule == FIFO:
        found = _fifo(chain, known, outputs[net > 0])
    elif rule == HAIRCUT:
        found = _haircut(chain, known, outputs, net, eps)
    else:
        raise BadInputError(f"{rule!r} is no rule", hint=f"{HAIRCUT} or {FIFO}")
    brought = brought_by(chain, known, found.sources, found.unnamed)
    rules, rules_more = known.rules_of((share.category for share in found.shares), tags.rules)
    heights = chain.view("block_height")
    return Answer(
        chain=chain_id,
        remark=remark_of(chain_id),
        address=name,
        rule=rule,
        received=received,
        change=whole_of(value) - received,
        balance=whole_of(value[spent >= chain.counts.transactions]),
        outputs=len(outputs),
        shares=found.shares,
        mined=found.rest[0],
        outside=found.rest[1],
        cut=found.rest[2],
        unexplained=found.rest[1] + found.rest[2],
        eps=eps if rule == HAIRCUT else 0.0,
        met=found.met,
        stop_rule=STOP_RULE,
        stop_rules=rules,
        stop_rules_more=rules_more,
        own=tags.of(name),
        tags=brought.tags,
        brought=brought.shares,
        tags_more=brought.more,
        position=tags.position,
        height=int(heights[-1]) if len(heights) else -1,
    )


def whole_of(satoshi: Longs) -> int:
    """The sum, which may be above 2^63 in chains that are made up."""
    return (int((satoshi >> 32).sum()) << 32) + int((satoshi & 0xFFFFFFFF).sum())


class _Found(NamedTuple):
    """`rest`: mined, outside, cut. `sources`: labelled outputs and the share each brought; `unnamed`: how many more."""

    shares: tuple[Share, ...]
    rest: tuple[float, float, float]
    met: int
    sources: tuple[tuple[int, float], ...]
    unnamed: int = 0


def _haircut(chain: UtxoChain, known: Marked, outputs: Longs, net: Longs, eps: float) -> _Found:
    found = exposure_back(chain, known.labels, outputs, eps=eps, weighing=net)
    received = whole_of(net)
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
    return _Found(shares, (found.mined, found.outside, found.cut), found.met, found.sources, found.unnamed)


def _fifo(chain: UtxoChain, known: Marked, outputs: Longs) -> _Found:
    found = FifoShares(known.labels)
    mined = outside = cut = 0
    for output in outputs:
        coins = path_back(chain, known.labels, int(output))
        told = found.add(coins.stretches)
        mined, outside = mined + coins.mined, outside + coins.outside
        cut += coins.cut + int(coins.amount.sum()) - told
    whole = max(whole_of(chain.view("out_value")[outputs]), 1)
    shares = tuple(Share(*row) for row in found.rows(known.categories, whole))
    return _Found(shares, (mined / whole, outside / whole, cut / whole), len(outputs), found.brought(whole))
