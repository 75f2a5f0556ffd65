"""Exposure: chain, tags and labels opened once for all addresses asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec

from watchgate.ledger.transfers.accounts import is_account_chain
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.model.errors import BadInputError, NotFoundError, WatchgateError
from watchgate.risk.exposure.account_answer import AccountAnswer
from watchgate.risk.exposure.answer import Answer, exposure_of, exposure_of_holder
from watchgate.risk.exposure.holders import Holder, holder_of
from watchgate.risk.exposure.inflow import received_by_all
from watchgate.risk.exposure.marking import marked
from watchgate.risk.exposure.poison import Poison
from watchgate.risk.exposure.received import received_by
from watchgate.risk.exposure.worth import valuing
from watchgate.risk.exposure.worth_shares import worth_of
from watchgate.risk.tracing.account_expose import accounts_exposed
from watchgate.risk.tracing.address import row_of, written
from watchgate.risk.tracing.asked import Asked
from watchgate.risk.tracing.cases import telling_cases
from watchgate.risk.tracing.evidence import Evidence
from watchgate.risk.tracing.together import unions_of

MERGES_MAX = 1_000
"""Merges that an answer names."""


def exposed(
    evidence: Evidence,
    chain_id: str,
    addresses: Sequence[str],
    asked: Asked,
    refused: Callable[[WatchgateError], None],
) -> Iterator[Answer | AccountAnswer]:
    """One answer for each address, in order. What is no address, or not in what was read, is told to `refused`."""
    if not is_account_chain(chain_id):
        yield from coins_exposed(evidence, chain_id, addresses, asked, refused)
    elif asked.whole_cluster:
        raise BadInputError(f"{chain_id} has accounts: nobody is joined there", hint="leave cluster out")
    else:
        yield from accounts_exposed(evidence, chain_id, addresses, asked, refused)


def coins_exposed(
    evidence: Evidence,
    chain_id: str,
    addresses: Sequence[str],
    asked: Asked,
    refused: Callable[[WatchgateError], None],
) -> Iterator[Answer]:
    """As `exposed`, on a chain of unspent outputs."""
    rule, eps, money = asked.rule, asked.eps, asked.money
    with telling_cases(evidence, chain_id, addresses[0]):
        chain = evidence.chain(chain_id)
    try:
        tags, prices = evidence.tags, evidence.prices
        how = valuing(prices, chain_id, currency=money.currency, age_hours=money.age_hours)
        known = marked(chain.rows, chain_id, tags)
        flags = Poison(chain.rows, known) if asked.poison else None
        accepted = evidence.merges.on(chain_id) if asked.whole_cluster else {}
        for address in addresses:
            try:
                with telling_cases(evidence, chain_id, address):
                    row = row_of(chain.rows, address, chain_id)
                text = written(address, chain_id)
                if asked.whole_cluster:
                    holder = holder_of(chain.rows, row, accepted)
                    outputs, net = received_by_all(chain.rows, holder.members)
                    received = (outputs, net)
                    answer = exposure_of_holder(chain.rows, chain_id, text, received, tags, known, rule=rule, eps=eps)
                    answer = _relying_on(answer, chain.rows, holder)
                else:
                    answer = exposure_of(chain.rows, chain_id, text, tags, known, rule=rule, eps=eps)
                    outputs, net = received_by(chain.rows, row)
                worth = worth_of(chain.rows, known, outputs, net.tolist(), how, rule=rule, eps=eps)
                poisoned = flags.of(outputs[net > 0]) if flags is not None else None
                alike = tags.resembled(text) or msgspec.UNSET
                yield msgspec.structs.replace(answer, worth=worth, poisoned=poisoned, resembles=alike)
            except (BadInputError, NotFoundError) as error:
                refused(error)
    finally:
        chain.close()


def _relying_on(answer: Answer, rows: UtxoChain, holder: Holder) -> Answer:
    """The answer with the merges it stands on: accepted ones by their statements, then transactions."""
    merges = (*(one.statement for one in holder.merges), *unions_of(rows, holder))
    return msgspec.structs.replace(
        answer,
        merges=merges[:MERGES_MAX],
        merges_more=max(0, len(merges) - MERGES_MAX),
        addresses=len(holder.members),
    )
