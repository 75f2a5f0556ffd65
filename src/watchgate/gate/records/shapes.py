"""Messages of a shape that was read before: the same tags and attributes, sign for sign, around other texts.

A system that sends payments writes each of a kind alike, so that most differ from an earlier one in their texts alone.
Of such a one nothing but the texts is read: parser and walk would find the very elements they found then. That is sure
only where between the tags there is plain text and nothing else, which is why every other message goes the long way:
with comments, CDATA, control signs, references but `&amp;` and the like, in another encoding than UTF-8, or longer than
most.

A shape is made by parser and walk themselves, from a message in which each text is its own number.
"""

from __future__ import annotations

import re

import msgspec

from watchgate.gate.records.bank_alone import with_banks_alone
from watchgate.gate.records.element_table import Element, times_forgotten
from watchgate.gate.records.envelope import messages_in
from watchgate.gate.records.flat import Flat, flattened, type_of
from watchgate.gate.records.message_types import ROOTS
from watchgate.gate.records.refused import RefusedError
from watchgate.gate.records.walk import Found, Transaction, Walked

LONGEST = 16_384
"""Bytes of a message: longer ones have many transactions, and are hardly ever alike."""

MOST_KNOWN = 8 << 20
"""Characters of all shapes that are kept (some thousands); then all are forgotten, as they are with the tags of the
element table, which they would keep alive. Shapes that somebody invents so fill at most some 100 MB."""

MOST_SEEN = 100_000
"""Messages of which it is remembered by a number that one of their shape was there: the second makes the shape."""

_TEXT = re.compile(r">([^<>\s][^<]*)<", re.ASCII)
_ATTRIBUTE = r"""\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*')"""
_PLAIN = re.compile(
    r"\ufeff?(?:<\?xml\s+version=[\"']1\.0[\"'](?:\s+encoding=[\"'](?:UTF|utf)-8[\"'])?(?:\s+standalone=[\"']\w+[\"'])?\s*\?>)?"
    rf"(?:\s*<(?:/[\w:.-]+|[\w:.-]+(?:{_ATTRIBUTE})*)\s*/?>)*\s*"
)
"""Tags with white space between them, behind the declaration."""

_REFERENCES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_REFERENCE = re.compile(f"&({'|'.join(_REFERENCES)});")
_OTHER_REFERENCE = re.compile(f"&(?!(?:{'|'.join(_REFERENCES)});)")

_BOUND = "\0"
"""Stands in a shape where a text was: no message that is looked at has it."""

_SIGNS_LOOKED_AT = bytes(sign for sign in range(32) if sign not in b"\t\n\r") + b"!]\xef"
_ODD = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|<!|\]\]>|\xef\xbf")
"""Control signs; declarations, comments, CDATA and what ends it; U+FFC0 to U+FFFF, two of which are no signs of XML."""


class _Places(msgspec.Struct, frozen=True):
    """Elements, and the number of the text of each."""

    elements: tuple[Element, ...]
    numbers: tuple[int, ...]

    def filled(self, texts: list[str]) -> Found:
        """With the texts of one message."""
        return list(zip(self.elements, map(texts.__getitem__, self.numbers), strict=True))


class _Shape(msgspec.Struct, frozen=True):
    """A message without its texts. `amounts`: (number of the text, what its attribute adds), which are texts behind the
    message's own; `batches`: which of `batched` each transaction stands in, -1: in none."""

    kind: str
    name: str
    header: _Places
    body: _Places
    transactions: tuple[_Places, ...]
    batches: tuple[int, ...]
    batched: tuple[_Places, ...]
    amounts: tuple[tuple[int, str], ...]

    def flat(self, texts: list[str]) -> Flat:
        """A message of this shape."""
        texts = [*texts, *[texts[number] + added for number, added in self.amounts], ""]
        header = self.body.filled(texts)
        batches = [*[one.filled(texts) for one in self.batched], header]
        transactions = [
            Transaction(one.filled(texts), batches[batch])
            for one, batch in zip(self.transactions, self.batches, strict=True)
        ]
        return Flat(self.kind, self.name, self.header.filled(texts), Walked(header, transactions), [])


_known: dict[str, _Shape | None] = {}
_known_size = 0
_known_since = 0
_seen: set[int] = set()


def of_known_shape(data: bytes) -> Flat | None:
    """The message in `data`, if it is the only one and one of its shape was read before."""
    if len(data) > LONGEST:
        return None
    # Most messages have none of the signs, which one pass shows.
    if len(data.translate(None, _SIGNS_LOOKED_AT)) < len(data) and _ODD.search(data):
        return None
    try:
        parts = _TEXT.split(data.decode())
    except UnicodeDecodeError:
        return None
    if b"\r" in data and any("\r" in text for text in parts[1::2]):
        return None  # which XML reads as another sign than it is
    bare = _BOUND.join(parts[::2])
    try:
        shape = _known[bare]
    except KeyError:
        _see(bare)
        return None
    if shape is None:
        return None
    texts = parts[1::2]
    if b"&" in data:
        texts = [_plain(text) if "&" in text else text for text in texts]
    texts = [text.strip() for text in texts]
    # What is blank to Python and not to XML is no text to the walk.
    return shape.flat(texts) if all(texts) else None


def _plain(text: str) -> str:
    """`text` without references; empty where it has others than the five that every XML has."""
    return "" if _OTHER_REFERENCE.search(text) else _REFERENCE.sub(lambda found: _REFERENCES[found[1]], text)


def _see(bare: str) -> None:
    """The second of its shape makes it known."""
    global _known_size, _known_since
    number = hash(bare)
    if number not in _seen:
        if len(_seen) >= MOST_SEEN:
            _seen.clear()
        _seen.add(number)
        return
    if _known_size + len(bare) > MOST_KNOWN or _known_since != times_forgotten():
        _known.clear()
        _known_size, _known_since = 0, times_forgotten()
    _known_size += len(bare)
    _known[bare] = _made(bare)


def _made(bare: str) -> _Shape | None:
    """The shape; None where the messages that have it go the long way."""
    pieces = bare.split(_BOUND)
    if _PLAIN.fullmatch("><".join(pieces)) is None:
        return None
    numbered = "".join(f">{number}<{piece}" for number, piece in enumerate(pieces[1:]))
    try:
        (one,) = messages_in((pieces[0] + numbered).encode(), ROOTS)
        flat = flattened(one, type_of(one))
    except (RefusedError, ValueError):
        return None
    if flat is None or flat.beside or not any(element.action == "message_id" for element, _ in flat.body.header):
        return None
    return _Numbering(len(pieces) - 1).shape(flat)


class _Numbering:
    """Turns texts that are numbers into numbers."""

    def __init__(self, texts: int) -> None:
        self._texts = texts
        self._amounts: dict[tuple[int, str], int] = {}

    def shape(self, flat: Flat) -> _Shape:
        """Of a message in which each text is its number."""
        walked = flat.body
        batched = list(
            {id(one.batch): one.batch for one in walked.transactions if one.batch is not walked.header}.values()
        )
        places = {id(batch): number for number, batch in enumerate(batched)}
        every = [flat.header, walked.header, *batched, *(one.found for one in walked.transactions)]
        for _, text in (pair for found in every for pair in found):
            amount = _amount(text)
            if amount is not None:
                self._amounts.setdefault(amount, self._texts + len(self._amounts))
        header, body, *others = map(self._places, every)
        return _Shape(
            kind=flat.kind,
            name=flat.name,
            header=header,
            body=body,
            transactions=tuple(others[len(batched) :]),
            batches=tuple(places.get(id(one.batch), -1) for one in walked.transactions),
            batched=tuple(others[: len(batched)]),
            amounts=tuple(self._amounts),
        )

    def _places(self, found: Found) -> _Places:
        found = with_banks_alone(found)
        return _Places(tuple(element for element, _ in found), tuple(self._number(text) for _, text in found))

    def _number(self, text: str) -> int:
        if not text:
            return self._texts + len(self._amounts)
        amount = _amount(text)
        return int(text) if amount is None else self._amounts[amount]


def _amount(text: str) -> tuple[int, str] | None:
    """(Number, what stands behind it) of a text with its currency."""
    number, space, currency = text.partition(" ")
    return (int(number), space + currency) if space else None
