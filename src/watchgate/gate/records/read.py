"""Bytes to messages, the format by their content."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from watchgate.gate.records.iso20022 import read_iso20022
from watchgate.gate.records.mt import read_mt
from watchgate.gate.records.mt_blocks import FIRST_BLOCK
from watchgate.gate.records.xml_door import MAX_BYTES
from watchgate.model.record import Message, Outcome

DEFAULT_RAIL = "wire"
"""Where the channel does not say which: the one on which most is checked. A message never chooses its own rail."""


def read_messages(data: bytes, *, name: str = "", rail: str | None = None) -> Iterator[Message]:
    """Every message in `data`, in its order: ISO 20022 XML, MT, CSV or JSON, each transaction one record.

    `name`: of the file, for what is said of it. `rail`: of the channel it came by. Never raises
    for what `data` holds: what cannot be read is a message with outcome REFUSED, what is out of scope UNSUPPORTED.
    """
    digest = sha256(data).hexdigest()
    if len(data) > MAX_BYTES:
        reason = f"is larger than {MAX_BYTES >> 20} MiB"
        yield Message(kind="unknown", bytes_sha256=digest, outcome=Outcome.REFUSED, element=name, reason=reason)
        return
    start = data[:512].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00\x01\x03")
    if start.startswith(b"<"):
        yield from read_iso20022(data, digest, rail or DEFAULT_RAIL)
    elif FIRST_BLOCK.match(_plain(start)):
        yield from read_mt(data, digest, rail or DEFAULT_RAIL)
    else:
        reason = "is no format that is read here: ISO 20022 XML and MT are"
        yield Message(kind="unknown", bytes_sha256=digest, outcome=Outcome.REFUSED, element=name, reason=reason)


def _plain(start: bytes) -> bytes:
    """Without what UTF-16 puts between, and what stands between messages."""
    return start.replace(b"\x00", b"").lstrip(b"$ \t\r\n")
