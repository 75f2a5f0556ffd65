"""Exposure on an account chain for the command line: one answer an address, and its lines for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click
import msgspec
import numpy as np
from msgspec.structs import asdict

from watchgate.cli.chain_address import row_of, written
from watchgate.cli.chain_questions import poisoned_by
from watchgate.cli.chain_record import record
from watchgate.cli.chain_worth import Money, part_of, stands_on, sum_of, tags_and_prices
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, shown
from watchgate.ledger.home import Home
from watchgate.ledger.interface import Ledger
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.ranges import Chain
from watchgate.model.errors import BadInputError, NotFoundError, WatchgateError
from watchgate.risk.exposure.account_answer import AccountAnswer, AssetExposure, account_exposure, received_in
from watchgate.risk.exposure.answer import Marked, marked
from watchgate.risk.exposure.assets import verified
from watchgate.risk.exposure.attribution import Tag
from watchgate.risk.exposure.poison import Poison
from watchgate.risk.exposure.prices import Prices
from watchgate.risk.exposure.worth import valuing
from watchgate.risk.exposure.worth_shares import worth_of


def expose_accounts(
    addresses: Sequence[str],
    chain_id: str,
    *,
    rule: str,
    eps: float,
    money: Money,
    poison: bool,
    record_to: Path | None,
    as_json: bool,
) -> int:
    """Say where what each address received came from; 2 when one of them is mistyped or was not read."""
    missing: list[WatchgateError] = []
    with opened() as (ledger, home):
        for answer in accounts_exposed(
            *(ledger, home, chain_id, addresses),
            rule=rule,
            eps=eps,
            refused=missing.append,
            money=money,
            poison=poison,
        ):
            options = {"rule": rule, "eps": eps, **asdict(money)} | ({"poison": True} if poison else {})
            record(record_to, "expose", chain_id, answer.address, options, answer)
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
    rule: str,
    eps: float,
    refused: Callable[[WatchgateError], None],
    position: int | None = None,
    money: Money | None = None,
    poison: bool = False,
) -> Iterator[AccountAnswer]:
    """One answer for each address, in order. What is no address, or not in what was read, is told to `refused`.
    `position`: as it was known then. `money`: the currency sums are given in as well. `poison`: with what poisons."""
    money = money or Money()
    chain = Chain(Home(home), ledger, chain_id, position=position)
    try:
        rows = account_rows(chain)
        tags, prices = tags_and_prices(ledger, home, position)
        known = marked(rows, chain_id, tags)
        flags = Poison(rows, known) if poison else None
        for address in addresses:
            try:
                row = row_of(rows, address, chain_id)
                answer = account_exposure(rows, chain_id, written(address, chain_id), tags, known, rule=rule, eps=eps)
                yield _completed(rows, known, row, answer, prices, money, flags)
            except (BadInputError, NotFoundError) as error:
                refused(error)
    finally:
        chain.close()


def _completed(
    rows: AccountChain,
    known: Marked,
    row: int,
    answer: AccountAnswer,
    prices: Prices,
    money: Money,
    flags: Poison | None,
) -> AccountAnswer:
    """With the worth of each asset, and what poisons it."""
    assets = []
    for asset in answer.assets:
        how = valuing(
            prices,
            answer.chain,
            contract=asset.contract,
            digits=asset.decimals,
            currency=money.currency,
            age_hours=money.age_hours,
        )
        number = rows.address(asset.contract) if asset.contract else ABSENT
        outputs = received_in(rows, row, number) if number is not None else np.zeros(0, np.int64)
        worth = worth_of(rows, known, outputs, rows.units(outputs), how, rule=answer.rule, eps=answer.eps)
        poisoned = flags.of(outputs) if flags is not None else None
        assets.append(msgspec.structs.replace(asset, worth=worth, poisoned=poisoned))
    return msgspec.structs.replace(answer, assets=tuple(assets))


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
