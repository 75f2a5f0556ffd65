"""Blocks of the customer base: customers and their owners, by all that a listed party may meet them by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

import msgspec

from watchgate.gate.history.customer_base import CustomerBase, Row
from watchgate.gate.history.history import History
from watchgate.gate.history.past_blocks import CUSTOMER
from watchgate.gate.lookback.known_parties import KeptParties, KnownParties
from watchgate.gate.lookback.past_block import Block
from watchgate.gate.lookback.past_limits import Limits
from watchgate.gate.records.customer_row import MOST_OWNERS
from watchgate.model.party import Party

PLACES = 128
"""Numbers that each row has for its parties: the customer, then its owners."""
assert MOST_OWNERS < PLACES
_encoder = msgspec.msgpack.Encoder()


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    rows: int
    moment: int
    owners: dict[int, int]
    parties: KeptParties


class CustomerBlock(Block[Row]):
    """Rows of the base. `moment`: that of the base up to which rows that have ended are forgotten."""

    what = CUSTOMER
    _decoder: ClassVar[msgspec.msgpack.Decoder[_Kept]] = msgspec.msgpack.Decoder(_Kept)

    def __init__(self, number: int, limits: Limits) -> None:
        super().__init__(number, limits)
        self.moment = -1
        self._parties = KnownParties(limits)
        self._owners: dict[int, int] = {}
        """How many owners each row has that has some."""

    def read(self, history: History, after: int, limit: int) -> Sequence[tuple[int, Row]]:
        """Those who are customers now."""
        base = CustomerBase(history)
        if self.moment < 0:
            self.moment = base.moment()
        return [(row.key, row) for row in base.rows_after(after, limit)]

    def add(self, rows: Sequence[tuple[int, Row]]) -> None:
        """Take in more customers, each with its owners."""
        parties: list[tuple[int, Party]] = []
        for key, row in rows:
            first, owners = key * PLACES, row.customer.owners
            parties.append((first, row.customer.party))
            parties += [(first + place, one.party) for place, one in enumerate(owners, 1)]
            if owners:
                self._owners[key] = len(owners)
        self._parties.add(parties)

    def forget(self, keys: Iterable[int]) -> None:
        """Who is no customer any more."""
        own = [key for key in keys if self.first <= key <= self.last]
        self._parties.forget(key * PLACES + place for key in own for place in range(self._owners.pop(key, 0) + 1))

    def touched(self, party: Party) -> set[int]:
        """The rows of whom a customer or an owner may meet it."""
        return {number // PLACES for number in self._parties.touched(party)}

    def kept(self) -> bytes | None:
        """None while there are few, and where nothing may be kept of the parties."""
        parties = None if self.has_few else self._parties.kept()
        return _encoder.encode(_Kept(self.rows, self.moment, self._owners, parties)) if parties else None

    def restore(self, body: bytes) -> None:
        """Take what was kept."""
        found = self._decoder.decode(body)
        self.rows, self.moment, self._owners = found.rows, found.moment, found.owners
        self._parties = KnownParties(self.limits, found.parties)
