"""What the kernels are asked, in words: labels over a chain, one address's exposure, the path of very coins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.backward import EMPTY, MET, RECENT_MAX, trace_back
from watchgate.risk.exposure.delta import push_forward
from watchgate.risk.exposure.fifo import AT_ONCE, fifo_back
from watchgate.risk.exposure.haircut import mark_outputs, mark_special

CATEGORIES_MAX = 256
EPS = 1e-3
STEPS_MAX = 200_000
_STACK = 4_096
_SOURCES = 1 << 14


class Labels:
    """Which outputs are of whom: a category from 1 to 255 for each labelled one."""

    def __init__(self, label: npt.NDArray[np.uint8], rows: npt.NDArray[np.int64]) -> None:
        self.label = label
        self._rows: npt.NDArray[np.int64] | None = rows
        self._special: npt.NDArray[np.uint8] | None = None

    @classmethod
    def empty(cls, chain: UtxoChain) -> Labels:
        """No label."""
        return cls(np.zeros(chain.counts.outputs, np.uint8), np.zeros(0, np.int64))

    @classmethod
    def of_addresses(cls, chain: UtxoChain, categories: npt.NDArray[np.uint8]) -> Labels:
        """Every output of an address that has a category; `categories` by row of address, 0 for none."""
        label = np.zeros(chain.counts.outputs, np.uint8)
        mark_outputs(chain.view("out_address"), categories, label)
        return cls(label, np.flatnonzero(label))

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        """The labelled outputs, in order."""
        if self._rows is None:
            self._rows = np.flatnonzero(self.label)
        return self._rows

    def special(self, chain: UtxoChain) -> npt.NDArray[np.uint8]:
        """Which transactions take a labelled output."""
        if self._special is None:
            self._special = np.zeros(chain.counts.transactions, np.uint8)
            mark_special(self.rows, chain.view("spent_by"), self._special)
        return self._special

    def change(
        self, chain: UtxoChain, outputs: Sequence[npt.NDArray[np.int64]], labels: Sequence[npt.NDArray[np.uint8]]
    ) -> None:
        """Label the outputs of each of several addresses anew; 0 takes a label away."""
        for rows, label in zip(outputs, labels, strict=True):
            self.label[rows] = label
        self._rows = None
        if self._special is None or not outputs:
            return
        takers = np.unique(chain.view("spent_by")[np.concatenate(outputs)])
        takers = takers[takers < chain.counts.transactions].astype(np.int64)
        if not len(takers):
            return
        tx_in, in_out = chain.view("tx_in"), chain.view("in_out")
        many = tx_in[takers + 1] - tx_in[takers]
        begins = np.cumsum(many) - many
        taken = np.arange(int(many.sum())) + np.repeat(tx_in[takers] - begins, many)
        self._special[takers] = np.logical_or.reduceat(self.label[in_out[taken]] != 0, begins)

    def set(self, output: int, category: int) -> None:
        """Label one output; 0 takes the label away."""
        self._special = self._rows = None
        self.label[output] = category


class Room:
    """Working room for backward queries, used again and again. It begins small, so that it stays in the processor's
    cache, and grows when a query meets more transactions, up to `most`; what is beyond that is cut."""

    def __init__(self, transactions: int = 1 << 14, most: int = 1 << 19) -> None:
        self._most = most
        self.counts, self.recent = np.zeros(3, np.int64), np.zeros(RECENT_MAX, np.int64)
        self.met_output = np.zeros(_SOURCES, np.uint32)
        self.met_share = np.zeros(_SOURCES)
        self._make(transactions)

    def _make(self, transactions: int) -> None:
        slots = 1 << (2 * transactions - 1).bit_length()
        self.slots = np.full(slots, EMPTY, np.int64)
        self.heap = np.zeros(transactions, np.int64)
        self.met, self.place = np.zeros(transactions, np.uint32), np.zeros(transactions, np.uint32)
        self.weight, self.hops = np.zeros(transactions), np.zeros(transactions, np.int64)

    def grew(self) -> bool:
        """Whether the last query filled it and there is more room now."""
        transactions = len(self.met)
        if self.counts[MET] < transactions or transactions >= self._most:
            return False
        self._make(min(8 * transactions, self._most))
        return True


class Exposure(NamedTuple):
    """Shares of what was asked about, by category: direct and indirect, with the fewest hops (0: none).

    `mined`, `outside` (of transactions that were never read) and `cut` (not followed) are the rest: all sum to 1.
    `met`: transactions looked at. `sources`: labelled outputs that were come to, with the share that each brought;
    `unnamed`: how many more there were.
    """

    direct: npt.NDArray[np.float64]
    indirect: npt.NDArray[np.float64]
    hops: npt.NDArray[np.int64]
    mined: float
    outside: float
    cut: float
    met: int
    sources: tuple[tuple[int, float], ...] = ()
    unnamed: int = 0

    @property
    def unexplained(self) -> float:
        """The share that nobody is known for: neither named by a label nor mined. Not traced is never clean."""
        return self.outside + self.cut


class Stretch(NamedTuple):
    """Very coins that came from a labelled output."""

    output: int
    amount: int
    hops: int


class Coins(NamedTuple):
    """Satoshi by category (FIFO), and where each stretch of them was labelled."""

    amount: npt.NDArray[np.int64]
    mined: int
    outside: int
    cut: int
    stretches: tuple[Stretch, ...]
    steps: int = 0


class Change(NamedTuple):
    """What the ratios of transactions change by, and the satoshi that were not followed."""

    changes: tuple[tuple[int, float], ...]
    lost: float

    def change_of(self, tx: int) -> float:
        """Of one transaction."""
        return dict(self.changes).get(tx, 0.0)


def exposure_back(
    chain: UtxoChain,
    labels: Labels,
    outputs: npt.NDArray[np.int64],
    *,
    eps: float = EPS,
    room: Room | None = None,
    weighing: npt.NDArray[np.int64] | npt.NDArray[np.float64] | None = None,
) -> Exposure:
    """Where what `outputs` received came from (haircut), each weighing by its value, or as `weighing` says; `eps` of
    the whole is cut.

    The labels of the outputs themselves are left aside: who holds them is another question.
    """
    room = room or Room()
    value = (chain.view("out_value")[outputs] if weighing is None else weighing).astype(np.float64)
    total = value.sum()
    weights = value / total if total > 0 else np.full(len(outputs), 1 / max(1, len(outputs)))
    origin = np.searchsorted(chain.view("tx_out"), outputs, "right").astype(np.int64) - 1
    while True:
        direct, indirect = np.zeros(CATEGORIES_MAX), np.zeros(CATEGORIES_MAX)
        hops, rest = np.zeros(CATEGORIES_MAX, np.int64), np.zeros(3)
        met, named = trace_back(
            origin,
            weights,
            chain.view("tx_in"),
            chain.view("in_tx"),
            chain.view("in_value"),
            chain.view("in_out"),
            chain.kept,
            chain.view("tx_block"),
            labels.special(chain),
            labels.label,
            eps,
            room.counts,
            room.recent,
            room.heap,
            room.slots,
            room.met,
            room.place,
            room.weight,
            room.hops,
            direct,
            indirect,
            hops,
            rest,
            room.met_output,
            room.met_share,
        )
        if not room.grew():
            shown = min(named, len(room.met_output))
            pairs = zip(room.met_output[:shown], room.met_share[:shown], strict=True)
            sources = tuple((int(output), float(share)) for output, share in pairs)
            mined, outside, cut = (float(one) for one in rest)
            return Exposure(direct, indirect, hops, mined, outside, cut, met, sources, named - shown)


def path_back(chain: UtxoChain, labels: Labels, output: int, *, steps_max: int = STEPS_MAX) -> Coins:
    """The very coins of one output, by FIFO."""
    amount, rest = np.zeros(CATEGORIES_MAX, np.int64), np.zeros(4, np.int64)
    found = np.empty((_STACK, 3), np.int64)
    many = fifo_back(
        output,
        chain.transaction_of_output(output),
        chain.view("tx_in"),
        chain.view("tx_out"),
        chain.view("in_tx"),
        chain.view("in_value"),
        chain.view("in_out"),
        chain.view("out_value"),
        chain.view("tx_block"),
        labels.special(chain),
        labels.label,
        steps_max,
        np.empty((_STACK, 5), np.int64),
        np.empty((AT_ONCE, 5), np.int64),
        found,
        amount,
        rest,
    )
    stretches = tuple(Stretch(*row) for row in found[:many].tolist())
    return Coins(amount, int(rest[0]), int(rest[1]), int(rest[2]), stretches, int(rest[3]))


def tag_changed(
    chain: UtxoChain,
    labels: Labels,
    outputs: npt.NDArray[np.int64],
    share: npt.NDArray[np.float64],
    *,
    eps: float = EPS,
    dust: float = 0.0,
) -> Change:
    """What haircut changes by, when what `outputs` carry of a category changes by `share`."""
    transactions = chain.counts.transactions
    change, touched = np.zeros(transactions), np.zeros(transactions, np.int64)
    lost = np.zeros(1)
    many = push_forward(
        outputs,
        share,
        chain.view("tx_in"),
        chain.view("tx_out"),
        chain.view("in_tx"),
        chain.view("in_value"),
        chain.view("in_out"),
        chain.view("spent_by"),
        labels.label,
        eps,
        dust,
        change,
        np.zeros(transactions, np.uint8),
        np.zeros(transactions),
        np.zeros(transactions, np.int64),
        touched,
        lost,
    )
    return Change(tuple((int(tx), float(change[tx])) for tx in touched[:many]), float(lost[0]))
