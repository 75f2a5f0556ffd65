"""Past: the parties and texts of all records, each once, so that a change finds the decisions it touches.

It follows the history by the numbers of its rows, and is kept in memory alone: names of customers stand nowhere
unsealed. What was erased is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from watchgate.gate.decide.doubts import exceeds
from watchgate.gate.decide.past_spellings import PastSpellings
from watchgate.gate.history.acts import Erased, acts_after
from watchgate.gate.history.history import History
from watchgate.gate.lookback.changes import Change
from watchgate.gate.lookback.past_names import PastNames
from watchgate.gate.lookback.past_numbers import PastNumbers
from watchgate.gate.lookback.past_texts import PastTexts
from watchgate.model.policy import Policy
from watchgate.risk.identifiers.kinds import KINDS
from watchgate.risk.names.party import NAME_FLOOR

AT_ONCE = 5_000
"""Rows read and indexed in one piece."""
PARTY, TEXT = "party", "text"


class Rows(msgspec.Struct, frozen=True):
    """How far the history was read: the last numbers of parties, texts and acts upon it."""

    parties: int = 0
    texts: int = 0
    acts: int = 0


class Past:
    """Of one history, for one policy's thresholds. Not thread-safe."""

    def __init__(self, history: History, policy: Policy) -> None:
        self._history = history
        usual = policy.screening.threshold
        self._least = max(NAME_FLOOR, round(min(usual, *policy.gate.thresholds.values(), usual) * 1000))
        self._names = PastNames()
        self._numbers = PastNumbers()
        self._spellings = PastSpellings()
        self._wallets: set[str] = set()
        self._texts: PastTexts[tuple[str, int]] = PastTexts(round(policy.gate.text_threshold * 1000))
        self.read = Rows()

    def follow(self) -> Rows:
        """Take in the rows that are new; how far it is read now."""
        parties, texts, last = self.read.parties, self.read.texts, self.read.acts
        while found := self._history.parties_after(parties, AT_ONCE):
            self._names.add(found)
            for key, party in found:
                self._numbers.add(key, party)
                self._wallets.update(one.value for one in party.identifiers if KINDS[one.kind].space == "wallet")
                self._spellings.add(key, party)
                for name in party.names:
                    if exceeds(name.text):
                        self._texts.add((PARTY, key), name.text)
            parties = found[-1][0]
        while lines := self._history.texts_after(texts, AT_ONCE):
            for key, text in lines:
                self._texts.add((TEXT, key), text)
            texts = lines[-1][0]
        for dated in acts_after(self._history, last):
            if isinstance(dated.act, Erased):
                self._names.forget(dated.act.parties)
            last = dated.number
        self.read = Rows(parties, texts, last)
        return self.read

    def touched(self, changes: Iterable[Change]) -> dict[int, set[str]]:
        """Decision -> the changed entities that something of its record may meet, as they were or as they are."""
        found: dict[int, set[str]] = {}
        known: dict[tuple[str, int], list[int]] = {}
        for change in changes:
            for source in self._sources(change):
                if source not in known:
                    kind, key = source
                    of = self._history.decisions_of if kind == PARTY else self._history.decisions_quoting
                    known[source] = of(key)
                for number in known[source]:
                    found.setdefault(number, set()).add(change.entity_id)
        return found

    @property
    def wallets(self) -> frozenset[str]:
        """The addresses of wallets that were asked about."""
        return frozenset(self._wallets)

    @property
    def parties(self) -> int:
        """How many with a name are known."""
        return len(self._names)

    @property
    def texts(self) -> int:
        """How many texts are known."""
        return len(self._texts)

    def _sources(self, change: Change) -> set[tuple[str, int]]:
        found: set[tuple[str, int]] = set()
        for party in change.parties():
            found.update((PARTY, key) for key in self._names.touched(party, self._least))
            found.update((PARTY, key) for key in self._numbers.touched(party.identifiers))
            found.update((PARTY, key) for key in self._spellings.touched(party))
            found.update(self._texts.touched(party))
        return found
