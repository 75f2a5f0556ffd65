"""Files of derived state between starts: written whole or not at all, thrown away when they hold other bytes."""

from __future__ import annotations

import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

DIGEST_BYTES = 32


def keep(path: Path, body: bytes) -> None:
    """Replace the file at `path`. A disk that is full or read-only costs the file, nothing else."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with suppress(OSError):
        try:
            temporary.write_bytes(sha256(body).digest() + body)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def kept(path: Path) -> memoryview | None:
    """The body that was kept at `path`; None when there is none, or other bytes."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    body = memoryview(content)[DIGEST_BYTES:]
    return body if sha256(body).digest() == content[:DIGEST_BYTES] else None
