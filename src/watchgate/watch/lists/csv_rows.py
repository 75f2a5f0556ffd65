"""Rows of a delimited text file, strictly decoded, streamed, each with the line it begins on."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from watchgate.model.errors import BadInputError
from watchgate.watch.lists.content import CHUNK_BYTES, TextGuard, open_content

MAX_FIELD_CHARACTERS = 1 << 20
MAX_ROWS = 100_000_000
DOS_END_OF_FILE = ["\x1a"]
"""OFAC ends its files with a Ctrl-Z of its own: a row that says nothing."""

csv.field_size_limit(MAX_FIELD_CHARACTERS)


def csv_rows(
    path: Path,
    *,
    encoding: str = "utf-8-sig",
    delimiter: str = ",",
    header: bool = False,
    fallback: str | None = None,
) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with the number (from 1) of the line it begins on; `header`: leave out the first row.

    `fallback` (`cp1252` for publishers known to use it) is tried for the *whole* file when it is not in `encoding`:
    a file is never read half in one and half in another. BadInputError names the byte that cannot be decoded, the
    line of a field that is too long or a quotation mark that is never closed.
    """
    if fallback is not None and not decodes(path, encoding):
        encoding = fallback
    with open_content(path) as stream:
        buffered = io.BufferedReader(TextGuard(path, stream), CHUNK_BYTES)
        reader = csv.reader(
            io.TextIOWrapper(buffered, encoding=encoding, errors="strict", newline=""),
            delimiter=delimiter,
            strict=True,
        )
        line = 1
        try:
            for number, row in enumerate(reader):
                if row and row != DOS_END_OF_FILE and not (header and number == 0):
                    yield line, row
                line = reader.line_num + 1
                if number > MAX_ROWS:
                    raise BadInputError(f"has more than {MAX_ROWS} rows", where=str(path))
        except csv.Error as error:
            raise BadInputError(f"row that begins on line {line}: {error}", where=str(path)) from error
        except UnicodeDecodeError as error:
            raise wrong_encoding(path, encoding) from error


def decodes(path: Path, encoding: str) -> bool:
    """Whether every byte of the file can be decoded."""
    return _first_bad_byte(path, encoding) is None


def wrong_encoding(path: Path, encoding: str) -> BadInputError:
    """The error that says at which byte, counted from 0 in the expanded content, the file stops being `encoding`."""
    return BadInputError(
        f"is not {encoding.removesuffix('-sig').upper()} text: cannot decode byte {_first_bad_byte(path, encoding)}",
        where=str(path),
        hint="save it in the encoding its publisher uses",
    )


def _first_bad_byte(path: Path, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    read = 0
    with open_content(path) as stream:
        while True:
            chunk = stream.read(CHUNK_BYTES)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return read - pending + error.start
            if not chunk:
                return None
            read += len(chunk)
