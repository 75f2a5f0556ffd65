"""Physical rows of a CSV or JSON lines file, in bounded memory: a broken one is told and stepped over.

Each comes with the place where the next one begins: reading can go on from there after an interruption.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from watchgate.model.errors import BadInputError

LINE_BYTES = 65_536
"""Longer physical lines are no row."""
RECORD_LINES = 32
"""A quoted field may run over so many lines; an opening quote that is not closed by then is a stray one."""
BOM = b"\xef\xbb\xbf"


class Place(msgspec.Struct, frozen=True):
    """Where a row begins: byte offset and 1-based line."""

    offset: int = 0
    line: int = 1


def records(file: BinaryIO, start: Place, *, quoted: bool) -> Iterator[tuple[bytes, int, Place, str | None]]:
    """(bytes, line, place after it, fault) of each record that is not blank."""
    at = start
    while True:
        raw, after, fault = _line(file, at)
        if not raw:
            return
        if quoted and not fault and raw.count(b'"') % 2:
            raw, after, fault = _quoted(file, at, raw, after)
        if raw.strip() or fault:
            yield raw, at.line, after, fault
        at = after


def _line(file: BinaryIO, at: Place) -> tuple[bytes, Place, str | None]:
    raw = file.readline(LINE_BYTES)
    offset, fault = at.offset + len(raw), None
    while raw and not raw.endswith(b"\n") and (rest := file.readline(LINE_BYTES)):
        fault = f"the line is longer than {LINE_BYTES} bytes"
        offset += len(rest)
        if rest.endswith(b"\n"):
            break
    return raw, Place(offset, at.line + 1), fault


def _quoted(file: BinaryIO, at: Place, raw: bytes, after: Place) -> tuple[bytes, Place, str | None]:
    """A record whose quoted field runs over several lines; a quote that is never closed spoils its own line only."""
    whole, end, quotes = raw, after, raw.count(b'"')
    for _ in range(RECORD_LINES - 1):
        more, end, fault = _line(file, end)
        if not more or fault or len(whole) + len(more) > LINE_BYTES:
            break
        whole += more
        quotes += more.count(b'"')
        if quotes % 2 == 0:
            return whole, end, None
    file.seek(after.offset)
    return raw, after, f"a quoted field that begins on line {at.line} is not closed"


def fields_of(raw: bytes) -> list[str]:
    """The fields of one CSV record; BadInputError when it is none."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInputError(f"is not UTF-8 at byte {error.start + 1} of the row") from error
    if "\x00" in text:
        raise BadInputError("holds a NUL byte")
    try:
        (fields,) = csv.reader([text.rstrip("\r\n")], strict=True)
    except (csv.Error, ValueError) as error:
        raise BadInputError(f"is no CSV row: {error}") from error
    return fields
