"""One row of the ledger: its key, its check sum, and the statement read from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zlib import crc32

from watchgate.ledger.schema import ORDINAL_BITS
from watchgate.model.statement import Locator

_CRC_SPREAD = 0x9E3779B1
_CRC_MASK = 0xFFFFFFFF
_ORDINALS = (1 << ORDINAL_BITS) - 1


def key_of(position: int, ordinal: int) -> int:
    """The row key of an entry: keys lie in ledger order."""
    return position << ORDINAL_BITS | ordinal


def locator_of(at: int) -> Locator:
    """The locator of a row key."""
    return Locator(at >> ORDINAL_BITS, at & _ORDINALS)


def row_crc(at: int, entity: int, payload: bytes) -> int:
    """CRC-32 over the canonical bytes, begun from where the row stands, so that a row moved or flipped is seen.

    The hashes prove; this only makes every single read notice damage without hashing a whole delivery.
    """
    return crc32(payload, (at ^ at >> 32 ^ entity * _CRC_SPREAD) & _CRC_MASK)


def row_crcs(first: int, entities: Sequence[int], payloads: Sequence[bytes]) -> Iterator[int]:
    """The `row_crc` of a delivery's rows from its first key on: what rows of one entity share is worked out once."""
    shared = {entity: (first ^ first >> 32 ^ entity * _CRC_SPREAD) & _CRC_MASK for entity in set(entities)}
    return map(crc32, payloads, [shared[entity] ^ ordinal for ordinal, entity in enumerate(entities)])


def is_sound(at: int, entity: int, crc: int, payload: bytes) -> bool:
    """Whether a row as read gives its check sum; a flipped bit may also have changed the types it is stored as."""
    try:
        return row_crc(at, entity, payload) == crc
    except (TypeError, MemoryError):
        return False
