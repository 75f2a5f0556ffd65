"""What can be made ready before the writer's turn: packed, sealed, hashed."""

from __future__ import annotations

import os
import re
import unicodedata
import zlib
from collections.abc import Sequence

import msgspec

from watchgate.gate.history.entry import Entry, Received
from watchgate.gate.history.packing import XML_WORDS, deflate, inflate, pack, pack_party
from watchgate.gate.history.sealing import SECRET_BYTES, Sealer
from watchgate.model.decision import Decision
from watchgate.model.record import Record

SMALL_BYTES = 1 << 15
"""Originals above it are deflated with a large window."""
MOST_TOKENS = 64
"""Of one text: remittance information has at most some hundred characters, and hostile text no end."""
_TOKEN = re.compile(r"\w+")
_SHORTEST_TOKEN = 3
_encoder = msgspec.msgpack.Encoder()


class Part(msgspec.Struct, frozen=True):
    """A party or a text, kept once for all records: its bytes, and a digest under which it is found."""

    content: bytes
    digest: bytes


class Prepared(msgspec.Struct, frozen=True):
    """An entry ready to be written."""

    entry: Entry
    parties: tuple[Part, ...]
    texts: tuple[Part, ...]
    record_id: bytes
    sha256: bytes
    secret: bytes
    sealed: bytes
    commitment: bytes
    record_hash: int
    key_hash: int | None
    uetr_hashes: tuple[int, ...]
    """Of the UETRs, and of the customer: by what else it is found."""


def prepare(entries: Sequence[Entry], sealer: Sealer) -> list[Prepared]:
    """`entries` ready to be written, in order."""
    secrets = os.urandom(SECRET_BYTES * len(entries))
    return [
        _prepared(entry, sealer, secrets[start : start + SECRET_BYTES])
        for entry, start in zip(entries, range(0, len(secrets), SECRET_BYTES), strict=True)
    ]


def with_decision(prepared: Prepared, decision: Decision, sealer: Sealer) -> Prepared:
    """The same with another decision: linked to the one before, or held for its ids."""
    entry = msgspec.structs.replace(prepared.entry, decision=decision)
    return _prepared(entry, sealer, os.urandom(SECRET_BYTES))


def beside(parties: Sequence[bytes], texts: Sequence[bytes]) -> bytes:
    """What a decision's commitment is over beside its own content."""
    return _encoder.encode((parties, texts))


def identity(record: Record) -> bytes | None:
    """What may be used once by a sender: None when the record has no ids.

    The family of its type (pacs.008, MT103) is part of it: a cover payment may bear the ids of what it covers.
    """
    if not record.message_id and not record.transaction_id:
        return None
    family = ".".join(record.kind.split(".")[:2])
    return _encoder.encode((family, record.sender, record.message_id, record.transaction_id))


def record_hash(hexadecimal: str) -> int:
    """The lookup number of a record id or a decision's sha256, by its first twelve digits."""
    return int(hexadecimal[:12], 16)


def customer_hash(sealer: Sealer, customer: str) -> int:
    """The lookup number of an own customer's number."""
    return sealer.lookup(b"customer", customer.encode("utf-8", "surrogatepass"))


def tokens(text: str) -> list[str]:
    """The words of free text under which it is found, each once: compatibility forms and case folded together."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    found = dict.fromkeys(word for word in _TOKEN.findall(folded) if len(word) >= _SHORTEST_TOKEN or not word.isascii())
    return list(found)[:MOST_TOKENS]


def pack_original(received: Received) -> bytes:
    """The original bytes, smaller: a first byte says how."""
    if len(received.data) <= SMALL_BYTES:
        return b"s" + deflate(received.data, XML_WORDS)
    return b"z" + zlib.compress(received.data, 6)


def unpack_original(data: bytes) -> bytes:
    """The opposite of `pack_original`."""
    return inflate(data[1:]) if data[:1] == b"s" else zlib.decompress(data[1:])


def _prepared(entry: Entry, sealer: Sealer, secret: bytes) -> Prepared:
    record = entry.record
    content = pack(record, entry.decision)
    parties = [pack_party(one.party) for one in record.parties]
    texts = [one.text.encode("utf-8", "surrogatepass") for one in record.texts]
    sealed, commitment = sealer.seal_committed(secret, content, beside(parties, texts))
    key = identity(record)
    return Prepared(
        entry,
        tuple([Part(one, sealer.digest(b"party", one)) for one in parties]),
        tuple([Part(one, sealer.digest(b"text", one)) for one in texts]),
        bytes.fromhex(record.id),
        bytes.fromhex(entry.decision.sha256),
        secret,
        sealed,
        commitment,
        record_hash(record.id),
        None if key is None else sealer.lookup(b"identity", key),
        (
            *[sealer.lookup(b"uetr", uetr.lower().encode()) for uetr in entry.uetrs],
            *([customer_hash(sealer, record.customer)] if record.customer else ()),
        ),
    )
