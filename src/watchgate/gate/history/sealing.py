"""Each row under a secret of its own: erase the 16 bytes, and nothing of the row can be read or guessed any more.

The row's secret and the home's key give, by keyed BLAKE2b, a key for AES-256-GCM and a salt. The salt makes the
commitment: a hash of the content that proves it to whoever has the secret and tells nothing to whoever has not, so
that it may stay, and with it the chain, when the secret is gone. A key seals one row once, hence the constant nonce.
"""

from __future__ import annotations

import os
import threading
import weakref
from contextlib import suppress
from hashlib import blake2b, sha256, shake_256
from pathlib import Path

from watchgate.gate.history.failures import HistoryDamagedError
from watchgate.ledger.home import PRIVATE_FILE
from watchgate.model.errors import BadInputError

KEY_NAME = "history.key"
KEY_BYTES = 32
SECRET_BYTES = 16
SECRETS_AT_ONCE = 256
HASH_BYTES = 6
"""Of what is looked up by hash: a collision costs a look at one row more, since what is found is compared."""
DIGEST_BYTES = 16
_NONCE = bytes(12)


class Sealer:
    """Seals, opens and commits under the home's key. Safe for several threads."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._aead = AESGCM
        self._key = blake2b(key, digest_size=32, person=b"rows").digest()
        self._lookup = blake2b(key, digest_size=32, person=b"lookups").digest()

    def seal(self, secret: bytes, content: bytes) -> bytes:
        """`content` as only the holder of `secret` and of the home's key can read it."""
        return self._aead(self._derived(secret)[:32]).encrypt(_NONCE, content, None)

    def open(self, secret: bytes, sealed: bytes, what: str) -> bytes:
        """The content; HistoryDamagedError names `what` when it is not as it was sealed."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._aead(self._derived(secret)[:32]).decrypt(_NONCE, sealed, None)
        except (InvalidTag, ValueError) as error:
            raise HistoryDamagedError(f"{what} cannot be opened: changed, or not under this home's key") from error

    def seal_committed(self, secret: bytes, content: bytes, beside: bytes) -> tuple[bytes, bytes]:
        """(sealed content, commitment to the content and to what stands `beside` it)."""
        derived = self._derived(secret)
        return self._aead(derived[:32]).encrypt(_NONCE, content, None), _commitment(derived, content, beside)

    def commitment(self, secret: bytes, content: bytes, beside: bytes) -> bytes:
        """The commitment alone, to compare with the stored one."""
        return _commitment(self._derived(secret), content, beside)

    def lookup(self, kind: bytes, value: bytes) -> int:
        """The number under which `value` is found: tells nothing of it without the home's key."""
        found = blake2b(value, key=self._lookup, digest_size=HASH_BYTES, person=kind).digest()
        return int.from_bytes(found, "big")

    def digest(self, kind: bytes, content: bytes) -> bytes:
        """Sixteen bytes that stand for `content` among all of its kind; the first of them are its lookup number."""
        return blake2b(content, key=self._lookup, digest_size=DIGEST_BYTES, person=kind).digest()

    def _derived(self, secret: bytes) -> bytes:
        return blake2b(secret, key=self._key, digest_size=64).digest()


def home_key(keys: Path) -> bytes:
    """The home's key for its history, in the folder `keys`; made (mode 0600) when there is none.

    Without it nothing in the history can be read: copy it, and not to where copies of the history are.
    """
    path = keys / KEY_NAME
    if not path.exists():
        temporary = keys / f".{KEY_NAME}.{os.getpid()}"
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, PRIVATE_FILE)
        try:
            with os.fdopen(handle, "w") as target:
                target.write(os.urandom(KEY_BYTES).hex() + "\n")
                target.flush()
                os.fsync(target.fileno())
            # A link fails where a key is already: of two that make one at once, the first stays.
            with suppress(FileExistsError):
                path.hardlink_to(temporary)
        finally:
            temporary.unlink(missing_ok=True)
        folder = os.open(keys, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    try:
        key = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError) as error:
        raise BadInputError("the history's key cannot be read", where=str(path), hint="restore it") from error
    if len(key) != KEY_BYTES:
        raise BadInputError("the history's key is not whole", where=str(path), hint="restore it from a copy")
    return key


class Secrets(threading.local):
    """Fresh secrets for rows, many at a time: SHAKE-256 over 32 bytes of the system's, which are forgotten.

    Asking the system for each costs more than sealing, and another thread may take the interpreter meanwhile. Each
    thread has its own; a forked child asks anew, or both would seal under the same secrets.
    """

    def __init__(self) -> None:
        self._left: list[bytes] = []
        _given.add(self)

    def take(self) -> bytes:
        """Sixteen random bytes that were never given before."""
        if not self._left:
            made = shake_256(os.urandom(KEY_BYTES)).digest(SECRET_BYTES * SECRETS_AT_ONCE)
            self._left = [made[at : at + SECRET_BYTES] for at in range(0, len(made), SECRET_BYTES)]
        return self._left.pop()

    def forget(self) -> None:
        """Let go of those of this thread."""
        self._left = []


_given: weakref.WeakSet[Secrets] = weakref.WeakSet()


def _forget_in_child() -> None:
    # The one thread that a forked child has is the one that forked.
    for one in list(_given):
        one.forget()


os.register_at_fork(after_in_child=_forget_in_child)


def number_of(digest: bytes) -> int:
    """The number under which what has this digest is found."""
    return int.from_bytes(digest[:HASH_BYTES], "big")


def _commitment(derived: bytes, content: bytes, beside: bytes) -> bytes:
    return sha256(derived[32:] + len(content).to_bytes(8, "big") + content + beside).digest()
