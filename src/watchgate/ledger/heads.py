"""Signed tree heads: the log's root, signed with the ledger's Ed25519 key and kept where the ledger's file is not.

Inside one file every byte can be rewritten together with every hash. Only a head that was taken out before shows it:
the log of today must be an append-only continuation of it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from watchgate.ledger.home import PRIVATE_FILE
from watchgate.ledger.interface import Head, Ledger, SignedHead
from watchgate.ledger.proof import check_consistency
from watchgate.model.errors import BadInputError, LedgerDamagedError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_NAME = "ledger.ed25519"
HEAD_FILE_BYTES_MAX = 64 << 10


class HeadDoesNotHoldError(BadInputError):
    """A head that can be read, and is not what this ledger signed. Ends with the code of a proof that does not hold."""

    exit_code = 4


def sign_head(head: Head, keys: Path, signed_at: int) -> SignedHead:
    """The head, signed with the key in the folder `keys`, which is made (mode 0600) when there is none."""
    key = _private_key(keys)
    public = key.public_key().public_bytes_raw().hex()
    signature = key.sign(signed_bytes(head, signed_at))
    return SignedHead(head=head, public_key=public, signature=signature.hex(), signed_at=signed_at)


def check_signature(signed: SignedHead) -> bool:
    """Whether the signature is that of the key named in it. Whose key that is must be known from elsewhere."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signed.public_key))
        key.verify(bytes.fromhex(signed.signature), signed_bytes(signed.head, signed.signed_at))
    except (ValueError, InvalidSignature):
        return False
    return True


def check_continuation(signed: SignedHead, ledger: Ledger, public_key: str) -> Head:
    """The present head, when the ledger continues the signed one; the error says what was changed otherwise."""
    old = signed.head
    if not check_signature(signed):
        raise HeadDoesNotHoldError(
            "the signed head was changed: its signature does not fit", hint="use an unchanged copy"
        )
    if signed.public_key != public_key:
        raise HeadDoesNotHoldError(
            f"the head is signed with another key ({signed.public_key[:16]}…)",
            hint="if that ledger's key is meant, give it with --public-key",
        )
    now = ledger.head()
    if old.position > now.position:
        raise LedgerDamagedError(
            f"it has {now.position} deliveries, the signed head had {old.position}: deliveries were taken away"
        )
    if not check_consistency(old, now, ledger.consistency(old.position, now.position)):
        raise LedgerDamagedError(
            f"it does not continue the log signed at position {old.position}: something before that was rewritten"
        )
    return now


def public_key(keys: Path) -> str | None:
    """This ledger's public key, hex; None when it has signed nothing yet."""
    return _private_key(keys).public_key().public_bytes_raw().hex() if (keys / KEY_NAME).exists() else None


def write_head(signed: SignedHead, path: Path) -> None:
    """Write the signed head as a JSON file, whole or not at all."""
    temporary = path.with_name(path.name + ".new")
    try:
        with temporary.open("wb") as target:
            target.write(msgspec.json.format(msgspec.json.encode(signed)) + b"\n")
            target.flush()
            os.fsync(target.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise BadInputError(f"cannot be written: {error.strerror}", where=str(path)) from error


def read_head(path: Path) -> SignedHead:
    """The signed head in a file; BadInputError when there is none in it."""
    try:
        with path.open("rb") as source:
            data = source.read(HEAD_FILE_BYTES_MAX + 1)
        if len(data) > HEAD_FILE_BYTES_MAX:
            raise BadInputError("too large for a signed head", where=str(path))
        return msgspec.json.decode(data, type=SignedHead)
    except OSError as error:
        raise BadInputError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadInputError(
            f"not a signed head: {error}", where=str(path), hint="make one with: watchgate ledger head --sign --out"
        ) from error


def signed_bytes(head: Head, signed_at: int) -> bytes:
    """What the signature is over: a JSON array in fixed order."""
    return msgspec.json.encode(
        ["watchgate ledger head 1", head.position, head.entries, head.recorded_at, head.root, signed_at]
    )


def _private_key(keys: Path) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    path = keys / KEY_NAME
    if not path.exists():
        made = Ed25519PrivateKey.generate().private_bytes_raw().hex()
        temporary = keys / f".{KEY_NAME}.{os.getpid()}"
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE)
        try:
            with os.fdopen(handle, "w") as target:
                target.write(made + "\n")
                target.flush()
                os.fsync(target.fileno())
            # A link fails where a key is already: of two that make one at once, the first stays.
            with suppress(FileExistsError):
                path.hardlink_to(temporary)
        finally:
            temporary.unlink()
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    except (OSError, ValueError) as error:
        raise BadInputError(
            "the ledger's key cannot be read", where=str(path), hint="restore it from a copy"
        ) from error
