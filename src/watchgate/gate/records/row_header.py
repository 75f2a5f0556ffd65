"""The first line of a file of rows: CSV with known columns, or JSON lines, which have none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import BinaryIO, NamedTuple

from watchgate.gate.records.row_lines import BOM, Place, fields_of, records
from watchgate.model.errors import BadInputError

MANY = ";"
"""Stands between several values of one field."""


class Columns(NamedTuple):
    """`names`: those that are read; `required`: those that must be there; `one`: those that hold one value as it is."""

    names: tuple[str, ...]
    required: tuple[str, ...]
    one: tuple[str, ...]

    def beginning(self, file: BinaryIO, where: str) -> tuple[tuple[str, ...], Place]:
        """The header, () for JSON lines, and where the first row begins; BadInputError where neither stands there."""
        start = Place(len(BOM)) if file.read(len(BOM)) == BOM else Place()
        file.seek(start.offset)
        for raw, line, end, fault in records(file, start, quoted=True):
            if raw.lstrip()[:1] == b"{":
                return (), start
            if fault:
                raise BadInputError(fault, where=f"{where}, line {line}")
            return self._header(raw, where), end
        raise BadInputError("is empty", where=where)

    def values(self, fields: Sequence[str], header: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """The fields of a row by their column; BadInputError where there are more than columns."""
        if len(fields) > len(header):
            raise BadInputError(f"has {len(fields)} fields where the header has {len(header)}")
        found = dict(zip(header, fields, strict=False))
        return {
            name: [found[name]] if name in self.one else found[name].split(MANY) for name in self.names if name in found
        }

    def _header(self, raw: bytes, where: str) -> tuple[str, ...]:
        names = tuple(name.strip().lower() for name in fields_of(raw))
        missing = [name for name in self.required if name not in names]
        if missing:
            raise BadInputError(
                f"the first line names no column {' and '.join(missing)}",
                where=where,
                hint=f"the columns are {', '.join(self.names)}, separated by commas; or JSON lines with these keys",
            )
        if len(set(names)) < len(names):
            raise BadInputError("a column is named twice", where=where)
        return names
