"""Clusters: who is taken together and by what, what else is suggested, and accepting it."""

from __future__ import annotations

import msgspec
import numpy as np

from watchgate.ledger.proposals import propose
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.grade import parse_grade
from watchgate.model.statement import Locator
from watchgate.risk.exposure.change import Suggestion, suggestions
from watchgate.risk.exposure.holders import Holder, holder_of
from watchgate.risk.exposure.merges import Merge, merge_statement
from watchgate.risk.tracing.address import row_of
from watchgate.risk.tracing.cases import telling_cases
from watchgate.risk.tracing.evidence import Evidence
from watchgate.risk.tracing.export import Edge

LOOKED_AT = 5_000
"""Transactions of one holder in which change is looked for, the newest of them."""


class Together(msgspec.Struct, frozen=True, kw_only=True):
    """The addresses that are taken to be of one holder, the transactions and accepted merges that say so.

    `suggestions`: addresses that may be his as well, by where change went, which joined nobody; of `disputed`
    transactions the rules disagree, and `not_looked_at` were too many to look at.
    """

    chain: str
    address: str
    cluster: str
    addresses: tuple[str, ...]
    unions: tuple[str, ...]
    left_out: int
    position: int
    merges: tuple[Merge, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    disputed: int = 0
    not_looked_at: int = 0


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """A suggestion that somebody proposes as a merge. It joins nobody until somebody else confirms it."""

    statement: str
    suggestion: Suggestion
    author: str


def together(evidence: Evidence, chain_id: str, address: str, *, most: int = 1 << 62) -> tuple[Together, list[Edge]]:
    """The cluster of an address, and which transaction joined which two addresses; transactions that look like
    CoinJoins are left out. `most`: BadInputError where there are more addresses."""
    with telling_cases(evidence, chain_id, address):
        chain = evidence.chain(chain_id)
    try:
        rows = _outputs_alone(chain.rows, chain_id)
        with telling_cases(evidence, chain_id, address):
            row = row_of(rows, address, chain_id)
        found = holder_of(rows, row, evidence.merges.on(chain_id))
        if len(found.members) > most:
            raise BadInputError(
                f"{len(found.members):,} addresses are taken together with {address}, more than the {most:,} that are "
                "told at once",
                hint=f"watchgate chain clusters {address}",
            )
        log = found.found
        texts = rows.text_keys.text
        edges = [
            Edge(
                source=texts(int(log.log_kept[at])),
                target=texts(int(log.log_absorbed[at])),
                transaction=rows.hash_of(int(log.log_tx[at])),
            )
            for at in found.log
        ]
        edges += [Edge(source=one.one, target=one.other, transaction=one.transaction) for one in found.merges]
        suggested, disputed, more = _suggested(rows, found)
        answer = Together(
            chain=chain_id,
            address=address,
            cluster=texts(found.cluster),
            addresses=tuple(texts(int(one)) for one in found.members),
            unions=unions_of(rows, found),
            left_out=found.left_out,
            position=evidence.position,
            merges=found.merges,
            suggestions=tuple(suggested),
            disputed=disputed,
            not_looked_at=more,
        )
        return answer, edges
    finally:
        chain.close()


def unions_of(rows: UtxoChain, found: Holder) -> tuple[str, ...]:
    """The transactions that joined a holder's addresses."""
    return tuple(dict.fromkeys(rows.hash_of(int(found.found.log_tx[at])) for at in found.log))


def accept(evidence: Evidence, chain_id: str, address: str, output: str, *, author: str) -> Proposed:
    """Propose the suggestion at `output` (TRANSACTION:NUMBER) as a merge with `address`."""
    found, _ = together(evidence, chain_id, address)
    name, _, number = output.partition(":")
    one = next((one for one in found.suggestions if (one.transaction, str(one.output)) == (name.lower(), number)), None)
    if one is None:
        raise NotFoundError(
            f"{output[:90]} is no suggestion for {address}", hint=f"watchgate chain clusters {address} lists them"
        )
    chain = evidence.chain(chain_id)
    try:
        height = chain.rows.height_of(chain.rows.transaction(one.transaction) or 0) or 0
    finally:
        chain.close()
    draft = merge_statement(
        chain_id, address, one.address, height=height, transaction=one.transaction, output=one.output
    )
    note = f"change by {', '.join(one.rules)}"
    receipt = propose(evidence.ledger, draft, author=author, source=author, grade=parse_grade(one.grade), note=note)
    return Proposed(statement=str(Locator(receipt.position, 0)), suggestion=one, author=author)


def _suggested(rows: UtxoChain, found: Holder) -> tuple[list[Suggestion], int, int]:
    outputs = np.concatenate([rows.outputs_to(int(one)) for one in found.members])
    takers = np.unique(rows.view("spent_by")[outputs])
    takers = takers[takers < rows.counts.transactions]
    said, disputed = suggestions(rows, (int(one) for one in takers[-LOOKED_AT:]), set(found.members.tolist()))
    return said, disputed, max(0, len(takers) - LOOKED_AT)


def _outputs_alone(rows: UtxoChain, chain_id: str) -> UtxoChain:
    if isinstance(rows, AccountChain):
        raise BadInputError(f"{chain_id} has accounts: nothing is taken together there, so nobody is joined")
    return rows
