"""Rows of a file of parties, CSV or JSON lines: read in bounded memory, a bad row told and stepped over.

Every row but a blank one comes out once, as a party or as an error, with the place where the next one begins: reading
can go on from there after an interruption.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

import msgspec

from watchgate.gate.records.row_header import Columns
from watchgate.gate.records.row_lines import Place, fields_of, records
from watchgate.model.errors import BadInputError
from watchgate.model.party import Party
from watchgate.risk.query import query_party

COLUMNS = ("id", "name", "schema", "birth_date", "country", "identifier")
REQUIRED = ("id", "name")
ONE = ("id", "schema")
_FILE = Columns(names=COLUMNS, required=REQUIRED, one=ONE)

Values = Mapping[str, Sequence[str]]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row: `party` or `error`. `id` as far as it could be read, `line` where it begins, `end`: the next one."""

    id: str
    line: int
    end: Place
    party: Party | None = None
    error: str | None = None


class PartyFile:
    """A file of parties. `unused`: columns that are not understood, so that a misspelt one is noticed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._header, self._first = _FILE.beginning(file, str(path))
        except OSError as error:
            raise BadInputError(f"cannot be read: {error.strerror or error}", where=str(path)) from error
        self.unused = tuple(name for name in self._header if name not in COLUMNS)

    @property
    def is_json(self) -> bool:
        """Whether it is JSON lines."""
        return not self._header

    def rows(self, start: Place | None = None) -> Iterator[Row]:
        """The rows from `start`, by default from the first."""
        begin = start if start is not None and start.offset > self._first.offset else self._first
        with self.path.open("rb") as file:
            file.seek(begin.offset)
            for raw, line, end, fault in records(file, begin, quoted=not self.is_json):
                yield self._row(raw, line, end, fault)

    def _row(self, raw: bytes, line: int, end: Place, fault: str | None) -> Row:
        if fault:
            return Row(id="", line=line, end=end, error=fault)
        row_id = ""
        try:
            fields = [] if self.is_json else fields_of(raw)
            row_id = _id_among(fields, self._header)
            values = _json_values(raw) if self.is_json else _FILE.values(fields, self._header)
            row_id = " ".join(values.get("id", ())).strip()
            party = _party(row_id, values)
        except BadInputError as error:
            return Row(id=row_id, line=line, end=end, error=str(error))
        return Row(id=row_id, line=line, end=end, party=party)


def _id_among(fields: Sequence[str], header: Sequence[str]) -> str:
    """The id of a row that may have too many or too few fields."""
    return next((text.strip() for name, text in zip(header, fields, strict=False) if name == "id"), "")


_Text: TypeAlias = str | int | None
_Texts: TypeAlias = _Text | Annotated[list[str | int], msgspec.Meta(max_length=1_000)]


class _JsonRow(msgspec.Struct):
    id: _Text = None
    name: _Texts = None
    schema: _Text = None
    birth_date: _Texts = None
    country: _Texts = None
    identifier: _Texts = None


def _json_values(raw: bytes) -> Values:
    try:
        row = msgspec.json.decode(raw, type=_JsonRow)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInputError(f"is no JSON row: {error}") from error
    found = msgspec.structs.asdict(row)
    return {
        name: [str(one) for one in (value if isinstance(value, list) else [value])]
        for name, value in found.items()
        if value is not None
    }


def _party(row_id: str, values: Values) -> Party:
    if not row_id:
        raise BadInputError("has no id")
    given = {name: [text for text in texts if text.strip()] for name, texts in values.items()}
    if not given.get("name"):
        raise BadInputError("has no name")
    return query_party(
        row_id,
        names=given["name"],
        schema=next(iter(given.get("schema", ())), None),
        birth_dates=given.get("birth_date", ()),
        countries=given.get("country", ()),
        identifiers=given.get("identifier", ()),
    )
