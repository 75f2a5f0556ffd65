"""Blocks of the past: what was made of the parties, or of the texts, whose numbers lie in one range of the history.

A block answers by itself. Of a full one, and now and then of the last one, what was made is kept (`past_blocks`), so
that the next start reads it instead of making it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

import msgspec

from watchgate.gate.decide.doubts import exceeds
from watchgate.gate.decide.hashed import KeptHashed
from watchgate.gate.decide.past_spellings import KeptSpellings, PastSpellings
from watchgate.gate.history.history import History
from watchgate.gate.history.past_blocks import PARTY, TEXT, WIDTH, What
from watchgate.gate.lookback.past_names import KeptNames, PastNames
from watchgate.gate.lookback.past_numbers import PastNumbers
from watchgate.gate.lookback.past_texts import KeptTexts, PastTexts
from watchgate.model.party import Party
from watchgate.risk.identifiers.kinds import KINDS as SPACES

FEWEST = 2_000
"""Rows from which on a block is kept: fewer are made anew as soon as they are read."""
Source = tuple[What, int]
Row = TypeVar("Row")
_encoder = msgspec.msgpack.Encoder()


class Limits(msgspec.Struct, frozen=True):
    """From which scores on anybody asks: `least` of names, `text` of texts (0-1000)."""

    least: int
    text: int


class Block(ABC, Generic[Row]):
    """The `number`th of its kind, made of the rows up to `last`. `kept_last`: up to which of them it was kept."""

    what: ClassVar[What]

    def __init__(self, number: int, limits: Limits) -> None:
        self.number = number
        self.limits = limits
        self.first = number * WIDTH[self.what] + 1
        self.end = (number + 1) * WIDTH[self.what]
        self.last = self.kept_last = self.first - 1
        self.rows = 0

    @classmethod
    @abstractmethod
    def read(cls, history: History, after: int, limit: int) -> Sequence[tuple[int, Row]]:
        """The next rows of the history after one."""

    @abstractmethod
    def add(self, rows: Sequence[tuple[int, Row]]) -> None:
        """Take in more rows of its range, by number."""

    @abstractmethod
    def forget(self, keys: Iterable[int]) -> None:
        """These rows were erased, or rows of another block."""

    @abstractmethod
    def touched(self, party: Party) -> set[Source]:
        """Which of its rows may meet a changed party."""

    @abstractmethod
    def kept(self) -> bytes | None:
        """What may be kept of it; None where nothing may."""

    @abstractmethod
    def restore(self, body: bytes) -> None:
        """Take what was kept in place of rows."""

    def follow(self, history: History, limit: int) -> int:
        """Take in at most `limit` of the rows that come next in its range; how many. At none it is as it can be."""
        if self.last >= self.end:
            return 0
        found = self.read(history, self.last, min(limit, self.end - self.last))
        own = [one for one in found if one[0] <= self.end]
        if own:
            self.add(own)
            self.rows += len(own)
            self.last = own[-1][0]
        if len(own) < len(found):
            self.last = self.end  # what is left of its range was erased
        return len(own)

    @property
    def is_full(self) -> bool:
        """Whether no row of its range is still to come."""
        return self.last >= self.end


class _KeptParties(msgspec.Struct, frozen=True, array_like=True):
    rows: int
    names: KeptNames
    numbers: KeptHashed
    spellings: KeptSpellings
    long: KeptTexts
    wallets: dict[str, list[int]]


class PartyBlock(Block[Party]):
    """Parties by names, by numbers, letter by letter, and by what stands in names that are too long to be one."""

    what = PARTY
    _decoder: ClassVar[msgspec.msgpack.Decoder[_KeptParties]] = msgspec.msgpack.Decoder(_KeptParties)

    def __init__(self, number: int, limits: Limits) -> None:
        super().__init__(number, limits)
        self.names, self._numbers, self._spellings = PastNames(), PastNumbers(), PastSpellings()
        self._long = PastTexts(limits.text)
        self.wallets: dict[str, list[int]] = {}
        """Addresses, each with the parties that bear it."""
        self._gone: set[int] = set()

    @classmethod
    def read(cls, history: History, after: int, limit: int) -> Sequence[tuple[int, Party]]:
        """Parties."""
        return history.parties_after(after, limit)

    def add(self, rows: Sequence[tuple[int, Party]]) -> None:
        """Take in more parties."""
        self.names.add(rows)
        for key, party in rows:
            self._numbers.add(key, party)
            self._spellings.add(key, party)
            for one in party.identifiers:
                if SPACES[one.kind].space == "wallet":
                    self.wallets.setdefault(one.value, []).append(key)
            for name in party.names:
                if exceeds(name.text):
                    self._long.add(key, name.text)

    def forget(self, keys: Iterable[int]) -> None:
        """No question finds their names from now on, and nothing of them is kept."""
        own = {one for one in keys if self.first <= one <= self.last}
        if own:
            self.names.forget(own)
            self._gone |= own
            borne = {address: [one for one in keys if one not in own] for address, keys in self.wallets.items()}
            self.wallets = {address: keys for address, keys in borne.items() if keys}

    def touched(self, party: Party) -> set[Source]:
        """Parties that may meet it."""
        found = {*self.names.touched(party, self.limits.least)}
        found |= self._numbers.touched(party.identifiers) | self._spellings.touched(party) | self._long.touched(party)
        return {(PARTY, one) for one in found}

    def kept(self) -> bytes | None:
        """None while there are few names, and where a long name was erased, whose words cannot be taken out."""
        names = self.names.kept() if self.rows >= FEWEST else None
        if names is None or not self._gone.isdisjoint(self._long.sources):
            return None
        return _encoder.encode(
            _KeptParties(
                self.rows - len(self._gone),
                names,
                self._numbers.kept(self._gone),
                self._spellings.kept(self._gone),
                self._long.kept(),
                self.wallets,
            )
        )

    def restore(self, body: bytes) -> None:
        """Take what was kept."""
        found = self._decoder.decode(body)
        self.rows = found.rows
        self.names, self._numbers = PastNames(found.names), PastNumbers(found.numbers)
        self._spellings, self._long = PastSpellings(found.spellings), PastTexts(self.limits.text, found.long)
        self.wallets = found.wallets


class _KeptLines(msgspec.Struct, frozen=True, array_like=True):
    rows: int
    texts: KeptTexts


class TextBlock(Block[str]):
    """Texts by their words."""

    what = TEXT
    _decoder: ClassVar[msgspec.msgpack.Decoder[_KeptLines]] = msgspec.msgpack.Decoder(_KeptLines)

    def __init__(self, number: int, limits: Limits) -> None:
        super().__init__(number, limits)
        self._texts = PastTexts(limits.text)
        self._stale = False

    @classmethod
    def read(cls, history: History, after: int, limit: int) -> Sequence[tuple[int, str]]:
        """Texts."""
        return history.texts_after(after, limit)

    def add(self, rows: Sequence[tuple[int, str]]) -> None:
        """Take in more texts."""
        for key, text in rows:
            self._texts.add(key, text)

    def forget(self, keys: Iterable[int]) -> None:
        """What is known of them stays in memory and leads to nothing; nothing of the block is kept any more."""
        self._stale = self._stale or not set(keys).isdisjoint(self._texts.sources)

    def touched(self, party: Party) -> set[Source]:
        """Texts in which one of its names stands."""
        return {(TEXT, one) for one in self._texts.touched(party)}

    def kept(self) -> bytes | None:
        """None while there are few, and where one of them was erased, whose words cannot be taken out."""
        if self._stale or self.rows < FEWEST:
            return None
        return _encoder.encode(_KeptLines(self.rows, self._texts.kept()))

    def restore(self, body: bytes) -> None:
        """Take what was kept."""
        found = self._decoder.decode(body)
        self.rows, self._texts = found.rows, PastTexts(self.limits.text, found.texts)


KINDS: dict[What, type[Block[Any]]] = {PARTY: PartyBlock, TEXT: TextBlock}
