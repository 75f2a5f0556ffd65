"""Salted leaves: an opened leaf shows one entry and tells nothing of the others.

Statements are short and guessable ("this passport number"), so that a bare hash beside an opened proof would let a
partner test guesses about entries he may not see. Each delivery has a random secret of 32 bytes; the salt of the leaf
at ordinal n is bytes [32 n, 32 n + 32) of SHAKE-256(secret) (FIPS 202): whoever knows some of them learns nothing of
the rest, and all salts of a delivery are one call. The leaf is the RFC 6962 leaf over salt || canonical bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256, shake_256

from watchgate.ledger.merkle import leaf_hash

SECRET_BYTES = 32
SALT_BYTES = 32


def salt_of(secret: bytes, ordinal: int) -> bytes:
    """The salt that opens the leaf at `ordinal`."""
    return shake_256(secret).digest(SALT_BYTES * (ordinal + 1))[-SALT_BYTES:]


def salted_leaf(salt: bytes, canonical: bytes) -> bytes:
    """The leaf hash of an entry."""
    return leaf_hash(salt + canonical)


def salted_leaves(secret: bytes, canonicals: Sequence[bytes]) -> list[bytes]:
    """The leaf hashes of a delivery's entries, in order."""
    salts = shake_256(secret).digest(SALT_BYTES * len(canonicals))
    starts = range(0, len(salts), SALT_BYTES)
    return [
        sha256(b"\x00" + salts[start : start + SALT_BYTES] + canonical).digest()
        for start, canonical in zip(starts, canonicals, strict=True)
    ]
