"""Exposure on an account chain for the command line: an answer's lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from watchgate.cli.chain_questions import poisoned_by
from watchgate.risk.exposure.account_answer import AccountAnswer, AssetExposure
from watchgate.risk.exposure.assets import verified
from watchgate.risk.exposure.attribution import Tag
from watchgate.risk.tracing.money import part_of, stands_on, sum_of


def lines_of(answer: AccountAnswer) -> Iterator[str]:
    """For people."""
    yield f"{answer.address}  ({answer.chain}, block {answer.height}, position {answer.position})"
    for own in answer.own:
        yield f"  is itself tagged {_named(own)} [{own.dataset}, statement {own.statement}]"
    for asset in answer.assets:
        yield from _asset(asset, answer)
    if not answer.assets:
        yield "  has moved nothing that is verified"
    for token in answer.unverified:
        name = f" calling itself {token.symbol!r}" if token.symbol else ""
        like = f", an imitation of {token.imitates}" if token.imitates else ""
        lie = "; its sums cannot be true" if token.lies else ""
        yield f"  not counted: {token.moves:,} moves of the unverified token {token.contract}{name}{like}{lie}"
    for one in answer.lookalikes:
        what = "" if one.moved else ", and nothing of worth went between them"
        yield f"  beware: {one.address} (block {one.height}) looks like {one.true}{what}"
    yield f"  rule {answer.rule}, eps {answer.eps:g}; no clusters relied on; {answer.stop_rule}"


def _asset(asset: AssetExposure, answer: AccountAnswer) -> Iterator[str]:
    amount = verified(answer.chain)[asset.contract].amount
    place = f" ({asset.contract})" if asset.contract else ""
    yield (
        f"  {asset.symbol}{place}: received {amount(asset.received)} from others in {asset.moves:,} moves, sent "
        f"{amount(asset.sent)}, holds {amount(asset.balance)}{sum_of(asset.worth, amount)}"
    )
    for share in asset.shares:
        yield (
            f"    {share.category:<16} {share.direct + share.indirect:8.3%}  direct {share.direct:.3%}, indirect "
            f"{share.indirect:.3%}, {amount(share.units)}{part_of(asset.worth, share.category)}, nearest "
            f"{share.hops} hops"
        )
    yield f"    {'made':<16} {asset.mined:8.3%}"
    yield (
        f"    {'unexplained':<16} {asset.unexplained:8.3%}  {asset.outside:.3%} held before what was read, "
        f"{asset.cut:.3%} cut: {answer.remark}"
    )
    for tag, brought in zip(asset.tags, asset.brought, strict=True):
        yield f"    {brought:8.3%} from {tag.address}, {_named(tag)} [{tag.dataset}, statement {tag.statement}]"
    if asset.tags_more:
        yield f"    and {asset.tags_more:,} more tagged sources"
    if said := stands_on(asset.worth):
        yield f"    {said}"
    if asset.poisoned is not None:
        yield f"    {poisoned_by(asset.poisoned)}"
    if asset.rounded:
        yield f"    {asset.rounded:,} of the values were rounded by their source"


def _named(tag: Tag) -> str:
    return f"{tag.category}: {tag.label}" if tag.label else tag.category
