"""A tag or a stop rule more or less, and blocks that are read later, change what wallets received from whom: those that
were asked about before are asked again.

Whose own wallet is tagged is found by its number like everybody else; here are those whose coins came by way of it, or
of an address that a stop rule speaks of, and those that received something in new blocks, or in blocks that a fork
let go.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from watchgate.gate.decide.evidence import Evidence
from watchgate.ledger.interface import Snapshot
from watchgate.model.delivery import Delivery
from watchgate.model.handling import SYSTEM
from watchgate.model.party import Identifier, Party

Wallets = Callable[[], Collection[str]]
"""The addresses of all past parties, in normal form."""


class ExposedWallets:
    """Of one delivery: `begin` before the evidence is moved past it, `changed` after."""

    def __init__(self, evidence: Evidence, wallets: Wallets) -> None:
        self._evidence = evidence
        self._wallets = wallets
        self._sources: frozenset[str] = frozenset()
        self._were: dict[str, frozenset[str]] = {}
        self._reached: set[str] = set()
        self._lost: dict[str, str] = {}

    def begin(self, delivery: Delivery, touched: Iterable[str], then: Snapshot) -> None:
        """`touched`: the entities the delivery speaks of, as they will be in `then`."""
        evidence, past = self._evidence, self._wallets()
        self._were, self._reached, self._lost = {}, set(), {}
        if not past:
            return
        now = evidence.ledger.as_of(reader=SYSTEM, position=evidence.position)
        self._sources = frozenset(
            one.value
            for entity_id in touched
            for snapshot in (now, then)
            for one in snapshot.entity(entity_id)
            if one.schema == "CryptoWallet" and one.prop == "publicKey"
        )
        self._sources |= evidence.ruled(touched, then)
        self._reached = evidence.downstream(self._sources, past) if self._sources else set()
        self._lost = evidence.lost_by(delivery, past)
        met = self._reached | evidence.moved_by(delivery, past) | self._lost.keys()
        self._were = {one: self._exposed(one) for one in met}

    def changed(self) -> list[tuple[str, Party]]:
        """Entities (a wallet on a chain) that are exposed now and were not, or the other way round, with the wallet.

        Also, by its address alone, one that a tag reaches and that is what it was: of a transaction it stands in that
        may not be so. Blocks change no transaction that was there before them. And every wallet that lost something
        with orphaned blocks: how it stood with them cannot be worked out any more, but what was decided then is known.
        """
        found = []
        for address, were in sorted(self._were.items()):
            party = Party(id=address, schema="CryptoWallet", identifiers=(Identifier("publicKey", address),))
            otherwise = (address,) if address in self._reached else ()
            otherwise = (self._lost[address],) if address in self._lost else otherwise
            found += [(one, party) for one in sorted(were ^ self._exposed(address)) or otherwise]
        return found

    def _exposed(self, address: str) -> frozenset[str]:
        return frozenset(one.entity_id for one in self._evidence.looked_into(address, trails=False).grounds)
