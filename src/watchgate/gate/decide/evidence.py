"""Evidence: what a decision may look at, all of it at one position of the ledger.

It follows the ledger (`catch_up`), or stands at a past position and is moved forward, decision by decision, when the
past is decided again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import islice
from pathlib import Path
from threading import RLock
from time import sleep
from typing import Any

import msgspec

from watchgate.gate.decide.lists import ListDoubt, ListDoubts
from watchgate.gate.decide.spellings import Spellings
from watchgate.gate.decide.thresholds import text_points
from watchgate.gate.decide.wallet_evidence import WalletEvidence
from watchgate.ledger.interface import Ledger, Snapshot
from watchgate.model.delivery import Delivery
from watchgate.model.errors import WatchgateError
from watchgate.model.ground import Ground
from watchgate.model.handling import SYSTEM
from watchgate.model.match import Hit
from watchgate.model.party import Party
from watchgate.model.policy import Policy
from watchgate.risk.grounds.view import Grounds
from watchgate.risk.lasting import lasting
from watchgate.risk.list_names import load_for_changes
from watchgate.risk.parties import is_screened
from watchgate.risk.screening import Screener
from watchgate.risk.text_view import text_index
from watchgate.risk.texts.index import TextIndex
from watchgate.risk.texts.spotted import Spotted
from watchgate.risk.view import View, begin_all, read_ahead
from watchgate.risk.watchlist import Watchlist

AT_ONCE = 64
"""Deliveries taken in under one lock: decisions wait no longer than for these."""

LEARNED_AT_ONCE = 8
"""Parties whose names are made ready under one lock, in about a millisecond."""
GIVE_WAY_S = 0.0002
"""Long enough for a decision that waits for the lock to take it."""

_ANY_TEXT = "payment"
"""One with a word: what a text is looked up in is made ready with the first that has any."""

MOST_REMEMBERED = 20_000
"""Answers to parties asked about at one position: the same banks stand in most payments."""


class Evidence(WalletEvidence):
    """With the system's eyes: a gate acts on all that is confirmed. Whoever asks several things holds `lock`."""

    def __init__(
        self,
        ledger: Ledger,
        policy: Policy,
        watchlist: Watchlist,
        grounds: Grounds,
        *,
        views: Path | None = None,
        present: bool = False,
    ) -> None:
        """`watchlist` and `grounds` at the same position; `at` makes them. `views`: the home's folder; `present`:
        whether they are the present ones, which may be kept there."""
        super().__init__(ledger, policy)
        self._moving = RLock()
        self._watchlist = watchlist
        self._grounds = grounds
        self._screener = Screener(ledger, policy, SYSTEM, watchlist=watchlist)
        self._views = views
        self._present = present
        self._texts: TextIndex | None = None
        self._spellings: Spellings | None = None
        self._lists = ListDoubts(policy)
        self._remembered: dict[tuple[Party, int], tuple[Hit, ...]] = {}
        self._lists.follow(ledger.as_of(reader=SYSTEM, position=watchlist.position))
        self._listed_at = watchlist.position

    @classmethod
    def at(cls, ledger: Ledger, policy: Policy, position: int | None = None, *, views: Path | None = None) -> Evidence:
        """The evidence as it was known at `position`, or now. `views`: the home's folder, for a quicker start."""
        watchlist, grounds = Watchlist.unbegun(ledger, SYSTEM, views), Grounds(ledger, SYSTEM, policy)
        begin_all((watchlist, grounds), position, views)
        return cls(ledger, policy, watchlist, grounds, views=views, present=position is None)

    def under(self, policy: Policy) -> Evidence:
        """The same evidence under a policy that differs in the lists it relies on alone; it stays as long as this is
        not moved."""
        found = Evidence(self.ledger, policy, self._watchlist, self._grounds, views=self._views, present=self._present)
        found._texts, found._spellings = self._texts, self._spellings
        return found

    @property
    def watchlist(self) -> Watchlist:
        """The parties that records are compared with, for whoever screens beside the gate; moved by `catch_up`."""
        return self._watchlist

    @property
    def position(self) -> int:
        """The position every answer stands on. WatchgateError when the views do not stand at the same one.

        Waits while they are being moved, one after the other.
        """
        with self.lock:
            parties, grounds, lists = self._positions
            if not parties == grounds == lists:
                raise WatchgateError(
                    f"the views disagree: parties at {parties}, grounds at {grounds}, lists at {lists}",
                    hint="catch up with the ledger again, or start anew",
                )
            return parties

    def behind(self, head: int) -> str:
        """Why nothing may pass while the ledger stands at `head`; empty when the evidence is there."""
        known = min(self._positions)
        return f"the evidence at hand ends at position {known}, the ledger is at {head}" if known < head else ""

    def catch_up(self, to: int | None = None) -> int:
        """Take in what the ledger has taken since, up to position `to`; the position reached. It never goes back."""
        head = self.ledger.wait(0, 0.0)
        target = head if to is None else min(to, head)
        with self._moving:
            while (start := min(self._positions)) < target:
                # Read once for all that is made of it, and taken apart before decisions have to wait.
                deliveries = self._after(start, min(target, start + AT_ONCE))
                views: tuple[View[Any], ...] = (self._watchlist, self._grounds)
                ahead = read_ahead(views, deliveries)
                snapshot = self.ledger.as_of(reader=SYSTEM, position=deliveries[-1].position)
                self._learn([profile.party for profile in ahead[0].parts])
                with self.lock:
                    # First: whatever fails below, nothing that was said before it is said again.
                    self._remembered = {}
                    for view, new in zip(views, ahead, strict=True):
                        view.take(new)
                    self._lists.follow(snapshot)
                    self._listed_at = snapshot.position
        return self.position

    @property
    def _positions(self) -> tuple[int, int, int]:
        """Of what a decision looks at: one where all of it was moved, and none of it failed."""
        return self._watchlist.position, self._grounds.position, self._listed_at

    def hits(self, party: Party, threshold: int) -> Sequence[Hit]:
        """Every entity that `party` meets with a score of `threshold` (0-1000) or more, the best first."""
        key = (msgspec.structs.replace(party, id=""), threshold)
        found = self._remembered.get(key)
        if found is None:
            found = tuple(self._screener.hits(party, threshold))
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = found
        return found

    def look_up(self, asked: Sequence[tuple[Party, int]]) -> None:
        """Make ready at once what `hits` says of several parties, each with its threshold: sooner than one by one."""
        asking: dict[tuple[Party, int], tuple[Party, int]] = {}
        for party, threshold in asked:
            key = (msgspec.structs.replace(party, id=""), threshold)
            if key not in self._remembered:
                asking.setdefault(key, (party, threshold))
        if not asking:
            return
        found = self._screener.hits_many(*zip(*asking.values(), strict=True))
        if len(self._remembered) + len(found) > MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered.update(zip(asking, map(tuple, found), strict=True))

    def spotted(self, text: str, threshold: int) -> Sequence[Spotted]:
        """Every entity named in `text` with a score of `threshold` (600-920) or more, the best first.

        The first text, or the first with a lower threshold, takes seconds on long lists where no index is kept: `warm`
        does that ahead.
        """
        with self.lock:
            if self._texts is None or threshold < self._texts.threshold:
                self._texts = self._text_index(threshold)
            return self._texts.spotted(text, threshold)

    def spelled(self, name: str) -> Sequence[Hit]:
        """Whom a party's name meets letter by letter: names cut at the end of a field, ships where parties stand."""
        with self.lock:
            if self._spellings is None:
                spellings = Spellings()
                with lasting():  # a tenth of a payment was the collector walking what is there by now
                    for party in self._watchlist.parties():
                        spellings.put(party)
                self._watchlist.listen(spellings.changed)
                self._spellings = spellings
            return self._spellings.met(name)

    def warm(self) -> None:
        """Make ready what the first payment would have to wait for, and the first that somebody is listed after it."""
        self.spotted(_ANY_TEXT, text_points(self.policy))
        self.spelled("")
        with self.lock:
            self._wallets.begin(self.position)
        load_for_changes(self._watchlist.parties(), len(self._watchlist))

    def party(self, entity_id: str) -> Party | None:
        """What is compared of an entity; None when it is not on any list."""
        return self._watchlist.party(entity_id)

    def grounds(self, entity_id: str, at_us: int) -> tuple[Ground, ...]:
        """Why an entity is of concern under the law of that instant (UTC microseconds)."""
        return tuple(self._grounds.of(entity_id, at_us))

    def grounds_reached(self, entity_ids: Collection[str], then: Snapshot) -> set[str]:
        """Whose grounds may be other ones when these entities say what they say in `then`, a later snapshot."""
        return self._grounds.reached(entity_ids, then)

    def datasets_of(self, ground: Ground) -> frozenset[str]:
        """The lists whose statements a ground stands on."""
        snapshot = self.ledger.as_of(reader=SYSTEM, position=self.position)
        found = (snapshot.statement(locator) for locator in ground.stands_on)
        return frozenset(one.dataset for one in found if one is not None)

    def list_doubts(self, at_us: int) -> tuple[ListDoubt, ...]:
        """The lists that cannot support at that instant that somebody was not found."""
        return self._lists.at(at_us)

    def _learn(self, parties: Sequence[Party]) -> None:
        """Make ready in the index of names in texts what takes long, some parties at a time: decisions go on in
        between, and find nobody more, since nobody bears these names yet."""
        if self._texts is None:
            return
        screened = [one for one in parties if is_screened(one)]
        for start in range(0, len(screened), LEARNED_AT_ONCE):
            if start:
                sleep(GIVE_WAY_S)
            with self.lock:
                for one in screened[start : start + LEARNED_AT_ONCE]:
                    self._texts.learn(one)

    def _text_index(self, threshold: int) -> TextIndex:
        index = text_index(threshold, self._watchlist, self.ledger, self._views, present=self._present)
        if self._texts is None:
            self._watchlist.listen(self._follow)
        return index

    def _follow(self, entity_id: str, party: Party | None) -> None:
        if self._texts is not None and party is not None:
            self._texts.add(party)
        elif self._texts is not None:
            self._texts.remove(entity_id)

    def _after(self, start: int, until: int) -> list[Delivery]:
        return list(islice(self.ledger.follow(start, reader=SYSTEM), until - start))
