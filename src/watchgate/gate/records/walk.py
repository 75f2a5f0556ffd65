"""One walk over a message: its elements, flat, transaction by transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import msgspec

from watchgate.gate.records.element_table import Branch, Element
from watchgate.gate.records.refused import RefusedError

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_CHILDREN = 100_000
"""Elements directly in one: as many transactions as a file of the largest size could hold."""

MOST_ELEMENTS = 1_000_000
"""Elements of one transaction, header or batch."""

Found: TypeAlias = list[tuple[Element, str]]
"""(element, its text) in document order; a party, account or address that begins stands there without text."""


class Transaction(msgspec.Struct):
    """The elements of one transaction, and of the batch it stands in."""

    found: Found
    batch: Found


class Walked(msgspec.Struct):
    """`header`: what belongs to every transaction."""

    header: Found
    transactions: list[Transaction]


def walk(message: _Element, element: Element) -> Walked:
    """All that `message` holds. Nothing is left out but comments, processing instructions and white space."""
    walked = Walked([], [])
    _walk(message, element, walked.header, walked)
    return walked


def _walk(parent: _Element, element: Element, out: Found, walked: Walked) -> None:
    if len(parent) > MOST_CHILDREN or len(out) > MOST_ELEMENTS:
        raise RefusedError("holds more elements than any payment", element=element.path)
    children = element.children
    for child in parent:
        below = children[child.tag]
        branch = below.branch
        text = child.text
        if text is not None and (text := text.strip()) and branch != 5:
            out.append((below, f"{text} {child.get('Ccy', '')}" if branch == 6 else text))
        if branch == 0:
            if len(child):
                _walk(child, below, out, walked)
        elif branch == 1:
            _walk(child, below, out, walked)
        elif branch == 2:
            out.append((below, ""))
            _walk(child, below, out, walked)
        elif branch == 5:
            out.append((below, ""))
        elif branch == 3:
            transaction = Transaction([], out)
            walked.transactions.append(transaction)
            _walk(child, below, transaction.found, walked)
        elif branch == 4:
            _walk(child, below, [], walked)
        elif len(child):
            _walk(child, below, out, walked)
        tail = child.tail
        if tail is not None and (tail := tail.strip()):
            out.append((element, tail))


assert tuple(Branch) == (0, 1, 2, 3, 4, 5, 6)
