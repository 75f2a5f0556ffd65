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
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path

import msgspec

from watchgate.gate.decide.asked_ahead import ask_ahead
from watchgate.gate.decide.decide import decide
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.decide.roles import refuse_unknown_roles
from watchgate.gate.decide.unread import decide_failed, decide_unread
from watchgate.gate.history.alike import resembling
from watchgate.gate.history.entry import Entry, Received
from watchgate.gate.history.exceptions_log import ExceptionsLog
from watchgate.gate.history.history import History, open_history
from watchgate.gate.records.customer import with_customer
from watchgate.gate.records.read import read_messages
from watchgate.gate.service_answers import MessageAnswer
from watchgate.gate.service_bunches import bunches
from watchgate.gate.service_customers import CustomersChecked
from watchgate.gate.service_decided import Decided, Read
from watchgate.gate.service_following import Following
from watchgate.gate.service_uetr import uetrs_of, unread_record
from watchgate.gate.wallets import with_sides
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
"""Records that share a commit: bounds the memory, and what a kill leaves unanswered."""


class Input(msgspec.Struct, frozen=True):
    """What came in: a file or a request body. `rail`: of the channel it came by, None where nobody says."""

    data: bytes
    name: str = ""
    rail: str | None = None


class Gate:
    """One process's gate. Safe for any number of threads; several processes may share one home."""

    def __init__(
        self,
        home: Path,
        policy: Policy | None = None,
        *,
        ledger: Ledger | None = None,
        evidence: Evidence | None = None,
        clock: Clock = now_us,
    ) -> None:
        """`policy`: the home's own unless given. `ledger`: one that is open already and stays open. `evidence`: of that
        ledger and policy, made already, and from now on moved by this gate alone."""
        self.policy = policy or load_policy(home=home)
        refuse_unknown_roles(self.policy)
        self.clock = clock
        with ExitStack() as opened:
            self._own_ledger = open_ledger(home, clock=clock) if ledger is None else None
            if self._own_ledger is not None:
                opened.callback(self._own_ledger.close)
            self.ledger: Ledger = ledger or self._own_ledger  # type: ignore[assignment]
            self.history: History = open_history(home, clock=clock)
            opened.callback(self.history.close)
            self.history.know_policy(self.policy)
            self.exceptions = ExceptionsLog(self.history)
            self._customers = CustomersChecked(self.history, self.policy)
            self.evidence = evidence or Evidence.at(self.ledger, self.policy, views=home / "views")
            self._following = Following(self.ledger, self.evidence, self.history)
            opened.pop_all()  # from here on `close` does it

    def decide_bytes(
        self, data: bytes, name: str = "", *, rail: str | None = None, current: bool = False
    ) -> list[MessageAnswer]:
        """Every message in `data`, each transaction decided and durable. `name`: what the answers call the source.

        `current`: the caller has just seen `is_current`.
        """
        (answers,) = self.decide_many((Input(data, name, rail),), current=current)
        return answers

    def decide_wallets(self, data: bytes, name: str = "", *, rail: str | None = None) -> list[MessageAnswer]:
        """As `decide_bytes`, for wallets that are asked about: who is in a transaction is looked up first."""
        self.evidence.know_tags()
        return self.decide_bytes(with_sides(data, self.evidence), name, rail=rail)

    def decide_many(self, inputs: Iterable[Input], *, current: bool = False) -> Iterator[list[MessageAnswer]]:
        """As `decide_bytes` for one input after the other, in order: what they hold is asked of the evidence together,
        and several of them share a commit."""
        on_their_way: deque[Decided] = deque()
        floor: int | None = None
        try:
            for bunch in bunches(self._read(inputs, on_their_way)):
                floor = self._following.begin() if floor is None else floor
                self._decide_bunch(bunch, current=current)
                if sum(len(one.waiting) for one in on_their_way) >= COMMIT_RECORDS:
                    _commit(self.history, on_their_way)
                    self._following.end(floor)
                    floor = None
                    yield from _answers(on_their_way)
            _commit(self.history, on_their_way)
        finally:
            if floor is not None:
                self._following.end(floor)
        yield from _answers(on_their_way)

    @property
    def position(self) -> int:
        """The position of the evidence that the next decision stands on, or an earlier one."""
        return self._following.position

    def is_current(self) -> bool:
        """Whether the evidence at hand is all the ledger has, if need be after some milliseconds: then no decision
        waits for it."""
        return self._following.is_current()

    def close(self) -> None:
        """End following, commit what is queued, let go of the files."""
        self._following.stop()
        self.history.close()
        if self._own_ledger is not None:
            self._own_ledger.close()

    def _read(self, inputs: Iterable[Input], on_their_way: deque[Decided]) -> Iterator[Read]:
        """Every record of every input; each input is put on its way as it is begun."""
        for one in inputs:
            digest = sha256(one.data).hexdigest()
            decided = Decided(one.name, Received(one.data, digest, self.clock()))
            on_their_way.append(decided)
            for message in read_messages(one.data, name=one.name, rail=one.rail, digest=digest):
                header = msgspec.structs.replace(message, records=())
                records = message.records or (None,)
                decided.message(header, len(records))
                for record in records:
                    yield Read(decided, header, record)
            decided.is_read = True

    def _decide_bunch(self, bunch: Sequence[Read], *, current: bool) -> None:
        lag = "" if current else self._following.lag()
        exceptions = self.exceptions.at()
        ask_ahead([one.record for one in bunch if one.record is not None], self.evidence, self.policy)
        for one in bunch:
            one.decided.add(self._entry(one.decided.received, one.message, one.record, exceptions, lag))

    def _entry(
        self, received: Received, message: Message, read: Record | None, exceptions: Exceptions, lag: str
    ) -> Entry:
        """One record of `message`, decided; no record: of a message that could not be read."""
        if read is None:
            decision = decide_unread(message, self.policy, decided_at=self.clock(), position=self.position)
            return Entry(received, message, unread_record(message), decision, uetrs_of(message, None))
        record = self._customers.said(with_customer(read, self.policy.gate.own_bics))
        record = resembling(self.history, record)
        decision = self._decide(record, exceptions, lag or self._customers.lag(record))
        return Entry(received, message, record, decision, uetrs_of(message, record))

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


def _answers(on_their_way: deque[Decided]) -> Iterator[list[MessageAnswer]]:
    """The answers to those that are durable as a whole, which are on their way no longer."""
    while on_their_way and on_their_way[0].is_read:
        yield on_their_way.popleft().answers()


def _commit(history: History, decided: Iterable[Decided]) -> None:
    """Make all that waits durable, in one commit, in this very thread: a second one would wait for the first to let go
    of the interpreter more than it would gain while the disk is waited for."""
    decided = list(decided)
    kept = history.keep([entry for one in decided for entry in one.waiting])
    at = 0
    for one in decided:
        one.kept += kept[at : at + len(one.waiting)]
        at += len(one.waiting)
        one.waiting = []
