"""What goes into the history and what comes back."""

from __future__ import annotations

import msgspec

from watchgate.model.decision import Decision, Verdict
from watchgate.model.record import Message, Record

VERDICTS = (Verdict.PASS, Verdict.HOLD, Verdict.STOP, Verdict.UNSUPPORTED, Verdict.REFUSED)
"""By number, as rows store them."""


class Received(msgspec.Struct, frozen=True):
    """Bytes as they came in: a file or a request body. `at`: UTC microseconds."""

    data: bytes
    sha256: str
    at: int


class Entry(msgspec.Struct, frozen=True):
    """One transaction decided. An unread message has a record too, with its ids and nothing else.

    `message` without its records. `uetrs`: by which payment, cover, return and recall find each other.
    """

    received: Received
    message: Message
    record: Record
    decision: Decision
    uetrs: tuple[str, ...] = ()


class Kept(msgspec.Struct, frozen=True):
    """What the history answers: the decision that counts, durable.

    `number` counts decisions from 1. `repeated`: the same bytes were decided before with the same outcome, and that
    decision is given back. `conflict`: number of the first decision of other bytes under the same ids, 0 for none.
    """

    number: int
    decision: Decision
    repeated: bool = False
    conflict: int = 0


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it is kept. `record` and `decision` are None once erased; the rest stays.

    `parties`, `texts`: their numbers in the order of the record. `previous`, `conflict`: numbers of decisions.
    """

    number: int
    record_id: str
    sha256: str
    verdict: Verdict
    decided_at: int
    position: int
    policy_sha256: str
    engine: str
    weights: str
    exceptions_position: int
    message: Message
    original: int
    record: Record | None
    decision: Decision | None
    parties: tuple[int, ...]
    texts: tuple[int, ...]
    previous: int | None
    conflict: int | None
