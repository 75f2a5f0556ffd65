"""Records and decisions as bytes and back, without loss: arrays instead of names, deflated against known words.

Parties and texts are left out: they are kept once for all records (`Packed.parties` and `.texts` say in which roles
they stand). So is what a row says in columns of its own.
"""

from __future__ import annotations

import zlib
from functools import cache
from importlib import resources
from typing import TypeAlias

import msgspec

from watchgate.model.decision import Decision, Match
from watchgate.model.party import Identifier, Name, NameKind, Party
from watchgate.model.record import AddressForm, Amount, NotCompared, Record, RecordParty, Text

WORDS = {b"\x01": "packing_words_1.bin", b"\x02": "packing_xml_1.bin", b"\x03": "packing_words_1.bin"}
"""First byte of what is deflated -> the words it was deflated against: what a record says beside its contents, what a
message says. Never changed once rows were written with them: new ones get a new byte."""
DEFLATED_WORDS, XML_WORDS, RECORD_WORDS = WORDS
"""Of DEFLATED_WORDS, as rows were written before, the deflated bytes are what a decision is committed to; of
RECORD_WORDS the bytes themselves, so that they may be deflated later."""
_WINDOW, _MEMORY, _LEVEL = 12, 4, 3
"""A small window: setting up a large one takes longer than deflating a record of a kilobyte."""
_WORD = 1 << 63
_NO_ID = "\0"

_Role: TypeAlias = tuple[str, str, str, str]
_Names: TypeAlias = tuple[tuple[str, str, str | None], ...]
_Identifiers: TypeAlias = tuple[tuple[str, str, str | None], ...]


class Packed(msgspec.Struct, frozen=True, array_like=True):
    """A record and the part of its decision that is said of it alone."""

    sender: str
    message_id: str
    transaction_id: str
    ordinal: int
    rail: str
    execution_date: str | None
    customer: str
    parties: tuple[_Role, ...]
    amounts: tuple[tuple[str, int | str], ...]
    references: dict[str, str]
    texts: tuple[tuple[str, str], ...]
    not_compared: tuple[tuple[str, str], ...]
    rule: str
    reason: str
    matches: tuple[Match, ...]
    own_not_compared: tuple[tuple[str, str], ...]
    same_not_compared: bool
    hold_until: int | None
    after_hold: str
    decide_again_on: str
    lag: str


class _PackedParty(msgspec.Struct, frozen=True, array_like=True):
    schema: str
    names: _Names
    birth_dates: tuple[str, ...]
    countries: tuple[str, ...]
    genders: tuple[str, ...]
    identifiers: _Identifiers
    addresses: tuple[str, ...]


_encoder = msgspec.msgpack.Encoder()
_record_decoder = msgspec.msgpack.Decoder(Packed)
_party_decoder = msgspec.msgpack.Decoder(_PackedParty)


def pack(record: Record, decision: Decision) -> bytes:
    """Record and decision, in the order of `Packed`: what a decision is committed to. Kept deflated; `unpack` and the
    row's columns give both back."""
    shared = record.not_compared
    said = decision.not_compared
    same = said[: len(shared)] == shared
    return _encoder.encode(
        (
            record.sender,
            record.message_id,
            record.transaction_id,
            record.ordinal,
            record.rail,
            record.execution_date,
            record.customer,
            [(one.role, one.element, one.address_form, _own_id(one)) for one in record.parties],
            [(one.asset, _integer(one.units)) for one in record.amounts],
            record.references,
            [(one.element, one.role) for one in record.texts],
            [(one.element, one.reason) for one in shared],
            decision.rule,
            decision.reason,
            decision.matches,
            [(one.element, one.reason) for one in (said[len(shared) :] if same else said)],
            same,
            decision.hold_until,
            decision.after_hold,
            decision.decide_again_on,
            decision.lag,
        )
    )


def unpack(data: bytes) -> Packed:
    """The opposite of `pack`; raises ValueError or zlib.error for what it did not write."""
    try:
        return _record_decoder.decode(inflate(data))
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error


def committed(content: bytes) -> bytes:
    """What a decision with this kept content is committed to; see RECORD_WORDS."""
    return inflate(content) if content[:1] == RECORD_WORDS else content


def record_of(
    packed: Packed, *, record_id: str, kind: str, bytes_sha256: str, parties: list[Party], texts: list[str]
) -> Record:
    """The record, whole again. `parties` and `texts` in the record's order."""
    return Record(
        id=record_id,
        kind=kind,
        bytes_sha256=bytes_sha256,
        sender=packed.sender,
        message_id=packed.message_id,
        transaction_id=packed.transaction_id,
        ordinal=packed.ordinal,
        rail=packed.rail,
        execution_date=packed.execution_date,
        customer=packed.customer,
        parties=tuple(
            RecordParty(
                role,
                msgspec.structs.replace(party, id="" if party_id == _NO_ID else party_id or role),
                element,
                AddressForm(form),
            )
            for (role, element, form, party_id), party in zip(packed.parties, parties, strict=True)
        ),
        amounts=tuple(Amount(asset, int(units)) for asset, units in packed.amounts),
        references=packed.references,
        texts=tuple(Text(text, element, role) for (element, role), text in zip(packed.texts, texts, strict=True)),
        not_compared=_unpaired(packed.not_compared),
    )


def not_compared_of(packed: Packed) -> tuple[NotCompared, ...]:
    """What the decision says was not compared."""
    own = _unpaired(packed.own_not_compared)
    return (*_unpaired(packed.not_compared), *own) if packed.same_not_compared else own


def pack_party(party: Party) -> bytes:
    """Everything of the party but its id, which is the record's."""
    return _encoder.encode(
        (
            party.schema,
            [(one.text, one.kind, one.lang) for one in party.names],
            party.birth_dates,
            party.countries,
            party.genders,
            [(one.kind, one.value, one.country) for one in party.identifiers],
            party.addresses,
        )
    )


def unpack_party(data: bytes) -> Party:
    """The opposite of `pack_party`; ValueError for what it did not write."""
    try:
        found = _party_decoder.decode(data)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
    return Party(
        id="",
        schema=found.schema,
        names=tuple(Name(text, NameKind(kind), lang) for text, kind, lang in found.names),
        birth_dates=found.birth_dates,
        countries=found.countries,
        genders=found.genders,
        identifiers=tuple(Identifier(kind, value, country) for kind, value, country in found.identifiers),
        addresses=found.addresses,
    )


def deflate(data: bytes, words: bytes = RECORD_WORDS) -> bytes:
    """`data` smaller, for what is short and full of the words of payments."""
    found = _begun(words).copy()
    return words + found.compress(data) + found.flush()


def inflate(data: bytes) -> bytes:
    """The opposite of `deflate`; ValueError for what it did not write."""
    words = data[:1]
    if words not in WORDS:
        raise ValueError(f"packed in version {words.hex()}, which is not known here")
    return zlib.decompressobj(-15, _words(words)).decompress(data[1:])


def _own_id(one: RecordParty) -> str:
    """The id of a party within its record, where it is not simply its role."""
    return "" if one.party.id == one.role else one.party.id or _NO_ID


def _unpaired(found: tuple[tuple[str, str], ...]) -> tuple[NotCompared, ...]:
    return tuple(NotCompared(element, reason) for element, reason in found)


def _integer(units: int) -> int | str:
    """MessagePack has no integers of more than 64 bits; amounts of some assets need 128."""
    return units if -_WORD <= units < _WORD else str(units)


@cache
def _begun(which: bytes) -> zlib._Compress:
    """What has taken in the words already: copied each time, which takes a tenth of doing it again."""
    return zlib.compressobj(_LEVEL, zlib.DEFLATED, -_WINDOW, _MEMORY, zlib.Z_DEFAULT_STRATEGY, _words(which))


@cache
def _words(which: bytes) -> bytes:
    return resources.files("watchgate.gate.history").joinpath(WORDS[which]).read_bytes()
