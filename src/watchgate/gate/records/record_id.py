"""The id of a record: what it is identified by, hashed."""

from __future__ import annotations

from hashlib import sha256

import msgspec


def record_id(*, sender: str, message_id: str, transaction_id: str, bytes_sha256: str, ordinal: int) -> str:
    """sha256 (hexadecimal) over the JSON list of the five, so that no value can run into the next."""
    return sha256(msgspec.json.encode((sender, message_id, transaction_id, bytes_sha256, ordinal))).hexdigest()
