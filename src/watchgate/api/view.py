"""View: what one kind of reader may know, ready to be asked. Readers of the same rights share one.

Screening is there first; the directory, which /search and the catalogue need, is built when it is first asked for.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from threading import Lock

import msgspec

from watchgate.api.answers import Basis
from watchgate.api.directory import Directory
from watchgate.api.entity import EntityReader
from watchgate.api.feeds import Feeds
from watchgate.api.problems import RefusedError
from watchgate.ledger.interface import Ledger, Snapshot
from watchgate.model.clock import Clock
from watchgate.model.handling import Reader, Tlp
from watchgate.model.policy import Policy
from watchgate.model.staleness import Stale, missing, stale
from watchgate.risk.screening import Screener

PAST_KEPT = 2
"""Screeners for past positions kept at hand: each holds the lists once more."""


class Rights(msgspec.Struct, frozen=True):
    """What a reader's answers depend on; its name does not matter."""

    clearance: Tlp
    organisations: frozenset[str]
    everything: bool

    @classmethod
    def of(cls, reader: Reader) -> Rights:
        """The rights of `reader`."""
        return cls(reader.clearance, reader.organisations, reader.everything)


class View:
    """Screener, directory and dates of one kind of reader. One thread calls `catch_up`; any may ask."""

    def __init__(self, ledger: Ledger, reader: Reader, policy: Policy, clock: Clock, views: Path | None = None) -> None:
        """`views`: the home's folder of what is kept between starts."""
        self.ledger = ledger
        self.reader = reader
        self.policy = policy
        self.feeds = Feeds()
        self.screener = Screener(ledger, policy, reader, clock=clock, views=views)
        self._clock = clock
        self._kept = views
        self._directory: Directory | None = None
        self._building = Lock()
        self._past: OrderedDict[int, Screener] = OrderedDict()
        self._digging = Lock()
        self.feeds.catch_up(self.snapshot())

    @property
    def position(self) -> int:
        """The ledger position that all parts of this view have come to."""
        directory = self._directory
        return self.screener.position if directory is None else min(self.screener.position, directory.position)

    @property
    def directory(self) -> Directory:
        """The cards of all entities; built now when nobody has asked for it before, which takes seconds."""
        if self._directory is None:
            with self._building:
                if self._directory is None:
                    self._directory = Directory.build(self.ledger.as_of(reader=self.reader))
        return self._directory

    def catch_up(self) -> None:
        """Take in what the ledger has taken since."""
        self.feeds.catch_up(self.ledger.as_of(reader=self.reader))
        self.screener.catch_up()
        if self._directory is not None:
            self._directory.catch_up(self.ledger, self.reader)

    def forget(self, entity_ids: list[str]) -> None:
        """Read these entities again: something said of them may no longer be shared."""
        if self._directory is not None and entity_ids:
            self._directory.renew(entity_ids, self.snapshot(self._directory.position))

    def screener_at(self, position: int) -> Screener:
        """A screener that stays at `position`; the last few are kept. Building one takes as long as a start.

        One is built at a time and nobody waits for it, RefusedError 503 instead: questions about the past would take
        every thread there is, and those about the present get no answer.
        """
        if position == self.screener.position:
            return self.screener
        self.snapshot(position)
        known = self._past.get(position)
        if known is not None:
            return known
        if not self._digging.acquire(blocking=False):
            raise RefusedError(503, "the lists of another past position are being prepared; try again", retry_s=2)
        try:
            found = Screener(
                self.ledger, self.policy, self.reader, clock=self._clock, position=position, views=self._kept
            )
            self._past[position] = found
            if len(self._past) > PAST_KEPT:
                self._past.popitem(last=False)
            return found
        finally:
            self._digging.release()

    def snapshot(self, position: int | None = None) -> Snapshot:
        """The evidence at `position`, or at the screener's. BadInputError for one that is still to come."""
        return self.ledger.as_of(reader=self.reader, position=self.screener.position if position is None else position)

    def entities(self, position: int | None = None) -> EntityReader:
        """Reads entities at `position`, or at the screener's."""
        return EntityReader(self.snapshot(position), self.feeds)

    def basis(self, position: int) -> Basis:
        """What an answer at `position` stands on."""
        stale = (*self.missing(), *(found.dataset for found in self.stale()))
        return Basis(position=position, policy_sha256=self.policy.sha256, stale=stale)

    def stale(self) -> tuple[Stale, ...]:
        """Lists older than the policy allows."""
        return stale(self.feeds.known, {}, self.policy, self._clock())

    def missing(self) -> list[str]:
        """Lists the policy requires and nobody has loaded."""
        return list(missing(self.feeds.known, self.policy))

    def unready(self) -> list[str]:
        """Why a required list cannot be relied on."""
        absent = [f"{name} is required by the policy and has never been loaded" for name in self.missing()]
        return absent + [f"{found.sentence}, which requires it" for found in self.stale() if found.required]
