"""An exposure for people: on chains of coins, and of accounts, where each asset is told by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from watchgate.risk.exposure.account_answer import AccountAnswer, AssetExposure
from watchgate.risk.exposure.account_found import UnitShare
from watchgate.risk.exposure.answer import Answer, Share
from watchgate.risk.exposure.assets import verified
from watchgate.risk.exposure.attribution import Tag
from watchgate.risk.exposure.stop_rules import DEFAULT, StopRule
from watchgate.risk.tracing.money import part_of, stands_on, sum_of

COIN = 100_000_000
MERGES_SHOWN = 20


def lines_of(answer: Answer | AccountAnswer, whole_cluster: bool) -> Iterator[str]:
    """All of them."""
    yield f"{answer.address}  ({answer.chain}, block {answer.height}, position {answer.position})"
    for own in answer.own:
        yield f"  is itself tagged {_named(own)} [{own.dataset}, statement {own.statement}]"
    for other in answer.resembles or ():
        yield f"  beware: begins and ends like {other.address}, {_named(other)} [statement {other.statement}]"
    if isinstance(answer, AccountAnswer):
        yield from _accounts(answer)
        relied = "no clusters relied on"
    else:
        yield from _coins(answer)
        relied = f"{answer.met:,} looked at; {_relied(answer, whole_cluster)}"
    yield f"  rule {answer.rule}, eps {answer.eps:g}; {relied}; {answer.stop_rule}"
    yield from rule_lines(answer.stop_rules, answer.stop_rules_more)
    if answer.merges:
        yield f"  relied on: {', '.join(answer.merges[:MERGES_SHOWN])}"


def rule_lines(rules: Sequence[StopRule], more: int) -> Iterator[str]:
    """The stop rules that statements say; those that are shipped are told by `chain stops`."""
    for one in rules:
        if one.statement != DEFAULT:
            yield f"  stop rule: {one.sentence}"
    if more:
        yield f"  and {more:,} more stop rules"


def _coins(answer: Answer) -> Iterator[str]:
    yield (
        f"  received {_bitcoin(answer.received)} from others in {answer.outputs:,} outputs ({_bitcoin(answer.change)} "
        f"more from itself), holds {_bitcoin(answer.balance)}{sum_of(answer.worth, _bitcoin)}"
    )
    shares = [(one, one.satoshi) for one in answer.shares]
    yield from _shares(answer, shares, _bitcoin, ("mined", "outside what was read", answer.remark))


def _accounts(answer: AccountAnswer) -> Iterator[str]:
    for asset in answer.assets:
        amount = verified(answer.chain)[asset.contract].amount
        place = f" ({asset.contract})" if asset.contract else ""
        yield (
            f"  {asset.symbol}{place}: received {amount(asset.received)} from others in {asset.moves:,} moves, sent "
            f"{amount(asset.sent)}, holds {amount(asset.balance)}{sum_of(asset.worth, amount)}"
        )
        shares = [(one, one.units) for one in asset.shares]
        words = ("made", "held before what was read", answer.remark)
        yield from (f"  {one}" for one in _shares(asset, shares, amount, words))
        if asset.rounded:
            yield f"    {asset.rounded:,} of the values were rounded by their source"
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


def _shares(
    found: Answer | AssetExposure,
    shares: Sequence[tuple[Share | UnitShare, int]],
    amount: Callable[[int], str],
    words: tuple[str, str, str],
) -> Iterator[str]:
    """Where what was received came from, and what that stands on. `shares`: with the smallest units of each; `words`:
    how what was made and what is outside is called on this chain, and what to bear in mind."""
    made, outside, remark = words
    for share, units in shares:
        yield (
            f"  {share.category:<16} {share.direct + share.indirect:8.3%}  direct {share.direct:.3%}, indirect "
            f"{share.indirect:.3%}, {amount(units)}{part_of(found.worth, share.category)}, nearest {share.hops} hops"
        )
    yield f"  {made:<16} {found.mined:8.3%}"
    yield (
        f"  {'unexplained':<16} {found.unexplained:8.3%}  {found.outside:.3%} {outside}, {found.cut:.3%} cut: {remark}"
    )
    for one, brought in zip(found.tags, found.brought, strict=True):
        yield f"  {brought:8.3%} from {one.address}, {_named(one)} [{one.dataset}, statement {one.statement}]"
    if found.tags_more:
        yield f"  and {found.tags_more:,} more tagged sources"
    if said := stands_on(found.worth):
        yield f"  {said}"
    if found.poisoned is not None:
        yield f"  anything at all, however small, of: {', '.join(found.poisoned) or 'no category'} (a flag, no measure)"


def _relied(answer: Answer, whole_cluster: bool) -> str:
    if not whole_cluster:
        return "no clusters relied on"
    many = len(answer.merges) + answer.merges_more
    return f"{answer.addresses:,} addresses taken together by {many:,} merges"


def _bitcoin(satoshi: int) -> str:
    return f"{satoshi / COIN:,.8f}"


def _named(tag: Tag) -> str:
    return f"{tag.category}: {tag.label}" if tag.label else tag.category
