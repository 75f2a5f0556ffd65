"""Rows of an OpenDocument spreadsheet (.ods): a zip archive with one XML document of cells, both read under limits.

The cells' document is copied out under a size and expansion limit and read like any XML list: no DTD, no entities,
bounded. Repeated empty cells and rows, with which spreadsheets fill a sheet to its edge, are not made.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from watchgate.model.errors import BadInputError
from watchgate.watch.lists.content import checked_size
from watchgate.watch.lists.opening import xml_records

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
CONTENT = "content.xml"
MAX_CONTENT_BYTES = 512 << 20
"""The UK list, 5,302 rows of 8 cells, takes 7 MB."""
MAX_RATIO = 250
FREE_EXPANSION = 16 << 20
MAX_COLUMNS = 1_024
"""Cells of a row that are made; sheets repeat empty ones up to 16,384."""


def is_ods(head: bytes) -> bool:
    """Whether a file begins like an OpenDocument spreadsheet or another zip archive that may be one."""
    return head.startswith(b"PK\x03\x04")


def ods_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each row that has any text, numbered from 1, trailing empty cells left out; every sheet in turn.

    A date cell gives the day it stands for (ISO 8601), any other cell the text it shows. BadInputError for what is no
    spreadsheet, is damaged, or expands beyond the limits.
    """
    with tempfile.TemporaryDirectory(prefix="watchgate-ods-") as folder:
        content = Path(folder) / CONTENT
        _extract(path, content)
        try:
            for number, row in enumerate(xml_records(content, {"table-row"}), 1):
                cells = _cells(row)
                if cells:
                    yield number, cells
        except BadInputError as error:
            raise BadInputError(error.message.removeprefix(f"{content}: "), where=f"{path}, {CONTENT}") from error


def _extract(path: Path, target: Path) -> None:
    size = checked_size(path)
    limit = min(MAX_CONTENT_BYTES, max(FREE_EXPANSION, size * MAX_RATIO))
    try:
        with zipfile.ZipFile(path) as archive:
            if "mimetype" not in archive.namelist() or archive.read("mimetype")[:64].strip() != MIMETYPE:
                raise BadInputError("is no OpenDocument spreadsheet", where=str(path))
            if archive.getinfo(CONTENT).file_size > limit:
                raise _bomb(path, limit)
            with archive.open(CONTENT) as source, target.open("wb") as copy:
                shutil.copyfileobj(_Bounded(source, limit, path), copy)
    except (zipfile.BadZipFile, KeyError, EOFError, zlib.error, RuntimeError, NotImplementedError, OSError) as error:
        raise BadInputError(f"is a damaged spreadsheet: {error}", where=str(path)) from error


class _Bounded:
    """Reads at most `limit` bytes, whatever the archive's directory claims."""

    def __init__(self, source: IO[bytes], limit: int, path: Path) -> None:
        self._source = source
        self._left = limit
        self._limit = limit
        self._path = path

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        self._left -= len(chunk)
        if self._left < 0:
            raise _bomb(self._path, self._limit)
        return chunk


def _bomb(path: Path, limit: int) -> BadInputError:
    return BadInputError(
        f"expands to more than {limit >> 20} MiB, which no list of its size does: taken for a zip bomb", where=str(path)
    )


def _cells(row: Element) -> list[str]:
    cells: list[str] = []
    for cell in row:
        name = str(cell.tag).rpartition("}")[2]
        if name not in {"table-cell", "covered-table-cell"}:
            continue
        attributes = {str(key).rpartition("}")[2]: str(value) for key, value in cell.attrib.items()}
        text = attributes.get("date-value", "")[:10] or "\n".join(
            "".join(paragraph.itertext()).strip()  # type: ignore[arg-type]
            for paragraph in cell
            if str(paragraph.tag).endswith("}p")
        )
        repeated = attributes.get("number-columns-repeated", "1")
        times = int(repeated) if repeated.isdigit() else 1
        if len(cells) + times > MAX_COLUMNS:
            if text:
                cells.extend([text] * (MAX_COLUMNS - len(cells)))
            break
        cells.extend([text] * times)
    while cells and not cells[-1]:
        cells.pop()
    return cells
