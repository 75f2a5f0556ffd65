"""Past parties by their numbers: who bore an identifier that agrees with a listed one.

A number is kept as a hash of what agreeing numbers share, eight bytes, beside the number of the party: most are in two
sorted columns, the newest in a dictionary. Two numbers that meet by chance cost one party more to be decided again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b

from watchgate.gate.decide.hashed import Hashed, KeptHashed
from watchgate.model.party import Identifier, Party
from watchgate.risk.identifiers.index import expand, key_of


class PastNumbers:
    """Parties by number. Nothing is taken out: who was erased is found by nobody."""

    def __init__(self, kept: KeptHashed | None = None) -> None:
        self._parties = Hashed(kept)

    def kept(self, gone: Collection[int]) -> KeptHashed:
        """What may be kept of it, without the parties that are `gone`."""
        return self._parties.kept(gone)

    def add(self, key: int, party: Party) -> None:
        """One more party, under its number in the history."""
        for one in _hashes(party.identifiers):
            self._parties.add(one, key)

    def touched(self, identifiers: Iterable[Identifier]) -> set[int]:
        """The parties that may bear one of these."""
        return {key for one in set(_hashes(identifiers)) for key in self._parties.of(one)}


def _hashes(identifiers: Iterable[Identifier]) -> Iterator[int]:
    for identifier in identifiers:
        for reading in expand(identifier):
            space, value = key_of(reading)
            digest = blake2b(f"{space}\0{value}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
            yield int.from_bytes(digest, "big")
