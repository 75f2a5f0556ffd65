"""CSV to messages: a header line of known columns, then one transaction a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from hashlib import sha256

import msgspec

from watchgate.gate.records.refused import RefusedError
from watchgate.gate.records.row_columns import COLUMNS, LONGEST, PARTIES, Values, check_columns
from watchgate.gate.records.row_record import refused_row, row_message
from watchgate.model.record import Message

MANY = ";"
"""Separates several names, countries, dates, identifiers, accounts of one party in a field."""

_SEVERAL = frozenset(name for name in COLUMNS if name.startswith(PARTIES) and not name.endswith("_address"))


def read_csv(text: str, digest: str, rail: str) -> Iterator[Message]:
    """A message for each row that is not blank, refused ones with their line. `digest` of the file, for its header."""
    delimiter = _delimiter(text.lstrip().partition("\n")[0])
    # Strict: a quotation mark that is never closed would make one field of all rows that follow it.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader)
            if any(field.strip() for field in fields):
                if header:
                    yield _row(header, fields, line, rail)
                else:
                    header = _header(fields)
        except StopIteration:
            break
        except csv.Error as error:
            yield refused_row("csv", digest, f"line {line}", RefusedError(f"is no CSV row: {error}"))
        except RefusedError as refusal:  # of the header: no row can be read without it
            yield refused_row("csv", digest, f"line {line}", refusal)
            return
    if not header:
        yield refused_row("csv", digest, "", RefusedError("is empty"))


def _delimiter(first: str) -> str:
    """Of the header line: tabs, else commas, else the semicolons of spreadsheets where commas are decimal."""
    return next((sign for sign in ("\t", ",", ";") if sign in first), ",")


def _header(fields: list[str]) -> list[str]:
    names = [field.strip().lower() for field in fields]
    if not any(name in COLUMNS for name in names):
        raise RefusedError(
            "is no format that is read here: ISO 20022 XML, MT, JSON, or CSV with columns such as transaction_id, "
            "debtor, creditor, text, amount, currency"
        )
    check_columns(names)
    return names


def _row(header: list[str], fields: list[str], line: int, rail: str) -> Message:
    digest = sha256(msgspec.json.encode((header, fields))).hexdigest()
    where = f"line {line}"
    if len(fields) != len(header):
        said = f"has {len(fields)} fields where the header has {len(header)}"
        return refused_row("csv", digest, where, RefusedError(said))
    values: Values = {}
    for name, field in zip(header, fields, strict=True):
        if len(field) > LONGEST:
            said = f"is longer than {LONGEST:,} characters"
            return refused_row("csv", digest, where, RefusedError(said, element=name))
        parts = field.split(MANY) if name in _SEVERAL else [field]
        values[name] = [part.strip() for part in parts if part.strip()]
    return row_message("csv", values, [], digest=digest, rail=rail, where=where)
