"""Decisions into rows, in the order of the chain: what the writer does inside one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import apsw
import msgspec

from watchgate.gate.history.chain import START, DecisionLink, decision_link
from watchgate.gate.history.entry import VERDICTS, Kept, Stored
from watchgate.gate.history.messages import Messages
from watchgate.gate.history.numbers import packed_numbers
from watchgate.gate.history.preparing import Prepared, identity, record_hash, tokens, with_decision
from watchgate.gate.history.reading import Reading
from watchgate.gate.history.sealing import Sealer
from watchgate.gate.history.shared import Shared
from watchgate.gate.service_conflict import conflicted
from watchgate.model.decision import Decision, sealed
from watchgate.model.errors import WatchgateError

_VERDICT = {verdict: number for number, verdict in enumerate(VERDICTS)}
_BASES_KNOWN = 10_000
_LOOKED_AT = 8
"""Decisions under one number of ids: numbers of different ids meet once in some hundred billions."""
_LAST = 1 << 62


class Recording:
    """Keeps the right edge of the chain between transactions. Not thread-safe: the writer's turn protects it."""

    def __init__(self, sealer: Sealer, reading: Reading) -> None:
        self._sealer = sealer
        self._reading = reading
        self._parties = Shared("party", sealer)
        self._texts = Shared("text", sealer, on_new=self._remember_tokens)
        self._messages = Messages(sealer)
        self._version = -1
        self.reset()

    def reset(self) -> None:
        """Forget everything: a connection was thrown away, or another process has written."""
        self._number, self._link = 0, START
        self._bases: dict[tuple[object, ...], int] = {}
        self._rows: list[tuple[object, ...]] = []
        self._lookups: list[tuple[int, int]] = []
        self._hashes: set[int] = set()
        self._there: set[int] = set()
        self._tokens: list[tuple[int, int]] = []
        self._parties.forget()
        self._texts.forget()
        self._messages.forget()
        self._version = -1

    def refresh(self, connection: apsw.Connection) -> None:
        """At the start of each transaction: see whether another connection has written since the last one."""
        version = int(connection.execute("PRAGMA data_version").get)
        if version == self._version:
            return
        self.reset()
        self._version = version
        last = connection.execute("SELECT number, link FROM decision ORDER BY number DESC LIMIT 1").fetchone()
        if last is not None:
            self._number, self._link = int(last[0]), bytes(last[1])

    def record(self, connection: apsw.Connection, batch: Sequence[Prepared]) -> list[Kept]:
        """Write a batch; each is answered with the decision that counts."""
        self._prepare(connection, batch)
        kept = [self._record(connection, one) for one in batch]
        self._flush(connection)
        return kept

    def _record(self, connection: apsw.Connection, prepared: Prepared) -> Kept:
        before = self._before(connection, prepared) if self._may_be_known(connection, prepared) else None
        if before is None:
            return self._insert(connection, prepared, None, None)
        last, conflict = before
        decision = prepared.entry.decision
        if conflict is not None:
            decision = conflicted(decision, conflict.sha256)
        if last is not None:
            if last.decision is not None and same_substance(last.decision, decision):
                return Kept(last.number, last.decision, repeated=True, conflict=last.conflict or 0)
            decision = sealed(msgspec.structs.replace(decision, previous=last.sha256))
        if decision is not prepared.entry.decision:
            prepared = with_decision(prepared, decision, self._sealer)
        return self._insert(
            connection, prepared, None if last is None else last.number, None if conflict is None else conflict.number
        )

    def _prepare(self, connection: apsw.Connection, batch: Sequence[Prepared]) -> None:
        """Ask once for a batch what of it is there already: a question for each would take longer than to write it."""
        self._parties.prepare(connection, (part for one in batch for part in one.parties))
        self._texts.prepare(connection, (part for one in batch for part in one.texts))
        self._messages.prepare(connection, (one.entry.received for one in batch))
        wanted = [found for one in batch for found in (one.record_hash, one.key_hash) if found is not None]
        rows = connection.execute(
            "SELECT DISTINCT hash FROM lookup WHERE hash IN (SELECT value FROM json_each(?))",
            (msgspec.json.encode(wanted).decode(),),
        ).fetchall()
        self._there = {int(row[0]) for row in rows}  # type: ignore[arg-type]

    def _may_be_known(self, connection: apsw.Connection, prepared: Prepared) -> bool:
        wanted = {prepared.record_hash, prepared.key_hash}
        if not wanted.isdisjoint(self._hashes):
            self._flush(connection)
            return True
        return not wanted.isdisjoint(self._there)

    def _before(self, connection: apsw.Connection, prepared: Prepared) -> tuple[Stored | None, Stored | None] | None:
        """(the newest decision of this very record, the first of other bytes under its ids that came before it)."""
        row = connection.execute(
            "SELECT min(d.number), max(d.number) FROM lookup l JOIN decision d ON d.number = l.number "
            "WHERE l.hash = ? AND d.record_id = ?",
            (prepared.record_hash, prepared.record_id),
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

    def _insert(
        self, connection: apsw.Connection, prepared: Prepared, previous: int | None, conflict: int | None
    ) -> Kept:
        entry = prepared.entry
        decision, message = entry.decision, entry.message
        self._number += 1
        number = self._number
        message_key = self._messages.key(connection, entry)
        parties = self._parties.keys(connection, prepared.parties, number, decision.position)
        texts = self._texts.keys(connection, prepared.texts, number, decision.position)
        warnings = msgspec.json.encode(decision.warnings).decode()
        self._link = decision_link(
            self._link,
            DecisionLink(
                number=number,
                bytes_sha256=bytes.fromhex(message.bytes_sha256),
                kind=message.kind,
                outcome=message.outcome.value,
                record_id=prepared.record_id,
                verdict=_VERDICT[decision.verdict],
                decided_at=decision.decided_at,
                position=decision.position,
                policy_sha256=decision.policy_sha256,
                engine=decision.engine,
                weights=decision.weights,
                exceptions=decision.exceptions_position,
                warnings=warnings,
                sha256=prepared.sha256,
                commitment=prepared.commitment,
                previous=previous,
                conflict=conflict,
            ),
        )
        self._rows.append(
            (
                number,
                message_key,
                _VERDICT[decision.verdict],
                decision.decided_at,
                self._basis(connection, decision, warnings),
                prepared.record_id,
                prepared.sha256,
                prepared.commitment,
                self._link,
                previous,
                conflict,
                packed_numbers(parties),
                packed_numbers(texts),
                prepared.secret,
                prepared.sealed,
                None,
            )
        )
        hashes = {prepared.record_hash, record_hash(decision.sha256), prepared.key_hash, *prepared.uetr_hashes}
        self._lookups.extend([(found, number) for found in hashes if found is not None])
        self._hashes.add(prepared.record_hash)
        if prepared.key_hash is not None:
            self._hashes.add(prepared.key_hash)
        return Kept(number, decision, conflict=conflict or 0)

    def _basis(self, connection: apsw.Connection, decision: Decision, warnings: str) -> int:
        wanted = (
            decision.position,
            decision.policy_sha256,
            decision.engine,
            decision.weights,
            decision.exceptions_position,
            warnings,
        )
        known = self._bases.get(wanted)
        if known is not None:
            return known
        policy = connection.execute("SELECT key FROM policy WHERE sha256 = ?", (decision.policy_sha256,)).get
        if policy is None:
            raise WatchgateError(f"the policy {decision.policy_sha256[:16]} was not made known to the history first")
        connection.execute(
            "INSERT INTO basis (position, policy, engine, weights, exceptions, warnings) VALUES (?,?,?,?,?,?)",
            (wanted[0], int(policy), *wanted[2:]),
        )
        if len(self._bases) >= _BASES_KNOWN:
            self._bases.clear()
        self._bases[wanted] = connection.last_insert_rowid()
        return self._bases[wanted]

    def _remember_tokens(self, text: int, content: bytes) -> None:
        words = tokens(content.decode("utf-8", "surrogatepass"))
        self._tokens.extend(
            [(self._sealer.lookup(b"token", word.encode("utf-8", "surrogatepass")), text) for word in words]
        )

    def _flush(self, connection: apsw.Connection) -> None:
        if self._rows:
            connection.executemany(
                "INSERT INTO decision VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", cast("list[tuple[int]]", self._rows)
            )
            connection.executemany("INSERT INTO lookup VALUES (?,?)", self._lookups)
            self._messages.flush(connection)
        self._parties.flush(connection)
        self._texts.flush(connection)
        if self._tokens:
            connection.executemany("INSERT OR IGNORE INTO token VALUES (?,?)", self._tokens)
        self._rows, self._lookups, self._tokens = [], [], []
        self._there |= self._hashes
        self._hashes = set()


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
