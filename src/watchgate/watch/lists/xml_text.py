"""Child elements and their text as the record formats use them: white space folded, whatever the namespace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class Children:
    """The child elements of a record by local name: looked up many times, so indexed once."""

    __slots__ = ("_named", "element")

    def __init__(self, element: Element) -> None:
        self.element = element
        self._named: dict[str, list[Element]] = {}
        for child in element:
            tag = child.tag
            if isinstance(tag, str):
                self._named.setdefault(tag.rpartition("}")[2], []).append(child)

    def text(self, name: str) -> str:
        """The text of the first child of that name that has any, white space folded; empty when there is none."""
        for value in self.texts(name):
            return value
        return ""

    def texts(self, name: str) -> Iterator[str]:
        """The text of every child of that name that has any, white space folded."""
        for child in self._named.get(name, ()):
            if child.text and (value := " ".join(child.text.split())):
                yield value

    def each(self, *path: str) -> Iterator[Children]:
        """Every element at the end of `path` (`Names`, `Name`), indexed in its turn."""
        for child in self._named.get(path[0], ()):
            if len(path) == 1:
                yield Children(child)
            else:
                yield from Children(child).each(*path[1:])

    def nested(self, *path: str) -> Iterator[str]:
        """The text of every element at the end of `path` (`NATIONALITY`, `VALUE`) that has any."""
        *outer, last = path
        for holder in self.each(*outer):
            yield from holder.texts(last)

    def get(self, attribute: str) -> str:
        """An attribute, white space folded; empty when it is not there."""
        return " ".join(self.element.get(attribute, "").split())
