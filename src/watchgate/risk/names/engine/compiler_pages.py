"""What is needed while kernels are loaded, and not again: the compiler's own code, and the kernels in its language."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from pathlib import Path
from typing import Any

_MAPS = Path("/proc/self/maps")
_LIBRARY = "libllvmlite"
_CODE = "r-xp"
_DONTNEED = 4
_done: set[str] = set()


def give_back(after: str, *loaded: Any) -> None:
    """Give back what was read in of the compiler's code, the first time `after` something that loads kernels.

    It is mapped from a file and never written to, so whoever needs it again reads it again. 50 MB of a process; nothing
    where the system is another one. `loaded`: kernels that no other calls: of those, what others would be made from.
    """
    if after in _done:
        return
    _done.add(after)
    _forget_sources(loaded)
    with suppress(OSError, AttributeError, ValueError):
        ctypes.CDLL(None).malloc_trim(0)  # what was let go of is in pieces, which the allocator keeps otherwise
        advise = ctypes.CDLL(None).madvise
        advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
        for line in _MAPS.read_text().splitlines():
            place, rights, *_, path = line.split(maxsplit=5)
            if rights == _CODE and _LIBRARY in path:
                start, end = (int(one, 16) for one in place.split("-"))
                advise(start, end - start, _DONTNEED)


def _forget_sources(loaded: tuple[Any, ...]) -> None:
    """Of a kernel that was loaded, not compiled here, let go of the form in which the compiler would build it into
    another: 15 MB of the search, which is one kernel with all it calls."""
    for one in loaded:
        if not one.stats.cache_misses:
            for made in one.overloads.values():
                made.library._shared_module = None
