"""Which matcher answered: a fingerprint that changes whenever a score could."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable

from watchgate import __version__

ROOMS = (
    *("risk/names", "risk/identifiers", "risk/combine.py"),
    *(
        f"risk/{name}.py"
        for name in ("birth_dates", "parties", "party_names", "party_papers", "party_parts", "party_places")
    ),
    *("model/countries.py", "model/ftm.py", "model/ftm_schema.json"),
)
"""The code and tables that decide scores: the matcher, what of an entity it compares, and the words of both."""
LIBRARIES = ("python-stdnum", "rapidfuzz")
"""Installed packages that a score, a normal form or a check digit comes from."""


def engine_version() -> str:
    """`watchgate 0.1.0`."""
    return f"watchgate {__version__}"


@cache
def weights_version() -> str:
    """Sixteen hex digits over all tables and code a score comes from. A comment changes it too: the safe side."""
    return fingerprint(resources.files("watchgate"), ROOMS)


def fingerprint(root: Traversable, parts: Iterable[str]) -> str:
    """Sixteen hex digits over the files at `parts`, and in the folders there, below `root`, and what they lean on."""
    digest = sha256(" ".join(_leant_on()).encode())
    for part in parts:
        for name, file in sorted(_files(root.joinpath(part), part)):
            content = file.read_bytes()
            digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def _leant_on() -> Iterator[str]:
    """Versions of libraries and of Python's own Unicode tables: another one may read the same text otherwise."""
    yield unicodedata.unidata_version
    for library in LIBRARIES:
        yield f"{library} {version(library)}"


def _files(found: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    if found.is_file():
        if not path.endswith(".pyc"):
            yield path, found
        return
    for entry in found.iterdir():
        if entry.name != "__pycache__" and not entry.name.startswith("."):  # what tools leave changes no answer
            yield from _files(entry, f"{path}/{entry.name}")
