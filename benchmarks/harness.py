"""How every figure of this project is shown: measure, value, unit, target, met, against what, ratio.

A bench module in this folder offers `run(full: bool) -> list[Result]`. `watchgate bench NAME` runs it. A missed target
is printed as missed and makes the exit code 1: a bench never adapts its target to what it measured.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from watchgate.model.errors import BadInputError


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One figure.

    `target`: the bar, None where a figure stands beside a bar only as context. `at_most`: the bar is an upper bound.
    `against`: the peer or physical limit measured in the same run, in words with its figure; `ratio`: value to it.
    """

    measure: str
    value: float
    unit: str
    target: float | None = None
    at_most: bool = False
    against: str | None = None
    ratio: float | None = None
    note: str | None = None

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; None where there is no bar."""
        if self.target is None:
            return None
        return self.value <= self.target if self.at_most else self.value >= self.target


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    cpu = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor() or platform.machine(),
    )
    memory = next((int(line.split()[1]) * 1024 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "memory_bytes": memory,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def report(name: str, results: Sequence[Result]) -> dict[str, object]:
    """The JSON form of a run."""
    rows = [{**msgspec.structs.asdict(result), "met": result.met} for result in results]
    return {"bench": name, "machine": machine(), "results": rows}


def shared() -> Path:
    """The folder with the large measuring data; BadInputError says how to name it when it is missing."""
    here = Path(__file__).resolve().parents[1]
    for place in (os.environ.get("WATCHGATE_SHARED"), here / "shared", here.parent / "shared"):
        if place and Path(place).is_dir():
            return Path(place)
    raise BadInputError(
        "the measuring data is not here",
        where="benchmarks",
        hint="set WATCHGATE_SHARED to the folder that holds lists/",
    )


def refuse_memory_disk(path: Path) -> None:
    """BadInputError when `path` is on tmpfs or ramfs, where an fsync costs nothing and proves nothing."""
    target = str(path.resolve())
    best = ("", "")
    for line in _lines("/proc/mounts"):
        _, mount, kind, *_ = line.split()
        if (target == mount or target.startswith(mount.rstrip("/") + "/")) and len(mount) >= len(best[0]):
            best = (mount, kind)
    if best[1] in {"tmpfs", "ramfs"}:
        raise BadInputError(
            f"{best[1]} keeps nothing, so durability cannot be measured there",
            where=str(path),
            hint="set TMPDIR to a folder on a disk",
        )


def percentile(samples: Sequence[float], share: float) -> float:
    """The `share` quantile (0-1) of `samples`, nearest rank above: never better than what was seen."""
    return float(np.quantile(np.asarray(samples), share, method="higher"))


def wilson(successes: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    """The Wilson score interval of a proportion (95 % by default)."""
    if trials == 0:
        return (0.0, 1.0)
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * float(np.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)))
    return ((centre - spread) / (1 + z * z / trials), (centre + spread) / (1 + z * z / trials))


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []
