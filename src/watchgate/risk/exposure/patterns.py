"""Patterns: shapes of transactions that people who hide where coins come from leave behind, and others too.

Each is an inference, graded, with the transactions it stands on; none is proof, and none counts in a decision. The
grade is Admiralty's for the rule that says it: C and D are rules that are often right, A is what the chain itself says.

| kind | shape | grade |
|---|---|---|
| peel chain | 4 transactions or more, one behind the other, of one input and two outputs: the smaller | C3 |
|            | is at most 40 %, the larger goes on | |
| fan-out | 3 payers at most, 10 receivers or more | C3 |
| fan-in | 10 inputs or more into 2 outputs at most | C3 |
| equal split | 2 payers at most, 4 outputs or more of exactly one value, four fifths of all | C3 |
| mixer | a CoinJoin by its shape (`coinjoins.py`): C2, JoinMarket D3; an address that a tag calls a mixing | |
|       | service: F6, since the tag has a grade of its own | |
| bridge | a memo that asks a bridge for a swap, or that a payout bears (`bridges.py`); an address that a tag | |
|        | calls a bridge: F6 | |
| dormant | an output that lay for a year or more | A1 |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec
import numpy as np

from watchgate.ledger.transfers.key_kernels import ABSENT, NO_BLOCK
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.coinjoins import DUST, NAMES, coinjoins
from watchgate.risk.exposure.forward import LABELLED, Flow
from watchgate.risk.exposure.marking import Marked

PEEL, FAN_OUT, FAN_IN, EQUAL_SPLIT, MIXER, DORMANT, BRIDGE = (
    *("peel chain", "fan-out", "fan-in", "equal split"),
    *("mixer", "dormant", "bridge"),
)
PEEL_STEPS, PEEL_SHARE = 4, 0.4
PAYERS, RECEIVERS = 3, 10
EQUAL, EQUAL_SHARE = 4, 0.8
YEAR_SECONDS = 365 * 86_400
SERVICES = {"mixing_service": MIXER, "coinjoin": MIXER, "bridge": BRIDGE}
"""Category of a tag -> the pattern that coming to such a service is."""


class OtherEnd(msgspec.Struct, frozen=True, kw_only=True):
    """A transaction on the other side of a bridge: its chain, whom it paid and how much (smallest units of `asset`;
    where it had gone in, by whom), with a grade of its own and what the match stands on."""

    chain: str
    transaction: str
    address: str
    asset: str
    units: int
    grade: str
    why: str


class Pattern(msgspec.Struct, frozen=True, kw_only=True):
    """`why`: one sentence; `satoshi`: what went through it; `first`, `last`: seconds of the blocks (Unix time).

    `statement`: the tag it stands on, if one. `ends`: of a bridge, where the value came out or had gone in."""

    kind: str
    grade: str
    why: str
    transactions: tuple[str, ...]
    addresses: tuple[str, ...]
    satoshi: int
    first: int
    last: int
    statement: str = ""
    ends: tuple[OtherEnd, ...] = ()


def patterns(chain: UtxoChain, known: Marked, flows: Sequence[Flow], begun: Iterable[int]) -> list[Pattern]:
    """Among the transactions that gave `begun` (outputs), and those that `flows` from there go through."""
    order = along(chain, flows, begun)
    shape = _Shapes(chain, coinjoins(chain))
    found = [*_peels(shape, order)]
    for tx in order:
        found += shape.of(tx)
    found += to_services(chain, known, flows)
    return sorted(found, key=lambda one: (one.first, one.kind, one.transactions))


def along(chain: UtxoChain, flows: Sequence[Flow], begun: Iterable[int]) -> list[int]:
    """Those transactions that were read, in order."""
    wanted = {chain.transaction_of_output(int(one)) for one in begun}
    wanted.update(flow.taker for flow in flows if flow.taker >= 0 and not flow.end)
    block = chain.view("tx_block")
    return sorted(one for one in wanted if block[one] != NO_BLOCK)


class _Shapes:
    """What one transaction looks like."""

    def __init__(self, chain: UtxoChain, mixing: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> None:
        self.chain = chain
        self._mixing = mixing

    def of(self, tx: int) -> Iterator[Pattern]:
        chain, taken, given = self.chain, self.chain.inputs_of(tx), self.chain.outputs_of(tx)
        values = [int(one) for one in chain.view("out_value")[given.start : given.stop]]
        payers, receivers = self.payers(tx), self.receivers(tx)
        paying = len(payers) + self.unknown(tx)
        if self._mixing[tx]:
            name = NAMES[int(self._mixing[tx])]
            grade = "D3" if name == "joinmarket" else "C2"
            yield self.pattern(MIXER, grade, f"looks like a CoinJoin ({name})", [tx], (), sum(values))
            return
        most, many = max(Counter(one for one in values if one > DUST).items(), key=lambda x: x[1], default=(0, 0))
        if many >= EQUAL and paying < PAYERS and most * many >= EQUAL_SHARE * sum(values):
            why = f"{many} outputs of {most:,} satoshi each"
            yield self.pattern(EQUAL_SPLIT, "C3", why, [tx], receivers, most * many)
        elif len(receivers) >= RECEIVERS and 0 < paying <= PAYERS:
            why = f"{paying} payers, {len(receivers)} receivers"
            yield self.pattern(FAN_OUT, "C3", why, [tx], payers, sum(values))
        if len(taken) >= RECEIVERS and len(given) <= 2:
            why = f"{len(taken)} inputs of {len(payers)} addresses into {len(given)} outputs"
            yield self.pattern(FAN_IN, "C3", why, [tx], receivers, sum(values))
        yield from self._dormant(tx)

    def _dormant(self, tx: int) -> Iterator[Pattern]:
        chain, taken = self.chain, self.chain.inputs_of(tx)
        block, time = chain.view("tx_block"), chain.view("block_time")
        now = int(time[block[tx]])
        for place in taken:
            origin = int(chain.view("in_tx")[place])
            if block[origin] != NO_BLOCK and now - int(time[block[origin]]) >= YEAR_SECONDS:
                days = (now - int(time[block[origin]])) // 86_400
                owner = self.texts([int(chain.view("out_address")[int(chain.view("in_out")[place])])])
                value = int(chain.view("in_value")[place])
                yield self.pattern(DORMANT, "A1", f"lay for {days:,} days", [origin, tx], owner, value)

    def peels(self, tx: int) -> int | None:
        """The output by which a peel goes on; None where the transaction is no step of one."""
        chain, given = self.chain, self.chain.outputs_of(tx)
        if len(chain.inputs_of(tx)) != 1 or len(given) != 2:
            return None
        low, high = sorted(given, key=lambda one: int(chain.view("out_value")[one]))
        small, large = int(chain.view("out_value")[low]), int(chain.view("out_value")[high])
        return high if 0 < small <= PEEL_SHARE * (small + large) else None

    def payers(self, tx: int) -> tuple[str, ...]:
        taken = self.chain.inputs_of(tx)
        rows = self.chain.view("in_out")[taken.start : taken.stop]
        return self.texts(int(self.chain.view("out_address")[int(one)]) for one in rows)

    def unknown(self, tx: int) -> int:
        """Inputs whose address is not known: each may be somebody else's."""
        taken = self.chain.inputs_of(tx)
        rows = self.chain.view("in_out")[taken.start : taken.stop]
        return int((self.chain.view("out_address")[rows] == ABSENT).sum())

    def receivers(self, tx: int) -> tuple[str, ...]:
        given = self.chain.outputs_of(tx)
        return self.texts(int(one) for one in self.chain.view("out_address")[given.start : given.stop])

    def texts(self, rows: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.chain.text_keys.text(one) for one in dict.fromkeys(rows) if one != ABSENT)

    def pattern(
        self,
        kind: str,
        grade: str,
        why: str,
        transactions: Sequence[int],
        addresses: Sequence[str],
        satoshi: int,
        statement: str = "",
    ) -> Pattern:
        block, time = self.chain.view("tx_block"), self.chain.view("block_time")
        times = [int(time[block[one]]) for one in transactions]
        return Pattern(
            kind=kind,
            grade=grade,
            why=why,
            transactions=tuple(self.chain.hash_of(one) for one in transactions),
            addresses=tuple(addresses),
            satoshi=satoshi,
            first=min(times),
            last=max(times),
            statement=statement,
        )


def _peels(shape: _Shapes, order: Sequence[int]) -> Iterator[Pattern]:
    """Each peel chain once, from its beginning among `order`, as far as it goes in the chain."""
    chain, seen = shape.chain, set[int]()
    spent_by, transactions = chain.view("spent_by"), chain.counts.transactions
    for start in order:
        run: list[int] = []
        peeled = 0
        tx = start
        while tx not in seen and (further := shape.peels(tx)) is not None:
            seen.add(tx)
            run.append(tx)
            given = chain.outputs_of(tx)
            peeled += int(chain.view("out_value")[given.start : given.stop].sum())
            peeled -= int(chain.view("out_value")[further])
            tx = int(spent_by[further])
            if tx >= transactions:
                break
        if len(run) >= PEEL_STEPS:
            ends = [shape.receivers(one) for one in run]
            why = f"{len(run)} steps, {peeled:,} satoshi peeled off on the way"
            addresses = tuple(dict.fromkeys(text for one in ends for text in one))
            whole = int(chain.view("in_value")[chain.inputs_of(run[0]).start])
            yield shape.pattern(PEEL, "C3", why, run, addresses, whole)


def to_services(chain: UtxoChain, known: Marked, flows: Sequence[Flow]) -> Iterator[Pattern]:
    """Services that a tag says mix, or are bridges, where flows came to."""
    shape = _Shapes(chain, np.zeros(0, np.uint8))
    for flow in flows:
        tag = known.tag_at(chain, flow.output) if flow.end == LABELLED else None
        tx = chain.transaction_of_output(flow.output)
        if tag is not None and tag.category in SERVICES and chain.height_of(tx) is not None:
            why = f"came to {tag.label or tag.category}, as {tag.dataset} says"
            found = SERVICES[tag.category]
            yield shape.pattern(found, "F6", why, [tx], [tag.address], round(flow.amount), tag.statement)
