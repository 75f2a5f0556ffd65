"""A proof as a file to hand to somebody."""

from __future__ import annotations

from pathlib import Path

import msgspec

from watchgate.ledger.interface import Proof
from watchgate.model.errors import BadInputError

PROOF_FILE_BYTES_MAX = 16 << 20


def write_proof(proof: Proof, path: Path) -> None:
    """Write the proof as JSON."""
    try:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(proof)) + b"\n")
    except OSError as error:
        raise BadInputError(f"cannot be written: {error.strerror}", where=str(path)) from error


def read_proof(path: Path) -> Proof:
    """The proof in a file; BadInputError when there is none in it."""
    try:
        return msgspec.json.decode(_read(path), type=Proof)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadInputError(
            f"not a proof: {error}", where=str(path), hint="make one with: watchgate ledger prove LOCATOR --out"
        ) from error


def is_proof(path: Path) -> bool:
    """Whether the file looks like a proof rather than a signed head."""
    return b'"entry_path"' in _read(path)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as source:
            data = source.read(PROOF_FILE_BYTES_MAX + 1)
    except OSError as error:
        raise BadInputError(f"cannot be read: {error.strerror}", where=str(path)) from error
    if len(data) > PROOF_FILE_BYTES_MAX:
        raise BadInputError("too large for a proof or a signed head", where=str(path))
    return data
