"""Merges: addresses that two people found to be of one holder. A view of the ledger: one that is retracted is gone, and
with it what stood on it.

A merge is one statement: schema CryptoWallet, `keywords`, `same_holder:ADDRESS:ADDRESS`, whose evidence is the output
it was seen at. It is proposed by one person and confirmed by another, like anything that people add.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import msgspec

from watchgate.ledger.interface import Ledger
from watchgate.model.handling import Reader
from watchgate.model.statement import ChainOutput, Statement, Status
from watchgate.risk.view import View
from watchgate.risk.view_file import ViewFile

WORD = "same_holder"
DATASET = "merges"


class Merge(msgspec.Struct, frozen=True, gc=False):
    """`one` and `other` are of one holder, by a transaction of `chain`. `statement`: where the ledger says it."""

    chain: str
    one: str
    other: str
    transaction: str
    statement: str


Part: TypeAlias = tuple[str, list[Merge]]
_FILE: ViewFile[Part] = ViewFile("merges.view", Part, ("risk/exposure/merges.py",))


class Merges(View[Part]):
    """All confirmed merges, by address."""

    title = "the merges"
    file = _FILE

    def __init__(self, ledger: Ledger, reader: Reader) -> None:
        super().__init__(ledger, reader)
        self._of: dict[str, list[Merge]] = {}

    def on(self, chain_id: str) -> dict[str, list[Merge]]:
        """Those of the coin of a chain (cases of it included), by each of their addresses."""
        coin = chain_id.partition("-")[0]
        found: dict[str, list[Merge]] = defaultdict(list)
        for merges in self._of.values():
            for merge in merges:
                if merge.chain.partition("-")[0] == coin:
                    found[merge.one].append(merge)
                    found[merge.other].append(merge)
        return found

    def _read(self, entity_id: str, statements: Sequence[Statement]) -> Part:
        return entity_id, merges_of(statements)

    def _take(self, parts: Iterable[Part]) -> None:
        for entity_id, merges in parts:
            self._of.pop(entity_id, None)
            if merges:
                self._of[entity_id] = merges

    def _parts_of_all(self) -> Iterable[Part]:
        return list(self._of.items())


def merges_of(statements: Sequence[Statement]) -> list[Merge]:
    """What the statements of one entity say, when they are confirmed."""
    found = []
    for one in statements:
        if one.schema == "CryptoWallet" and one.prop == "keywords" and one.status is Status.CONFIRMED:
            word, _, addresses = one.value.partition(":")
            left, _, right = addresses.partition(":")
            if word == WORD and left and right and isinstance(one.evidence, ChainOutput):
                found.append(Merge(one.evidence.chain, left, right, one.evidence.transaction, str(one.locator)))
    return found


def merge_statement(chain_id: str, one: str, other: str, *, height: int, transaction: str, output: int) -> Statement:
    """The draft that says it, to be proposed."""
    left, right = sorted((one, other))
    return Statement(
        entity_id=f"merge-{chain_id.partition('-')[0]}-{left}-{right}"[:255],
        schema="CryptoWallet",
        prop="keywords",
        value=f"{WORD}:{left}:{right}",
        dataset=DATASET,
        evidence=ChainOutput(chain=chain_id, block=height, transaction=transaction, output=output),
    )
