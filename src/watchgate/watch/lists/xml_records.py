"""Records of an XML file, streamed: no DTD, no entities, no network, bounded depth, text and memory."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from watchgate.model.errors import BadInputError
from watchgate.watch.lists.content import HEAD_BYTES, MAX_BYTES, open_content

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

IDLE_BYTES = 32 << 20
"""So many bytes without one record end the reading: the tree grows between records, about ten times the bytes."""
PROLOG = re.compile(rb"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*(<!DOCTYPE|<[A-Za-z_]|\Z)?", re.DOTALL)
BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def xml_records(path: Path, tags: Collection[str], *, idle_bytes: int = IDLE_BYTES) -> Iterator[Element]:
    """Each outermost element whose local name is in `tags`, in file order; it is emptied once the next is asked for.

    Elements keep their namespace: `{uri}name`. Depth (256) and text (10 MB a node) are bounded by libxml2, which is
    told not to lift its limits. BadInputError for a document type declaration, broken or truncated XML.
    """
    from lxml import etree

    with open_content(path) as stream:
        guarded = _Guarded(path, stream, idle_bytes)
        _refuse_dtd(path, guarded.head)
        try:
            events = etree.iterparse(
                guarded,
                events=("start", "end"),
                tag=[f"{{*}}{tag}" for tag in tags],
                resolve_entities=False,
                load_dtd=False,
                dtd_validation=False,
                no_network=True,
                huge_tree=False,
                remove_comments=True,
                remove_pis=True,
            )
            outermost: Element | None = None
            for event, found in events:
                element = cast("Element", found)
                if event == "start":
                    if outermost is None:
                        outermost = element
                        _refuse_parsed_dtd(path, element)
                elif element is outermost:
                    yield element
                    outermost = None
                    guarded.idle = 0
                    _forget(element)
        except etree.XMLSyntaxError as error:
            raise BadInputError(f"is not well-formed XML: {error.msg}", where=str(path)) from error


def xml_root(path: Path, head: bytes) -> tuple[str, dict[str, str], str] | None:
    """Local name, attributes and namespace of the root element as far as `head` shows them; None if it is no XML.

    For recognition: reads nothing beyond `head`, never raises.
    """
    from lxml import etree

    if not head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return None
    try:
        _refuse_dtd(path, head)
        parser = etree.XMLPullParser(
            events=("start",), resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
        )
        parser.feed(head)
        for _event, found in parser.read_events():
            element = cast("Element", found)
            name = etree.QName(element)
            attributes = {str(key): str(value) for key, value in element.attrib.items()}
            return name.localname, attributes, name.namespace or ""
    except (BadInputError, etree.XMLSyntaxError):
        return None
    return None


def _forget(element: Element) -> None:
    """Empty the element and drop what stands before it in its parent, so that the tree does not grow."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _refuse_dtd(path: Path, head: bytes) -> None:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            head = head.decode(encoding, errors="replace").encode()
    found = PROLOG.match(head)
    start = found.group(1) if found else None
    if start == b"<!DOCTYPE":
        raise BadInputError(
            "has a document type declaration (DTD), which no official list has: refused", where=str(path)
        )
    if not start:
        raise BadInputError(f"is not XML: no root element in its first {HEAD_BYTES >> 10} KiB", where=str(path))


def _refuse_parsed_dtd(path: Path, element: Element) -> None:
    """The same check on what the parser saw: a declaration in an encoding the first check could not read."""
    if element.getroottree().docinfo.internalDTD is not None:
        raise BadInputError(
            "has a document type declaration (DTD), which no official list has: refused", where=str(path)
        )


class _Guarded:
    """The stream as lxml reads it, counting bytes in all and bytes since the last record."""

    def __init__(self, path: Path, stream: BinaryIO, idle_bytes: int) -> None:
        self._path = path
        self._stream = stream
        self._idle_bytes = idle_bytes
        self._read = 0
        self.idle = 0
        self.head = stream.read(HEAD_BYTES)
        self._pending = self.head

    def read(self, size: int = -1) -> bytes:
        if self._pending:
            chunk, self._pending = self._pending[:size], self._pending[size:]
        else:
            chunk = self._stream.read(size)
        self._read += len(chunk)
        self.idle += len(chunk)
        if self._read > MAX_BYTES:
            raise BadInputError(f"is larger than {MAX_BYTES >> 30} GiB", where=str(self._path))
        if self.idle > self._idle_bytes:
            raise BadInputError(f"no record within {self._idle_bytes >> 20} MiB", where=str(self._path))
        return chunk
