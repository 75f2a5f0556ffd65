"""What evidence says of wallets: tags on them, and what they received by way of the chains that were read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from threading import RLock

from watchgate.ledger.interface import Ledger, Snapshot
from watchgate.model.delivery import Delivery
from watchgate.model.ground import Ground
from watchgate.model.handling import SYSTEM
from watchgate.model.party import Party
from watchgate.model.policy import Policy
from watchgate.risk.exposure.attribution import Attribution, Tag
from watchgate.risk.exposure.stop_rules import rules_of
from watchgate.risk.exposure.tag_grounds import tag_grounds
from watchgate.risk.exposure.transaction import Sides
from watchgate.risk.exposure.wallets import Looked, Wallets


class WalletEvidence(ABC):
    """The part of `Evidence` that wallets are looked into with."""

    def __init__(self, ledger: Ledger, policy: Policy) -> None:
        self.lock = RLock()
        self.ledger = ledger
        self.policy = policy
        self._wallets = Wallets(ledger, policy.exposure)

    @property
    @abstractmethod
    def position(self) -> int:
        """The position every answer stands on."""

    @abstractmethod
    def party(self, entity_id: str) -> Party | None:
        """What is compared of an entity; None when it is not on any list."""

    def tagged(self, entity_id: str) -> tuple[Ground, ...]:
        """What analysts say of a wallet that is met itself; none where it is no wallet."""
        party = self.party(entity_id)
        if party is None or party.schema != "CryptoWallet":
            return ()
        snapshot = self.ledger.as_of(reader=SYSTEM, position=self.position)
        return tag_grounds(snapshot.entity(entity_id), self.policy.exposure)

    def looked_into(self, address: str, *, trails: bool = True) -> Looked:
        """What of that which a wallet received is a reason for concern, on each chain that was read."""
        with self.lock:
            return self._wallets.looked_into(address, self.position, trails=trails)

    def carried(self, transaction: str) -> Looked:
        """What of that which a transaction of a chain (`btc:` and its hash) carries is a reason for concern."""
        with self.lock:
            return self._wallets.of_transaction(transaction, self.position)

    def sides(self, transaction: str) -> Sides | None:
        """Who gave and who received in a transaction of a chain; None where it was not read."""
        with self.lock:
            return self._wallets.sides(transaction, self.position)

    def resembled(self, address: str) -> tuple[Tag, ...]:
        """The tags of other wallets that begin and end like this one."""
        with self.lock:
            return self._wallets.resembled(address, self.position)

    def know_tags(self) -> None:
        """Read the tags that wallets are compared with, where no chain has had them read: decisions go on meanwhile."""
        if not self._wallets.knows_tags:
            tags = Attribution.at(self.ledger, SYSTEM, views=self.ledger.home.views)
            with self.lock:
                self._wallets.know_tags(tags)

    def downstream(self, sources: Collection[str], among: Collection[str]) -> set[str]:
        """Those of the wallets `among` that may have received something by way of the addresses `sources`."""
        with self.lock:
            return self._wallets.downstream(sources, among, self.position)

    def ruled(self, entity_ids: Iterable[str], then: Snapshot) -> frozenset[str]:
        """The addresses at which trails may end otherwise when these entities say what they say in `then`, a later
        snapshot: those that stop rules of theirs speak of, now or then."""
        now = self.ledger.as_of(reader=SYSTEM, position=self.position)
        rules = {one for entity_id in entity_ids for said in (now, then) for one in rules_of(said.entity(entity_id))}
        with self.lock:
            return self._wallets.ruled(rules, self.position) if rules else frozenset()

    def moved_by(self, delivery: Delivery, among: Collection[str]) -> set[str]:
        """Those of the wallets `among` that received something in the blocks that a delivery brought."""
        return self._wallets.moved_by(delivery, among)

    def lost_by(self, delivery: Delivery, among: Collection[str]) -> dict[str, str]:
        """Those of the wallets `among` that received something in blocks which a delivery orphaned, each with the
        entity that its grounds name."""
        return self._wallets.lost_by(delivery, among)

    def leave_out_orphaned(self) -> None:
        """From now on blocks that a later fork orphaned are as never read, for whoever goes through the past: a
        decision made again says that they are gone, while a lookback has to get past them."""
        self._wallets.whole = False
