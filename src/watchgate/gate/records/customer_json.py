"""Customers in a request body: JSON lines, one object, or an array of objects, each with its owners inside."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from watchgate.gate.records.customer_file import CustomerRow, read_object
from watchgate.gate.records.customer_row import checked_id, customer_of, id_of, is_end
from watchgate.gate.records.row_lines import LINE_BYTES, Place
from watchgate.model.errors import BadInputError

APART = "an owner has no object of its own here: it stands inside its customer, in 'owners'"

_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])


def customers_in(data: bytes) -> Iterator[CustomerRow]:
    """A row for each object, `line` its place from 1; one that cannot be used has its `error`.

    BadInputError where the body is no JSON at all.
    """
    for number, raw in enumerate(_objects(data), 1):
        yield _row(raw, number)


def _objects(data: bytes) -> list[bytes]:
    if not data.lstrip().startswith(b"["):
        return [line for line in data.split(b"\n") if line.strip()]
    try:
        return [bytes(one) for one in _ITEMS.decode(data)]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInputError(f"is no JSON array: {error}", where="the body") from error


def _row(raw: bytes, number: int) -> CustomerRow:
    place = Place(number, number)
    if len(raw) > LINE_BYTES:
        return CustomerRow(id="", line=number, end=place, error=f"is longer than {LINE_BYTES:,} bytes")
    customer_id = ""
    try:
        values, owners = read_object(raw)
        customer_id = id_of(values)
        if values.get("owner_of"):
            return CustomerRow(id=customer_id, line=number, end=place, error=APART)
        if is_end(values):
            return CustomerRow(id=checked_id(customer_id), line=number, end=place, ends=True)
        return CustomerRow(id=customer_id, line=number, end=place, customer=customer_of(values, owners))
    except BadInputError as error:
        return CustomerRow(id=customer_id, line=number, end=place, error=str(error))
