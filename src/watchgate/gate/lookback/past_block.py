"""Blocks of the past: what was made of rows of a history whose numbers lie in one range.

A block answers by itself. Of a full one, and now and then of the last one, what was made is kept (`past_blocks`), so
that the next start reads it instead of making it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar

import msgspec

from watchgate.gate.history.history import History
from watchgate.gate.history.past_blocks import PARTY, TEXT, WIDTH, What
from watchgate.gate.lookback.known_parties import KeptParties, KnownParties
from watchgate.gate.lookback.past_limits import Limits
from watchgate.gate.lookback.past_texts import KeptTexts, PastTexts
from watchgate.model.party import Party

FEWEST = 2_000
"""Rows from which on a block is kept: fewer are made anew as soon as they are read."""
Row = TypeVar("Row")
_encoder = msgspec.msgpack.Encoder()


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

    @abstractmethod
    def read(self, history: History, after: int, limit: int) -> Sequence[tuple[int, Row]]:
        """The next rows of the history after one."""

    @abstractmethod
    def add(self, rows: Sequence[tuple[int, Row]]) -> None:
        """Take in more rows of its range, by number."""

    @abstractmethod
    def forget(self, keys: Iterable[int]) -> None:
        """These rows were erased, or rows of another block."""

    @abstractmethod
    def touched(self, party: Party) -> set[int]:
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
            self.last = self.end  # what is left of its range is there no more
        return len(own)

    @property
    def has_few(self) -> bool:
        """Whether it is as soon made as read, so that it is not kept."""
        return self.rows < FEWEST

    @property
    def is_full(self) -> bool:
        """Whether no row of its range is still to come."""
        return self.last >= self.end


AnyBlock: TypeAlias = Block[Any]


class _KeptParties(msgspec.Struct, frozen=True, array_like=True):
    rows: int
    parties: KeptParties


class PartyBlock(Block[Party]):
    """Parties of payments."""

    what = PARTY
    _decoder: ClassVar[msgspec.msgpack.Decoder[_KeptParties]] = msgspec.msgpack.Decoder(_KeptParties)

    def __init__(self, number: int, limits: Limits) -> None:
        super().__init__(number, limits)
        self.parties = KnownParties(limits)

    def read(self, history: History, after: int, limit: int) -> Sequence[tuple[int, Party]]:
        """Parties."""
        return history.parties_after(after, limit)

    def add(self, rows: Sequence[tuple[int, Party]]) -> None:
        """Take in more parties."""
        self.parties.add(rows)

    def forget(self, keys: Iterable[int]) -> None:
        """No question finds their names from now on, and nothing of them is kept."""
        self.parties.forget(one for one in keys if self.first <= one <= self.last)

    def touched(self, party: Party) -> set[int]:
        """Parties that may meet it."""
        return self.parties.touched(party)

    def kept(self) -> bytes | None:
        """None while there are few, and where nothing may be kept of the parties."""
        parties = None if self.has_few else self.parties.kept()
        return _encoder.encode(_KeptParties(self.rows - len(self.parties.gone), parties)) if parties else None

    def restore(self, body: bytes) -> None:
        """Take what was kept."""
        found = self._decoder.decode(body)
        self.rows, self.parties = found.rows, KnownParties(self.limits, found.parties)


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

    def read(self, history: History, after: int, limit: int) -> Sequence[tuple[int, str]]:
        """Texts."""
        return history.texts_after(after, limit)

    def add(self, rows: Sequence[tuple[int, str]]) -> None:
        """Take in more texts."""
        for key, text in rows:
            self._texts.add(key, text)

    def forget(self, keys: Iterable[int]) -> None:
        """What is known of them stays in memory and leads to nothing; nothing of the block is kept any more."""
        self._stale = self._stale or not set(keys).isdisjoint(self._texts.sources)

    def touched(self, party: Party) -> set[int]:
        """Texts in which one of its names stands."""
        return self._texts.touched(party)

    def kept(self) -> bytes | None:
        """None while there are few, and where one of them was erased, whose words cannot be taken out."""
        if self._stale or self.has_few:
            return None
        return _encoder.encode(_KeptLines(self.rows, self._texts.kept()))

    def restore(self, body: bytes) -> None:
        """Take what was kept."""
        found = self._decoder.decode(body)
        self.rows, self._texts = found.rows, PastTexts(self.limits.text, found.texts)
