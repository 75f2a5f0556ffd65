"""Signatures as Standard Webhooks (standardwebhooks.com) has them: receivers check them with any of its libraries.

webhook-id          the same for every try of one decision: who has seen it drops it
webhook-timestamp   seconds since 1970 at this try
webhook-signature   "v1," + base64 of HMAC-SHA256 over "{id}.{timestamp}.{body}"
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

from watchgate.model.errors import BadInputError

PREFIX = "whsec_"
SECRET_BYTES = 32
TOLERANCE_S = 300
"""Older or newer than this a signed request is refused: it may be one that somebody kept."""


def new_secret() -> str:
    """A fresh secret: `whsec_` and 256 random bits in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers for one try at `timestamp` (seconds since 1970)."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": "v1," + _signature(secret, message_id, timestamp, body),
    }


def verify(secret: str, headers: dict[str, str], body: bytes, now: int) -> bool:
    """Whether a request was signed with `secret` and is of now: what a receiver does."""
    try:
        timestamp = int(headers["webhook-timestamp"])
        message_id, given = headers["webhook-id"], headers["webhook-signature"]
    except (KeyError, ValueError):
        return False
    if abs(now - timestamp) > TOLERANCE_S:
        return False
    wanted = "v1," + _signature(secret, message_id, timestamp, body)
    return any(hmac.compare_digest(wanted.encode(), one.encode()) for one in given.split())


def _signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInputError("it is no webhook secret", where="secret", hint=f"it begins with {PREFIX}") from error
    signed = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
