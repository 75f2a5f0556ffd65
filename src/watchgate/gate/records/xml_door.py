"""XML bytes to a tree: no document type, no entities, no network, bounded size and depth."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from watchgate.gate.records.refused import RefusedError

if TYPE_CHECKING:
    from lxml.etree import ParserTarget, XMLParser, _Element

MAX_BYTES = 32 << 20
"""Larger messages are refused before they are parsed: the tree takes about ten times the bytes. 32 MiB hold about
10,000 transactions."""

_PROLOG = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*(<!DOCTYPE)?", re.DOTALL)
_DECLARATION = re.compile(rb"^\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"'][^>]*\?>")
_DECLARATIONS = re.compile(r"<\?xml\s[^>]*\?>")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
BREAK_BYTES = 100_000
"""Looked through for where a broken file breaks off; of a larger one the elements open there are said."""

LONGEST_NAME, LONGEST_PATH = 64, 1_000
"""Characters of an element's name and of its path that are said."""

_SEVERAL_ROOTS = (5, 64)  # XML_ERR_DOCUMENT_END, XML_ERR_RESERVED_XML_NAME: another document follows, or stands within


def parse_xml(data: bytes) -> _Element:
    """The root element; comments and processing instructions left out, CDATA read as text.

    Several documents one after the other become children of one root of our own. RefusedError for what is not
    well-formed, for a document type declaration, and for what is too large or too deep.
    """
    from lxml import etree

    if len(data) > MAX_BYTES:
        raise RefusedError(f"is larger than {MAX_BYTES >> 20} MiB")
    _refuse_document_type(data)
    try:
        root = etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        root = _otherwise(data, error)
    if root.getroottree().docinfo.internalDTD is not None:
        raise RefusedError("has a document type declaration, which no payment message has")
    return root


def decoded(data: bytes) -> str:
    """The text of XML bytes by byte order mark, then declared encoding, then UTF-8; RefusedError if it is none."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if not encoding:
        found = _DECLARATION.match(data)
        encoding = found.group(1).decode("ascii") if found else _without_mark(data)
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise RefusedError(f"is not {encoding} text") from error


def _without_mark(data: bytes) -> str:
    if data.startswith(b"<\x00"):
        return "utf-16-le"
    return "utf-16-be" if data.startswith(b"\x00<") else "utf-8"


@cache
def _parser() -> XMLParser:
    return _hardened(None)


def _hardened(target: ParserTarget | None) -> XMLParser:
    from lxml import etree

    return etree.XMLParser(
        target=target,
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_blank_text=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _refuse_document_type(data: bytes) -> None:
    """Before parsing, so that no entity is ever declared; what hides in a rare encoding is refused after it."""
    if b"DOCTYPE" not in data and b"\x00" not in data[:200]:
        return
    try:
        text = decoded(data)
    except RefusedError:
        return  # the parser says better what is wrong with it
    found = _PROLOG.match(text.removeprefix("\ufeff"))
    if found and found.group(1):
        raise RefusedError("has a document type declaration, which no payment message has")


def _otherwise(data: bytes, error: Exception) -> _Element:
    """Two things that are no XML and yet plain: text that calls itself UTF-16 and is not (it was sent on as a string),
    and header and document, or several messages, one after the other without a root around them."""
    from lxml import etree

    declared = _DECLARATION.match(data)
    if declared and declared.group(1).lower().startswith(b"utf-16") and b"\x00" not in data[:200]:
        return parse_xml(data[declared.end() :])
    if getattr(error, "code", 0) not in _SEVERAL_ROOTS:
        raise RefusedError(_said(error), element=_open_at_the_break(data)) from error
    text = _DECLARATIONS.sub("", decoded(data).removeprefix("\ufeff"))
    if "<!DOCTYPE" in text:
        raise RefusedError("has a document type declaration, which no payment message has") from error
    try:
        return etree.fromstring(f"<Messages>{text}</Messages>".encode(), _parser())
    except (etree.XMLSyntaxError, ValueError) as second:
        raise RefusedError(_said(second)) from second


def _open_at_the_break(data: bytes) -> str:
    """The path of the elements that were open where a broken file breaks off; empty where not even one was."""
    from lxml import etree

    seen = _Open()
    with suppress(etree.XMLSyntaxError, ValueError, LookupError):
        etree.fromstring(data[:BREAK_BYTES], _hardened(seen))
    return "/".join(seen.path)[:LONGEST_PATH]


class _Open:
    """Hears elements begin and end; `path`: those that have not ended."""

    def __init__(self) -> None:
        self.path: list[str] = []

    def start(self, tag: str | bytes, attrib: dict[str | bytes, str | bytes]) -> None:  # noqa: ARG002 - lxml's own form
        """One more is open."""
        self.path.append(str(tag).rpartition("}")[2][:LONGEST_NAME])

    def end(self, tag: str | bytes) -> None:  # noqa: ARG002
        """The last of them is closed."""
        self.path.pop()

    def data(self, data: str | bytes) -> None:
        """Says nothing."""

    def comment(self, text: str | bytes) -> None:
        """Says nothing."""

    def close(self) -> None:
        """Nothing is kept."""


def _said(error: Exception) -> str:
    message = str(getattr(error, "msg", None) or error)
    if "depth" in message.lower():
        return "is nested deeper than 256 elements"
    return f"is not well-formed XML: {' '.join(message.split())[:300]}"
