"""Bridges: where value that left one chain by a memo came out on another, from chain data alone.

| match | grade |
|---|---|
| one payout names the hash of the transaction by which the value came in, pays whom that asked for, and is | B2 |
| worth as much: of the same coin, or by prices of both | |
| the same without a price to compare; several payouts name it: anybody can write a memo | C3 |
| the payout pays somebody else, or another sum | D4 |
| no payout does; one payment of the asset asked for, to the address asked for, within a day, worth as much | C3 |
| the same, but there is no price to compare, or there are several | D4 |

Worth as much: 85 % to 101 % of what went in (a refund: of the same coin), since the bridge takes fees and prices move.
A payment whose own memo names another deposit is none of it. What finds no other end is told as that: the other chain
may not have been read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.account_answer import received_in
from watchgate.risk.exposure.asset_rows import row_of_asset
from watchgate.risk.exposure.assets import Asset, verified
from watchgate.risk.exposure.bridge_memos import OUT, SWAP, Memo, parsed
from watchgate.risk.exposure.patterns import BRIDGE, OtherEnd, Pattern
from watchgate.risk.exposure.prices import Prices
from watchgate.risk.exposure.worth import seconds_of, valuing

Longs = npt.NDArray[np.int64]
DAY_SECONDS = 86_400
LEAST_WORTH, MOST_WORTH = 0.85, 1.01
DIGITS = 8
BY_HASH, BY_WORTH, BY_SEVERAL, BY_TIME, ELSEWHERE = "B2", "C3", "C3", "D4", "D4"
UNWEIGHED, ANOTHER_SUM = "C3", "D4"


class Sum(NamedTuple):
    """What went in, or came out: smallest units of a chain's coin, and when (None: nobody said)."""

    chain: str
    units: int
    second: int | None


class Bridges:
    """Crossings of one chain. `others`: opens every chain that was read, this one among them, when there is a memo."""

    def __init__(
        self, chain: UtxoChain, chain_id: str, prices: Prices, others: Callable[[], Mapping[str, UtxoChain]]
    ) -> None:
        self._chain = chain
        self._id = chain_id
        self._prices = prices
        self._others = cache(others)
        self._paid_out: dict[str, list[tuple[str, int, Memo]]] | None = None

    def along(self, transactions: Sequence[int]) -> Iterator[Pattern]:
        """The crossings among `transactions` (rows), each with its other end where that was found."""
        for tx in transactions:
            for memo in filter(None, map(parsed, self._chain.memos_of(tx))):
                yield self._deposit(tx, memo) if memo.function == SWAP else self._payout(tx, memo)

    def _deposit(self, tx: int, memo: Memo) -> Pattern:
        name = self._chain.hash_of(tx)
        units, second = _into_the_bridge(self._chain, tx)
        given = Sum(self._id, units, second)
        ends = self._weighed([(*self._paid(*one), one[2]) for one in self._payouts().get(name, ())], given, memo)
        if not ends and memo.chain:
            ends = self._likely(memo, units, second)
        said = f"asks a bridge for {memo.asset} to {memo.destination}"
        told = "" if ends else ", and no payout was found in what was read"
        return self._pattern(tx, f"{said}{told}", memo.destination, units, ends)

    def _payout(self, tx: int, memo: Memo) -> Pattern:
        ends = []
        paid, came = self._paid(self._id, tx, memo)
        several = len(self._payouts().get(memo.inbound, ()))
        for chain_id, rows in self._others().items():
            row = None if isinstance(rows, AccountChain) else rows.transaction(memo.inbound)
            if row is not None and rows.height_of(row) is not None:
                units, second = _into_the_bridge(rows, row)
                grade, why = self._graded(Sum(chain_id, units, second), came, several, "the payout names this")
                payers = ", ".join(dict.fromkeys(_payers(rows, row)))
                asset = chain_id.partition("-")[0].upper()
                ends.append(_end(chain_id, memo.inbound, payers, asset, units, grade, why))
            elif isinstance(rows, AccountChain) and rows.transaction(memo.inbound) is not None:
                grade, why = self._graded(Sum(chain_id, 0, None), came, several, "the payout names this")
                ends.append(_end(chain_id, memo.inbound, "", "", 0, grade, why))
        said = f"a bridge's {'payout' if memo.function == OUT else 'refund'} for {memo.inbound}"
        told = "" if ends else ", which is in nothing that was read"
        return self._pattern(tx, f"{said}{told}", paid.address, paid.units, ends)

    def _payouts(self) -> dict[str, list[tuple[str, int, Memo]]]:
        """Chain, transaction and memo of every payout, by the hash of the deposit it names."""
        if self._paid_out is None:
            self._paid_out = {}
            for chain_id, rows in self._others().items():
                for output, text in [] if isinstance(rows, AccountChain) else rows.memos():
                    memo = parsed(text)
                    if memo is not None and memo.inbound:
                        found = (chain_id, rows.transaction_of_output(output), memo)
                        self._paid_out.setdefault(memo.inbound, []).append(found)
        return self._paid_out

    def _paid(self, chain_id: str, tx: int, memo: Memo) -> tuple[OtherEnd, Sum]:
        """A payout: what goes to others than those who pay."""
        rows = self._chain if chain_id == self._id else self._others()[chain_id]
        payers = set(_payers(rows, tx))
        given = [(rows.text_keys.text(int(rows.view("out_address")[one])), one) for one in rows.outputs_of(tx)]
        named = [(address, one) for address, one in given if address and address not in payers]
        units = sum(int(rows.view("out_value")[one]) for _, one in named)
        address = ", ".join(dict.fromkeys(address for address, _ in named))
        why = f"its memo names the deposit ({memo.function})"
        end = _end(chain_id, rows.hash_of(tx), address, chain_id.partition("-")[0].upper(), units, BY_HASH, why)
        (second,) = seconds_of(rows, np.array([rows.outputs_of(tx).start], np.int64))
        return end, Sum(chain_id, units, second)

    def _weighed(self, paid: Sequence[tuple[OtherEnd, Sum, Memo]], given: Sum, asked: Memo) -> list[OtherEnd]:
        """Payouts that name a deposit, each with the grade it has among them."""
        found = []
        for end, came, memo in paid:
            grade, why = self._graded(given, came, len(paid), end.why)
            if memo.function == OUT and asked.destination.lower() not in end.address.lower().split(", "):
                grade, why = ELSEWHERE, f"{end.why}, and pays somebody else than that asked for"
            found.append(msgspec.structs.replace(end, grade=grade, why=why))
        return found

    def _graded(self, given: Sum, came: Sum, several: int, why: str) -> tuple[str, str]:
        """How sure a match by hash is: less where sums do not agree, and where several payouts name one deposit."""
        agrees = self._agrees(given, came)
        if agrees is False:
            return ANOTHER_SUM, f"{why}, and is worth another sum"
        if several > 1:
            return BY_SEVERAL, f"{why}, as {several} payouts do"
        return (BY_HASH, f"{why}, worth as much") if agrees else (UNWEIGHED, f"{why}, with no price to compare")

    def _agrees(self, given: Sum, came: Sum) -> bool | None:
        """Whether what came out is worth what went in, within LEAST_WORTH and MOST_WORTH; None where nobody can say."""
        if given.chain.partition("-")[0] == came.chain.partition("-")[0]:
            one, other = given.units, came.units
        else:
            one, other = (self._worth(said.chain, said.units, said.second) for said in (given, came))
        return LEAST_WORTH * one <= other <= MOST_WORTH * one if one and other else None

    def _likely(self, memo: Memo, units: int, second: int | None) -> list[OtherEnd]:
        """Payments to the destination within a day that no memo speaks of."""
        if second is None:
            return []
        worth = self._worth(self._id, units, second)
        found: list[tuple[OtherEnd, bool]] = []
        for chain_id, rows in self._others().items():
            if chain_id.partition("-")[0] != memo.chain:
                continue
            for end, at in self._payments(chain_id, rows, memo):
                if not second <= at <= second + DAY_SECONDS:
                    continue
                asset = _asset(chain_id, memo)
                there = self._worth(chain_id, end.units, at, asset)
                if worth and there and not LEAST_WORTH * worth <= there <= MOST_WORTH * worth:
                    continue
                found.append((end, bool(worth and there)))
        alone = len(found) == 1
        return [
            _end(
                *(end.chain, end.transaction, end.address, end.asset, end.units),
                BY_WORTH if alone and compared else BY_TIME,
                f"{'the only payment' if alone else f'one of {len(found)} payments'} of the asset to the address asked "
                f"for within a day{', worth as much' if compared else ', with no price to compare'}",
            )
            for end, compared in found
        ]

    def _payments(self, chain_id: str, rows: UtxoChain, memo: Memo) -> Iterator[tuple[OtherEnd, int]]:
        asset = _asset(chain_id, memo)
        row = rows.address(memo.destination) if memo.destination.isascii() else None
        if row is None or (asset is None and isinstance(rows, AccountChain)):
            return
        if isinstance(rows, AccountChain):
            number = row_of_asset(rows, asset) if asset is not None else ABSENT
            outputs = received_in(rows, row, number) if number is not None else np.zeros(0, np.int64)
            units = rows.units(outputs)
        else:
            outputs = rows.outputs_to(row)
            units = [int(one) for one in rows.view("out_value")[outputs]]
        for output, many, at in zip(outputs, units, seconds_of(rows, outputs), strict=True):
            tx = rows.transaction_of_output(int(output))
            spoken = not isinstance(rows, AccountChain) and any(map(parsed, rows.memos_of(tx)))
            if at is not None and not spoken:
                symbol = asset.symbol if asset is not None else chain_id.partition("-")[0].upper()
                yield _end(chain_id, rows.hash_of(tx), memo.destination, symbol, many, "", ""), at

    def _worth(self, chain_id: str, units: int, second: int | None, asset: Asset | None = None) -> int:
        """In hundredths of a dollar; 0 where there is no price."""
        contract, digits = (asset.contract, asset.decimals) if asset is not None else ("", DIGITS)
        how = valuing(self._prices, chain_id, contract=contract, digits=digits)
        price = how.price(second)
        return how.cents(units, price) if price is not None else 0

    def _pattern(self, tx: int, why: str, address: str, units: int, ends: Sequence[OtherEnd]) -> Pattern:
        second = int(self._chain.view("block_time")[int(self._chain.view("tx_block")[tx])])
        return Pattern(
            kind=BRIDGE,
            grade=min((one.grade for one in ends), default="C4"),
            why=why,
            transactions=(self._chain.hash_of(tx),),
            addresses=(address,) if address else (),
            satoshi=units,
            first=second,
            last=second,
            ends=tuple(ends),
        )


def _into_the_bridge(rows: UtxoChain, tx: int) -> tuple[int, int | None]:
    """What a deposit gives to the bridge, and when: the first output that is no change is its vault's."""
    payers = set(_payers(rows, tx))
    given = rows.outputs_of(tx)
    address, value = rows.view("out_address"), rows.view("out_value")
    named = (one for one in given if address[one] != ABSENT and rows.text_keys.text(int(address[one])) not in payers)
    first = next(named, None)
    (second,) = seconds_of(rows, np.array([given.start], np.int64))
    return (int(value[first]) if first is not None else 0), second


def _payers(rows: UtxoChain, tx: int) -> list[str]:
    taken = rows.inputs_of(tx)
    holders = rows.view("out_address")[rows.view("in_out")[taken.start : taken.stop]]
    return [rows.text_keys.text(int(one)) for one in holders if one != ABSENT]


def _asset(chain_id: str, memo: Memo) -> Asset | None:
    """The verified asset a memo asks for on a chain of accounts: by its contract, else the coin. None: not verified."""
    for contract, asset in verified(chain_id).items():
        if memo.contract and contract and contract.upper().endswith(memo.contract.removeprefix("0X")):
            return asset
        if not memo.contract and not contract and asset.symbol == memo.symbol:
            return asset
    return None


def _end(chain: str, transaction: str, address: str, asset: str, units: int, grade: str, why: str) -> OtherEnd:
    return OtherEnd(
        chain=chain, transaction=transaction, address=address, asset=asset, units=units, grade=grade, why=why
    )
