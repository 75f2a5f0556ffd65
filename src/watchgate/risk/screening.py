"""Screening: one party against the lists, as one reader may know them at one position, explained to its sources."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from watchgate.ledger.interface import Ledger
from watchgate.model.clock import Clock, now_us
from watchgate.model.handling import SYSTEM, Reader
from watchgate.model.match import Hit
from watchgate.model.party import Party
from watchgate.model.policy import Policy
from watchgate.risk.combine import combined, values
from watchgate.risk.dossiers import Dossiers
from watchgate.risk.explain import ScreenedHit, explained
from watchgate.risk.identifiers.doubts import doubts
from watchgate.risk.list_ages import ListAges
from watchgate.risk.sources import with_deliveries
from watchgate.risk.version import engine_version, weights_version
from watchgate.risk.watchlist import Watchlist

NOTHING_HELD = "the ledger held nothing then, so there was nothing to compare with"
"""At position 0: that nobody is found there says nothing at all."""


class Screening(msgspec.Struct, frozen=True, kw_only=True):
    """The answer. No hits means *not found*: it never means clean.

    `found`: how many entities reached `cutoff`, of which `hits` are the best by `limit`. `position`: the evidence it
    stands on. `warnings`: lists that are too old, or not there, or that there was no evidence at all. `not_compared`:
    identifiers that are not what they are said to be, and why. `policy`, `engine`, `weights` say what answered.
    """

    id: str
    hits: tuple[ScreenedHit, ...]
    found: int
    position: int
    threshold: float
    cutoff: float
    policy: str
    engine: str
    weights: str
    warnings: tuple[str, ...] = ()
    not_compared: tuple[str, ...] = ()

    @property
    def matched(self) -> bool:
        """Whether any hit reached the threshold."""
        return any(hit.match for hit in self.hits)


class Screener:
    """Answers for one reader. Safe for several threads; one of them calls `catch_up`."""

    def __init__(
        self,
        ledger: Ledger,
        policy: Policy,
        reader: Reader = SYSTEM,
        *,
        clock: Clock = now_us,
        position: int | None = None,
        ages_at: int | None = None,
        views: Path | None = None,
        watchlist: Watchlist | None = None,
    ) -> None:
        """`position`: stay there, however the ledger grows; None: the present, which `catch_up` moves on.

        `ages_at`: the instant (UTC microseconds) at which lists are called too old; None: when asked.
        `views`: the home's folder of views, for a quicker start.
        """
        self.ledger = ledger
        self.policy = policy
        self.reader = reader
        self.clock = clock
        self.pinned = position is not None
        self._views = views
        self.ages_at = ages_at
        if watchlist is None:
            watchlist = Watchlist.at(ledger, reader, position, views=views)
        self.watchlist = watchlist
        self._dossiers = Dossiers(ledger, reader, self.watchlist.position)
        self._ages = ListAges()

    @property
    def position(self) -> int:
        """The position the next answer stands on."""
        return self.watchlist.position

    def catch_up(self) -> int:
        """Take in what the ledger has taken since; a pinned screener stays where it is. Returns the position."""
        return self.position if self.pinned else self.watchlist.catch_up()

    def screen(
        self,
        party: Party,
        *,
        threshold: float | None = None,
        cutoff: float | None = None,
        limit: int | None = None,
        at: int | None = None,
    ) -> Screening:
        """All entities at or above `cutoff`, the best first. Threshold and cutoff are the policy's unless given.

        `threshold` below the cutoff lowers the cutoff to it. `at`: the evidence at that position instead; builds a
        watchlist of its own, so keep a Screener for a position that is asked about often.
        """
        if at is not None and at != self.position:
            past = Screener(
                self.ledger,
                self.policy,
                self.reader,
                clock=self.clock,
                position=at,
                ages_at=self.ages_at,
                views=self._views,
            )
            return past.screen(party, threshold=threshold, cutoff=cutoff, limit=limit)
        match_at = self.policy.screening.threshold if threshold is None else threshold
        show_at = min(match_at, self.policy.screening.cutoff if cutoff is None else cutoff)
        now = self.clock()
        with self.watchlist.lock:
            self._hide(now)
            hits, numbers = self._hits(party, round(show_at * 1000))
            dossiers = self._at_position()
            shown = [self._explained(hit, numbers, dossiers, round(match_at * 1000)) for hit in hits[:limit]]
            warnings = self._ages.warnings(dossiers.snapshot, self.policy, self.ages_at or now)
        return Screening(
            id=party.id,
            hits=tuple(shown),
            found=len(hits),
            position=dossiers.position,
            threshold=match_at,
            cutoff=show_at,
            policy=self.policy.sha256,
            engine=engine_version(),
            weights=weights_version(),
            warnings=warnings if dossiers.position else (NOTHING_HELD, *warnings),
            not_compared=doubts(party.identifiers),
        )

    def hits(self, party: Party, threshold: int) -> list[Hit]:
        """The bare hits with score >= `threshold` (0-1000), best first, ties by entity id."""
        with self.watchlist.lock:
            self._hide(self.clock())
            return self._hits(party, threshold)[0]

    def hits_many(self, parties: Sequence[Party], thresholds: Sequence[int]) -> list[list[Hit]]:
        """As `hits`, for each of several with its threshold: sooner than one by one."""
        with self.watchlist.lock:
            self._hide(self.clock())
            by_name = self.watchlist.query_names_many(parties, thresholds)
            return [
                self._joined(party, threshold, hits)[0]
                for party, threshold, hits in zip(parties, thresholds, by_name, strict=True)
            ]

    def _hide(self, now: int) -> None:
        """Forget what this reader may no longer read, in what is kept at hand as well."""
        ended = self.watchlist.forget_expired(now)
        if (self.pinned and self.watchlist.hear_markings()) or ended:
            self._dossiers = Dossiers(self.ledger, self.reader, self.watchlist.position)

    def _hits(self, party: Party, threshold: int) -> tuple[list[Hit], dict[str, tuple[str, ...]]]:
        return self._joined(party, threshold, self.watchlist.query_names(party, threshold))

    def _joined(
        self, party: Party, threshold: int, hits: Sequence[Hit]
    ) -> tuple[list[Hit], dict[str, tuple[str, ...]]]:
        """Hits by name with those by identifiers, and the values of these by entity."""
        agreed = self.watchlist.query_identifiers(party.identifiers)
        by_name = {hit.entity_id: hit for hit in hits}
        for entity_id, agreements in agreed.items():
            candidate = self.watchlist.party(entity_id)
            if candidate is not None:
                by_name[entity_id] = combined(party, candidate, agreements)
        found = [hit for hit in by_name.values() if hit.score >= threshold]
        found.sort(key=lambda hit: (-hit.score, not hit.exact, hit.entity_id))
        return found, {entity_id: values(agreements) for entity_id, agreements in agreed.items()}

    def _explained(
        self, hit: Hit, numbers: dict[str, tuple[str, ...]], dossiers: Dossiers, match_at: int
    ) -> ScreenedHit:
        dossier = dossiers.get(hit.entity_id, self.watchlist.parts_of(hit.entity_id))
        found = explained(hit, numbers.get(hit.entity_id, ()), dossier, match_at)
        return msgspec.structs.replace(found, sources=with_deliveries(found.sources, dossiers.snapshot))

    def _at_position(self) -> Dossiers:
        if self._dossiers.position != self.watchlist.position:
            self._dossiers = Dossiers(self.ledger, self.reader, self.watchlist.position)
        return self._dossiers
