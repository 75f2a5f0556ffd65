"""A file of customers, CSV or JSON lines, row by row in bounded memory: a bad row is told and stepped over.

In CSV an owner has a row of its own, anywhere in the file, which names its customer in `owner_of`; in JSON lines it
may stand inside the customer's object instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np

from watchgate.gate.records.customer_row import (
    COLUMNS,
    MOST_OWNERS,
    ONE,
    JsonCustomer,
    Values,
    checked_id,
    customer_of,
    id_of,
    is_end,
    owner_of,
    values_of,
)
from watchgate.gate.records.row_header import Columns
from watchgate.gate.records.row_lines import Place, fields_of, records
from watchgate.model.customer import Customer, Owner
from watchgate.model.errors import BadInputError

_FILE = Columns(names=COLUMNS, required=("id", "name"), one=ONE)


class CustomerRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row: a `customer` with its owners, an end (`ends`), or an `error`. `id` as far as it could be read, `line`
    where it begins, `end`: where the next one does."""

    id: str
    line: int
    end: Place
    customer: Customer | None = None
    ends: bool = False
    error: str = ""


class CustomerFile:
    """`unused`: columns that are not understood, so that a misspelt one is noticed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._header, self._first = _FILE.beginning(file, str(path))
        except OSError as error:
            raise BadInputError(f"cannot be read: {error.strerror or error}", where=str(path)) from error
        self.unused = tuple(name for name in self._header if name not in COLUMNS)
        self._owners: _OwnerRows | None = None

    @property
    def is_json(self) -> bool:
        """Whether it is JSON lines."""
        return not self._header

    def rows(self, start: Place | None = None) -> Iterator[CustomerRow]:
        """The rows of customers from `start`, by default from the first, and the owners' rows that cannot be used."""
        if self._owners is None:
            self._owners = self._owner_rows()
        begin = start if start is not None and start.offset > self._first.offset else self._first
        with self.path.open("rb") as file, self.path.open("rb") as beside:
            file.seek(begin.offset)
            for raw, line, end, fault in records(file, begin, quoted=not self.is_json):
                row = self._row(beside, raw, line, end, fault)
                if row is not None:
                    yield row

    def _row(self, beside: BinaryIO, raw: bytes, line: int, end: Place, fault: str | None) -> CustomerRow | None:
        """None for the row of an owner whose customer is in the file: it comes with the customer."""
        if fault:
            return CustomerRow(id="", line=line, end=end, error=fault)
        number = ""
        try:
            values, nested = self._read(raw)
            number = id_of(values)
            if whose := _whose(values):
                return self._orphan(whose, number, line, end)
            if is_end(values):
                return CustomerRow(id=checked_id(number), line=line, end=end, ends=True)
            owners = [*nested, *self._owners_of(beside, number)]
            return CustomerRow(id=number, line=line, end=end, customer=customer_of(values, owners))
        except BadInputError as error:
            return CustomerRow(id=number, line=line, end=end, error=str(error))

    def _read(self, raw: bytes) -> tuple[Values, list[Owner]]:
        if self.is_json:
            return read_object(raw)
        return _FILE.values(fields_of(raw), self._header), []

    def _orphan(self, whose: str, number: str, line: int, end: Place) -> CustomerRow | None:
        assert self._owners is not None
        if self._owners.customer_is_there(whose):
            return None
        return CustomerRow(
            id="",
            line=line,
            end=end,
            error=f"owner {number!r} is of a customer that is not in the file: {whose[:80]!r}",
        )

    def _owners_of(self, beside: BinaryIO, number: str) -> Iterator[Owner]:
        assert self._owners is not None
        places = self._owners.of(number)
        if len(places) > 10 * MOST_OWNERS:
            raise BadInputError(f"has more than {MOST_OWNERS} owners")
        for place in places:
            beside.seek(place.offset)
            raw, _, _, fault = next(records(beside, place, quoted=not self.is_json))
            if fault:
                raise BadInputError(f"an owner on line {place.line}: {fault}")
            try:
                values, _ = self._read(raw)
                if _whose(values) == number:
                    yield owner_of(values)
            except BadInputError as error:
                raise BadInputError(f"its owner on line {place.line}: {error}") from error

    def _owner_rows(self) -> _OwnerRows:
        """Where the owners' rows are: one reading of the file ahead, where it may have any."""
        found = _OwnerRows()
        if not self.is_json and "owner_of" not in self._header:
            return found
        with self.path.open("rb") as file:
            file.seek(self._first.offset)
            at = self._first
            for raw, line, end, fault in records(file, at, quoted=not self.is_json):
                begin, at = at, end
                if fault or (self.is_json and b'"owner_of"' not in raw and b"\\u" not in raw):
                    continue
                try:
                    values, _ = self._read(raw)
                    whose = _whose(values)
                except BadInputError:
                    continue
                if whose:
                    found.add(whose, Place(begin.offset, line))
            found.sort()
        with self.path.open("rb") as file:
            file.seek(self._first.offset)
            if len(found):
                for raw, _, _, fault in records(file, self._first, quoted=not self.is_json):
                    found.note_customer(self._customer_id(raw) if not fault else "")
        return found

    def _customer_id(self, raw: bytes) -> str:
        try:
            values, _ = self._read(raw)
            return "" if _whose(values) else id_of(values)
        except BadInputError:
            return ""


def read_object(raw: bytes) -> tuple[Values, list[Owner]]:
    """The columns of one JSON object, and the owners inside; BadInputError when it is none."""
    try:
        row = msgspec.json.decode(raw, type=JsonCustomer)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInputError(f"is no JSON row: {error}") from error
    return values_of(row), [owner_of(values_of(one)) for one in row.owners]


class _OwnerRows:
    """Places of owners' rows by a hash of whose they are: sixteen bytes each, however many there are."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, int, int]] = []
        self._keys = np.zeros(0, dtype=np.uint64)
        self._there: set[int] = set()

    def add(self, whose: str, place: Place) -> None:
        """One more row."""
        self._rows.append((_hash(whose), place.offset, place.line))

    def sort(self) -> None:
        """All rows are there."""
        self._rows.sort()
        self._keys = np.array([key for key, _, _ in self._rows], dtype=np.uint64)

    def of(self, whose: str) -> Sequence[Place]:
        """The rows that may be of this customer, in the order of the file."""
        if not self._rows:
            return ()
        key = np.uint64(_hash(whose))
        low, high = np.searchsorted(self._keys, key, "left"), np.searchsorted(self._keys, key, "right")
        return [Place(offset, line) for _, offset, line in self._rows[int(low) : int(high)]]

    def note_customer(self, number: str) -> None:
        """A customer of the file; kept where owners ask for it."""
        if number and len(self.of(number)):
            self._there.add(_hash(number))

    def customer_is_there(self, whose: str) -> bool:
        """Whether the file has a row of this customer itself."""
        return _hash(whose) in self._there

    def __len__(self) -> int:
        return len(self._rows)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _whose(values: Values) -> str:
    return " ".join(" ".join(values.get("owner_of", ())).split())
