"""Exposure of one address of an account chain: an answer for each verified asset, and what is there to mislead."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.account_batch import ROUNDED
from watchgate.ledger.transfers.account_kernels import MOVED, OUTSIDE
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.append_kernels import UNSPENT
from watchgate.ledger.transfers.key_kernels import NO_BLOCK
from watchgate.model.errors import NotFoundError
from watchgate.risk.exposure.account_found import UnitShare, found_of
from watchgate.risk.exposure.answer import HAIRCUT, NOT_TRACED, STOP_RULE, remark_of
from watchgate.risk.exposure.asset_rows import row_of_asset
from watchgate.risk.exposure.assets import Asset, verified
from watchgate.risk.exposure.attribution import Attribution, Tag
from watchgate.risk.exposure.brought import brought_by
from watchgate.risk.exposure.marking import Marked
from watchgate.risk.exposure.misleading import Lookalike, Unverified, lookalikes, unverified
from watchgate.risk.exposure.stop_rules import StopRule
from watchgate.risk.exposure.views import EPS
from watchgate.risk.exposure.worth import Worth

Longs = npt.NDArray[np.int64]


class AssetExposure(msgspec.Struct, frozen=True, kw_only=True):
    """One asset: `contract` is empty for the chain's coin. Amounts are exact, in the smallest unit, which is
    10^-`decimals`.

    `received` from others in `moves` moves; `balance` as far as moves were read. `shares`, `mined` (made by the chain
    or the token), `outside` (held before the first block that was read) and `cut` sum to 1; `unexplained` is outside
    and cut. `rounded`: of the moves, how many have a value that its source may have rounded. `worth`: what was received
    in a currency, and `poisoned`: the categories of which anything at all came, where those were asked for.
    """

    contract: str
    symbol: str
    decimals: int
    received: int
    sent: int
    balance: int
    moves: int
    shares: tuple[UnitShare, ...]
    mined: float
    outside: float
    cut: float
    unexplained: float
    met: int
    tags: tuple[Tag, ...]
    brought: tuple[float, ...]
    tags_more: int
    rounded: int = 0
    worth: Worth | None = None
    poisoned: tuple[str, ...] | None = None


class AccountAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What an address received in each verified asset and where that came from: by proportional mixing of balances
    (haircut), or by the very units, the oldest first (FIFO).

    `unverified`: tokens that changed no figure; `lookalikes`: addresses around it that look like one another.
    `resembles`: tags of other addresses that begin and end like this one; said only where there are any.
    """

    chain: str
    address: str
    rule: str
    eps: float
    stop_rule: str
    own: tuple[Tag, ...]
    assets: tuple[AssetExposure, ...]
    unverified: tuple[Unverified, ...]
    lookalikes: tuple[Lookalike, ...]
    position: int
    height: int
    stop_rules: tuple[StopRule, ...] = ()
    stop_rules_more: int = 0
    merges: tuple[str, ...] = ()
    remark: str = NOT_TRACED
    resembles: tuple[Tag, ...] | msgspec.UnsetType = msgspec.UNSET


def account_exposure(
    chain: AccountChain,
    chain_id: str,
    address: str,
    tags: Attribution,
    known: Marked,
    *,
    rule: str = HAIRCUT,
    eps: float = EPS,
    warned: bool = True,
) -> AccountAnswer:
    """Where what `address` received came from. NotFoundError where the chain, as far as it was read, lacks it.

    `warned`: also what is there to mislead people, which no figure depends on.
    """
    row = chain.address(address)
    if row is None:
        raise NotFoundError(
            f"{address} has moved nothing in what was read of {chain_id}",
            hint="not found is not the same as clean: ingest more blocks",
        )
    outputs = chain.outputs_to(row)
    contracts = chain.asset_of(outputs)
    assets = []
    for asset in verified(chain_id).values():
        number = row_of_asset(chain, asset)
        if number is not None and (contracts == number).any():
            received, held = received_in(chain, row, number), outputs[contracts == number]
            assets.append(_exposure(chain, asset, received, held, _sent(chain, held), known, rule, eps))
    heights = chain.view("block_height")
    rules, rules_more = known.rules_of((share.category for one in assets for share in one.shares), tags.rules)
    return AccountAnswer(
        chain=chain_id,
        remark=remark_of(chain_id),
        address=chain.as_stored(address),
        rule=rule,
        eps=eps if rule == HAIRCUT else 0.0,
        stop_rule=STOP_RULE,
        stop_rules=rules,
        stop_rules_more=rules_more,
        own=tags.of(address),
        assets=tuple(assets),
        unverified=unverified(chain, chain_id, row) if warned else (),
        lookalikes=lookalikes(chain, chain_id, row) if warned else (),
        position=tags.position,
        height=int(heights[-1]) if len(heights) else -1,
    )


def transaction_exposure(
    chain: AccountChain,
    chain_id: str,
    name: str,
    tags: Attribution,
    known: Marked,
    *,
    rule: str = HAIRCUT,
    eps: float = EPS,
) -> AccountAnswer:
    """What one transaction (its hash) carries in each verified asset, wherever it gives it to."""
    if chain.transaction(name.removeprefix("0x")) is None:
        raise NotFoundError(
            f"transaction {name} is not in what was read of {chain_id}", hint="ingest the block it is in"
        )
    outputs = carried_in(chain, name)
    contracts = chain.asset_of(outputs)
    assets = [
        _exposure(chain, asset, outputs[contracts == number], outputs[contracts == number], 0, known, rule, eps)
        for asset in verified(chain_id).values()
        if (number := row_of_asset(chain, asset)) is not None and (contracts == number).any()
    ]
    heights = chain.view("block_height")
    rules, rules_more = known.rules_of((share.category for one in assets for share in one.shares), tags.rules)
    return AccountAnswer(
        chain=chain_id,
        address=name,
        rule=rule,
        eps=eps if rule == HAIRCUT else 0.0,
        stop_rule=STOP_RULE,
        stop_rules=rules,
        stop_rules_more=rules_more,
        own=(),
        assets=tuple(assets),
        unverified=(),
        lookalikes=(),
        position=tags.position,
        height=int(heights[-1]),
    )


def received_in(chain: AccountChain, row: int, number: int) -> Longs:
    """The outputs by which an address received an asset (row of its contract, or ABSENT) from others, more than
    nothing."""
    return _outputs_in(chain, row, number, MOVED)


def held_before(chain: AccountChain, row: int, number: int) -> Longs:
    """The outputs that stand for what an address gave of an asset and was never seen to receive."""
    return _outputs_in(chain, row, number, OUTSIDE)


def _outputs_in(chain: AccountChain, row: int, number: int, kind: int) -> Longs:
    outputs = chain.outputs_to(row)
    outputs = outputs[chain.view("out_kind")[outputs] == kind]
    return _of_worth(chain, outputs[chain.asset_of(outputs) == number])


def carried_in(chain: AccountChain, name: str) -> Longs:
    """The outputs by which a transaction (its hash) gives somebody more than nothing; none where it was not read."""
    sent = chain.transaction(name.removeprefix("0x"))
    if sent is None:
        return np.zeros(0, np.int64)
    moves = moves_in(chain, sent)
    outputs = chain.view("tx_out")[moves]
    outputs = outputs[(outputs < chain.view("tx_out")[moves + 1]) & (chain.view("tx_block")[moves] != NO_BLOCK)]
    return _of_worth(chain, outputs[chain.view("out_kind")[outputs] == MOVED])


def moves_in(chain: AccountChain, sent: int) -> Longs:
    """The rows of a transaction's moves."""
    rows = chain.moves_of(sent)
    found: Longs = np.arange(rows.start, rows.stop)[chain.view("tx_sent")[rows.start : rows.stop] == sent]
    return found


def _of_worth(chain: AccountChain, outputs: Longs) -> Longs:
    found: Longs = outputs[chain.view("out_units")[outputs].any(axis=1)]
    return found


def _sent(chain: AccountChain, held: Longs) -> int:
    """What was given to others of outputs of one holder and asset: each is taken by a move of its holder."""
    takers = chain.view("spent_by")[held]
    moves = np.unique(takers[takers < chain.counts.transactions]).astype(np.int64)
    first = chain.view("tx_out")[moves]
    first = first[first < chain.view("tx_out")[moves + 1]]
    return sum(chain.units(first[chain.view("out_kind")[first] == MOVED]))


def _exposure(
    chain: AccountChain, asset: Asset, received: Longs, held: Longs, sent: int, known: Marked, rule: str, eps: float
) -> AssetExposure:
    """`received`: outputs that are asked about; `held`: all of the holder, for the balance."""
    units = sum(chain.units(received))
    found = found_of(chain, known, received, units, rule=rule, eps=eps)
    brought = brought_by(chain, known, found.sources, found.unnamed)
    moves = np.searchsorted(chain.view("tx_out"), received, "right") - 1
    return AssetExposure(
        contract=asset.contract,
        symbol=asset.symbol,
        decimals=asset.decimals,
        received=units,
        sent=sent,
        balance=sum(chain.units(held[chain.view("spent_by")[held] == UNSPENT])),
        moves=len(received),
        shares=found.shares,
        mined=found.mined,
        outside=found.outside,
        cut=found.cut,
        unexplained=found.outside + found.cut,
        met=found.met,
        tags=brought.tags,
        brought=brought.shares,
        tags_more=brought.more,
        rounded=int(((chain.view("tx_mark")[moves] & ROUNDED) != 0).sum()),
    )
