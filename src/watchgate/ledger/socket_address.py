"""The address of the writer's socket, whatever the length of the home's path.

A socket address holds 107 bytes of path (103 on macOS), a home may lie deeper. On Linux the home is then reached
through an open handle (`/proc/self/fd/N/writer.sock`), so that both sides still meet in the home itself; elsewhere the
socket lies in a private folder under /tmp, named by the home.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from watchgate.ledger.home import Home, private_folder

ADDRESS_BYTES_MAX = 100
_HANDLES = Path("/proc/self/fd")


def socket_path(home: Home) -> Path:
    """Where the socket lies in the file system."""
    inside = home.path / "writer.sock"
    if len(os.fsencode(inside)) <= ADDRESS_BYTES_MAX or _HANDLES.exists():
        return inside
    folder = Path(f"/tmp/watchgate-{os.getuid()}")  # noqa: S108 - made private, and refused when it is somebody else's
    private_folder(folder, follow=False)
    return folder / hashlib.sha256(os.fsencode(home.path.resolve())).hexdigest()[:32]


@contextmanager
def socket_address(path: Path) -> Iterator[str]:
    """The address to bind or connect to, good inside the block."""
    if len(os.fsencode(path)) <= ADDRESS_BYTES_MAX:
        yield str(path)
        return
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield str(_HANDLES / str(handle) / path.name)
    finally:
        os.close(handle)
