"""Random bytes of the system's, fetched for many appends at once.

Asking the system gives the interpreter away: with sixteen threads appending, each asking twice, half of all their
changes of thread came from that.
"""

from __future__ import annotations

import os
from collections import deque

from watchgate.ledger.salted import SECRET_BYTES

_AT_ONCE = 256
"""Parts of one fetch: the system gives that much in one piece."""

_ready: deque[bytes] = deque()
os.register_at_fork(after_in_child=_ready.clear)


def random_bytes() -> bytes:
    """`SECRET_BYTES` bytes, given out once: unpredictable to whoever has not read this process's memory."""
    try:
        return _ready.pop()
    except IndexError:
        fresh = os.urandom(SECRET_BYTES * _AT_ONCE)
        parts = [fresh[start : start + SECRET_BYTES] for start in range(0, len(fresh), SECRET_BYTES)]
        _ready.extend(parts[1:])
        return parts[0]
