"""The base from the other side: of a changed entity, the customers who may meet it, by names, numbers and letters.

Kept in memory alone, as the index of past parties is, and made of the same parts: names of customers stand nowhere
unsealed. A customer counts here with each of its owners.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from watchgate.gate.decide.doubts import exceeds
from watchgate.gate.decide.past_spellings import PastSpellings
from watchgate.gate.history.customer_base import Row
from watchgate.gate.lookback.past_names import PastNames
from watchgate.gate.lookback.past_numbers import PastNumbers
from watchgate.gate.records.customer_row import MOST_OWNERS
from watchgate.model.party import Party
from watchgate.model.policy import Policy
from watchgate.risk.names.party import NAME_FLOOR

PLACES = 128
"""Numbers that each row has for its parties: the customer, then its owners."""
assert MOST_OWNERS < PLACES


class Reverse:
    """Rows by their parties, for one policy's thresholds. Not thread-safe."""

    def __init__(self, policy: Policy) -> None:
        usual = policy.screening.threshold
        self._least = max(NAME_FLOOR, round(min(usual, *policy.gate.thresholds.values(), usual) * 1000))
        self._names = PastNames()
        self._numbers = PastNumbers()
        self._letters = PastSpellings()
        self._long: set[int] = set()

    def add(self, rows: Sequence[Row]) -> None:
        """More of them."""
        parties: list[tuple[int, Party]] = []
        for row in rows:
            first = row.key * PLACES
            parties.append((first, row.customer.party))
            parties += [(first + place, one.party) for place, one in enumerate(row.customer.owners, 1)]
        self._names.add(parties)
        for number, party in parties:
            self._numbers.add(number, party)
            self._letters.add(number, party)
            if any(exceeds(name.text) for name in party.names):
                self._long.add(number // PLACES)

    def forget(self, rows: Iterable[tuple[int, int]]) -> None:
        """Take out whoever is no customer any more: keys, each with the number of its owners; unknown ones too."""
        for key, owners in rows:
            self._names.forget(range(key * PLACES, key * PLACES + owners + 1))
            self._long.discard(key)

    def touched(self, parties: Collection[Party]) -> set[int]:
        """Keys of the rows that may meet one of these; all whose names are too long to be asked so."""
        found: set[int] = set()
        for party in parties:
            found.update(self._names.touched(party, self._least))
            found.update(self._numbers.touched(party.identifiers))
            found.update(self._letters.touched(party))
        return {number // PLACES for number in found} | (self._long if parties else set())

    @property
    def parties(self) -> int:
        """How many with a name are known."""
        return len(self._names)
