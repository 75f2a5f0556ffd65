"""Supposed: a ledger with one delivery more, which stands nowhere. What would it touch? Nothing is written for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

import msgspec

from watchgate.ledger.interface import Ledger, Snapshot
from watchgate.model.delivery import Delivery
from watchgate.model.errors import BadInputError
from watchgate.model.handling import Reader
from watchgate.model.statement import Entry, Locator, Retraction, Statement, Status

SOURCE = "supposed"
LARGEST_BYTES = 10_000_000
RETRACT = "retract"


def supposed_entries(data: bytes, where: str) -> tuple[Entry, ...]:
    """What a file supposes: JSON, one object or a list of them, each a statement (entity_id, schema, prop, value,
    dataset, and what else a statement may have) or `{"retract": "67.0"}`. BadInputError says what is none."""
    if len(data) > LARGEST_BYTES:
        raise BadInputError(f"it is larger than {LARGEST_BYTES:,} bytes", where=where)
    try:
        read = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadInputError(f"it is no JSON: {error}", where=where) from error
    found = read if isinstance(read, list) else [read]
    if not found:
        raise BadInputError("it supposes nothing", where=where)
    return tuple(_entry(one, f"{where}, object {number}") for number, one in enumerate(found, 1))


class Supposed:
    """`ledger` as it stands at `position`, with a delivery of `entries` behind it. Only reads go through."""

    def __init__(self, ledger: Ledger, entries: Sequence[Entry], position: int) -> None:
        self._ledger = ledger
        self._position = position
        own = tuple(
            msgspec.structs.replace(one, position=position + 1, ordinal=at) if isinstance(one, Statement) else one
            for at, one in enumerate(entries)
        )
        self.delivery = Delivery(source=SOURCE, entries=own, position=position + 1)

    def as_ledger(self) -> Ledger:
        """For whoever reads ledgers."""
        return cast("Ledger", self)

    def as_of(self, *, reader: Reader, position: int | None = None, **others: Any) -> Snapshot:
        """The evidence at a position, of which the supposed one is the last."""
        wanted = self._position + 1 if position is None else position
        found = self._ledger.as_of(reader=reader, position=min(wanted, self._position), **others)
        return cast("Snapshot", _With(found, self.delivery)) if wanted > self._position else found

    def follow(self, position: int, *, reader: Reader) -> Iterator[Delivery]:
        """Deliveries after `position`, the supposed one at the end."""
        for one in self._ledger.follow(position, reader=reader):
            if one.position > self._position:
                break
            yield one
        if position <= self._position:
            yield self.delivery

    def wait(self, position: int, timeout_s: float) -> int:  # noqa: ARG002 - nothing comes after it
        """Its position."""
        return self._position + 1

    def __getattr__(self, name: str) -> Any:
        if name in ("append", "append_many"):
            raise AttributeError(name)
        return getattr(self._ledger, name)


class _With:
    """A snapshot with what one delivery adds and takes back."""

    def __init__(self, snapshot: Snapshot, delivery: Delivery) -> None:
        self._snapshot = snapshot
        self._delivery = delivery
        self._added = [one for one in delivery.entries if isinstance(one, Statement)]
        self._taken = {one.target for one in delivery.entries if isinstance(one, Retraction)}

    @property
    def position(self) -> int:
        return self._delivery.position

    def entity(self, entity_id: str) -> tuple[Statement, ...]:
        there = (one for one in self._snapshot.entity(entity_id) if one.locator not in self._taken)
        return (*there, *(one for one in self._added if one.entity_id == entity_id))

    def was_named(self, entity_id: str) -> bool:
        return self._snapshot.was_named(entity_id) or any(one.entity_id == entity_id for one in self._added)

    def referring_to(self, entity_id: str) -> Iterator[Statement]:
        yield from (one for one in self._snapshot.referring_to(entity_id) if one.locator not in self._taken)
        yield from (one for one in self._added if one.value == entity_id and one.entity_id != entity_id)

    def statement(self, locator: Locator) -> Statement | None:
        if locator.position == self._delivery.position:
            return next((one for one in self._added if one.ordinal == locator.ordinal), None)
        found = self._snapshot.statement(locator)
        if found is not None and locator in self._taken:
            return msgspec.structs.replace(found, status=Status.RETRACTED)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._snapshot, name)


def _entry(said: Any, where: str) -> Entry:
    if isinstance(said, dict) and set(said) == {RETRACT}:
        position, _, ordinal = str(said[RETRACT]).partition(".")
        if not (position.isdecimal() and ordinal.isdecimal() and position.isascii() and ordinal.isascii()):
            raise BadInputError(f"{said[RETRACT]!r} is no locator", where=where, hint="write it like 67.0")
        return Retraction(target=Locator(int(position), int(ordinal)), reason=SOURCE)
    if not isinstance(said, dict):
        raise BadInputError("an object is needed", where=where)
    try:
        found = msgspec.convert({"dataset": SOURCE, **said, "type": "statement"}, Statement)
    except msgspec.ValidationError as error:
        raise BadInputError(str(error), where=where, hint="entity_id, schema, prop, value, dataset") from error
    unknown = sorted(set(said) - set(Statement.__struct_fields__) - {"type"})
    if unknown:
        raise BadInputError(f"a statement has no {unknown[0]!r}", where=where)
    return msgspec.structs.replace(found, status=Status.CONFIRMED)
