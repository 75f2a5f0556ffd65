"""What was found of customers: which are due, what each met last, and the alerts that another answer raises.

An answer, its alerts and the note that the customer was compared are one transaction: nothing is told twice or lost.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from typing import cast

import apsw
import msgspec

from watchgate.gate.history.alerts import AlertLog
from watchgate.gate.history.chain import START, event_link
from watchgate.gate.history.customer_base import NEVER
from watchgate.gate.history.customer_tables import (
    ASKED,
    ASKED_BY,
    ASKING,
    RUN,
    mark,
    pack_answer,
    set_mark,
    there,
    unpack_answer,
)
from watchgate.gate.history.entry import VERDICTS
from watchgate.gate.history.failures import HistoryDamagedError
from watchgate.gate.history.history import History
from watchgate.gate.history.sealing import SECRET_BYTES
from watchgate.model.alert import Alert, Subject
from watchgate.model.customer import CustomerAnswer

_encoder = msgspec.msgpack.Encoder()


class Found(msgspec.Struct, frozen=True):
    """Another answer than the last one of a row, and the alerts it raises, as drafts without a target.

    `before`: the number of the answer it was compared with, None without one.
    """

    key: int
    before: int | None
    answer: CustomerAnswer
    alerts: tuple[Alert, ...]


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to be compared: never compared since they came, under another policy or engine, or before `cutoff`."""

    basis: int
    cutoff: int = 0


class CustomerAnswers:
    """Reads and appends; safe for several processes."""

    def __init__(self, history: History) -> None:
        self.history = history
        self._alerts = AlertLog(history)

    def basis(self, policy: str, engine: str, weights: str) -> int:
        """The number of what answers are made by."""

        def do(connection: apsw.Connection) -> int:
            wanted = (policy, engine, weights)
            select = "SELECT key FROM customer_basis WHERE policy = ? AND engine = ? AND weights = ?"
            known = connection.execute(select, wanted).get
            if known is None:
                connection.execute("INSERT INTO customer_basis (policy, engine, weights) VALUES (?,?,?)", wanted)
                return connection.last_insert_rowid()
            return int(cast("int", known))

        return self.history.write(do)

    def due(self, due: Due, after: int, limit: int) -> list[int]:
        """The keys of the next rows that are due, above `after`, in order."""

        def do(connection: apsw.Connection) -> list[int]:
            rows = connection.execute(
                f"SELECT key FROM customer_state WHERE key > ? AND {_DUE} ORDER BY key LIMIT ?",  # noqa: S608
                (after, due.basis, due.cutoff, limit),
            ).fetchall()
            return [int(cast("int", row[0])) for row in rows]

        return self.history.glance(do)

    def count_due(self, due: Due) -> int:
        """How many rows are due."""

        def do(connection: apsw.Connection) -> int:
            values = (due.basis, due.cutoff)
            return int(connection.execute(f"SELECT count(*) FROM customer_state WHERE {_DUE}", values).get or 0)  # noqa: S608

        return self.history.glance(do)

    def answer(self, number: int) -> CustomerAnswer | None:
        """An answer by its number; None once it was erased."""

        def do(connection: apsw.Connection) -> CustomerAnswer | None:
            row = connection.execute(
                "SELECT secret, sealed FROM customer_answer WHERE number = ?", (number,)
            ).fetchone()
            secret, sealed = cast("tuple[bytes | None, bytes | None]", row or (None, None))
            if secret is None or sealed is None:
                return None
            try:
                return unpack_answer(self.history.sealer.open(secret, sealed, f"answer {number}"))
            except ValueError as error:
                raise HistoryDamagedError(f"answer {number} cannot be read") from error

        return self.history.glance(do)

    def record(
        self,
        keys: Collection[int],
        *,
        position: int,
        at: int,
        basis: int,
        partly: Collection[int],
        found: Sequence[Found],
    ) -> list[Alert]:
        """These rows were compared at `position` with the law of `at` (UTC microseconds); the alerts that were raised.

        Rows that were compared at a later position meanwhile are left as they are, and those whose last answer is
        another one by now: they are due again. `partly`: of whom something could not be compared.
        """

        def do(connection: apsw.Connection) -> list[Alert]:
            raised: list[Alert] = []
            late: set[int] = set()
            for one in found:
                state = connection.execute(
                    "SELECT screened, answer FROM customer_state WHERE key = ?", (one.key,)
                ).fetchone()
                screened, answer = cast("tuple[int, int | None]", state or (1 << 62, None))
                if screened > position or answer != one.before:
                    late.add(one.key)
                    continue
                raised += self._append(connection, one, basis)
            connection.execute(
                "UPDATE customer_state SET screened = ?, at = ?, basis = ?, "
                "partly = key IN (SELECT value FROM json_each(?)) "
                "WHERE key IN (SELECT value FROM json_each(?)) AND screened <= ?",
                (position, at, basis, _json(partly), _json(set(keys) - late), position),
            )
            return raised

        return self.history.write(do)

    def start(self, position: int, basis: int) -> None:
        """Whoever follows the evidence begins at `position`: who was not compared up to there has to be, from there."""

        def do(connection: apsw.Connection) -> None:
            if position == mark(connection, ASKED) and basis == mark(connection, ASKED_BY):
                return
            connection.execute(
                "UPDATE customer_state SET needs = max(needs, ?) WHERE screened < ? AND ended IS NULL",
                (position, position),
            )
            for name, value in ((ASKED, position), (ASKING, position), (ASKED_BY, basis)):
                set_mark(connection, name, value)

        self.history.write(do)

    def begins_at(self, basis: int, head: int) -> int:
        """The last position at which all are compared who ever were under `basis` as they stand now."""

        def do(connection: apsw.Connection) -> int:
            if not there(connection):
                return head
            asked = mark(connection, ASKED) if mark(connection, ASKED_BY) == basis else 0
            least = connection.execute(
                "SELECT min(max(screened, ?)) FROM customer_state "
                "WHERE ended IS NULL AND basis = ? AND screened >= needs AND screened >= 0",
                (asked, basis),
            ).get
            return head if least is None else min(head, int(cast("int", least)))

        return self.history.glance(do)

    def asking(self, position: int) -> None:
        """From now on who is added has to be compared at `position` or later, if nobody is asked about it before."""
        self.history.write(lambda connection: set_mark(connection, ASKING, position))

    def asked(self, position: int) -> None:
        """All customers that were there were asked about every delivery up to `position`."""
        self.history.write(lambda connection: set_mark(connection, ASKED, position))

    def run_began(self) -> int:
        """From when on the full screening that is not at its end screens everybody; 0 where none is."""
        return self.history.glance(lambda connection: mark(connection, RUN) if there(connection) else 0)

    def run(self, began: int) -> None:
        """A full screening begins (UTC microseconds), or ends (0)."""
        self.history.write(lambda connection: set_mark(connection, RUN, began))

    def _append(self, connection: apsw.Connection, found: Found, basis: int) -> list[Alert]:
        last = connection.execute("SELECT number, link FROM customer_answer ORDER BY number DESC LIMIT 1").fetchone()
        before, link = cast("tuple[int, bytes]", last or (0, START))
        number, answer, secret = before + 1, found.answer, os.urandom(SECRET_BYTES)
        sealed, commitment = self.history.sealer.seal_committed(secret, pack_answer(answer), b"")
        verdict = VERDICTS.index(answer.verdict)
        body = answer_body(found.key, answer.position, basis, verdict, commitment)
        connection.execute(
            "INSERT INTO customer_answer VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                *(number, found.key, answer.at, answer.position, basis, verdict, secret, sealed, commitment),
                event_link(bytes(link), number, answer.at, body),
            ),
        )
        calls = number if answer.known_by else None
        connection.execute("UPDATE customer_state SET answer = ? WHERE key = ?", (calls, found.key))
        drafts = [
            msgspec.structs.replace(
                one,
                subject=Subject.CUSTOMER,
                target=number,
                after=None if one.after is None else msgspec.structs.replace(one.after, number=number),
            )
            for one in found.alerts
        ]
        return self._alerts.append(connection, drafts)


def answer_body(customer: int, position: int, basis: int, verdict: int, commitment: bytes) -> bytes:
    """What the link of an answer is over beside its number and instant."""
    return _encoder.encode((customer, position, basis, verdict, commitment))


_DUE = f"ended IS NULL AND (screened = {NEVER} OR screened < needs OR basis <> ? OR at < ?)"


def _json(keys: Collection[int]) -> str:
    return msgspec.json.encode(sorted(keys)).decode()
