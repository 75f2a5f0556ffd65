"""Which matcher answered: a fingerprint that changes whenever a score could."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable

from watchgate import __version__

ROOMS = (
    *("names", "identifiers", "combine.py"),
    *("parties.py", "party_names.py", "party_papers.py", "party_parts.py", "party_places.py"),
)
"""The parts of risk/ whose code and tables decide scores: the matcher, and what of an entity it compares."""


def engine_version() -> str:
    """`watchgate 0.1.0`."""
    return f"watchgate {__version__}"


@cache
def weights_version() -> str:
    """Sixteen hex digits over all tables and code a score comes from. A comment changes it too: the safe side."""
    return fingerprint(resources.files("watchgate.risk"), ROOMS)


def fingerprint(root: Traversable, parts: Iterable[str]) -> str:
    """Sixteen hex digits over the files at `parts`, and in the folders there, below `root`."""
    digest = sha256()
    for part in parts:
        for name, file in sorted(_files(root.joinpath(part), part)):
            content = file.read_bytes()
            digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def _files(found: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    if found.is_file():
        if not path.endswith(".pyc"):
            yield path, found
        return
    for entry in found.iterdir():
        if entry.name != "__pycache__":
            yield from _files(entry, f"{path}/{entry.name}")
