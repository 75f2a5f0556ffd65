"""Originals: source files and documents, each under the sha256 of its bytes, written once and checked when read."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from watchgate.ledger.home import PRIVATE_FILE, private_folder
from watchgate.model.errors import BadInputError, LedgerDamagedError, NotFoundError, WatchgateError

ORIGINAL_BYTES_MAX = 4 << 30
TEXT_BYTES_MAX = 64 << 20
"""A document whose characters are cited is read whole."""
_CHUNK = 1 << 20
_TEXTS_KEPT = 4
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Originals:
    """The folder `originals/<first two characters>/<sha256>`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: OrderedDict[str, str] = OrderedDict()

    def keep(self, original: Path | bytes) -> str:
        """Store a file or bytes and return the sha256, hex; what is there already is not written again.

        Durable on return: file and folder are synced. BadInputError when it cannot be read or is too large.
        """
        if isinstance(original, bytes):
            return self._keep(iter((original,)), "the bytes given")
        try:
            source = original.open("rb")
        except OSError as error:
            raise BadInputError(f"cannot be read: {error.strerror}", where=str(original)) from error
        with source:
            return self._keep(_chunks(source), str(original))

    def path(self, sha256: str) -> Path:
        """Where the original is; NotFoundError when it is not there, BadInputError when `sha256` is none."""
        if not _SHA256.fullmatch(sha256):
            raise BadInputError(f"{sha256!r} is not a sha256 in lower-case hex")
        path = self._folder / sha256[:2] / sha256
        if not path.is_file():
            raise NotFoundError(f"there is no original {sha256}", hint="keep the file first")
        return path

    def read(self, sha256: str, bytes_max: int = TEXT_BYTES_MAX) -> bytes:
        """The bytes, checked against their hash: LedgerDamagedError when they differ."""
        path = self.path(sha256)
        size = path.stat().st_size
        if size > bytes_max:
            raise BadInputError(f"the original {sha256} has {size:,} bytes, at most {bytes_max:,} are read at once")
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise LedgerDamagedError(f"the original {sha256} has other bytes than were kept", hint="restore the file")
        return data

    def text(self, sha256: str) -> str:
        """The text of a document (UTF-8), kept for the next spans of it; BadInputError when it is none."""
        if sha256 not in self._texts:
            try:
                self._texts[sha256] = self.read(sha256).decode()
            except UnicodeDecodeError as error:
                raise BadInputError(
                    f"the original {sha256} is not UTF-8 text",
                    hint="keep the text that was taken from it and cite that",
                ) from error
            except NotFoundError as error:
                raise BadInputError(f"there is no original {sha256}", hint="keep the document first") from error
            while len(self._texts) > _TEXTS_KEPT:
                self._texts.popitem(last=False)
        return self._texts[sha256]

    def verify(self) -> Iterator[str]:
        """Each original whose bytes do not give its name, in words."""
        for path in sorted(self._folder.glob("??/*")):
            if not _SHA256.fullmatch(path.name):
                continue
            if _sha256_of(path) != path.name:
                yield f"original {path.name}: its bytes give another sha256"

    def _keep(self, chunks: Iterator[bytes], where: str) -> str:
        digest, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(prefix=".new-", dir=self._folder)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as target:
                os.fchmod(target.fileno(), PRIVATE_FILE)
                for chunk in chunks:
                    size += len(chunk)
                    if size > ORIGINAL_BYTES_MAX:
                        raise BadInputError(f"more than {ORIGINAL_BYTES_MAX:,} bytes are not kept", where=where)
                    digest.update(chunk)
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            sha256 = digest.hexdigest()
            final = self._folder / sha256[:2] / sha256
            private_folder(final.parent)
            if not _is_whole(final, size):
                temporary.replace(final)
            # Also when it is there already: who put it there may have died before this.
            _sync(final.parent)
            _sync(self._folder)
        except OSError as error:
            raise WatchgateError(
                f"{where} could not be kept: {error.strerror}", hint="look at the disk, then do it again"
            ) from error
        finally:
            temporary.unlink(missing_ok=True)
        return sha256


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(_CHUNK):
        yield chunk


def _is_whole(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size and _sha256_of(path) == path.name


def _sha256_of(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as source:
        for chunk in _chunks(source):
            found.update(chunk)
    return found.hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
