"""The messages in an XML file, whatever is wrapped around them, each with its business application header."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from watchgate.gate.records.refused import RefusedError
from watchgate.gate.records.xml_door import parse_xml
from watchgate.model.record import Text

if TYPE_CHECKING:
    from lxml.etree import _Element

KIND = re.compile(r"(?<![a-z])([a-z]{4}\.[0-9]{3}\.[0-9]{3}\.[0-9]{2})(?![0-9])")
"""A message type with its version, anywhere in a namespace: publishers add their own prefixes and suffixes to it."""

HEADERS = frozenset({"AppHdr", "BusinessApplicationHeader", "BizAppHdr"})
DEEPEST = 3
"""Files inside text inside files."""

MOST_MESSAGES = 20_000
"""Of one file."""

LONGEST_PATH = 1_000
"""Characters of where something stands; elements may have long names, and many of them stand in each other."""

DECLARATION = re.compile(r"^<\?xml\s[^>]*\?>")
MOST_LEAVES = 10_000
"""Elements around the messages of one file."""


class Enveloped(msgspec.Struct):
    """One message. `root`: its message element (`FIToFICstmrCdtTrf`); `kind` is "" where no namespace says it.

    `around`: what the wrapper says, in elements of its own, before this message and since the one before.
    """

    root: _Element | None
    kind: str
    header: _Element | None
    document: _Element
    around: list[Text]


def messages_in(data: bytes, roots: frozenset[str]) -> Iterator[Enveloped]:
    """Every message in the file, in its order. `roots`: names of message elements that may stand without a Document.

    A header belongs to the message that follows it, or, as the last of all, to the message before it. RefusedError
    for broken XML, and for XML that holds no message.
    """
    search = _Search(roots)
    search.look(parse_xml(data), "", 1)
    if not search.found:
        raise RefusedError("holds no ISO 20022 message: there is no Document element in it", element=search.top)
    if search.header is not None and search.found[-1].header is None:
        search.found[-1].header, search.header = search.header, None
    search.put_by()
    search.found[-1].around.extend(search.around)
    yield from search.found


class _Search:
    def __init__(self, roots: frozenset[str]) -> None:
        self._roots = roots
        self._leaves = 0
        self.found: list[Enveloped] = []
        self.header: _Element | None = None
        self.around: list[Text] = []
        self.top = ""

    def look(self, element: _Element, path: str, level: int) -> None:
        """This element and what is in it."""
        name, namespace = _named(element)
        path = (f"{path}/{name}" if path else name)[:LONGEST_PATH]
        self.top = self.top or path
        if name in HEADERS:
            self.put_by()
            self.header = element
        elif name == "Document" and (not len(element) or self._is_message(element[0], namespace)):
            if len(element) > 1:
                raise RefusedError("has more than one message in it", element=path)
            self._take(element[0] if len(element) else None, namespace, element)
        elif name in self._roots:
            self._take(element, namespace, element)
        else:
            self._text(element.text, path, level)
            for child in element:
                self.look(child, path, level)
                self._text(child.tail, path, level)

    def put_by(self) -> None:
        """A header that belongs to no message: what it says is compared as text."""
        if self.header is not None:
            for element in self.header.iter():
                self._text(element.text, _named(element)[0], DEEPEST)
            self.header = None

    def _is_message(self, root: _Element, namespace: str) -> bool:
        """A `Document` of another kind may be the wrapper of one (archives call their own elements so)."""
        return bool(KIND.search(namespace)) or _named(root)[0] in self._roots or not len(root)

    def _take(self, root: _Element | None, namespace: str, document: _Element) -> None:
        if len(self.found) >= MOST_MESSAGES:
            raise RefusedError(f"holds more than {MOST_MESSAGES:,} messages", element=self.top)
        kind = KIND.search(namespace)
        if kind is None and root is not None:
            kind = KIND.search(_named(root)[1])
        self.found.append(Enveloped(root, kind.group(1) if kind else "", self.header, document, self.around))
        self.header, self.around = None, []

    def _text(self, text: str | None, path: str, level: int) -> None:
        """What a wrapper says; a whole file may stand in it as text."""
        if text is None or not (text := text.strip()):
            return
        if text.startswith("<") and level < DEEPEST and ("Document" in text or any(r in text for r in self._roots)):
            inner = DECLARATION.sub("", text, 1)  # it names an encoding that is no longer there
            self.look(parse_xml(inner.encode("utf-8", "surrogatepass")), path, level + 1)
            return
        self._leaves += 1
        if self._leaves > MOST_LEAVES:
            raise RefusedError(f"has more than {MOST_LEAVES:,} elements around its messages", element=path)
        self.around.append(Text(text, path, "envelope"))


def _named(element: _Element) -> tuple[str, str]:
    """Local name and namespace."""
    namespace, _, name = str(element.tag).rpartition("}")
    return name, namespace[1:]
