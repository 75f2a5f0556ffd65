"""The ledger as a list of deliveries, slow and obviously right: what the property tests compare a backend with.

Every answer is worked out from the whole list by the words of `interface.py`, with no index, no key and no hash.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from watchgate.ledger.references import REFERENCE_PROPS
from watchgate.model.delivery import Delivery
from watchgate.model.handling import Handling, Reader, may_read
from watchgate.model.statement import (
    Confirmation,
    Entry,
    Locator,
    Marking,
    Retraction,
    Statement,
    Status,
)


class Refused(Exception):  # noqa: N818 - the model's own word
    """The model would not take the delivery."""


class LedgerModel:
    """`deliveries[n - 1]` is the delivery at position n, its entries with absolute targets and locators."""

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []

    def append(self, draft: Delivery, recorded_at: int) -> None:
        position = len(self.deliveries) + 1
        entries: list[Entry] = []
        for ordinal, entry in enumerate(draft.entries):
            if isinstance(entry, Statement):
                if entry.status is Status.RETRACTED:
                    raise Refused
                entries.append(msgspec.structs.replace(entry, position=position, ordinal=ordinal))
                continue
            target = Locator(entry.target.position or position, entry.target.ordinal)
            if entry.target.position == position:
                raise Refused
            self._check(entry, target, [*self._all_entries(), *entries])
            entries.append(msgspec.structs.replace(entry, target=target))
        self.deliveries.append(
            msgspec.structs.replace(draft, entries=tuple(entries), position=position, recorded_at=recorded_at)
        )

    def position_at(self, recorded_at: int) -> int:
        return sum(1 for delivery in self.deliveries if delivery.recorded_at <= recorded_at)

    def without_unseen(self, reader: Reader, now_us: int) -> LedgerModel:
        """The same ledger with everything left out that `reader` may not see; positions and ordinals stay."""
        kept = LedgerModel()
        for delivery in self.deliveries:
            visible = may_read(delivery.handling, reader, now_us)
            entries = tuple(
                entry
                for entry in delivery.entries
                if (
                    self.may_see(entry, reader, now_us)
                    if isinstance(entry, Statement)
                    else isinstance(entry, Marking) or (visible and self._sees_target(entry, reader, now_us))
                )
            )
            kept.deliveries.append(msgspec.structs.replace(delivery, entries=entries))
        return kept

    def may_see(self, statement: Statement, reader: Reader, now_us: int) -> bool:
        return may_read(self._handling(statement.locator), reader, now_us)

    def snapshot(self, reader: Reader, position: int, valid_at: str | None, now_us: int) -> ModelSnapshot:
        return ModelSnapshot(self, reader, position, valid_at, now_us)

    def follow(self, position: int, reader: Reader, now_us: int) -> list[tuple[int, tuple[Entry, ...]]]:
        found = []
        for delivery in self.deliveries[position:]:
            visible = may_read(delivery.handling, reader, now_us)
            entries = tuple(
                entry
                for entry in delivery.entries
                if (
                    self.may_see(entry, reader, now_us)
                    if isinstance(entry, Statement)
                    else visible and self._sees_target(entry, reader, now_us)
                )
            )
            found.append((delivery.position, entries))
        return found

    def statement_at(self, locator: Locator) -> Statement | None:
        for entry in self._all_entries():
            if isinstance(entry, Statement) and entry.locator == locator:
                return entry
        return None

    def _sees_target(self, act: Retraction | Confirmation | Marking, reader: Reader, now_us: int) -> bool:
        target = self.statement_at(act.target)
        return target is not None and self.may_see(target, reader, now_us)

    def _all_entries(self) -> Iterator[Entry]:
        for delivery in self.deliveries:
            yield from delivery.entries

    def _handling(self, locator: Locator) -> Handling:
        found = self.deliveries[locator.position - 1].handling
        for entry in self._all_entries():
            if isinstance(entry, Marking) and entry.target == locator:
                found = entry.handling
        return found

    @staticmethod
    def _check(act: Retraction | Confirmation | Marking, target: Locator, before: list[Entry]) -> None:
        statements = [entry for entry in before if isinstance(entry, Statement) and entry.locator == target]
        if not statements:
            raise Refused
        if isinstance(act, Marking):
            return
        if any(isinstance(entry, Retraction) and entry.target == target for entry in before):
            raise Refused
        if isinstance(act, Confirmation) and statements[0].status is not Status.PROPOSED:
            raise Refused


class ModelSnapshot:
    def __init__(self, model: LedgerModel, reader: Reader, position: int, valid_at: str | None, now_us: int) -> None:
        self.model = model
        self.reader = reader
        self.position = position
        self.valid_at = valid_at
        self.now_us = now_us

    def statement(self, locator: Locator) -> Statement | None:
        found = self.model.statement_at(locator)
        if found is None or locator.position > self.position or not self.model.may_see(found, self.reader, self.now_us):
            return None
        status = found.status
        for delivery in self.model.deliveries[: self.position]:
            if not may_read(delivery.handling, self.reader, self.now_us):
                continue
            for entry in delivery.entries:
                if isinstance(entry, Confirmation) and entry.target == locator and status is Status.PROPOSED:
                    status = Status.CONFIRMED
                if isinstance(entry, Retraction) and entry.target == locator:
                    status = Status.RETRACTED
        return msgspec.structs.replace(found, status=status)

    def in_force(self) -> list[Statement]:
        found = []
        for delivery in self.model.deliveries[: self.position]:
            for entry in delivery.entries:
                if isinstance(entry, Statement):
                    stands = self.statement(entry.locator)
                    if stands is not None and stands.status is not Status.RETRACTED and self._valid(stands):
                        found.append(stands)
        return found

    def entity(self, entity_id: str) -> list[Statement]:
        return [statement for statement in self.in_force() if statement.entity_id == entity_id]

    def was_named(self, entity_id: str) -> bool:
        said = (one for delivery in self.model.deliveries for one in delivery.entries if isinstance(one, Statement))
        return any(one.entity_id == entity_id and self.statement(one.locator) is not None for one in said)

    def entities(self) -> dict[str, list[Statement]]:
        found: dict[str, list[Statement]] = {}
        for statement in self.in_force():
            found.setdefault(statement.entity_id, []).append(statement)
        return found

    def source(self, source: str) -> list[Statement]:
        visible = {delivery.position for delivery in self.deliveries(source)}
        return [statement for statement in self.in_force() if statement.position in visible]

    def referring_to(self, entity_id: str) -> list[Statement]:
        return [
            statement
            for statement in self.in_force()
            if statement.value == entity_id and statement.prop in REFERENCE_PROPS and statement.entity_id != entity_id
        ]

    def deliveries(self, source: str | None = None) -> list[Delivery]:
        return [
            delivery
            for delivery in self.model.deliveries[: self.position]
            if may_read(delivery.handling, self.reader, self.now_us) and source in (None, delivery.source)
        ]

    def _valid(self, statement: Statement) -> bool:
        """[from, to) over days; a month or year stands for its first day."""
        if self.valid_at is None:
            return True
        begins, ends = (_first_day(text) for text in (statement.valid_from, statement.valid_to))
        return (begins is None or begins <= self.valid_at) and (ends is None or self.valid_at < ends)


def _first_day(text: str | None) -> str | None:
    return None if text is None else text + "-01-01"[len(text) - 4 :]
