"""Rows into decisions: what is stored, opened and put together again."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias, cast

import apsw
import msgspec

from watchgate.gate.history.entry import VERDICTS, Stored
from watchgate.gate.history.failures import HistoryDamagedError
from watchgate.gate.history.messages import message_of
from watchgate.gate.history.numbers import unpacked_numbers
from watchgate.gate.history.packing import Packed, not_compared_of, record_of, unpack, unpack_party
from watchgate.gate.history.sealing import Sealer
from watchgate.model.decision import Decision

Archived: TypeAlias = Callable[[int, int], bytes | None]
"""(number of a decision, key of the archive's file it was moved to) -> its sealed content."""

COLUMNS = """
SELECT d.number, d.verdict, d.decided_at, d.record_id, d.sha256, d.previous, d.conflict, d.parties, d.texts,
    d.secret, d.sealed, d.archived, d.commitment, d.link, p.sha256,
    b.position, y.sha256, b.engine, b.weights, b.exceptions, b.warnings,
    m.kind, m.outcome, m.sha256, m.secret, m.sealed, m.key, m.original, o.sha256
FROM decision d JOIN basis b ON b.key = d.basis JOIN policy y ON y.key = b.policy
    JOIN message m ON m.key = d.message JOIN original o ON o.key = m.original
    LEFT JOIN decision p ON p.number = d.previous
"""
"""Every decision with all it refers to by number."""


class Row(msgspec.Struct, frozen=True, array_like=True):
    """One row of COLUMNS."""

    number: int
    verdict: int
    decided_at: int
    record_id: bytes
    sha256: bytes
    previous: int | None
    conflict: int | None
    parties: bytes
    texts: bytes
    secret: bytes | None
    sealed: bytes | None
    archived: int | None
    commitment: bytes
    link: bytes
    previous_sha256: bytes | None
    position: int
    policy_sha256: str
    engine: str
    weights: str
    exceptions: int
    warnings: str
    kind: str
    outcome: str
    message_sha256: bytes
    message_secret: bytes | None
    message_sealed: bytes | None
    message: int
    original: int
    original_sha256: bytes

    @property
    def bytes_sha256(self) -> bytes:
        """Of the message: its own, or that of what came in when it was all there was in it."""
        return self.message_sha256 or self.original_sha256


class Reading:
    """Reads on any connection it is given."""

    def __init__(self, sealer: Sealer, archived: Archived) -> None:
        """`archived` finds the sealed content of rows that were rolled into Parquet."""
        self._sealer = sealer
        self._archived = archived

    def one(self, connection: apsw.Connection, number: int) -> Stored | None:
        """The decision `number`."""
        return next(self.where(connection, "d.number = ?", (number,)), None)

    def found(self, connection: apsw.Connection, lookup: int) -> list[Stored]:
        """Those found under a lookup number, in order. What was meant must be compared: numbers collide."""
        return list(
            self.where(
                connection, "d.number IN (SELECT number FROM lookup WHERE hash = ?) ORDER BY d.number", (lookup,)
            )
        )

    def where(self, connection: apsw.Connection, condition: str, values: tuple[object, ...] = ()) -> Iterator[Stored]:
        """Those that meet a condition in SQL, read whole before the first is given."""
        for row in self.rows(connection, condition, values):
            yield self.stored(connection, row)

    def rows(self, connection: apsw.Connection, condition: str, values: tuple[object, ...] = ()) -> list[Row]:
        """The bare rows."""
        found: list[tuple[Any, ...]] = connection.execute(
            f"{COLUMNS} WHERE {condition}", cast("tuple[int]", values)
        ).fetchall()
        return [Row(*row) for row in found]

    def stored(self, connection: apsw.Connection, row: Row) -> Stored:
        """A row opened; HistoryDamagedError when its parts do not fit together."""
        what = f"decision {row.number}"
        parties, texts = unpacked_numbers(row.parties), unpacked_numbers(row.texts)
        message = message_of(
            row.kind,
            row.outcome,
            row.bytes_sha256.hex(),
            row.message_secret,
            row.message_sealed,
            self._sealer,
            f"message {row.message}",
        )
        record = decision = None
        content = self.content(row)
        party_contents = self.contents(connection, "party", parties)
        text_contents = self.contents(connection, "text", texts)
        if content is not None and None not in party_contents and None not in text_contents:
            try:
                packed = unpack(content)
                record = record_of(
                    packed,
                    record_id=row.record_id.hex(),
                    kind=row.kind,
                    bytes_sha256=row.bytes_sha256.hex(),
                    parties=[unpack_party(one) for one in party_contents if one is not None],
                    texts=[one.decode("utf-8", "surrogatepass") for one in text_contents if one is not None],
                )
                decision = _decision(row, packed)
            except (ValueError, zlib.error) as error:
                raise HistoryDamagedError(f"{what} cannot be read: {error}") from error
        return Stored(
            number=row.number,
            record_id=row.record_id.hex(),
            sha256=row.sha256.hex(),
            verdict=VERDICTS[row.verdict],
            decided_at=row.decided_at,
            position=row.position,
            policy_sha256=row.policy_sha256,
            engine=row.engine,
            weights=row.weights,
            exceptions_position=row.exceptions,
            message=message,
            original=row.original,
            record=record,
            decision=decision,
            parties=parties,
            texts=texts,
            previous=row.previous,
            conflict=row.conflict,
        )

    def content(self, row: Row) -> bytes | None:
        """The packed record and decision of a row; None when it was erased."""
        if row.secret is None:
            return None
        sealed = row.sealed if row.archived is None else self._archived(row.number, row.archived)
        if sealed is None:
            raise HistoryDamagedError(f"decision {row.number} has lost its content")
        return self._sealer.open(row.secret, sealed, f"decision {row.number}")

    def contents(self, connection: apsw.Connection, table: str, keys: Sequence[int]) -> list[bytes | None]:
        """What is kept under the numbers of parties or texts; None for each that was erased."""
        found: list[bytes | None] = []
        for key in keys:
            row = connection.execute(f"SELECT secret, sealed FROM {table} WHERE key = ?", (key,)).fetchone()  # noqa: S608
            if row is None:
                raise HistoryDamagedError(f"{table} {key} is missing")
            secret, sealed = cast("tuple[bytes | None, bytes | None]", row)
            if secret is None or sealed is None:
                found.append(None)
            else:
                found.append(self._sealer.open(secret, sealed, f"{table} {key}"))
        return found


def _decision(row: Row, packed: Packed) -> Decision:
    return Decision(
        record_id=row.record_id.hex(),
        verdict=VERDICTS[row.verdict],
        decided_at=row.decided_at,
        position=row.position,
        policy_sha256=row.policy_sha256,
        engine=row.engine,
        weights=row.weights,
        exceptions_position=row.exceptions,
        matches=packed.matches,
        not_compared=not_compared_of(packed),
        warnings=tuple(msgspec.json.decode(row.warnings, type=tuple[str, ...])),
        rule=packed.rule,
        reason=packed.reason,
        hold_until=packed.hold_until,
        after_hold=packed.after_hold,
        decide_again_on=packed.decide_again_on,
        lag=packed.lag,
        previous=row.previous_sha256.hex() if row.previous_sha256 is not None else "",
        sha256=row.sha256.hex(),
    )
