"""Changes: of whom the next delivery says something that may change a decision, as they were and as they are.

Evidence of its own is moved delivery by delivery, so that each alert names the delivery it came with.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.lookback.exposed import ExposedWallets, Wallets
from watchgate.ledger.interface import Snapshot
from watchgate.ledger.transfers.ranges import is_of_chain
from watchgate.model.delivery import Delivery
from watchgate.model.ground import Ground
from watchgate.model.handling import SYSTEM
from watchgate.model.party import Party
from watchgate.risk.view import touched_by

GroundKey = tuple[str, str, str, str, str, str, bool]


class Change(msgspec.Struct, frozen=True):
    """One entity: what is compared of it before and after, None where it is on no list."""

    entity_id: str
    before: Party | None
    after: Party | None

    def parties(self) -> tuple[Party, ...]:
        """What past records are to be compared with."""
        found = (self.before, self.after)
        return tuple(dict.fromkeys(one for one in found if one is not None))


class Stepping:
    """Moves `evidence` one delivery at a time and says what changed. Nothing else may move it."""

    def __init__(self, evidence: Evidence, wallets: Wallets = tuple) -> None:
        """`wallets`: those of past parties, whose exposure may change by somebody else's tag."""
        self.evidence = evidence
        evidence.leave_out_orphaned()
        self._exposed = ExposedWallets(evidence, wallets)
        self._were: dict[str, Party | None] = {}
        evidence.watchlist.listen(self._hear)

    @property
    def position(self) -> int:
        """The last delivery that was taken in."""
        return self.evidence.position

    def step(self, delivery: Delivery, at_us: int) -> tuple[Change, ...]:
        """Take in the next delivery; whose parties or grounds, under the law of `at_us`, are other ones by it.

        Also those whose own listing it speaks of: that may have been in force when a payment was made, and not now.
        """
        evidence = self.evidence
        then = evidence.ledger.as_of(reader=SYSTEM, position=delivery.position)
        touched = dict.fromkeys(touched_by(delivery, then))
        if not touched and not is_of_chain(delivery):
            evidence.catch_up(delivery.position)
            return ()
        may_be = evidence.grounds_reached(tuple(touched), then)
        spoken = {*touched, *_listed(then, touched)}
        may_be.update(spoken)
        were = {one: ground_keys(evidence.grounds(one, at_us)) for one in may_be}
        parties = {one: evidence.party(one) for one in may_be}
        self._were = {}
        self._exposed.begin(delivery, touched, then)
        evidence.catch_up(delivery.position)
        parties.update(self._were)
        found = []
        for one in sorted(parties):
            now = ground_keys(evidence.grounds(one, at_us))
            other_grounds = one in were and were[one] != now
            of_concern = bool(now or were.get(one))
            if other_grounds or (of_concern and one in self._were) or one in spoken:
                found.append(Change(one, parties[one], evidence.party(one)))
        found += [Change(one, party, party) for one, party in self._exposed.changed()]
        return tuple(one for one in found if one.before is not None or one.after is not None)

    def _hear(self, entity_id: str, _: Party | None) -> None:
        """Told before the party is replaced."""
        self._were.setdefault(entity_id, self.evidence.party(entity_id))


def _listed(then: Snapshot, touched: Iterable[str]) -> set[str]:
    """The parties of the listings among `touched`."""
    return {one.value for entity_id in touched for one in then.entity(entity_id) if one.prop == "entity"}


def ground_keys(grounds: Iterable[Ground]) -> frozenset[GroundKey]:
    """What of grounds matters for a decision: whose law, what, from when to when, and whether it is in doubt.

    Where it was said and the words of it may change without changing anything.
    """
    return frozenset(
        (
            one.kind.value,
            one.entity_id,
            one.authority or "",
            one.programme or "",
            one.valid_from or "",
            one.valid_to or "",
            bool(one.doubt),
        )
        for one in grounds
    )
