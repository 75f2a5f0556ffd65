"""Grounds: why an entity is of concern at an instant, as one reader may know it.

A view (`risk/view.py`) of the facts that grounds are worked out from when asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from watchgate.ledger.interface import Ledger, Snapshot
from watchgate.model.ground import Ground
from watchgate.model.handling import Reader
from watchgate.model.policy import Policy
from watchgate.model.statement import Statement
from watchgate.risk.grounds.checkpoint import FACTS, Part
from watchgate.risk.grounds.days import day_at
from watchgate.risk.grounds.facts import facts_of
from watchgate.risk.grounds.law import Law
from watchgate.risk.grounds.reach import reached
from watchgate.risk.grounds.reasons import grounds_of
from watchgate.risk.grounds.state import State
from watchgate.risk.identity.clusters import Cluster
from watchgate.risk.ownership.interest import Interest
from watchgate.risk.view import View


class Grounds(View[Part]):
    """Its state is made of the facts of each entity."""

    title = "the grounds"
    file = FACTS

    def __init__(self, ledger: Ledger, reader: Reader, policy: Policy) -> None:
        super().__init__(ledger, reader)
        self._law = Law(policy)
        self._policy = policy
        self._state = State()

    @classmethod
    def at(
        cls,
        ledger: Ledger,
        reader: Reader,
        policy: Policy,
        position: int | None = None,
        *,
        views: Path | None = None,
    ) -> Grounds:
        """The grounds as they were known at `position`, or now.

        `views`: a folder where the system's own state is kept between starts; only the present one is ever written.
        """
        found = cls(ledger, reader, policy)
        found.begin(position, views)
        return found

    def _read(self, entity_id: str, statements: Sequence[Statement]) -> Part:
        return entity_id, facts_of(entity_id, statements)

    def _take(self, parts: Iterable[Part]) -> None:
        for entity_id, facts in parts:
            self._state.put(entity_id, facts)

    def _parts_of_all(self) -> Iterable[Part]:
        return [(facts.entity_id, facts) for facts in self._state.all()]

    def of(self, entity_id: str, at_us: int, policy: Policy | None = None) -> tuple[Ground, ...]:
        """The grounds of an entity at an instant (UTC microseconds), binding ones first, each once.

        `policy`: another than the view was made with, to see what it would say of the same evidence.
        """
        law = self._law if policy is None or policy is self._policy else Law(policy)
        with self.lock:
            return grounds_of(self._state, entity_id, law, at_us)

    def cluster(self, entity_id: str) -> Cluster:
        """The entities that are one party with it, and by what."""
        with self.lock:
            return self._state.cluster(entity_id)

    def interests(self, entity_id: str, at_us: int) -> tuple[Interest, ...]:
        """Who is said to hold what of a party, or to be linked with it, on the day of an instant (UTC)."""
        day = day_at(at_us, "UTC")
        with self.lock:
            return tuple(
                interest
                for member in self._state.cluster(entity_id).members
                for interest in self._state.interests_in(member, day, links=True)
            )

    def named(self, entity_id: str) -> str:
        """`Ri Pyong Chol (ofac-15582)`, or the id alone."""
        with self.lock:
            return self._state.named(entity_id)

    def datasets(self, entity_id: str) -> frozenset[str]:
        """The datasets that speak of a party."""
        with self.lock:
            return frozenset(one.dataset for one in self._state.naming(entity_id))

    def judged(self, left: str, right: str) -> bool:
        """Whether a confirmed judgement speaks of the two."""
        with self.lock:
            return any(right in (one.left, one.right) for one in self._state.clusters.judgements(left))

    def reached(self, entity_ids: Collection[str], then: Snapshot) -> set[str]:
        """Whose grounds may be other ones when these entities say what they say in `then`, a later snapshot."""
        later = [facts for one in entity_ids if (facts := facts_of(one, then.entity(one))) is not None]
        with self.lock:
            now = [facts for one in entity_ids if (facts := self._state.facts(one)) is not None]
            return reached(self._state, (*now, *later))
