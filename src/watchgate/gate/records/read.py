"""Bytes to messages, the format by their content."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import msgspec

from watchgate.gate.records.iso20022 import read_iso20022
from watchgate.gate.records.mt import read_mt
from watchgate.gate.records.mt_blocks import FIRST_BLOCK
from watchgate.gate.records.rows_csv import read_csv
from watchgate.gate.records.rows_json import read_json
from watchgate.gate.records.xml_door import MAX_BYTES
from watchgate.model.record import Message, Outcome

DEFAULT_RAIL = "wire"
"""Where the channel does not say which: the one on which most is checked. A message never chooses its own rail."""

_WHITE = b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"
_BETWEEN_MT = b"$\x01\x03"


def read_messages(data: bytes, *, name: str = "", rail: str | None = None, digest: str = "") -> Iterator[Message]:
    """Every message in `data`, in its order: ISO 20022 XML, MT, CSV or JSON, each transaction one record.

    `name`: of the file, named where the whole of it is refused. `rail`: of the channel it came by; a CSV or JSON row
    may name another. `digest`: the sha256 of `data`, where it is known. Never raises for what `data` holds: what cannot
    be read is a message with outcome REFUSED, what is out of scope one with UNSUPPORTED.
    """
    if len(data) > MAX_BYTES:
        yield _refused(data, f"is larger than {MAX_BYTES >> 20} MiB", name)
        return
    found = False
    for message in _read(data, digest or sha256(data).hexdigest(), rail or DEFAULT_RAIL):
        found = True
        if message.outcome is Outcome.REFUSED and not message.element:
            yield msgspec.structs.replace(message, element=name)
        else:
            yield message
    if not found:
        yield _refused(data, "there is no message in it", name)


def _read(data: bytes, digest: str, rail: str) -> Iterator[Message]:
    start = data[:512].lstrip(_WHITE)
    plain = start.replace(b"\x00", b"").lstrip(_WHITE + _BETWEEN_MT)
    if plain.startswith(b"<"):
        return read_iso20022(data, digest, rail)
    if FIRST_BLOCK.match(plain):
        return read_mt(data, digest, rail)
    text = _decoded(data)
    if text is None:
        reason = "is neither XML nor MT, and as CSV or JSON it is not UTF-8"
        return iter([Message(kind="unknown", bytes_sha256=digest, outcome=Outcome.REFUSED, reason=reason)])
    if plain.startswith((b"{", b"[")):
        return read_json(text, digest, rail)
    return read_csv(text, digest, rail)


def _decoded(data: bytes) -> str | None:
    """UTF-16 by its mark, else UTF-8: other encodings would turn names into other names."""
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _refused(data: bytes, reason: str, name: str) -> Message:
    digest = sha256(data).hexdigest()
    return Message(kind="unknown", bytes_sha256=digest, outcome=Outcome.REFUSED, element=name, reason=reason)
