"""ISO 20022 messages to records: pacs.008, pacs.009, pacs.004 and pain.001 in every version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING

from watchgate.gate.records.assemble import Part, assemble, joined
from watchgate.gate.records.envelope import Enveloped, messages_in
from watchgate.gate.records.flat import Flat, flattened, header_of, type_of
from watchgate.gate.records.links import links
from watchgate.gate.records.message_types import ROOTS, UNSUPPORTED, other_type
from watchgate.gate.records.record_id import record_id
from watchgate.gate.records.refused import RefusedError
from watchgate.gate.records.shapes import of_known_shape
from watchgate.gate.records.spotted import spotted
from watchgate.gate.records.walk import Found
from watchgate.model.record import Message, NotCompared, Outcome, Record, RecordParty, Text

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_SHARED = 5_000_000
"""What a header says belongs to every transaction: parties and texts of the header times transactions."""

TRANSACTION_IDS = (
    "transaction_id",
    "return_id",
    "instruction_id",
    "end_to_end_id",
    "original_transaction_id",
    "original_instruction_id",
    "original_end_to_end_id",
    "uetr",
    "original_uetr",
)
"""Which reference is a transaction's id: the first that is given. TxId is the bank's own, others stand in for it."""

NOT_PROVIDED = frozenset({"NOTPROVIDED", "NOT PROVIDED", "NOT-PROVIDED", "NONE", "N/A"})


def read_iso20022(data: bytes, digest: str, rail: str) -> Iterator[Message]:
    """Each message in the file. `digest`: its sha256. A broken file is one refused message."""
    known = of_known_shape(data)
    if known is not None:
        yield _read_or_refused(known, digest, rail)
        return
    try:
        found = list(messages_in(data, ROOTS))
    except RefusedError as refusal:
        yield _refused("xml", digest, refusal)
        return
    if len(found) == 1:
        yield _message(found[0], digest, rail)
        return
    for one in found:
        written = _written_again(one)
        known = None if one.around else of_known_shape(written)
        yield _message(one, sha256(written).hexdigest(), rail, known)


def _message(one: Enveloped, digest: str, rail: str, known: Flat | None = None) -> Message:
    """`known`: the same as it is known by its shape; by its own elements alone it may seem to be of another type."""
    kind = type_of(one)
    try:
        flat = known if known is not None and known.kind == kind else flattened(one, kind)
        return _unsupported(one, kind, digest) if flat is None else _read_or_refused(flat, digest, rail)
    except RefusedError as refusal:
        return _refused(kind or "xml", digest, refusal)


def _read_or_refused(flat: Flat, digest: str, rail: str) -> Message:
    try:
        return _read(flat, digest, rail)
    except RefusedError as refusal:
        return _refused(flat.kind, digest, refusal)


def _refused(kind: str, digest: str, refusal: RefusedError) -> Message:
    return Message(
        kind=kind,
        bytes_sha256=digest,
        outcome=Outcome.REFUSED,
        element=refusal.element,
        reason=refusal.reason,
    )


def _read(flat: Flat, digest: str, rail: str) -> Message:
    kind, name, walked = flat.kind, flat.name, flat.body
    shared = [_header(flat.header, flat.beside), assemble(walked.header)]
    message_id = shared[1].message_id
    if not message_id and not _blank_id(flat.root):
        raise RefusedError("there is no message id", element=f"Document/{name}/GrpHdr/MsgId")
    transactions = walked.transactions
    if not transactions and kind[:8] != "pacs.004":
        raise RefusedError("there is no transaction in it", element=f"Document/{name}")
    weight = sum(len(part.parties) + len(part.texts) for part in shared)
    if weight * len(transactions) > MOST_SHARED:
        raise RefusedError("its header says too much for so many transactions", element=f"Document/{name}/GrpHdr")
    _count(shared[1], len(transactions))
    sender = _sender(shared)
    whole = joined(*shared)
    batches: dict[int, Part] = {}
    records: list[Record] = []
    for ordinal, transaction in enumerate(transactions):
        above = whole
        if transaction.batch is not walked.header:
            key = id(transaction.batch)
            if key not in batches:
                batches[key] = joined(whole, assemble(transaction.batch))
            above = batches[key]
        records.append(_record(above, assemble(transaction.found), kind, digest, sender, message_id, ordinal, rail))
    if not transactions:
        records.append(_record(shared[0], shared[1], kind, digest, sender, message_id, 0, rail))
    return Message(kind=kind, bytes_sha256=digest, message_id=message_id, sender=sender, records=tuple(records))


def _record(
    above: Part, own: Part, kind: str, digest: str, sender: str, message_id: str, ordinal: int, rail: str
) -> Record:
    """One transaction of its own part and those it shares; what the transaction says of itself stands above them."""
    transaction_id = _transaction_id(own.references)
    return Record(
        id=record_id(
            sender=sender, message_id=message_id, transaction_id=transaction_id, bytes_sha256=digest, ordinal=ordinal
        ),
        kind=kind,
        bytes_sha256=digest,
        sender=sender,
        message_id=message_id,
        transaction_id=transaction_id,
        ordinal=ordinal,
        rail=rail,
        execution_date=own.date or above.date,
        parties=(*above.parties, *own.parties),
        amounts=tuple(own.amounts),
        references={**above.references, **own.references},
        texts=(*above.texts, *own.texts),
        not_compared=(*above.not_compared, *own.not_compared),
    )


def _transaction_id(references: dict[str, str]) -> str:
    for name in TRANSACTION_IDS:
        found = references.get(name)
        if found and found.upper() not in NOT_PROVIDED:
            return found
    return ""


def _header(header: Found, beside: Iterable[Text]) -> Part:
    """The business application header, and what is said beside the message."""
    part = assemble(header)
    part.texts.extend(beside)
    for text in beside:
        part.parties.extend(spotted(text))
    return part


def _sender(parts: list[Part]) -> str:
    """Who sent it: the header's From, else the instructing agent, the initiating party or the debtor's agent."""
    for role in ("sender", "instructing_agent", "initiating_party", "forwarding_agent"):
        for part in parts:
            for one in part.parties:
                if one.role == role and (found := _called(one)):
                    return found
    return ""


def _called(one: RecordParty) -> str:
    if one.party.identifiers:
        return one.party.identifiers[0].value
    return one.party.names[0].text if one.party.names else ""


def _blank_id(root: _Element | None) -> bool:
    """Whether the message id is there and white space alone, which the schema allows."""
    if root is None:
        return False
    found = [one for name in ("MsgId", "GrpId") for one in root.findall(f"{{*}}GrpHdr/{{*}}{name}")]
    return any(one.text for one in found)


def _count(part: Part, actual: int) -> None:
    """A message that says another number of transactions than it holds was cut or joined: said, never refused."""
    if part.count and part.count.isdecimal() and actual and int(part.count[:18]) != actual:
        reason = f"says {part.count[:18]} transactions, the message holds {actual}"
        part.not_compared.append(NotCompared("GrpHdr/NbOfTxs", reason))


def _unsupported(one: Enveloped, kind: str, digest: str) -> Message:
    assert one.root is not None
    message_id, references = links(one.root)
    sender = _sender([_header(header_of(one), one.around)])
    return Message(
        kind=kind,
        bytes_sha256=digest,
        outcome=Outcome.UNSUPPORTED,
        message_id=message_id,
        sender=sender,
        references=references,
        element=f"Document/{str(one.root.tag).rpartition('}')[2]}",
        reason=UNSUPPORTED.get(kind[:8]) or other_type(kind),
    )


def _written_again(one: Enveloped) -> bytes:
    """This message's own elements, header first, as they are written out again; its sha256 is over these bytes, since a
    file does not say where its elements begin and end in its own."""
    from lxml import etree

    elements = [element for element in (one.header, one.document) if element is not None]
    return b"".join([etree.tostring(element, method="c14n", with_tail=False) for element in elements])
