"""Exposure on an account chain for the command line: one answer an address, and its lines for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from watchgate.cli.chain_address import row_of, written
from watchgate.cli.chain_record import record
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, shown
from watchgate.ledger.home import Home
from watchgate.ledger.interface import Ledger
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.ranges import Chain
from watchgate.model.errors import BadInputError, NotFoundError, WatchgateError
from watchgate.model.handling import SYSTEM
from watchgate.risk.exposure.account_answer import HAIRCUT, AccountAnswer, AssetExposure, account_exposure
from watchgate.risk.exposure.answer import marked
from watchgate.risk.exposure.assets import verified
from watchgate.risk.exposure.attribution import Attribution, Tag


def expose_accounts(
    addresses: Sequence[str], chain_id: str, *, rule: str, eps: float, record_to: Path | None, as_json: bool
) -> int:
    """Say where what each address received came from; 2 when one of them is mistyped or was not read."""
    if rule != HAIRCUT:
        raise BadInputError(f"{rule} is a rule for coins, and accounts have balances", hint=f"--rule {HAIRCUT}")
    missing: list[WatchgateError] = []
    with opened() as (ledger, home):
        for answer in accounts_exposed(ledger, home, chain_id, addresses, eps=eps, refused=missing.append):
            record(record_to, "expose", chain_id, answer.address, {"rule": rule, "eps": eps}, answer)
            if as_json:
                emit(answer)
                continue
            for line in lines_of(answer):
                click.echo(shown(line))
    for error in missing:
        click.echo(shown(str(error)), err=True)
    return 2 if missing else 0


def accounts_exposed(
    ledger: Ledger,
    home: Path,
    chain_id: str,
    addresses: Sequence[str],
    *,
    eps: float,
    refused: Callable[[WatchgateError], None],
    position: int | None = None,
) -> Iterator[AccountAnswer]:
    """One answer for each address, in order. What is no address, or not in what was read, is told to `refused`.
    `position`: as it was known then."""
    chain = Chain(Home(home), ledger, chain_id, position=position)
    try:
        rows = account_rows(chain)
        tags = Attribution.at(ledger, SYSTEM, position, views=Home(home).views)
        known = marked(rows, chain_id, tags)
        for address in addresses:
            try:
                row_of(rows, address, chain_id)
                yield account_exposure(rows, chain_id, written(address, chain_id), tags, known, eps=eps)
            except (BadInputError, NotFoundError) as error:
                refused(error)
    finally:
        chain.close()


def account_rows(chain: Chain) -> AccountChain:
    """The rows of a chain of accounts; BadInputError where it is another kind."""
    if not isinstance(chain.rows, AccountChain):
        raise BadInputError(f"{chain.id} is no chain of accounts")
    return chain.rows


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
        f"{amount(asset.sent)}, holds {amount(asset.balance)}"
    )
    for share in asset.shares:
        yield (
            f"    {share.category:<16} {share.direct + share.indirect:8.3%}  direct {share.direct:.3%}, indirect "
            f"{share.indirect:.3%}, {amount(share.units)}, nearest {share.hops} hops"
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
    if asset.rounded:
        yield f"    {asset.rounded:,} of the values were rounded by their source"


def _named(tag: Tag) -> str:
    return f"{tag.category}: {tag.label}" if tag.label else tag.category
