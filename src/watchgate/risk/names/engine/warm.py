"""Warm: compile the kernels of the engine and keep them, so that no query of a user ever waits for it.

Compiling takes about a minute of one processor and is done once for each version of the code and each kind of
processor: by `watchgate names warm`, or by a process of its own in the background when an index is first needed. Until
then `is_warm` is False, and whoever needs an index takes the plain one: it gives the same answers.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from watchgate.model.party import Name, Party
from watchgate.risk.names.engine.compiled import kernel_folder, kernels_root

_SAMPLES = (
    Party(id="1", schema="Person", names=(Name("Kim Chol Su"), Name("김철수")), birth_dates=("1962-03-01",)),
    Party(id="2", schema="Company", names=(Name("Namgang Trading Co., Ltd."), Name("НАМГАН")), countries=("kp",)),
    Party(id="3", schema="Person", names=(Name("Wang Xiaoming"), Name("محمد حسين")), genders=("male",)),
)


def warm() -> None:
    """Compile all kernels that a search, a change and a start need, and remember that it is done."""
    from watchgate.risk.names.engine.index import EngineIndex

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
            _warm_stored(Path(folder) / "stored")
        mark = _mark()
        if mark is not None:
            with suppress(OSError):
                mark.touch()


def _warm_stored(folder: Path) -> None:
    """The same for parties of past traffic."""
    from watchgate.risk.names.engine.reverse import StoredParties

    stored = StoredParties()
    stored.store(enumerate(_SAMPLES))
    stored.compact()
    stored.save(folder, "warm")
    for one in (stored, StoredParties.open(folder, "warm") or stored):
        one.reverse(_SAMPLES[0])


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
    with (root / "warm.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    os.nice(10)
    warm()
