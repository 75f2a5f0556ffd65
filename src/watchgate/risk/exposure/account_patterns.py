"""Patterns of accounts: what takes one transaction with Bitcoin takes an account a day; along one verified asset.

Each is an inference, graded, with the transactions it stands on; none is proof, and none counts in a decision.

| kind | shape | grade |
|---|---|---|
| peel chain | 4 accounts or more, one behind the other: each received once, from the one before, and | C3 |
|            | paid two, the smaller at most 40 %, and kept a hundredth at most | |
| fan-out | 10 receivers or more of one account within a day: ordinary payers have that shape as well | D3 |
| fan-in | 10 payers or more to one account within a day, which itself paid two at most | D3 |
| equal split | 4 receivers or more of exactly one amount within a day, four fifths of all that was paid in it | C3 |
| deposit address | an account that gave all that it received to one tagged service, within a day of each | C3 |
|                 | receipt: likely a customer's at that service. Where it received once: D3 | |

Bridges and mixers are told as tags say (`patterns.py`). Tagged accounts are their holder's and have no shape here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from watchgate.ledger.transfers.account_kernels import MOVED
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.key_kernels import NO_BLOCK
from watchgate.risk.exposure.forward import Flow
from watchgate.risk.exposure.marking import Marked
from watchgate.risk.exposure.patterns import (
    EQUAL,
    EQUAL_SHARE,
    EQUAL_SPLIT,
    FAN_IN,
    FAN_OUT,
    PEEL,
    PEEL_SHARE,
    PEEL_STEPS,
    RECEIVERS,
    Pattern,
)
from watchgate.risk.exposure.received import Longs

DEPOSIT = "deposit address"
DAY_SECONDS = 86_400
KEPT_SHARE = 0.01
MOVES_MAX = 5_000
"""An account with more outputs than this is a service, as where addresses are fetched."""
ACCOUNTS_MAX = 4_000
"""Accounts that are looked at, those next to the beginning first."""


class Paid(NamedTuple):
    """One move between others and an account: the row of the other, the exact units, seconds, row of the move."""

    other: int
    units: int
    time: int
    move: int


class Account(NamedTuple):
    """All that an account received and paid of one asset, in order."""

    row: int
    received: Sequence[Paid]
    paid: Sequence[Paid]


class Shapes:
    """The shapes of accounts in one asset; `asset` is the row of its contract, or ABSENT. `passed_over`: accounts that
    moved so often that they are services, or came after ACCOUNTS_MAX."""

    def __init__(self, chain: AccountChain, known: Marked, asset: int) -> None:
        self._chain, self._known, self._asset = chain, known, asset
        self._accounts: dict[int, Account | None] = {}
        self._beyond = 0

    @property
    def passed_over(self) -> int:
        """Accounts that were not looked at."""
        return self._beyond + sum(one is None for one in self._accounts.values())

    def along(self, flows: Sequence[Flow], begun: Longs) -> list[Pattern]:
        """Of those who gave `begun`, those who hold it, and those whom `flows` from there come to."""
        chain, tagged = self._chain, self._known.tag_of
        outputs = np.concatenate((begun, np.array([flow.output for flow in flows], np.int64)))
        moves = np.searchsorted(chain.view("tx_out"), begun, "right") - 1
        rows = [*chain.view("tx_from")[moves].tolist(), *chain.view("out_address")[outputs].tolist()]
        wanted = [row for row in dict.fromkeys(rows) if row < chain.counts.addresses and row not in tagged]
        self._beyond = max(0, len(wanted) - ACCOUNTS_MAX)
        del wanted[ACCOUNTS_MAX:]
        found = [*self._peels(wanted)]
        for row in wanted:
            if (account := self._account(row)) is not None:
                found += [*_fans(self, account), *_equal(self, account), *self._deposit(account)]
        return found

    def pattern(
        self,
        kind: str,
        grade: str,
        why: str,
        moves: Sequence[Paid],
        addresses: Iterable[int],
        *,
        statement: str = "",
        units: int = 0,
    ) -> Pattern:
        """Of these moves. `units` went through it, or what the moves sum to."""
        return Pattern(
            kind=kind,
            grade=grade,
            why=why,
            transactions=tuple(dict.fromkeys(self._chain.hash_of(one.move) for one in moves)),
            addresses=tuple(self._chain.text_keys.text(row) for row in dict.fromkeys(addresses)),
            satoshi=units or sum(one.units for one in moves),
            first=min(one.time for one in moves),
            last=max(one.time for one in moves),
            statement=statement,
        )

    def _account(self, row: int) -> Account | None:
        if row not in self._accounts:
            self._accounts[row] = self._read(row)
        return self._accounts[row]

    def _read(self, row: int) -> Account | None:
        chain = self._chain
        held = chain.outputs_to(row)
        if len(held) > MOVES_MAX:
            return None
        held = held[chain.asset_of(held) == self._asset]
        takers = chain.view("spent_by")[held]
        gave = np.unique(takers[takers < chain.counts.transactions]).astype(np.int64)
        first = chain.view("tx_out")[gave]
        first = first[first < chain.view("tx_out")[gave + 1]]
        from_moves = np.searchsorted(chain.view("tx_out"), held, "right") - 1
        return Account(
            row,
            self._paid(held, chain.view("tx_from")[from_moves]),
            self._paid(first, chain.view("out_address")[first]),
        )

    def _paid(self, outputs: Longs, others: Longs) -> list[Paid]:
        """Those of `outputs` that moved more than nothing, in blocks that were read."""
        chain = self._chain
        moves = np.searchsorted(chain.view("tx_out"), outputs, "right") - 1
        block = chain.view("tx_block")[moves]
        counts = (chain.view("out_kind")[outputs] == MOVED) & (block != NO_BLOCK)
        units, times = chain.units(outputs[counts]), chain.view("block_time")[block[counts]].tolist()
        rows = zip(others[counts].tolist(), units, times, moves[counts].tolist(), strict=True)
        return [Paid(*one) for one in rows if one[1]]

    def _deposit(self, account: Account) -> Iterator[Pattern]:
        tag = self._known.tag_of.get(account.paid[0].other) if account.paid else None
        if tag is None or len({one.other for one in account.paid}) > 1:
            return
        received, paid = (sum(one.units for one in moves) for moves in (account.received, account.paid))
        times = [one.time for one in account.paid]
        soon = all(_within_a_day(times, one.time) for one in account.received)
        if account.received and soon and (1 - KEPT_SHARE) * received <= paid <= received:
            grade = "C3" if len(account.received) > 1 else "D3"
            why = (
                f"gave all of its {len(account.received)} receipts on to {tag.label or tag.category}, as {tag.dataset} "
                f"says, within a day: likely a customer's address there"
            )
            yield self.pattern(DEPOSIT, grade, why, account.paid, [account.row], statement=tag.statement)

    def _peels(self, wanted: Sequence[int]) -> Iterator[Pattern]:
        """Each peel chain once, from its beginning among `wanted`, as far as it goes in the chain."""
        seen: set[int] = set()
        for row in wanted:
            run: list[Paid] = []
            peeled, whole, at = 0, 0, row
            passed = [row]
            while at not in seen and at not in self._known.tag_of and (step := self._step(at)) is not None:
                seen.add(at)
                run.append(step[0])
                peeled += step[1]
                whole = whole or step[0].units + step[1]
                at = step[0].other
                passed.append(at)
            if len(run) >= PEEL_STEPS:
                why = f"{len(run)} accounts one behind the other, {peeled:,} units peeled off on the way"
                yield self.pattern(PEEL, "C3", why, run, passed, units=whole)

    def _step(self, row: int) -> tuple[Paid, int] | None:
        """The move by which a peel goes on, and what is peeled off; None where the account is no step of one."""
        account = self._account(row)
        if account is None or len(account.received) != 1 or len(account.paid) != 2:
            return None
        small, large = sorted(account.paid, key=lambda one: one.units)
        whole = small.units + large.units
        if small.other == large.other or small.units > PEEL_SHARE * whole:
            return None
        return (large, small.units) if whole >= (1 - KEPT_SHARE) * account.received[0].units else None


def _fans(shapes: Shapes, account: Account) -> Iterator[Pattern]:
    out, into = _busiest(account.paid), _busiest(account.received)
    receivers, payers = {one.other for one in out}, {one.other for one in into}
    if len(receivers) >= RECEIVERS:
        yield shapes.pattern(FAN_OUT, "D3", f"{len(receivers)} receivers within a day", out, [account.row])
    if len(payers) >= RECEIVERS and len({one.other for one in account.paid}) <= 2:
        yield shapes.pattern(FAN_IN, "D3", f"{len(payers)} payers within a day", into, [account.row])


def _equal(shapes: Shapes, account: Account) -> Iterator[Pattern]:
    """The first day in which most of what is paid goes out in equal parts to several."""
    for day in _days(account.paid):
        units, _ = Counter(one.units for one in day).most_common(1)[0]
        parts = [one for one in day if one.units == units]
        receivers = [one.other for one in parts]
        if len(set(receivers)) >= EQUAL and units * len(parts) >= EQUAL_SHARE * sum(one.units for one in day):
            why = f"{len(parts)} payments of {units:,} units each within a day"
            yield shapes.pattern(EQUAL_SPLIT, "C3", why, parts, receivers)
            return


def _within_a_day(times: Sequence[int], time: int) -> bool:
    """Whether one of `times`, which are in order, is at most a day after `time`."""
    at = bisect_left(times, time)
    return at < len(times) and times[at] - time <= DAY_SECONDS


def _busiest(moves: Sequence[Paid]) -> Sequence[Paid]:
    """The day with the most different others."""
    return max(_days(moves), key=lambda day: len({one.other for one in day}), default=())


def _days(moves: Sequence[Paid]) -> Iterator[Sequence[Paid]]:
    """What was moved within a day of each move, but for what is part of the day before; in order of time."""
    last = 0
    for first, one in enumerate(moves):
        before = last
        while last < len(moves) and moves[last].time - one.time <= DAY_SECONDS:
            last += 1
        if last > before:
            yield moves[first:last]
