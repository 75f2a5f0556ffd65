"""Traces over account chains: what they begin with, and their steps without what accounts keep.

What a sender keeps is carried on in the columns from move to move. It is no step of anybody's, so that here what is
kept and spent later is left out: the next move comes straight from what its sender once received.
"""

from __future__ import annotations

import re

import msgspec
import numpy as np

from watchgate.ledger.transfers.account_kernels import KEPT
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.key_kernels import ABSENT, NO_BLOCK
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.risk.exposure.account_answer import moves_in, received_in
from watchgate.risk.exposure.assets import Asset, verified
from watchgate.risk.exposure.forward import Flow
from watchgate.risk.exposure.received import Longs
from watchgate.risk.tracing.address import row_of
from watchgate.risk.tracing.picture import Step

LEAST = 1e-6
"""A flow of less than this share of the whole is not followed, and told."""
_MOVE = re.compile(r"(?:0x)?([0-9a-fA-F]{64}):(\d{1,6})")


def without_kept(rows: AccountChain, flows: list[Flow], steps: list[Step]) -> list[Step]:
    """The steps, with what was kept and spent later left out, and what is kept in the end one place further on."""
    kept = rows.kept
    passing = [kept[flow.output] == KEPT and not flow.end for flow in flows]
    sources: list[dict[int, float]] = []
    for step in steps:
        own: dict[int, float] = {}
        for source, amount in step.sources:
            whole = sum(sources[source].values()) if passing[source] else 0.0
            for one, part in sources[source].items() if whole else [(source, 1.0)]:
                own[one] = own.get(one, 0.0) + amount * (part / whole if whole else 1.0)
        sources.append(own)
    place = {at: number for number, at in enumerate(at for at in range(len(steps)) if not passing[at])}
    return [
        msgspec.structs.replace(
            steps[at],
            hop=steps[at].hop + int(kept[flows[at].output] == KEPT),
            sources=tuple((place[one], amount) for one, amount in sources[at].items() if one in place),
        )
        for at in place
    ]


def least_of(units: int) -> float:
    """The smallest flow that is followed, of so many units."""
    return max(1.0, LEAST * units)


def begun_in(rows: AccountChain, chain_id: str, start: str, asset: str) -> tuple[Longs, Asset]:
    """The outputs that are followed, and their asset: what an address received of it, or one move."""
    known = verified(chain_id)
    match = _MOVE.fullmatch(start)
    if match is not None:
        sent = rows.transaction(match[1].lower())
        if sent is None:
            raise NotFoundError(f"transaction {match[1]} is not in what was read of {chain_id}")
        moves = moves_in(rows, sent)
        moves = moves[rows.view("tx_block")[moves] != NO_BLOCK]
        if int(match[2]) >= len(moves):
            raise BadInputError(f"transaction {match[1]} has {len(moves)} moves, counted from 0")
        given = rows.outputs_of(int(moves[int(match[2])]))
        token = int(rows.view("tx_asset")[moves[int(match[2])]])
        found = known.get("" if token == ABSENT else rows.text_keys.text(token))
        if found is None or not len(given):
            raise BadInputError(f"{start} moves no verified asset to anybody")
        return np.array([given.start], np.int64), found
    row = row_of(rows, start, chain_id)
    wanted = {contract: one for contract, one in known.items() if asset in ("", one.symbol, contract)}
    if not wanted:
        names = ", ".join(one.symbol for one in known.values())
        raise BadInputError(f"{asset!r} is no verified asset of {chain_id}", where="asset", hint=names)
    received: dict[str, Longs] = {}
    for contract in wanted:
        number = rows.address(contract) if contract else ABSENT
        outputs = received_in(rows, row, number) if number is not None else np.zeros(0, np.int64)
        if len(outputs):
            received[contract] = outputs
    if not received:
        raise NotFoundError(
            f"{start} has received no {asset or 'verified asset'} in what was read of {chain_id}",
            hint="not found is not the same as clean: ingest more blocks",
        )
    if len(received) > 1 and "" not in received:
        names = ", ".join(known[contract].symbol for contract in received)
        raise BadInputError(f"{start} has received several assets", hint=f"name one as asset: {names}")
    contract = "" if "" in received else next(iter(received))
    return received[contract], known[contract]
