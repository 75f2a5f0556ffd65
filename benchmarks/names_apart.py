"""A measurement in a process of its own: nothing is analysed, compiled or held there that the bench had to make.

`apart(module, function, ...)` runs a function of a module of this folder in a new interpreter and gives the numbers
that it gives. What is handed over is plain: paths as text, and numbers.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from tempfile import gettempdir

import msgspec

from watchgate.model.party import Party

TIMEOUT_S = 3_600


def apart(module: str, function: str, *given: str | int) -> dict[str, float]:
    """What `module.function(*given)` gives in a new process; RuntimeError with its last words where it fails."""
    run = subprocess.run(
        [sys.executable, __file__, module, function, msgspec.json.encode(given).decode()],
        capture_output=True,
        timeout=TIMEOUT_S,
        check=False,
        env=_kept_bytecode(),
    )
    if run.returncode:
        told = run.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise RuntimeError(f"{module}.{function} failed in a process of its own: {' '.join(told)}")
    return msgspec.json.decode(run.stdout.splitlines()[-1], type=dict[str, float])


def _kept_bytecode() -> dict[str, str]:
    """The environment with Python's own bytecode kept, as any installation keeps it, in the temporary folder."""
    folder = Path(gettempdir()) / "watchgate-bench-bytecode"
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {"PYTHONPYCACHEPREFIX": str(folder)} | kept


def write_parties(path: Path, parties: Iterable[Party]) -> Path:
    """One party a line, as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for party in parties:
            file.write(msgspec.json.encode(party) + b"\n")
    return path


def read_parties(path: Path | str) -> Iterator[Party]:
    """The parties of such a file, one after the other, so that they take no memory."""
    decoder = msgspec.json.Decoder(Party)
    with Path(path).open("rb") as file:
        for line in file:
            yield decoder.decode(line)


if __name__ == "__main__":
    _, named, called, arguments = sys.argv
    print(msgspec.json.encode(getattr(import_module(named), called)(*msgspec.json.decode(arguments))).decode())
