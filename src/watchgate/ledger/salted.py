"""Salted leaves: an opened leaf shows one entry and tells nothing of the others.

Statements are short and guessable ("this passport number"), so that a bare hash beside an opened proof would let a
partner test guesses about entries he may not see. Each delivery has a random secret of 32 bytes; the salt of a leaf is
HMAC-SHA-256(secret, ordinal as 8 bytes, big-endian); the leaf is the RFC 6962 leaf over salt || canonical bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from watchgate.ledger.merkle import leaf_hash

SECRET_BYTES = 32
_BLOCK = 64
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


def salt_of(secret: bytes, ordinal: int) -> bytes:
    """The salt that opens the leaf at `ordinal`."""
    return next(iter(_salts(secret, range(ordinal, ordinal + 1))))


def salted_leaf(salt: bytes, canonical: bytes) -> bytes:
    """The leaf hash of an entry."""
    return leaf_hash(salt + canonical)


def salted_leaves(secret: bytes, canonicals: Sequence[bytes]) -> list[bytes]:
    """The leaf hashes of a delivery's entries, in order."""
    salts = _salts(secret, range(len(canonicals)))
    return [sha256(b"\x00" + salt + canonical).digest() for salt, canonical in zip(salts, canonicals, strict=True)]


def _salts(secret: bytes, ordinals: range) -> list[bytes]:
    # HMAC written out: the two keyed states are copied, which takes a third of the time of hmac.digest per leaf.
    key = secret.ljust(_BLOCK, b"\x00")
    inner_state, outer_state = sha256(key.translate(_INNER)), sha256(key.translate(_OUTER))
    salts = []
    for ordinal in ordinals:
        inner, outer = inner_state.copy(), outer_state.copy()
        inner.update(ordinal.to_bytes(8, "big"))
        outer.update(inner.digest())
        salts.append(outer.digest())
    return salts
