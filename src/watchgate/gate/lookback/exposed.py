"""A tag more or less changes what wallets received from whom: those that were asked about before are asked again.

Whose own wallet is tagged is found by its number like everybody else; here are those whose coins came by way of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from watchgate.gate.decide.evidence import Evidence
from watchgate.ledger.interface import Snapshot
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

    def begin(self, touched: Iterable[str], then: Snapshot) -> None:
        """`touched`: the entities the delivery speaks of, as they will be in `then`."""
        evidence, past = self._evidence, self._wallets()
        self._were = {}
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
        reached = evidence.downstream(self._sources, past) if self._sources else set()
        self._were = {one: self._exposed(one) for one in reached}

    def changed(self) -> list[tuple[str, Party]]:
        """Entities (a wallet on a chain) that are exposed now and were not, or the other way round, with the wallet.

        Also, by its address alone, one that is what it was: of a transaction it stands in that may not be so.
        """
        found = []
        for address, were in sorted(self._were.items()):
            party = Party(id=address, schema="CryptoWallet", identifiers=(Identifier("publicKey", address),))
            found += [(one, party) for one in sorted(were ^ self._exposed(address)) or (address,)]
        return found

    def _exposed(self, address: str) -> frozenset[str]:
        return frozenset(one.entity_id for one in self._evidence.looked_into(address).grounds)
