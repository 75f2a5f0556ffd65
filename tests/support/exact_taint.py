"""Haircut and FIFO as their definitions say them, in exact fractions, over plain objects: the specification."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from support.utxo_chains import Blocks

Output = tuple[str, int]
ZERO = Fraction(0)


def haircut(blocks: Blocks, labels: Mapping[Output, int]) -> dict[str, dict[int, Fraction]]:
    """The share of each category in each transaction."""
    outputs = blocks.outputs()
    found: dict[str, dict[int, Fraction]] = {}
    for tx in blocks.transactions:
        total = sum(outputs[one][1] for one in tx.inputs)
        shares: dict[int, Fraction] = defaultdict(lambda: ZERO)
        for one in tx.inputs if total else ():
            weight = Fraction(outputs[one][1], total)
            if labels.get(one):
                shares[labels[one]] += weight
            else:
                for category, share in found[one[0]].items():
                    shares[category] += weight * share
        found[tx.name] = {category: share for category, share in shares.items() if share}
    return found


def fifo(blocks: Blocks, labels: Mapping[Output, int]) -> dict[Output, list[tuple[int, int]]]:
    """The stretches of each output: (category, satoshi), category 0 for what no label explains."""
    outputs = blocks.outputs()
    found: dict[Output, list[tuple[int, int]]] = {}
    for tx in blocks.transactions:
        queue: list[tuple[int, int]] = []
        for one in tx.inputs:
            queue += [(labels[one], outputs[one][1])] if labels.get(one) else found[one]
        if not tx.inputs:
            queue = [(0, sum(value for _, value in tx.outputs))]
        for number, (_, value) in enumerate(tx.outputs):
            taken: list[tuple[int, int]] = []
            while value:
                category, amount = queue.pop(0)
                part = min(amount, value)
                taken.append((category, part))
                value -= part
                if amount > part:
                    queue.insert(0, (category, amount - part))
            found[tx.name, number] = taken
    return found


def clusters(blocks: Blocks, apart: frozenset[str] = frozenset()) -> set[frozenset[str]]:
    """Addresses that are taken together, joined until nothing more joins."""
    outputs = blocks.outputs()
    groups: list[set[str]] = []
    for tx in blocks.transactions:
        together = {outputs[one][0] for one in tx.inputs} - {""}
        if len(tx.inputs) < 2 or tx.name in apart or not together:
            continue
        touching = [group for group in groups if group & together]
        for group in touching:
            groups.remove(group)
        groups.append(together.union(*touching))
    every = {address for address, _ in outputs.values()} - {""}
    return {frozenset(group) for group in groups} | {
        frozenset((one,)) for one in every if not any(one in group for group in groups)
    }
