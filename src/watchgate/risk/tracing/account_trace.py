"""Traces over account chains: what they begin with, and their steps without what accounts keep.

What a sender keeps is carried on in the columns from move to move. It is no step of anybody's, so that here what is
kept and spent later is left out: the next move comes straight from what its sender once received.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec
import numpy as np

from watchgate.ledger.transfers.account_kernels import KEPT
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.key_kernels import ABSENT, NO_BLOCK
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.risk.exposure.account_answer import held_before, moves_in, received_in
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


class Begun(NamedTuple):
    """The outputs that are followed, and their asset. `before`: they are what an address held before the first block
    that was read, since it received nothing."""

    outputs: Longs
    asset: Asset
    before: bool = False


def begun_in(rows: AccountChain, chain_id: str, start: str, asset: str) -> Begun:
    """What is followed: what an address received of an asset, else what it held before the first block; or one move."""
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
        return Begun(np.array([given.start], np.int64), found)
    row = row_of(rows, start, chain_id)
    wanted = {contract: one for contract, one in known.items() if asset in ("", one.symbol, contract)}
    if not wanted:
        names = ", ".join(one.symbol for one in known.values())
        raise BadInputError(f"{asset!r} is no verified asset of {chain_id}", where="asset", hint=names)
    received, before = _of_each(rows, row, wanted, received_in), False
    if not received:
        received, before = _of_each(rows, row, wanted, held_before), True
    if not received:
        raise NotFoundError(
            f"{start} has moved no {asset or 'verified asset'} in what was read of {chain_id}",
            hint="not found is not the same as clean: ingest more blocks",
        )
    if len(received) > 1 and "" not in received:
        names = ", ".join(known[contract].symbol for contract in received)
        what = "given" if before else "received"
        raise BadInputError(f"{start} has {what} several assets", hint=f"name one as asset: {names}")
    contract = "" if "" in received else next(iter(received))
    return Begun(received[contract], known[contract], before)


def _of_each(
    rows: AccountChain, row: int, wanted: Iterable[str], outputs_of: Callable[[AccountChain, int, int], Longs]
) -> dict[str, Longs]:
    """Outputs of an address in each of these assets (by contract) in which there are any."""
    found: dict[str, Longs] = {}
    for contract in wanted:
        number = rows.address(contract) if contract else ABSENT
        if number is not None and len(outputs := outputs_of(rows, row, number)):
            found[contract] = outputs
    return found
