"""One input on its way: read, decided record by record, durable, answered."""

from __future__ import annotations

from typing import NamedTuple

from watchgate.gate.history.entry import Entry, Kept, Received
from watchgate.gate.service_answers import MessageAnswer, answer, message_answer
from watchgate.model.record import Message, Record


class Decided:
    """`waiting`: what is decided and not durable yet; `kept`: what is. `is_read`: nothing more is to come of it."""

    def __init__(self, source: str, received: Received) -> None:
        self._source = source
        self.received = received
        self._messages: list[tuple[Message, int]] = []
        self._records: list[Record] = []
        self._read = 0
        self.is_read = False
        self.waiting: list[Entry] = []
        self.kept: list[Kept] = []

    def message(self, message: Message, records: int) -> None:
        """A message was read; so many entries belong to it."""
        self._messages.append((message, self._read))
        self._read += records

    def add(self, entry: Entry) -> None:
        """One transaction, or one message that was not read."""
        self._records.append(entry.record)
        self.waiting.append(entry)

    def answers(self) -> list[MessageAnswer]:
        """The answers, when all is durable."""
        found = [answer(self._source, record, kept) for record, kept in zip(self._records, self.kept, strict=True)]
        ends = [*(start for _, start in self._messages[1:]), len(found)]
        return [
            message_answer(self._source, message, found[start:end])
            for (message, start), end in zip(self._messages, ends, strict=True)
        ]


class Read(NamedTuple):
    """One record of an input and the message it stands in, without its records; no record where the message could not
    be read into any."""

    decided: Decided
    message: Message
    record: Record | None
