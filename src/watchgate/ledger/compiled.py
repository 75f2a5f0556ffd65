"""`kernels`: makes the decorators of a room whose functions over arrays are compiled to machine code by numba.

Compiled code is kept in the user's cache folder (`WATCHGATE_KERNELS`, else platformdirs), owned by and open to the
user alone, since it is code. numba keys it by its own version, the processor and the source file of the kernel, but
not by the files of the kernels it calls: so each is kept under the hash of its module and of all modules of its room
that this imports, directly or through others, with the place and time by which numba tells files apart. A kernel
depends on nothing else: what varies reaches it as arguments. Where no folder can be had, kernels are compiled anew in
each process.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar, cast

import numba
import platformdirs
from numba.core import config as numba_config

import watchgate
from watchgate.ledger.home import private_folder
from watchgate.model.errors import WatchgateError

_PACKAGE = Path(watchgate.__file__).resolve().parent
_settings: Any = numba_config
P = ParamSpec("P")
R = TypeVar("R")


class Kernel(Protocol[P, R]):
    """A compiled function; `py_func` is the same in plain Python."""

    py_func: Callable[P, R]
    signatures: list[Any]
    """The types of arguments it is compiled for in this process."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run it, compiled or loaded from the cache at the first call with these types."""
        ...


def kernel(function: Callable[P, R]) -> Kernel[P, R]:
    """Compile `function`, which releases the interpreter lock; keep the machine code for the next process."""
    room = function.__module__.rpartition(".")[0]
    folder = kernel_folder(function.__module__, room)
    before = _settings.CACHE_DIR
    if folder is not None:
        _settings.CACHE_DIR = str(folder)
    try:
        made = numba.njit(nogil=True, cache=folder is not None)(function)
    finally:
        _settings.CACHE_DIR = before
    return cast(Kernel[P, R], made)


@cache
def kernel_folder(module: str, room: str) -> Path | None:
    """Where the compiled kernels of `module` are kept; None where it is not of `room`, or no folder can be made."""
    root = kernels_root() if module.startswith(f"{room}.") and room.startswith("watchgate.") else None
    if root is None:
        return None
    digest = sha256(f"numba {version('numba')} llvmlite {version('llvmlite')} {_PACKAGE}".encode())
    for name in sorted(_closure(module, room)):
        digest.update(f"{name} {_path(name).stat().st_mtime_ns}\0".encode() + _path(name).read_bytes())
    return root / digest.hexdigest()[:16]


@cache
def kernels_root() -> Path | None:
    """The folder of all compiled kernels, made for the user alone; None where that cannot be."""
    given = os.environ.get("WATCHGATE_KERNELS")
    root = Path(given) if given else Path(platformdirs.user_cache_dir("watchgate", appauthor=False)) / "kernels"
    try:
        private_folder(root.absolute())
    except WatchgateError:
        return None
    return root.absolute()


def _closure(module: str, room: str) -> set[str]:
    """`module` and the modules of its room that it imports, directly or through others."""
    imported = re.compile(
        rf"^\s*(?:from|import) ({re.escape(room)}[\w.]*)(?: import (?:\(([^)]*)\)|([\w, ]*)))?", re.MULTILINE
    )
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in found or not _path(name).is_file():
            continue
        found.add(name)
        for origin, inside, plain in imported.findall(_path(name).read_text("utf-8")):
            waiting.append(origin)
            waiting += [f"{origin}.{one.strip()}" for one in (inside or plain).split(",")]
    return found


def _path(module: str) -> Path:
    """The file of a module of the package."""
    below = module.removeprefix("watchgate").replace(".", "/").lstrip("/")
    path = _PACKAGE / f"{below}.py"
    return path if path.is_file() else _PACKAGE / below / "__init__.py"
