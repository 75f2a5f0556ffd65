"""The original of a list: its content as the publisher made it, out of any archive, kept by sha256.

The sha256 is that of the expanded content, so that a list loaded from an archive and from the plain file is one list.
"""

from __future__ import annotations

import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

from watchgate.ledger.home import Home
from watchgate.ledger.originals import Originals
from watchgate.model.errors import BadInputError
from watchgate.watch.lists.content import CHUNK_BYTES, open_content


def content_sha256(path: Path) -> str:
    """Hex sha256 of the expanded content."""
    digest = sha256()
    with open_content(path) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def keep_original(home: Path, path: Path, expected: str) -> None:
    """Keep the expanded content of `path`; BadInputError when it is no longer what was read (sha256 `expected`)."""
    originals = Originals(Home(home).originals)
    if (originals_path := Home(home).originals / expected[:2] / expected).is_file() and originals_path.stat().st_size:
        return
    with open_content(path) as stream, tempfile.NamedTemporaryFile(prefix="watchgate-original-") as expanded:
        shutil.copyfileobj(stream, expanded, CHUNK_BYTES)
        expanded.flush()
        found = originals.keep(Path(expanded.name))
    if found != expected:
        raise BadInputError("changed while it was read", where=str(path), hint="load it again")
