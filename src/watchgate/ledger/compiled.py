"""`kernel`: a function over numbers and arrays, compiled to machine code by numba when it is first called.

Kernels release the interpreter lock and hold no Python objects. In a kernel an index that mixes int64 and uint64
becomes a float: cast with `np.int64`. Importing a module of kernels imports numba (half a second), so the rest of the
house imports rooms of kernels when it needs them, not before.

Compiled code is kept in the user's cache folder (`WATCHGATE_KERNELS`, else platformdirs), owned by and open to the
user alone, since it is code. numba keys it by its own version, the processor and the source file of the kernel, but
not by the files of the kernels it calls: so each kernel is kept under the hash of its module and of all modules of
rooms of kernels that it imports, directly or through others (`KernelPlace`). Where the package lies and when it was
installed does not matter: the same code is compiled once on a machine, or once for all that share the folder. A kernel
must not depend on anything else: language tables reach it as arguments. Where no folder can be had, kernels are
compiled anew in each process.
"""

from __future__ import annotations

import fcntl
import os
import re
import time
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar, cast

import numba
import platformdirs
from numba.core import config as numba_config
from numba.core.caching import _CacheLocator

from watchgate import BEGAN_NS
from watchgate.ledger.home import private_folder
from watchgate.model.errors import WatchgateError

ROOMS = ("watchgate.risk.names", "watchgate.risk.exposure", "watchgate.ledger.transfers")
"""The rooms that have kernels."""
_PACKAGE = Path(__file__).resolve().parents[1]
_IMPORTED = re.compile(r"^\s*(?:from|import) (watchgate\.[\w.]*)(?: import (?:\(([^)]*)\)|([\w, ]*)))?", re.MULTILINE)
_settings: Any = numba_config
_MAKERS = {"zeros", "empty", "full", "ones", "arange", "copy", "astype", "sort", "argsort"}
"""What makes arrays in a kernel. Only such kernels count references to arrays: that costs more than comparing names."""
_LOCK = "saving.lock"
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
    """Compile `function`, keep the machine code for the next process."""
    return _compiled(function, inline=False)


def brief(function: Callable[P, R]) -> Kernel[P, R]:
    """A kernel that takes less time than giving the interpreter lock to another thread and having it back: it keeps it.

    The rests between two such would otherwise wait, one by one, for whatever the other thread does meanwhile.
    """
    return _compiled(function, inline=False, nogil=False)


def inlined(function: Callable[P, R]) -> Kernel[P, R]:
    """A small kernel that is made part of those that call it: no call, no passing of arrays."""
    return _compiled(function, inline=True)


def _compiled(function: Callable[P, R], *, inline: bool, nogil: bool = True) -> Kernel[P, R]:
    folder = kernel_folder(function.__module__)
    counted = not _MAKERS.isdisjoint(function.__code__.co_names)
    options: dict[str, Any] = {"cache": folder is not None, "forceinline": inline, "_nrt": counted}
    before = _settings.CACHE_LOCATOR_CLASSES
    if folder is not None:
        _settings.CACHE_LOCATOR_CLASSES = f"{__name__}.{KernelPlace.__name__}"
    try:
        made = numba.njit(nogil=nogil, **options)(function)
    finally:
        _settings.CACHE_LOCATOR_CLASSES = before
    if folder is not None:
        made._cache.save_overload = _one_at_a_time(made._cache.save_overload, folder)
    return cast(Kernel[P, R], made)


def _one_at_a_time(save: Callable[..., None], folder: Path) -> Callable[..., None]:
    """Keep a kernel while no other process does: numba numbers the files of one kernel by an index that it reads and
    writes without a lock, so that two processes could leave the index of one beside the machine code of the other."""

    def saved(*args: Any) -> None:
        folder.mkdir(exist_ok=True)
        with (folder / _LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            save(*args)

    return saved


class KernelPlace(_CacheLocator):
    """Where numba finds a kernel again: by what it is made of, wherever its file lies."""

    def __init__(self, function: Callable[..., Any], folder: Path) -> None:
        self._function = function
        self._folder = folder

    @classmethod
    def from_function(cls, py_func: Callable[..., Any], py_file: str) -> KernelPlace | None:  # noqa: ARG003 - numba's
        """The place of a kernel; None where none can be had."""
        folder = kernel_folder(py_func.__module__)
        return None if folder is None else cls(py_func, folder)

    def get_cache_path(self) -> str:
        """The folder."""
        return str(self._folder)

    def get_source_stamp(self) -> str:
        """What the kernel is made of."""
        return self._folder.name

    def get_disambiguator(self) -> str:
        """Tells kernels of one name apart."""
        code = self._function.__code__
        return f"{self._function.__module__}.{code.co_firstlineno}"


@cache
def kernel_folder(module: str) -> Path | None:
    """Where the compiled kernels of `module` are kept; None where it is of no such room, or no folder can be made.

    None as well where code it is made from was replaced while this process ran (an update in place): what runs here is
    not what the files say, so nothing may be found, or left, under their hash.
    """
    root = kernels_root() if _room(module) else None
    if root is None or any(map(_is_newer_than_process, _closure(module))):
        return None
    digest = sha256(f"numba {version('numba')} llvmlite {version('llvmlite')}".encode())
    digest.update(Path(__file__).read_bytes())
    for name in sorted(_closure(module)):
        digest.update(f"{name}\0".encode() + _source(name))
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


def _room(module: str) -> str:
    """The room a module is of; empty where it is of none."""
    return next((room for room in ROOMS if module == room or module.startswith(f"{room}.")), "")


def _closure(module: str) -> set[str]:
    """`module` and the modules of its room that it imports, directly or through others."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _imported(name)
    return found


@cache
def _imported(module: str) -> tuple[str, ...]:
    found: list[str] = []
    for origin, inside, plain in _IMPORTED.findall(_source(module).decode()):
        found.append(origin)
        found += [f"{origin}.{name.strip()}" for name in (inside or plain).split(",")]
    return tuple(name for name in found if _room(name) and _path(name).is_file())


@cache
def _source(module: str) -> bytes:
    return _path(module).read_bytes()


def _is_newer_than_process(module: str) -> bool:
    """Whether its file was written or put in place since the process began; times to come are a clock's fault."""
    return BEGAN_NS < _path(module).stat().st_ctime_ns <= time.time_ns()


def _path(module: str) -> Path:
    """The file of a module of the package."""
    below = module.removeprefix("watchgate").replace(".", "/").lstrip("/")
    path = _PACKAGE / f"{below}.py"
    return path if path.is_file() else _PACKAGE / below / "__init__.py"
