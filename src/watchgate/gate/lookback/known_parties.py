"""Known parties: those of payments or of the customer base, by all that a listed party may meet them by.

By names, by numbers, letter by letter, and by what stands in names that are too long to be one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from watchgate.gate.decide.doubts import exceeds
from watchgate.gate.decide.hashed import KeptHashed
from watchgate.gate.decide.past_spellings import KeptSpellings, PastSpellings
from watchgate.gate.lookback.past_limits import Limits
from watchgate.gate.lookback.past_names import KeptNames, PastNames
from watchgate.gate.lookback.past_numbers import PastNumbers
from watchgate.gate.lookback.past_texts import KeptTexts, PastTexts
from watchgate.model.party import Party
from watchgate.risk.identifiers.kinds import KINDS as SPACES


class KeptParties(msgspec.Struct, frozen=True, array_like=True):
    """All of it."""

    names: KeptNames
    numbers: KeptHashed
    spellings: KeptSpellings
    long: KeptTexts
    wallets: dict[str, list[int]]


class KnownParties:
    """Parties under numbers that their owner gives them, in rising order."""

    def __init__(self, limits: Limits, kept: KeptParties | None = None) -> None:
        self._limits = limits
        self.names = PastNames(kept.names if kept else None)
        self._numbers = PastNumbers(kept.numbers if kept else None)
        self._spellings = PastSpellings(kept.spellings if kept else None)
        self._long = PastTexts(limits.text, kept.long if kept else None)
        self.wallets: dict[str, list[int]] = kept.wallets if kept else {}
        """Addresses, each with the parties that bear it."""
        self.gone: set[int] = set()

    def add(self, parties: Sequence[tuple[int, Party]]) -> None:
        """More of them."""
        self.names.add(parties)
        for number, party in parties:
            self._numbers.add(number, party)
            self._spellings.add(number, party)
            for one in party.identifiers:
                if SPACES[one.kind].space == "wallet":
                    self.wallets.setdefault(one.value, []).append(number)
            for name in party.names:
                if exceeds(name.text):
                    self._long.add(number, name.text)

    def forget(self, numbers: Iterable[int]) -> None:
        """No question finds their names from now on, and nothing of them is kept. Others are ignored."""
        own = set(numbers)
        if own:
            self.names.forget(own)
            self.gone |= own
            borne = {address: [one for one in keys if one not in own] for address, keys in self.wallets.items()}
            self.wallets = {address: keys for address, keys in borne.items() if keys}

    def touched(self, party: Party) -> set[int]:
        """Those that may meet it; who is gone may be among them, by what is no name."""
        found = {*self.names.touched(party, self._limits.least)}
        return (
            found
            | self._numbers.touched(party.identifiers)
            | self._spellings.touched(party)
            | self._long.touched(party)
        )

    def kept(self) -> KeptParties | None:
        """What may be kept of it. None while the kernels are not compiled, and where one who is gone had a long name,
        whose words cannot be taken out."""
        names = self.names.kept()
        if names is None or not self.gone.isdisjoint(self._long.sources):
            return None
        return KeptParties(
            names,
            self._numbers.kept(self.gone),
            self._spellings.kept(self.gone),
            self._long.kept(),
            self.wallets,
        )
