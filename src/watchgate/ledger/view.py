"""What one reader sees at one position: rows of the ledger in, statements as they stand out.

The rules, in one place. A statement's handling is that of its newest marking in the whole ledger, else its delivery's:
access is a matter of the present. A retraction or confirmation takes effect for those who may see its delivery, and
only up to the position asked about.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import TypeAlias

from watchgate.ledger.canonical import (
    UNREADABLE,
    ConfirmationRow,
    EntryRow,
    ListRow,
    MarkingRow,
    RetractionRow,
    StatementRow,
    decode_row,
    handling_from,
    statement_from,
)
from watchgate.ledger.known import KnownHeaders
from watchgate.ledger.rows import is_sound, key_of, locator_of
from watchgate.ledger.schema import ORDINAL_BITS
from watchgate.model.errors import LedgerDamagedError
from watchgate.model.handling import Handling, Reader, may_read
from watchgate.model.statement import ListRecord, Statement, Status

StoredRow: TypeAlias = tuple[int, int, int | None, int, bytes]
"""(at, entity, target, crc, payload) as read."""

_CONFIRMED = Status.CONFIRMED
_ORDINALS = (1 << ORDINAL_BITS) - 1


class View:
    """For one reader at one instant. `end`: the first row key that was not known at the position asked about."""

    def __init__(self, known: KnownHeaders, reader: Reader, now_us: int, end: int, valid_at: str | None) -> None:
        self.known = known
        self.reader = reader
        self.everything = reader.everything
        self.now_us = now_us
        self.end = end
        self.valid_at = valid_at
        self._seen: dict[int, bool] = {}

    def sees_delivery(self, position: int) -> bool:
        """Whether the reader may see what carries this delivery's own handling."""
        if self.everything:
            return True
        seen = self._seen.get(position)
        if seen is None:
            seen = self._may_read(self.known.get(position).handling)
            self._seen[position] = seen
        return seen

    def in_force(self, rows: Iterable[StoredRow]) -> list[Statement]:
        """The statements among `rows` that stand, in ledger order. All acts upon them must be among the rows."""
        statements, acts = self._split(rows)
        if self.everything and not acts and self.valid_at is None:
            read = self.read_statement
            return [read(row) for row in statements]
        gone, confirmed, marks = self._effects(acts) if acts else _NO_EFFECTS
        found = [
            self.read_statement(row, Status.CONFIRMED if row[0] in confirmed else None)
            for row in statements
            if row[0] not in gone and (self.everything or self.sees(row[0], marks))
        ]
        if self.valid_at is None:
            return found
        return [statement for statement in found if _holds(statement, self.valid_at)]

    def one(self, row: StoredRow, acts: list[StoredRow]) -> Statement | None:
        """One statement as it stands, retracted ones too; None when the reader may not see it."""
        gone, confirmed, marks = self._effects(acts)
        at = row[0]
        if at >= self.end or not self.sees(at, marks):
            return None
        status = Status.RETRACTED if at in gone else Status.CONFIRMED if at in confirmed else None
        return self.read_statement(row, status)

    def sees(self, at: int, marks: dict[int, Handling]) -> bool:
        """Whether the reader may see the statement at this key, given the newest markings."""
        if self.everything:
            return True
        mark = marks.get(at)
        return self.sees_delivery(at >> ORDINAL_BITS) if mark is None else self._may_read(mark)

    def read_statement(self, row: StoredRow, status: Status | None = None) -> Statement:
        """The statement of a row, checked; `status` None means as asserted."""
        at, payload = row[0], row[4]
        found = read_row(row)
        if type(found) is not StatementRow:
            raise LedgerDamagedError(f"entry {locator_of(at)} is not a statement")
        position, ordinal = at >> ORDINAL_BITS, at & _ORDINALS
        delivery_id = self.known.get(position).id
        entry_id = sha256(delivery_id + ordinal.to_bytes(8, "big") + payload).hexdigest()
        evidence = found.evidence
        if payload[-2:] == b"]]" and type(evidence) is ListRow:
            # A row that ends with its evidence says nothing behind it: so do most, and this takes half the time.
            return Statement(
                entity_id=found.entity_id,
                schema=found.schema,
                prop=found.prop,
                value=found.value,
                dataset=found.dataset,
                evidence=ListRecord(evidence.record_id, evidence.sha256),
                status=status or _CONFIRMED,
                id=entry_id,
                position=position,
                ordinal=ordinal,
            )
        return statement_from(
            found,
            entry_id=entry_id,
            position=position,
            ordinal=ordinal,
            status=status or found.status or _CONFIRMED,
        )

    def newest_marks(self, acts: Iterable[StoredRow]) -> dict[int, Handling]:
        """Target key -> handling, by the last marking of each."""
        marks: dict[int, Handling] = {}
        for row in acts:
            if row[2] is not None:
                found = read_act(row)
                if isinstance(found, MarkingRow):
                    marks[row[2]] = handling_from(found.handling)
        return marks

    def _may_read(self, handling: Handling) -> bool:
        return may_read(handling, self.reader, self.now_us)

    def _split(self, rows: Iterable[StoredRow]) -> tuple[list[StoredRow], list[StoredRow]]:
        statements: list[StoredRow] = []
        acts: list[StoredRow] = []
        for row in rows:
            if row[2] is not None:
                acts.append(row)
            elif row[0] < self.end:
                statements.append(row)
        return statements, acts

    def _effects(self, acts: list[StoredRow]) -> tuple[set[int], set[int], dict[int, Handling]]:
        gone: set[int] = set()
        confirmed: set[int] = set()
        for row in acts:
            at, target = row[0], row[2]
            if at < self.end and target is not None and self.sees_delivery(at >> ORDINAL_BITS):
                act = read_act(row)
                if type(act) is RetractionRow:
                    gone.add(target)
                elif type(act) is ConfirmationRow:
                    confirmed.add(target)
        return gone, confirmed, {} if self.everything else self.newest_marks(acts)


_NO_EFFECTS: tuple[set[int], set[int], dict[int, Handling]] = (set(), set(), {})


def _holds(statement: Statement, when: str) -> bool:
    """Whether the statement claims to hold in the world on the day `when`."""
    return (statement.valid_from is None or when >= statement.valid_from) and (
        statement.valid_to is None or when < statement.valid_to
    )


def read_act(row: StoredRow) -> RetractionRow | ConfirmationRow | MarkingRow:
    """The decoded act; LedgerDamagedError when the row was found under a target it does not have."""
    found = read_row(row)
    at, target = row[0], row[2]
    if isinstance(found, StatementRow) or key_of(found.target[0] or at >> ORDINAL_BITS, found.target[1]) != target:
        raise LedgerDamagedError(f"entry {locator_of(at)} is not found under its target")
    return found


def read_row(row: StoredRow) -> EntryRow:
    """The decoded row; LedgerDamagedError names the entry when its bytes are not what was stored."""
    at, entity, _, crc, payload = row
    if not is_sound(at, entity, crc, payload):
        raise LedgerDamagedError(f"entry {locator_of(at)} does not give its check sum")
    try:
        return decode_row(payload)
    except UNREADABLE as error:
        raise LedgerDamagedError(f"entry {locator_of(at)} cannot be read") from error
