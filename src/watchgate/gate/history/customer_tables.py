"""The tables of the customer base, and how what they say of a customer is packed.

A row of `customer` never changes but to be erased: who is changed gets a new row, and the old one has ended. Beside it
stands what moves (`customer_state`): numbers alone. Each other answer is a row of `customer_answer`, sealed as
decisions are and chained; attestations say nothing of anybody and stand in the open, chained as well.
"""

from __future__ import annotations

import apsw
import msgspec

from watchgate.gate.history.packing import deflate, inflate, pack_party, unpack_party
from watchgate.model.customer import Customer, CustomerAnswer, Owner

TABLES = """
CREATE TABLE IF NOT EXISTS customer (
    key INTEGER PRIMARY KEY, lookup INTEGER, digest BLOB, secret BLOB, sealed BLOB, commitment BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS customer_lookup ON customer (lookup) WHERE lookup IS NOT NULL;
CREATE TABLE IF NOT EXISTS customer_state (
    key INTEGER PRIMARY KEY, added INTEGER NOT NULL, ended INTEGER, seen INTEGER NOT NULL, owners INTEGER NOT NULL,
    needs INTEGER NOT NULL, screened INTEGER NOT NULL, at INTEGER NOT NULL, basis INTEGER NOT NULL,
    partly INTEGER NOT NULL, answer INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS customer_ended ON customer_state (ended) WHERE ended IS NOT NULL;
CREATE INDEX IF NOT EXISTS customer_answered ON customer_state (key) WHERE answer IS NOT NULL;
CREATE TABLE IF NOT EXISTS customer_basis (
    key INTEGER PRIMARY KEY, policy TEXT NOT NULL, engine TEXT NOT NULL, weights TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS customer_load (
    number INTEGER PRIMARY KEY, at INTEGER NOT NULL, ended_at INTEGER, sha256 TEXT NOT NULL, kind TEXT NOT NULL,
    author TEXT NOT NULL, place INTEGER NOT NULL, line INTEGER NOT NULL, added INTEGER NOT NULL,
    changed INTEGER NOT NULL, unchanged INTEGER NOT NULL, removed INTEGER NOT NULL, refused INTEGER NOT NULL,
    unread INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS customer_answer (
    number INTEGER PRIMARY KEY, customer INTEGER NOT NULL, at INTEGER NOT NULL, position INTEGER NOT NULL,
    basis INTEGER NOT NULL, verdict INTEGER NOT NULL, secret BLOB, sealed BLOB, commitment BLOB NOT NULL,
    link BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS customer_answer_customer ON customer_answer (customer);
CREATE TABLE IF NOT EXISTS attestation (
    number INTEGER PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL, link BLOB NOT NULL
) STRICT;
"""
ASKED, ASKED_BY, ASKING = "customers", "customers_basis", "customers_asking"
RUN, MOMENT = "customers_run", "customers_moment"
"""Marks. Up to ASKED all customers that were there were asked about every delivery, under the policy and engine of the
basis ASKED_BY; ASKING: the delivery under way. RUN: the instant (UTC microseconds) from which on a full screening that
is not at its end screens everybody; 0: none. MOMENT: how often the base has changed; rows say at which they came and
ended."""


class _Owner(msgspec.Struct, frozen=True, array_like=True):
    id: str
    party: bytes
    share: str
    control: bool


class _Packed(msgspec.Struct, frozen=True, array_like=True):
    id: str
    party: bytes
    owners: tuple[_Owner, ...]


_encoder = msgspec.msgpack.Encoder()
_customer = msgspec.msgpack.Decoder(_Packed)
_answer = msgspec.msgpack.Decoder(CustomerAnswer)


def pack_customer(customer: Customer) -> bytes:
    """All of it; the same customer gives the same bytes."""
    owners = tuple(_Owner(one.party.id, pack_party(one.party), one.share, one.control) for one in customer.owners)
    return _encoder.encode(_Packed(customer.id, pack_party(customer.party), owners))


def unpack_customer(data: bytes) -> Customer:
    """The opposite of `pack_customer`; ValueError for what it did not write."""
    try:
        found = _customer.decode(data)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
    return Customer(
        id=found.id,
        party=msgspec.structs.replace(unpack_party(found.party), id=found.id),
        owners=tuple(
            Owner(msgspec.structs.replace(unpack_party(one.party), id=one.id), one.share, one.control)
            for one in found.owners
        ),
    )


def pack_answer(answer: CustomerAnswer) -> bytes:
    """All of it."""
    return deflate(_encoder.encode(answer))


def unpack_answer(data: bytes) -> CustomerAnswer:
    """The opposite of `pack_answer`; ValueError for what it did not write."""
    try:
        return _answer.decode(inflate(data))
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error


def there(connection: apsw.Connection) -> bool:
    """Whether this history has these tables: they are made with the first load."""
    return connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'attestation'").get is not None


def mark(connection: apsw.Connection, name: str) -> int:
    """The value of one of the marks; 0 without."""
    return int(connection.execute("SELECT position FROM mark WHERE name = ?", (name,)).get or 0)


def set_mark(connection: apsw.Connection, name: str, value: int) -> None:
    """Give one of the marks a value."""
    connection.execute(
        "INSERT INTO mark VALUES (?,?) ON CONFLICT (name) DO UPDATE SET position = excluded.position", (name, value)
    )
