"""What links messages about one payment: the UETR, which pacs.008, its cover, its return and its recall all bear.

A link is shown beside a decision and changes none: a recall never closes a hold.
"""

from __future__ import annotations

from watchgate.model.record import Message, Record

UETR_REFERENCES = ("uetr", "original_uetr")


def uetrs_of(message: Message, record: Record | None) -> tuple[str, ...]:
    """The UETRs that a transaction, or a message that was not read into any, bears or speaks of."""
    references = [record.references] if record is not None else [*message.references]
    found = (one.get(name, "") for one in references for name in UETR_REFERENCES)
    return tuple(dict.fromkeys(uetr.lower() for uetr in found if uetr))


def unread_record(message: Message) -> Record:
    """What the history keeps of a message that was not read into records, beside its bytes: its ids."""
    return Record(
        id=message.bytes_sha256,
        kind=message.kind,
        bytes_sha256=message.bytes_sha256,
        sender=message.sender,
        message_id=message.message_id,
    )
