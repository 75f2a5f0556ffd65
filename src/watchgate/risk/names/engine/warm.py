"""Warm: compile the kernels of the engine and keep them, so that no query of a user ever waits for it.

Compiling takes about a minute of one processor and is done once for each version of the code and each kind of
processor: by `watchgate names warm`, or by a process of its own in the background when an index is first needed. Until
then `is_warm` is False, and whoever needs an index takes the plain one: it gives the same answers.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from watchgate.ledger.compiled import kernel_folder, kernels_root
from watchgate.model.party import Name, Party

_SAMPLES = (
    Party(id="1", schema="Person", names=(Name("Kim Chol Su"), Name("김철수")), birth_dates=("1962-03-01",)),
    Party(id="2", schema="Company", names=(Name("Namgang Trading Co., Ltd."), Name("НАМГАН")), countries=("kp",)),
    Party(id="3", schema="Person", names=(Name("Wang Xiaoming"), Name("محمد حسين")), genders=("male",)),
)
_LOCK = "warm.lock"
_MANY = 100
"""Words, more than any query has: an index encodes them by other means."""
_KEPT = 8
"""So many states of the code keep what was compiled for them, and all that were compiled within ..."""
_KEPT_S = 86_400
"""... so many seconds before the last of these."""


def warm() -> None:
    """Compile all kernels that a search, a change and a start need, and remember that it is done."""
    from watchgate.risk.names.engine.index import EngineIndex
    from watchgate.risk.names.engine.segment import segment
    from watchgate.risk.names.engine.words import encode
    from watchgate.risk.names.token import token

    with _alone():
        if is_warm():
            return
        index = EngineIndex()
        index.add_many(_SAMPLES[:2], 1)
        index.add(_SAMPLES[2], 2)
        with TemporaryDirectory() as folder:
            index.save(Path(folder), "warm")
            opened = EngineIndex.open(Path(folder), "warm") or index
            for party in _SAMPLES:
                opened.scores(party)
                opened.query(party)
            segment(opened._tiers[0].segment.tables, fewest=0)
            encode([token(str(number)) for number in range(_MANY)])
            _warm_stored(Path(folder) / "stored")
        mark = _mark()
        if mark is not None:
            with suppress(OSError):
                mark.touch()
        _remove_old()


def _warm_stored(folder: Path) -> None:
    """The same for parties of past traffic."""
    from watchgate.risk.names.engine.reverse import StoredParties

    stored = StoredParties()
    stored.store(enumerate(_SAMPLES))
    stored.compact()
    stored.save(folder, "warm")
    for one in (stored, StoredParties.open(folder, "warm") or stored):
        one.reverse(_SAMPLES[0])


def _remove_old() -> None:
    """Remove what was compiled for states of the code that nobody has asked for since many others."""
    root = kernels_root()
    if root is None:
        return
    own = {_kernels_of(path.stem) for path in Path(__file__).parent.glob("*.py")}
    with suppress(OSError):
        for folder in own:
            if folder is not None and folder.is_dir():
                os.utime(folder)
        marks = sorted((path.stat().st_mtime for path in root.glob("*.warm")), reverse=True)
        if len(marks) <= _KEPT:
            return
        for path in root.iterdir():
            if path in own or path.name == _LOCK or path.stat().st_mtime >= marks[_KEPT - 1] - _KEPT_S:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _kernels_of(module: str) -> Path | None:
    return kernel_folder(f"{__package__}.{module}")


def is_warm() -> bool:
    """Whether the kernels of this code are compiled for this processor, and kept."""
    mark = _mark()
    return mark is not None and mark.exists()


def warm_elsewhere() -> None:
    """Have another process compile them, with what the machine has left, and wait for it.

    It goes on if this process ends first. Nothing where no compiled code can be kept.
    """
    if kernels_root() is None or is_warm():
        return
    with suppress(OSError):
        subprocess.run(  # noqa: S603 - this interpreter, this module
            [sys.executable, "-m", __name__],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def _mark() -> Path | None:
    """The file that says it is done: for this code, these libraries and this processor."""
    folder = kernel_folder("watchgate.risk.names.engine.warm")
    if folder is None:
        return None
    from llvmlite import binding  # type: ignore[import-untyped]

    processor = f"{binding.get_host_cpu_name()} {sorted(binding.get_host_cpu_features().items())}"
    return folder.with_name(f"{folder.name}.{sha256(processor.encode()).hexdigest()[:16]}.warm")


@contextmanager
def _alone() -> Iterator[None]:
    """Held by one process at a time: a second waits, then finds everything compiled."""
    import fcntl

    root = kernels_root()
    if root is None:
        yield
        return
    with (root / _LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    os.nice(10)
    warm()
