"""Random chains of accounts, and what proportional mixing says of them in exact fractions: the specification."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise
from random import Random

import numpy as np

from watchgate.ledger.transfers.account_batch import FEE, MADE, NATIVE, TOKEN, AccountBatch, words_of
from watchgate.ledger.transfers.batch import hashes, strings

OUTSIDE, MINED = -1, 0
ZERO = Fraction(0)


@dataclass(frozen=True)
class Move:
    """`block`, `tx`: its height, and the number of its transaction in the whole chain."""

    block: int
    tx: int
    sender: str
    receiver: str
    asset: str
    units: int

    @property
    def kind(self) -> int:
        """What a reader would call it."""
        if not self.sender:
            return MADE
        return TOKEN if self.asset else NATIVE if self.receiver else FEE


def random_moves(random: Random, *, many: int, people: int = 12, assets: Sequence[str] = ("", "0xtoken")) -> list[Move]:
    """Moves in order: most from somebody who has some, some beyond it, some of nothing, some made, some burnt."""
    held: dict[tuple[str, str], int] = defaultdict(int)
    found = []
    block, tx = 100, 0
    for _ in range(many):
        if random.random() < 0.4:
            tx += 1
            if random.random() < 0.3:
                block += random.randint(1, 3)
        asset = random.choice(assets)
        sender, receiver = f"a{random.randrange(people)}", f"a{random.randrange(people)}"
        have = held[sender, asset]
        units = random.choice((have, have // 2, have // 3, random.randrange(10**24), random.randrange(10**6), 0))
        chance = random.random()
        if chance < 0.08:
            sender = ""
            units += 1
        elif chance < 0.14:
            receiver = ""
            asset = ""
        if sender:
            held[sender, asset] = max(0, held[sender, asset] - units)
        if receiver:
            held[receiver, asset] += units
        found.append(Move(block, tx, sender, receiver, asset, units))
    return found


def batch_of(moves: Sequence[Move]) -> AccountBatch:
    """As a reader hands them over."""
    txs = sorted({one.tx for one in moves})
    block_of = {one.tx: one.block for one in moves}
    heights = sorted({one.block for one in moves})
    many = len(moves)
    return AccountBatch(
        height=np.array(heights, np.int64),
        block_hash=hashes([sha256(f"block {height}".encode()).hexdigest() for height in heights]),
        time=np.array([1_600_000_000 + 12 * height for height in heights], np.int64),
        block_end=np.cumsum([sum(block_of[tx] == height for tx in txs) for height in heights], dtype=np.int64),
        tx_hash=hashes([sha256(f"tx {tx}".encode()).hexdigest() for tx in txs]),
        tx_end=np.cumsum([sum(one.tx == tx for one in moves) for tx in txs], dtype=np.int64),
        sender=strings([one.sender for one in moves]),
        receiver=strings([one.receiver for one in moves]),
        asset=strings([one.asset for one in moves]),
        units=words_of([one.units for one in moves]),
        kind=np.array([one.kind for one in moves], np.uint8),
        mark=np.zeros(many, np.uint8),
        place=np.arange(many, dtype=np.uint32),
        token=strings([]),
        symbol=strings([]),
        token_block=np.zeros(0, np.uint32),
    )


def parts(moves: Sequence[Move], random: Random) -> list[list[Move]]:
    """The moves in batches of whole blocks."""
    heights = sorted({one.block for one in moves})
    cuts = sorted(random.sample(heights[1:], k=min(4, len(heights) - 1)))
    edges = [0, *cuts, heights[-1] + 1]
    return [[one for one in moves if a <= one.block < b] for a, b in pairwise(edges)]


def balances(moves: Sequence[Move]) -> dict[tuple[str, str], int]:
    """What each account holds in the end, when what it gave beyond what it had was there before."""
    held: dict[tuple[str, str], int] = defaultdict(int)
    for one in moves:
        if one.sender:
            held[one.sender, one.asset] = max(0, held[one.sender, one.asset] - one.units)
        if one.receiver:
            held[one.receiver, one.asset] += one.units
    return {key: units for key, units in held.items() if units}


def mixtures(moves: Sequence[Move], labels: Mapping[str, int]) -> list[dict[int, Fraction]]:
    """What each move carries: shares by category, OUTSIDE and MINED among them; of what a tagged address gives, its
    own category alone."""
    held: dict[tuple[str, str], dict[int, Fraction]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    found = []
    for one in moves:
        if not one.sender:
            shares = {MINED: Fraction(1)}
        elif labels.get(one.sender):
            shares = {labels[one.sender]: Fraction(1)}
            purse = held[one.sender, one.asset]
            _take(purse, one.units)
        else:
            purse = held[one.sender, one.asset]
            whole = sum(purse.values(), ZERO)
            if whole < one.units:
                purse[OUTSIDE] += one.units - whole
                whole = Fraction(one.units)
            shares = {name: amount / whole for name, amount in purse.items() if amount} if one.units else {}
            _take(purse, one.units)
        found.append(shares)
        if one.receiver:
            for name, share in shares.items():
                held[one.receiver, one.asset][name] += share * one.units
    return found


def _take(purse: dict[int, Fraction], units: int) -> None:
    whole = sum(purse.values(), ZERO)
    left = max(ZERO, whole - units)
    for name in purse:
        purse[name] = purse[name] * left / whole if whole else ZERO


def queues(moves: Sequence[Move], labels: Mapping[str, int]) -> list[dict[int, int]]:
    """What each move carries by FIFO: units by category, OUTSIDE and MINED among them; an account is a queue, what was
    there before the first block goes first, and who pays himself changes nothing in it."""
    held: dict[tuple[str, str], deque[tuple[int, int]]] = defaultdict(deque)
    found = []
    for one in moves:
        queue = held[one.sender, one.asset] if one.sender else deque([(MINED, one.units)])
        short = one.units - sum(units for _, units in queue)
        if short > 0:
            queue.appendleft((OUTSIDE, short))
        carried: deque[tuple[int, int]] = deque()
        left = one.units
        rest = deque(queue)
        while left:
            name, units = rest.popleft()
            carried.append((name, min(units, left)))
            if units > left:
                rest.appendleft((name, units - left))
            left -= min(units, left)
        if labels.get(one.sender):
            carried = deque([(labels[one.sender], one.units)] if one.units else [])
        if one.sender != one.receiver:
            held[one.sender, one.asset] = rest
            held[one.receiver, one.asset].extend(carried)
        sums: dict[int, int] = defaultdict(int)
        for name, units in carried:
            sums[name] += units
        found.append(dict(sums))
    return found
