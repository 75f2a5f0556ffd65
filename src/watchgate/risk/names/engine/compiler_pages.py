"""The compiler's own code is needed while kernels are loaded, and not again: its pages are given back."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from pathlib import Path

_MAPS = Path("/proc/self/maps")
_LIBRARY = "libllvmlite"
_CODE = "r-xp"
_DONTNEED = 4
_done: set[str] = set()


def give_back(after: str) -> None:
    """Give back what was read in of the compiler's code, the first time `after` something that loads kernels.

    It is mapped from a file and never written to, so whoever needs it again reads it again. 50 MB of a process; nothing
    where the system is another one.
    """
    if after in _done:
        return
    _done.add(after)
    with suppress(OSError, AttributeError, ValueError):
        advise = ctypes.CDLL(None).madvise
        advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
        for line in _MAPS.read_text().splitlines():
            place, rights, *_, path = line.split(maxsplit=5)
            if rights == _CODE and _LIBRARY in path:
                start, end = (int(one, 16) for one in place.split("-"))
                advise(start, end - start, _DONTNEED)
