"""JSON from outside: one document a line, or one bounded document, with limits on size and depth."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from watchgate.model.errors import BadInputError
from watchgate.watch.lists.content import CHUNK_BYTES, TextGuard, open_content

MAX_DOCUMENT_BYTES = 256 << 20
MAX_JSON_LINE_BYTES = 16 << 20


def json_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Each line that is not blank, with its number from 1; the format decodes it."""
    with open_content(path) as stream:
        lines = io.BufferedReader(TextGuard(path, stream, MAX_JSON_LINE_BYTES), CHUNK_BYTES)
        for number, line in enumerate(lines, 1):
            text = line.strip()
            if text:
                yield number, text.removeprefix(b"\xef\xbb\xbf") if number == 1 else text


def json_document(path: Path) -> Any:
    """The one JSON document of a file of at most 256 MiB; BadInputError when it is none, or nested too deeply."""
    with open_content(path) as stream:
        content = stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(content) > MAX_DOCUMENT_BYTES:
        raise BadInputError(f"is a JSON document larger than {MAX_DOCUMENT_BYTES >> 20} MiB", where=str(path))
    return decode_json(content, where=str(path))


def decode_json(content: bytes, *, where: str) -> Any:
    """Decoded JSON; BadInputError for what is malformed, not UTF-8, or nested deeper than the interpreter's limit."""
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInputError(f"is not JSON: {error}", where=where) from error
    except RecursionError as error:
        raise BadInputError("is JSON nested too deeply", where=where) from error
