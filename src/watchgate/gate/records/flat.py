"""One message as flat elements: its header, its body, and what is said beside them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, cast

import msgspec

from watchgate.gate.records.element_table import root_element
from watchgate.gate.records.envelope import Enveloped
from watchgate.gate.records.message_types import BY_ROOT, BY_ROOT_OF_ALL, UNSUPPORTED
from watchgate.gate.records.refused import RefusedError
from watchgate.gate.records.walk import Found, Walked, walk
from watchgate.model.record import Text

if TYPE_CHECKING:
    from lxml.etree import _Element


class Flat(msgspec.Struct):
    """One message of type `kind`, whose message element is called `name`.

    `header`: of the business application header. `beside`: what its wrapper says, and what stands in attributes.
    `root`: the message element, where there is a tree.
    """

    kind: str
    name: str
    header: Found
    body: Walked
    beside: list[Text]
    root: _Element | None = None


def type_of(one: Enveloped) -> str:
    """The type of a message, by its namespace or else by its message element; empty where neither says any."""
    if one.root is None:
        return one.kind
    name = _name(one.root)
    return one.kind or BY_ROOT_OF_ALL.get(name) or name[:40]


def flattened(one: Enveloped, kind: str) -> Flat | None:
    """`one`, which is of type `kind`; None of a type that is not decided here.

    RefusedError where it is empty, is not what it says it is, or holds more elements than any payment.
    """
    if one.root is None:
        raise RefusedError("is empty", element="Document")
    name = _name(one.root)
    family = kind[:8]
    if family in UNSUPPORTED or family not in BY_ROOT.values():
        return None
    if BY_ROOT.get(name) != family:
        said = f"the namespace says {kind}, the message element is {name[:40]}"
        raise RefusedError(said, element=f"Document/{name[:40]}")
    body = walk(one.root, root_element(family))
    return Flat(kind, name, header_of(one), body, [*one.around, *_in_attributes(one)], one.root)


def header_of(one: Enveloped) -> Found:
    """The elements of its business application header, if it has one."""
    return walk(one.header, root_element("app_header")).header if one.header is not None else []


def _name(root: _Element) -> str:
    return str(root.tag).rpartition("}")[2]


def _in_attributes(one: Enveloped) -> list[Text]:
    """The definitions know one attribute, the currency; what stands in others is compared as text."""
    return [
        Text(str(value), f"@{str(name).rpartition('}')[2]}", "unknown")
        for root in (one.header, one.document)
        if root is not None
        for element in _with_attributes()(root)
        for name, value in element.attrib.items()
        if name != "Ccy" and not str(name).startswith(_SCHEMA_INSTANCE) and str(value).strip()
    ]


_SCHEMA_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"


@cache
def _with_attributes() -> Callable[[_Element], list[_Element]]:
    """Elements with another attribute: one search in C costs 5 us a message, asking each element 60."""
    from lxml import etree

    return cast("Callable[[_Element], list[_Element]]", etree.XPath('descendant-or-self::*[@*[name() != "Ccy"]]'))
