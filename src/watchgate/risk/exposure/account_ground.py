"""Exposure on account chains as the gate weighs it: one answer for each asset, in the form of those of Bitcoin."""

from __future__ import annotations

from collections.abc import Iterator

from watchgate.risk.exposure.account_answer import AccountAnswer
from watchgate.risk.exposure.answer import Answer, Share
from watchgate.risk.exposure.assets import Asset, verified

_OF = " of "
DIGITS = 8
"""Amounts are weighed in the eighth digit behind the point at the finest, as satoshi are: 10^-8 of an ether, but the
smallest unit of a token that has six."""


def asset_of(answer: Answer) -> Asset:
    """The asset that one of these answers is about, as its `rule` names it."""
    symbol = answer.rule.rpartition(_OF)[2]
    return next(one for one in verified(answer.chain).values() if one.symbol == symbol)


def weighed(answer: AccountAnswer) -> Iterator[Answer]:
    """Each verified asset that the address received. `rule` names the asset; `satoshi` is in units of DIGITS digits."""
    for asset in answer.assets:
        if asset.moves:
            unit = 10 ** max(0, asset.decimals - DIGITS)
            yield Answer(
                chain=answer.chain,
                address=answer.address,
                rule=f"{answer.rule}{_OF}{asset.symbol}",
                received=asset.received // unit,
                change=0,
                balance=asset.balance // unit,
                outputs=asset.moves,
                shares=tuple(
                    Share(one.category, one.direct, one.indirect, one.units // unit, one.hops) for one in asset.shares
                ),
                mined=asset.mined,
                outside=asset.outside,
                cut=asset.cut,
                unexplained=asset.unexplained,
                eps=answer.eps,
                met=asset.met,
                stop_rule=answer.stop_rule,
                stop_rules=answer.stop_rules,
                stop_rules_more=answer.stop_rules_more,
                own=answer.own,
                tags=asset.tags,
                brought=asset.brought,
                tags_more=asset.tags_more,
                position=answer.position,
                height=answer.height,
            )
