"""The gate: bytes in, durable decisions out.

    bytes -> messages -> records -> decisions -> history -> answers

Nothing is answered before it is durable, nothing that was received is left without an answer, and what cannot be
compared never passes.
"""

from __future__ import annotations

import logging
import traceback
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec

from watchgate.gate.decide.decide import decide
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.decide.unread import decide_failed, decide_unread
from watchgate.gate.history.entry import Entry, Kept, Received
from watchgate.gate.history.exceptions_log import ExceptionsLog
from watchgate.gate.history.history import History, open_history
from watchgate.gate.history.writing import Work
from watchgate.gate.records.read import read_messages
from watchgate.gate.service_answers import Answer, MessageAnswer, answer, message_answer
from watchgate.gate.service_following import Following
from watchgate.gate.service_uetr import uetrs_of, unread_record
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.clock import Clock, now_us
from watchgate.model.decision import Decision
from watchgate.model.exception import Exceptions
from watchgate.model.policy import Policy
from watchgate.model.policy_file import load_policy
from watchgate.model.record import Message, Record

log = logging.getLogger("watchgate.gate")

COMMIT_RECORDS = 256
"""Records of one input that share a commit: while it is written, the next are decided."""
AHEAD_RECORDS = 1_024
"""Records of a stream on their way into the history at once: bounds the memory, and what a kill leaves unanswered."""


class Input(msgspec.Struct, frozen=True):
    """What came in: a file or a request body. `rail`: of the channel it came by, None where nobody says."""

    data: bytes
    name: str = ""
    rail: str | None = None


class Gate:
    """One process's gate. Safe for any number of threads; several processes may share one home."""

    def __init__(
        self, home: Path, policy: Policy | None = None, *, ledger: Ledger | None = None, clock: Clock = now_us
    ) -> None:
        """`policy`: the home's own unless given. `ledger`: one that is open already and stays open."""
        self.policy = policy or load_policy(home=home)
        self.clock = clock
        self._own_ledger = open_ledger(home, clock=clock) if ledger is None else None
        self.ledger: Ledger = ledger or self._own_ledger  # type: ignore[assignment]
        self.history: History = open_history(home, clock=clock)
        self.history.know_policy(self.policy)
        self.exceptions = ExceptionsLog(self.history)
        self.evidence = Evidence.at(self.ledger, self.policy, views=home / "views")
        self._following = Following(self.ledger, self.evidence, self.history)

    def decide_bytes(self, data: bytes, name: str = "", *, rail: str | None = None) -> list[MessageAnswer]:
        """Every message in `data`, each transaction decided and durable. `name`: what the answers call the source."""
        with self._following.at_work():
            under_way = self._begin(Input(data, name, rail))
            return under_way.finish()

    def decide_many(self, inputs: Iterable[Input]) -> Iterator[list[MessageAnswer]]:
        """As `decide_bytes` for one input after the other, in order, several of them in one commit."""
        under_way: deque[tuple[int, _UnderWay]] = deque()
        records = 0
        try:
            for one in inputs:
                floor = self._following.begin()
                try:
                    begun = self._begin(one, alone=False)
                except BaseException:
                    self._following.end(floor)
                    raise
                under_way.append((floor, begun))
                records += begun.records
                while records > AHEAD_RECORDS:
                    records -= under_way[0][1].records
                    yield self._finished(under_way)
            while under_way:
                yield self._finished(under_way)
        finally:
            for floor, _ in under_way:
                self._following.end(floor)

    @property
    def position(self) -> int:
        """The position of the evidence that the next decision stands on, or an earlier one."""
        return self._following.position

    def close(self) -> None:
        """End following, commit what is queued, let go of the files."""
        self._following.stop()
        self.history.close()
        if self._own_ledger is not None:
            self._own_ledger.close()

    def _finished(self, under_way: deque[tuple[int, _UnderWay]]) -> list[MessageAnswer]:
        answers = under_way[0][1].finish()
        floor, _ = under_way.popleft()
        self._following.end(floor)
        return answers

    def _begin(self, one: Input, *, alone: bool = True) -> _UnderWay:
        received = Received(one.data, sha256(one.data).hexdigest(), self.clock())
        lag = self._following.lag()
        exceptions = self.exceptions.at()
        under_way = _UnderWay(self.history, one.name, alone=alone)
        for message in read_messages(one.data, name=one.name, rail=one.rail):
            header = msgspec.structs.replace(message, records=())
            under_way.message(header)
            if not message.records:
                decision = decide_unread(message, self.policy, decided_at=self.clock(), position=self.position)
                uetrs = uetrs_of(message, None)
                under_way.add(Entry(received, header, unread_record(message), decision, uetrs))
            for record in message.records:
                decision = self._decide(record, exceptions, lag)
                under_way.add(Entry(received, header, record, decision, uetrs_of(message, record)))
        under_way.submit()
        return under_way

    def _decide(self, record: Record, exceptions: Exceptions, lag: str) -> Decision:
        decided_at = self.clock()
        try:
            return decide(record, self.evidence, self.policy, exceptions, decided_at=decided_at, lag=lag)
        except Exception as error:
            _tell(error)
            return decide_failed(
                record,
                self.policy,
                decided_at=decided_at,
                position=self.position,
                exceptions_position=exceptions.position,
                why=f"{type(error).__name__} while it was compared",
            )


def _tell(error: Exception) -> None:
    """What went wrong and where; never of whom it speaks."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    log.error(
        "a record could not be compared and is held: %s at %s:%s", type(error).__name__, frame.filename, frame.lineno
    )


class _UnderWay:
    """One input on its way into the history."""

    def __init__(self, history: History, source: str, *, alone: bool) -> None:
        self._history = history
        self._source = source
        self._alone = alone
        self._messages: list[tuple[Message, int]] = []
        self._waiting: list[Entry] = []
        self._entries: list[Entry] = []
        self._works: list[Work[list[Kept]]] = []
        self._kept: list[Kept] = []

    @property
    def records(self) -> int:
        return len(self._entries)

    def message(self, message: Message) -> None:
        self._messages.append((message, len(self._entries)))

    def add(self, entry: Entry) -> None:
        self._entries.append(entry)
        self._waiting.append(entry)
        if len(self._waiting) >= COMMIT_RECORDS:
            self.submit(more=True)

    def submit(self, *, more: bool = False) -> None:
        """Hand over what waits. What is all there is of an input may be committed in this very thread."""
        if not self._waiting:
            return
        if self._alone and not more and not self._works:
            self._kept = self._history.keep(self._waiting)
        else:
            self._works.append(self._history.submit(self._waiting))
        self._waiting = []

    def finish(self) -> list[MessageAnswer]:
        """The answers, when all is durable."""
        kept = [*self._kept, *(one for work in self._works for one in work.result())]
        answers = [answer(self._source, entry.record, one) for entry, one in zip(self._entries, kept, strict=True)]
        starts = [start for _, start in self._messages]
        ends = [*starts[1:], len(answers)]
        return [
            message_answer(self._source, message, _slice(answers, start, end))
            for (message, start), end in zip(self._messages, ends, strict=True)
        ]


def _slice(answers: Sequence[Answer], start: int, end: int) -> Sequence[Answer]:
    return answers[start:end]
