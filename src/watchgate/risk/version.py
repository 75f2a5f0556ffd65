"""Which matcher answered: a fingerprint that changes whenever a score could."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable

from watchgate import __version__

ROOMS = ("names", "identifiers")
"""The folders of risk/ whose code and tables decide scores."""


def engine_version() -> str:
    """`watchgate 0.1.0`."""
    return f"watchgate {__version__}"


@cache
def weights_version() -> str:
    """Sixteen hex digits over all tables and code a score comes from. A comment changes it too: the safe side."""
    digest = sha256()
    for room in ROOMS:
        for name, file in sorted(_files(resources.files("watchgate.risk").joinpath(room), room)):
            content = file.read_bytes()
            digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        name = f"{path}/{entry.name}"
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry, name)
        elif not entry.name.endswith(".pyc"):
            yield name, entry
