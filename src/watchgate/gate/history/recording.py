"""Decisions into the tables: what the writer does inside one transaction.

They come from the journal, numbered and chained already (`file`), or, where a record or its ids were there before, from
the gate itself (`record`): then what was decided before has to be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import apsw
import msgspec

from watchgate.gate.history.chain import START
from watchgate.gate.history.entry import Kept, Stored
from watchgate.gate.history.failures import HistoryDamagedError
from watchgate.gate.history.journal import Journal
from watchgate.gate.history.journal_rows import Numbered, frame, numbered, opened
from watchgate.gate.history.messages import Messages
from watchgate.gate.history.numbers import packed_numbers
from watchgate.gate.history.preparing import (
    Basis,
    Content,
    Original,
    Prepared,
    identity,
    sealed_content,
    with_decision,
)
from watchgate.gate.history.reading import Reading
from watchgate.gate.history.sealing import Sealer
from watchgate.gate.history.shared import Shared
from watchgate.gate.service_conflict import conflicted
from watchgate.model.decision import Decision, sealed
from watchgate.model.errors import WatchgateError

_BASES_KNOWN = 10_000
_AT_ONCE = 256
"""Decisions filed with one question for what of them is there already."""
_LOOKED_AT = 8
"""Decisions under one number of ids: numbers of different ids meet once in some hundred billions."""
_LAST = 1 << 62


class Recording:
    """Keeps the right edge of the tables between transactions. Not thread-safe: the writer's turn protects it."""

    def __init__(self, sealer: Sealer, reading: Reading, journal: Journal) -> None:
        self._sealer = sealer
        self._reading = reading
        self._journal = journal
        self._parties = Shared("party", sealer)
        self._texts = Shared("text", sealer)
        self.fresh = {"party": self._parties.fresh, "text": self._texts.fresh}
        self._messages = Messages(sealer)
        self._version = -1
        self.reset()

    def reset(self) -> None:
        """Forget everything: a connection was thrown away, or another process has written."""
        self._number, self._link = 0, START
        self._before_this = 0
        self._filed: dict[int, int] = {}
        self._durable: dict[int, int] = {}
        self._bases: dict[Basis, int] = {}
        self._rows: list[tuple[object, ...]] = []
        self._lookups: list[tuple[int, int]] = []
        self._there: set[int] = set()
        self._unwritten: set[int] = set()
        self._parties.forget()
        self._texts.forget()
        self._messages.forget()
        self._version = -1

    def refresh(self, connection: apsw.Connection) -> None:
        """At the start of each transaction: see whether another connection has written since the last one."""
        version = int(connection.execute("PRAGMA data_version").get)
        if version != self._version:
            self.reset()
            self._version = version
            last = connection.execute("SELECT number, link FROM decision ORDER BY number DESC LIMIT 1").fetchone()
            if last is not None:
                self._number, self._link = int(last[0]), bytes(last[1])
        self._before_this, self._durable = self._number, dict(self._filed)

    def file(self, connection: apsw.Connection) -> None:
        """Take what stands in the journal into the tables."""
        with self._journal.held():
            state = self._journal.state()
        for which in state.order:
            generation = state.generations[which]
            if not generation:
                continue
            start = self._filed.get(generation, 0)
            if start < state.ends[which]:
                reached = self._file(connection, which, generation, start, state.ends[which])
                if reached < state.ends[which] and which == state.active:
                    raise HistoryDamagedError(f"the journal cannot be read after decision {self._number}")
                self._filed[generation] = state.ends[which]  # what was half overwritten was filed before
            elif which != state.active and start and start == self._durable.get(generation):
                # In a transaction before this one; in this one it may only just have been, for another's work.
                self._journal.wipe(which)
                del self._filed[generation]

    def turn(self, connection: apsw.Connection) -> None:
        """File all there is, and let what comes next be written elsewhere: `clear` can overwrite it then."""
        self.file(connection)
        self._journal.turn()

    def clear(self) -> None:
        """Overwrite what of the journal was filed in transactions before this one, and what a loss of power left."""
        state = self._journal.state()
        for which in state.order:
            generation = state.generations[which]
            if generation and self._last_in(which, generation, state.ends[which]) > self._before_this:
                continue
            if generation or not self._journal.is_bare(which):
                self._journal.wipe(which)

    def record(self, connection: apsw.Connection, batch: Sequence[Prepared]) -> list[Kept]:
        """Write a batch; each is answered with the decision that counts. The journal is held, and all of it filed."""
        self._journal.touch()
        originals = {one.original.sha256: one.original for one in batch}
        self._ask(connection, [one.content for one in batch])
        wanted = [found for one in batch for found in one.hashes]
        rows = connection.execute(
            "SELECT DISTINCT hash FROM lookup WHERE hash IN (SELECT value FROM json_each(?))",
            (msgspec.json.encode(wanted).decode(),),
        ).fetchall()
        self._there = {int(row[0]) for row in rows}  # type: ignore[arg-type]
        kept = [self._record(connection, one, originals) for one in batch]
        self._flush(connection)
        return kept

    def _record(self, connection: apsw.Connection, prepared: Prepared, originals: Mapping[bytes, Original]) -> Kept:
        before = self._before(connection, prepared) if self._may_be_known(connection, prepared) else None
        last, conflict = before or (None, None)
        decision = prepared.entry.decision
        if conflict is not None:
            decision = conflicted(decision, conflict.sha256)
        if last is not None:
            if last.decision is not None and same_substance(last.decision, decision):
                return Kept(last.number, last.decision, repeated=True, conflict=last.conflict or 0)
            decision = sealed(msgspec.structs.replace(decision, previous=last.sha256))
        if decision is not prepared.entry.decision:
            prepared = with_decision(prepared, decision, self._sealer)
        made = numbered(
            self._number + 1,
            self._link,
            prepared.content,
            None if last is None else last.number,
            None if conflict is None else conflict.number,
        )
        self._insert(connection, made, originals)
        self._unwritten.update(prepared.hashes)
        return Kept(made.number, decision, conflict=made.conflict or 0)

    def _may_be_known(self, connection: apsw.Connection, prepared: Prepared) -> bool:
        if not self._unwritten.isdisjoint(prepared.hashes):
            self._flush(connection)
            return True
        return not self._there.isdisjoint(prepared.hashes)

    def _file(self, connection: apsw.Connection, which: int, generation: int, start: int, end: int) -> int:
        """Returns how far the file could be read."""
        waiting: list[Numbered] = []
        originals: dict[bytes, Original] = {}
        reached = start
        for after, body in self._journal.frames(which, generation, start, end):
            reached, found = after, frame(body)
            if found.last <= self._number:
                continue
            if len(waiting) >= _AT_ONCE:
                self._insert_all(connection, waiting, originals)
                waiting, originals = [], {}
            bytes_of, decisions = opened(found, self._sealer)
            originals.update(bytes_of)
            waiting += [one for one in decisions if one.number > self._number]
        self._insert_all(connection, waiting, originals)
        return reached

    def _insert_all(
        self, connection: apsw.Connection, waiting: Sequence[Numbered], originals: Mapping[bytes, Original]
    ) -> None:
        self._ask(connection, [one.content for one in waiting])
        for one in waiting:
            self._insert(connection, one, originals)
        self._flush(connection)

    def _ask(self, connection: apsw.Connection, contents: Sequence[Content]) -> None:
        """Ask once for a batch what of it is there already: a question for each would take longer than to write it."""
        self._parties.prepare(connection, (part for one in contents for part in one.parties))
        self._texts.prepare(connection, (part for one in contents for part in one.texts))
        self._messages.prepare(connection, (one.message.original for one in contents))

    def _last_in(self, which: int, generation: int, end: int) -> int:
        return max((frame(body).last for _, body in self._journal.frames(which, generation, 0, end)), default=0)

    def _before(self, connection: apsw.Connection, prepared: Prepared) -> tuple[Stored | None, Stored | None] | None:
        """(the newest decision of this very record, the first of other bytes under its ids that came before it)."""
        row = connection.execute(
            "SELECT min(d.number), max(d.number) FROM lookup l JOIN decision d ON d.number = l.number "
            "WHERE l.hash = ? AND d.record_id = ?",
            (prepared.record_hash, prepared.content.record_id),
        ).fetchone()
        first, last = cast("tuple[int | None, int | None]", row)
        newest = None if last is None else self._reading.one(connection, last)
        other = None if prepared.key_hash is None else self._other_bytes(connection, prepared, first)
        return None if newest is None and other is None else (newest, other)

    def _other_bytes(self, connection: apsw.Connection, prepared: Prepared, before: int | None) -> Stored | None:
        """The first decision of other bytes under the record's ids; made before number `before`, where it is given.

        Only the first few are looked at: a sender may use one id for everything it ever sends.
        """
        record = prepared.entry.record
        key = identity(record)
        condition = "d.number IN (SELECT number FROM lookup WHERE hash = ? AND number < ? ORDER BY number LIMIT ?)"
        values = (prepared.key_hash, before or _LAST, _LOOKED_AT)
        for stored in self._reading.where(connection, f"{condition} ORDER BY d.number", values):
            # Of an erased one nothing but the hash is left to compare.
            same_ids = stored.record is None or identity(stored.record) == key
            if same_ids and stored.message.bytes_sha256 != record.bytes_sha256:
                return stored
        return None

    def _insert(self, connection: apsw.Connection, one: Numbered, originals: Mapping[bytes, Original]) -> None:
        content, number = one.content, one.number
        if number != self._number + 1:
            raise HistoryDamagedError(f"decision {self._number + 1} is in neither the tables nor the journal")
        message = self._messages.key(connection, content.message, originals)
        parties = self._parties.keys(connection, content.parties, number)
        texts = self._texts.keys(connection, content.texts, number)
        self._rows.append(
            (
                number,
                message,
                content.verdict,
                content.decided_at,
                self._basis(connection, content.basis),
                content.record_id,
                content.sha256,
                content.commitment,
                one.link,
                one.previous,
                one.conflict,
                packed_numbers(parties),
                packed_numbers(texts),
                content.secret,
                sealed_content(content, self._sealer),
                None,
            )
        )
        self._lookups.extend([(found, number) for found in content.lookups])
        self._number, self._link = number, one.link

    def _basis(self, connection: apsw.Connection, wanted: Basis) -> int:
        known = self._bases.get(wanted)
        if known is not None:
            return known
        policy = connection.execute("SELECT key FROM policy WHERE sha256 = ?", (wanted.policy,)).get
        if policy is None:
            raise WatchgateError(f"the policy {wanted.policy[:16]} was not made known to the history first")
        connection.execute(
            "INSERT INTO basis (position, policy, engine, weights, exceptions, warnings) VALUES (?,?,?,?,?,?)",
            (wanted.position, int(policy), wanted.engine, wanted.weights, wanted.exceptions, wanted.warnings),
        )
        if len(self._bases) >= _BASES_KNOWN:
            self._bases.clear()
        self._bases[wanted] = connection.last_insert_rowid()
        return self._bases[wanted]

    def _flush(self, connection: apsw.Connection) -> None:
        if self._rows:
            connection.executemany(
                "INSERT INTO decision VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", cast("list[tuple[int]]", self._rows)
            )
            connection.executemany("INSERT INTO lookup VALUES (?,?)", sorted(self._lookups))
            self._messages.flush(connection)
        self._parties.flush(connection)
        self._texts.flush(connection)
        self._rows, self._lookups = [], []
        self._there |= self._unwritten
        self._unwritten = set()


def same_substance(old: Decision, new: Decision) -> bool:
    """Whether `new` says what `old` said: then nothing that touches the record has changed.

    Position and instant always differ, and so do the ages of lists in warnings and the end of a hold. Another policy
    or engine makes another decision even where it comes out the same.
    """
    return _substance(old) == _substance(new)


def _substance(decision: Decision) -> tuple[object, ...]:
    return (
        decision.verdict,
        decision.rule,
        decision.matches,
        decision.not_compared,
        decision.policy_sha256,
        decision.engine,
        decision.weights,
        decision.after_hold,
        decision.decide_again_on,
        bool(decision.lag),
    )
