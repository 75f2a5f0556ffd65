"""StoredParties: parties of past traffic by their names, so that a new designation finds those that it concerns.

Exactly the parties, with exactly the scores, that comparing the entity with each of them would give (`score_parties`).
Made for very many parties in few bytes: the parties themselves are not kept, whoever keeps the records has them and
gives the reasons for the few that are found. What is stored is found by the next question, from any thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock, Thread

import numpy as np

from watchgate.model.party import Party
from watchgate.risk.names.engine.asked import asked
from watchgate.risk.names.engine.build_draft import Draft
from watchgate.risk.names.engine.stored_build import packed
from watchgate.risk.names.engine.stored_merge import merged
from watchgate.risk.names.engine.stored_store import read_stored, write_stored
from watchgate.risk.names.engine.stored_tier import StoredTier, places, stored_in, stored_tier
from watchgate.risk.names.party import NAME_FLOOR

SMALLEST, FACTOR = 256, 8
"""Segments of fewer than SMALLEST parties, of up to FACTOR times as many, and so on: FACTOR of one size become one."""


class StoredParties:
    """Parties by keys that their owner gives them: each is stored once, and none that is gone is stored again.

    `position` is the owner's own: how much of the traffic has been taken in. What is stored is durable once `save`
    is done, with the position of that moment; what came later is stored again from the traffic itself.
    """

    def __init__(self) -> None:
        """Nothing is stored yet; what was saved gives `open`."""
        self.position = 0
        self._tiers: tuple[StoredTier, ...] = ()
        self._change = Lock()
        self._merging: Thread | None = None
        self._forgotten: list[int] = []
        """What was taken out while segments are being merged."""

    def store(self, parties: Iterable[tuple[int, Party]], position: int | None = None) -> None:
        """More of them, by key. The larger the batch the cheaper; ids are not looked at."""
        draft = Draft(bodies=False)
        keys: list[int] = []
        for key, party in parties:
            draft.add(party, 0)
            keys.append(key)
        made = (stored_tier(packed(draft.tables(), np.array(keys, dtype=np.int64))),) if keys else ()
        with self._change:
            self._tiers += made
            self.position = self.position if position is None else position
        self._settle()

    def forget(self, keys: Iterable[int]) -> None:
        """Take parties out: no question finds them, and after `compact` and `save` no file. Others are ignored."""
        gone = np.array(list(keys), dtype=np.int64)
        with self._change:
            self._forgotten += gone.tolist()
            for tier in self._tiers:
                tier.held.gone[places(tier, gone)] = 1

    def reverse(self, entity: Party, threshold: int = NAME_FLOOR) -> list[tuple[int, int]]:
        """Keys and scores of the stored parties that hit the entity at `threshold`, best first, ties by key."""
        return self.reverse_many((entity,), threshold)[0]

    def reverse_many(self, entities: Sequence[Party], threshold: int = NAME_FLOOR) -> list[list[tuple[int, int]]]:
        """As `reverse`, for each of many."""
        questions = [asked(entity) if entity.names else None for entity in entities]
        found: list[list[tuple[int, int]]] = [[] for _ in entities]
        for tier in self._tiers:
            for question, hits in zip(questions, found, strict=True):
                if question is not None:
                    hits.extend(stored_in(tier, question, threshold))
        return [sorted(hits, key=lambda hit: (-hit[1], hit[0])) for hits in found]

    def compact(self) -> None:
        """Make it one segment, without those that are gone."""
        self.settled()
        with self._change:
            if self._tiers:
                self._tiers = (stored_tier(merged([tier.held for tier in self._tiers])),)

    def settled(self) -> None:
        """Wait until nothing is being merged in the background."""
        while (merging := self._merging) is not None:
            merging.join()

    def save(self, folder: Path, made_by: str) -> None:
        """Keep it in `folder`: what is new is written, then mapped. OSError where that cannot be."""
        self.settled()
        with self._change:
            tiers, position = self._tiers, self.position
        written = write_stored(folder, tiers, position, made_by)
        with self._change:
            for before, after in zip(tiers, written, strict=True):
                after.held.gone[:] = before.held.gone
            instead = {id(before): after for before, after in zip(tiers, written, strict=True)}
            self._tiers = tuple(instead.get(id(tier), tier) for tier in self._tiers)

    @classmethod
    def open(cls, folder: Path, made_by: str) -> StoredParties | None:
        """What is kept in `folder`, mapped; None where there is nothing whole that the same code and tables made."""
        kept = read_stored(folder, made_by)
        if kept is None:
            return None
        found = cls()
        found.position, found._tiers = kept
        return found

    def __len__(self) -> int:
        return sum(tier.held.parties - int(np.count_nonzero(tier.held.gone)) for tier in self._tiers)

    def _settle(self) -> None:
        """Merge what is due in the background."""
        with self._change:
            if self._merging is None and _due(self._tiers) is not None:
                self._merging = Thread(target=self._merge, name="stored-merge", daemon=True)
                self._merging.start()

    def _merge(self) -> None:
        while True:
            with self._change:
                tiers = self._tiers
                due = _due(tiers)
                if due is None:
                    self._merging = None
                    return
                self._forgotten = []
            first, last = due
            made = stored_tier(merged([tier.held for tier in tiers[first:last]]))
            with self._change:
                made.held.gone[places(made, np.array(self._forgotten, dtype=np.int64))] = 1
                self._tiers = (*self._tiers[:first], made, *self._tiers[last:])


def _due(tiers: Sequence[StoredTier]) -> tuple[int, int] | None:
    """From which tier to which to merge: FACTOR neighbours, the smaller ones first; older ones are no smaller."""
    last = len(tiers)
    while last > 0:
        level = _level(tiers[last - 1])
        first = last
        while first > 0 and _level(tiers[first - 1]) <= level:
            first -= 1
        if last - first >= FACTOR:
            return first, last
        last = first
    return None


def _level(tier: StoredTier) -> int:
    level, limit = 0, SMALLEST
    while tier.held.parties >= limit:
        level, limit = level + 1, limit * FACTOR
    return level
