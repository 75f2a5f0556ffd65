"""Exposure on an account chain, one answer an address, each verified asset for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec
import numpy as np

from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.ranges import Chain
from watchgate.model.errors import BadInputError, NotFoundError, WatchgateError
from watchgate.risk.exposure.account_answer import AccountAnswer, account_exposure, received_in
from watchgate.risk.exposure.marking import Marked, marked
from watchgate.risk.exposure.poison import Poison
from watchgate.risk.exposure.prices import Prices
from watchgate.risk.exposure.worth import valuing
from watchgate.risk.exposure.worth_shares import worth_of
from watchgate.risk.tracing.address import row_of, written
from watchgate.risk.tracing.asked import Asked
from watchgate.risk.tracing.cases import telling_cases
from watchgate.risk.tracing.evidence import Evidence
from watchgate.risk.tracing.money import Money


def accounts_exposed(
    evidence: Evidence,
    chain_id: str,
    addresses: Sequence[str],
    asked: Asked,
    refused: Callable[[WatchgateError], None],
) -> Iterator[AccountAnswer]:
    """As `exposed`, on a chain of accounts, where nobody is joined."""
    with telling_cases(evidence, chain_id, addresses[0]):
        chain = evidence.chain(chain_id)
    try:
        rows = account_rows(chain)
        tags, prices = evidence.tags, evidence.prices
        known = marked(rows, chain_id, tags)
        flags = Poison(rows, known) if asked.poison else None
        for address in addresses:
            try:
                with telling_cases(evidence, chain_id, address):
                    row = row_of(rows, address, chain_id)
                text = written(address, chain_id)
                answer = account_exposure(rows, chain_id, text, tags, known, rule=asked.rule, eps=asked.eps)
                answer = msgspec.structs.replace(answer, resembles=tags.resembled(text) or msgspec.UNSET)
                yield _completed(rows, known, row, answer, prices, asked.money, flags)
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
