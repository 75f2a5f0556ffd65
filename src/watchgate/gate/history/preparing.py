"""What can be made ready before the turn of whoever numbers it: packed, sealed, hashed."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import cast

import msgspec

from watchgate.gate.history.entry import VERDICTS, Entry, Received
from watchgate.gate.history.packing import XML_WORDS, deflate, inflate, pack, pack_party
from watchgate.gate.history.sealing import Sealer, Secrets
from watchgate.gate.records.wallet_check import KIND as WALLETS
from watchgate.gate.records.wallet_check import wallets_of
from watchgate.model.decision import Decision
from watchgate.model.record import Message, Outcome, Record
from watchgate.risk.exposure.lookalike import shape_of

SMALL_BYTES = 1 << 15
"""Originals above it are deflated with a large window."""
_AS_THEY_ARE = b"r"
_VERDICT = {verdict: number for number, verdict in enumerate(VERDICTS)}
_encoder = msgspec.msgpack.Encoder()
_json = msgspec.json.Encoder()
_secrets = Secrets()


class Part(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A party or a text, kept once for all records. The digest under which it is found is worked out when it is filed,
    once for all that are filed together; frames of earlier versions have it here."""

    content: bytes
    digest: bytes = b""


class Original(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Bytes as they came in, `packed` (`pack_original`); `sha256` and `size` are theirs. `received_at`: UTC
    microseconds."""

    sha256: bytes
    received_at: int
    size: int
    packed: bytes


class Said(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The message a decision is about. `words`: of one that could not be read into records; else None.

    `sha256` is that of its own bytes, `original` that of all that came in with it.
    """

    kind: str
    outcome: str
    sha256: bytes
    original: bytes
    words: bytes | None


class Basis(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What many decisions stand on alike. `warnings` as JSON."""

    position: int
    policy: str
    engine: str
    weights: str
    exceptions: int
    warnings: str


class Content(msgspec.Struct, frozen=True, array_like=True):
    """A decision as the tables keep it, but for its place in the chain."""

    message: Said
    verdict: int
    decided_at: int
    basis: Basis
    record_id: bytes
    sha256: bytes
    commitment: bytes
    secret: bytes
    sealed: bytes
    parties: tuple[Part, ...]
    texts: tuple[Part, ...]
    lookups: tuple[int, ...]
    """By what it is found: record, decision, ids, UETRs, customer."""
    plain: bytes = b""
    """What is deflated and `sealed` when it is filed, many at a time; `sealed` is empty until then. In the journal the
    frame seals it."""


class Prepared(msgspec.Struct, frozen=True):
    """An entry ready to be numbered. `key_hash`: of its ids, None where it has none."""

    entry: Entry
    original: Original
    content: Content
    record_hash: int
    key_hash: int | None

    @property
    def hashes(self) -> tuple[int, ...]:
        """By which it is seen that it is there already, or that its ids are."""
        return (self.record_hash,) if self.key_hash is None else (self.record_hash, self.key_hash)


def prepare(entries: Sequence[Entry], sealer: Sealer) -> list[Prepared]:
    """`entries` ready to be written, in order."""
    found: list[Prepared] = []
    for entry in entries:
        same = found and found[-1].entry.received is entry.received
        original = found[-1].original if same else _original(entry.received)
        found.append(_prepared(entry, original, sealer, _secrets.take()))
    return found


def with_decision(prepared: Prepared, decision: Decision, sealer: Sealer) -> Prepared:
    """The same with another decision: linked to the one before, or held for its ids."""
    entry = msgspec.structs.replace(prepared.entry, decision=decision)
    return _prepared(entry, prepared.original, sealer, _secrets.take())


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


def alike_hash(sealer: Sealer, customer: str, shape: str) -> int:
    """The lookup number of how a wallet looks that was asked about for an own customer."""
    return sealer.lookup(b"alike", _encoder.encode((customer, shape)))


def pack_original(received: Received) -> bytes:
    """The original bytes; a first byte says how. Small ones are left to `packed_small`, which has no payment waiting
    for it."""
    if len(received.data) <= SMALL_BYTES:
        return _AS_THEY_ARE + received.data
    return b"z" + zlib.compress(received.data, 6)


def packed_small(packed: bytes) -> bytes:
    """As they are kept: smaller."""
    return b"s" + deflate(packed[1:], XML_WORDS) if packed[:1] == _AS_THEY_ARE else packed


def unpack_original(data: bytes) -> bytes:
    """The opposite of both: the bytes as they came in."""
    if data[:1] == _AS_THEY_ARE:
        return data[1:]
    return inflate(data[1:]) if data[:1] == b"s" else zlib.decompress(data[1:])


def sealed_content(content: Content, sealer: Sealer) -> bytes:
    """What a row keeps of record and decision."""
    return sealer.seal(content.secret, deflate(content.plain)) if content.plain else content.sealed


def pack_words(message: Message) -> bytes:
    """What a message says that was not read into records, which would say it."""
    return _encoder.encode((message.message_id, message.sender, message.element, message.reason, message.references))


def _original(received: Received) -> Original:
    return Original(bytes.fromhex(received.sha256), received.at, len(received.data), pack_original(received))


def _prepared(entry: Entry, original: Original, sealer: Sealer, secret: bytes) -> Prepared:
    record, decision, message = entry.record, entry.decision, entry.message
    content = pack(record, decision)
    parties = [pack_party(one.party) for one in record.parties]
    texts = [one.text.encode("utf-8", "surrogatepass") for one in record.texts]
    commitment = sealer.commitment(secret, content, beside(parties, texts))
    key = identity(record)
    by_record = record_hash(record.id)
    by_ids = None if key is None else sealer.lookup(b"identity", key)
    lookups = {by_record, record_hash(decision.sha256), by_ids}
    lookups.update(sealer.lookup(b"uetr", uetr.lower().encode()) for uetr in entry.uetrs)
    if record.customer:
        lookups.add(customer_hash(sealer, record.customer))
        if record.kind == WALLETS:
            shapes = filter(None, map(shape_of, wallets_of(record)))
            lookups.update(alike_hash(sealer, record.customer, shape) for shape in shapes)
    lookups.discard(None)
    return Prepared(
        entry,
        original,
        Content(
            Said(
                message.kind,
                message.outcome.value,
                bytes.fromhex(message.bytes_sha256),
                original.sha256,
                None if message.outcome is Outcome.READ else pack_words(message),
            ),
            _VERDICT[decision.verdict],
            decision.decided_at,
            Basis(
                decision.position,
                decision.policy_sha256,
                decision.engine,
                decision.weights,
                decision.exceptions_position,
                _json.encode(decision.warnings).decode(),
            ),
            bytes.fromhex(record.id),
            bytes.fromhex(decision.sha256),
            commitment,
            secret,
            b"",
            tuple([Part(one) for one in parties]),
            tuple([Part(one) for one in texts]),
            cast("tuple[int, ...]", tuple(lookups)),
            content,
        ),
        by_record,
        by_ids,
    )
