"""What is done with an element: one small function for each action of the element table."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from watchgate.gate.records.address import Address, is_placeholder
from watchgate.gate.records.known_party import KnownParty, bank_alone
from watchgate.gate.records.money import money
from watchgate.gate.records.numbers import account
from watchgate.gate.records.party_building import Number, PartyBuilding
from watchgate.gate.records.refused import RefusedError
from watchgate.model.record import Amount, NotCompared, Text

if TYPE_CHECKING:
    from watchgate.gate.records.element_table import Element

_SELECTOR = re.compile(r"[^@\s]+@[^@\s]+|\+[0-9()./ -]+")
"""An e-mail address or a telephone number, and nothing beside it."""

LONGEST_TEXT = 20_000
"""Characters compared at once; longer text (attached documents) is compared in pieces."""

OVERLAP = 200
"""Characters that two pieces share, so that no name is cut by them."""

LONGEST_ELEMENT = 1_000_000
"""Characters of one element; a longer one is no payment."""

MOST_VALUES = 1_000
"""Names, numbers, addresses of one party."""


class Assembly:
    """What has been read of a header, a batch or a transaction."""

    __slots__ = ("amounts", "count", "date", "message_id", "open", "parties", "references", "skipped", "texts", "told")

    def __init__(self) -> None:
        self.parties: list[PartyBuilding | KnownParty] = []
        self.open: dict[Element | None, PartyBuilding] = {}
        self.texts: list[Text] = []
        self.amounts: list[tuple[str, Amount]] = []
        self.references: dict[str, str] = {}
        self.skipped: dict[Element, None] = {}
        self.told: list[NotCompared] = []
        self.date: str | None = None
        self.message_id = ""
        self.count = ""


def _party_of(assembly: Assembly, element: Element) -> PartyBuilding:
    """The party an element belongs to; one that stands alone (a country of residence) is a party of its own."""
    building = assembly.open.get(element.owner)
    if building is None:
        building = PartyBuilding(element.role, element.path)
        assembly.parties.append(building)
        if element.owner is not None:
            assembly.open[element.owner] = building
    building.values += 1
    if building.values > MOST_VALUES:
        raise RefusedError(f"has more than {MOST_VALUES:,} values", element=building.element)
    return building


def _begin_party(assembly: Assembly, element: Element, text: str) -> None:
    if text:
        _text(assembly, element, text)
        return
    building = PartyBuilding(element.role, element.path)
    assembly.parties.append(building)
    assembly.open[element] = building


def _begin_address(assembly: Assembly, element: Element, text: str) -> None:
    if text:
        _text(assembly, element, text)
        return
    _party_of(assembly, element).addresses += (Address(element.path),)


def _text(assembly: Assembly, element: Element, text: str) -> None:
    role = element.role or "free_text"
    if len(text) <= LONGEST_TEXT:
        assembly.texts.append(Text(text, element.path, role))
        return
    _short(text, element)
    for start in range(0, len(text), LONGEST_TEXT - OVERLAP):
        assembly.texts.append(Text(text[start : start + LONGEST_TEXT], element.path, role))


def _short(text: str, element: Element) -> None:
    if len(text) > LONGEST_ELEMENT:
        raise RefusedError(f"is longer than {LONGEST_ELEMENT:,} characters", element=element.path)


def _skip(assembly: Assembly, element: Element, _text: str) -> None:
    assembly.skipped[element] = None


def _name(assembly: Assembly, element: Element, text: str) -> None:
    _party_of(assembly, element).name(text, element.path)


def _bank_name(assembly: Assembly, element: Element, text: str) -> None:
    _party_of(assembly, element).bank_names += ((text, element.path),)


def _country(assembly: Assembly, element: Element, text: str) -> None:
    party = _party_of(assembly, element)
    party.country(text, element.path)
    if party.addresses and element.path.endswith("Adr/Ctry"):
        party.addresses[-1].has_country = True


def _identifier(assembly: Assembly, element: Element, text: str) -> None:
    _party_of(assembly, element).identifier(element.argument, text, element.path)


def _bank_alone(assembly: Assembly, element: Element, text: str) -> None:
    """A party and all it says, see `bank_alone.py`."""
    party = element.owner
    assert party is not None
    assembly.parties.append(bank_alone(party.role, party.path, text, element.path))


def _iban(assembly: Assembly, element: Element, text: str) -> None:
    _party_of(assembly, element).identifier("iban", text, element.path)


def _account_number(assembly: Assembly, element: Element, text: str) -> None:
    party = _party_of(assembly, element)
    found = account(text)
    if found is None:
        party.no_number(text, element.path)
    else:
        party.take(found, element.path)


def _proxy(assembly: Assembly, element: Element, text: str) -> None:
    if _SELECTOR.fullmatch(text):
        reason = "an e-mail address or telephone number: a selector, not an identifier"
        assembly.told.append(NotCompared(element.path, reason))
    else:
        _account_number(assembly, element, text)


def _number(assembly: Assembly, element: Element, text: str) -> None:
    _party_of(assembly, element).numbers += (Number(element.path, text),)


def _scheme(assembly: Assembly, element: Element, text: str) -> None:
    numbers = _party_of(assembly, element).numbers
    if numbers:
        numbers[-1].scheme = text
        assembly.skipped[element] = None
    else:
        _text(assembly, element, text)


def _scheme_text(assembly: Assembly, element: Element, text: str) -> None:
    """A scheme in words of its own: read as text as well, for anything may be written there."""
    numbers = _party_of(assembly, element).numbers
    if numbers:
        numbers[-1].scheme = text
    _text(assembly, element, text)


def _issuer(assembly: Assembly, element: Element, text: str) -> None:
    """Who issued a number, in words or as a country: both are read, for it may be anything."""
    numbers = _party_of(assembly, element).numbers
    if numbers:
        numbers[-1].issuer = text
    _text(assembly, element, text)


def _clearing_number(assembly: Assembly, element: Element, text: str) -> None:
    """ClrSysId stands before MmbId: the system waits in a number without value."""
    party = _party_of(assembly, element)
    if party.clearing and not party.clearing[-1].value:
        party.clearing[-1].value, party.clearing[-1].element = text, element.path
    else:
        party.clearing += (Number(element.path, text, element.argument),)


def _clearing_system(assembly: Assembly, element: Element, text: str) -> None:
    _party_of(assembly, element).clearing += (Number(element.path, "", text),)
    assembly.skipped[element] = None


def _birth_date(assembly: Assembly, element: Element, text: str) -> None:
    _party_of(assembly, element).birth_date(text, element.path)


def _address_part(assembly: Assembly, element: Element, text: str) -> None:
    if is_placeholder(text):
        reason = f"{text[:40]!r} is a placeholder: that part of the address is unknown"
        assembly.told.append(NotCompared(element.path, reason))
        return
    _address(assembly, element).parts.append((element.argument, text))


def _address_line(assembly: Assembly, element: Element, text: str) -> None:
    if is_placeholder(text):
        reason = f"{text[:40]!r} is a placeholder: that part of the address is unknown"
        assembly.told.append(NotCompared(element.path, reason))
        return
    _short(text, element)
    _address(assembly, element).lines.append(text)


def _address(assembly: Assembly, element: Element) -> Address:
    party = _party_of(assembly, element)
    if not party.addresses:
        party.addresses = (Address(element.path),)
    return party.addresses[-1]


def _reference(assembly: Assembly, element: Element, text: str) -> None:
    assembly.references.setdefault(element.argument, text)
    assembly.skipped[element] = None


def _amount(assembly: Assembly, element: Element, text: str) -> None:
    number, _, currency = text.partition(" ")
    found = money(number, currency)
    if isinstance(found, Amount):
        assembly.amounts.append((element.argument, found))
        assembly.skipped[element] = None
    else:
        assembly.told.append(NotCompared(element.path, found))


def _date(assembly: Assembly, element: Element, text: str) -> None:
    if text:
        assembly.date = assembly.date or text[:10]
        assembly.skipped[element] = None


def _message_id(assembly: Assembly, element: Element, text: str) -> None:
    assembly.message_id = assembly.message_id or text
    assembly.skipped[element] = None


def _count(assembly: Assembly, element: Element, text: str) -> None:
    assembly.count = text
    assembly.skipped[element] = None


ACTIONS: dict[str, Callable[[Assembly, Element, str], None]] = {
    "in": _text,
    "transaction": _text,
    "batch": _text,
    "party": _begin_party,
    "account": _begin_party,
    "address": _begin_address,
    "text": _text,
    "skip": _skip,
    "name": _name,
    "bank_name": _bank_name,
    "country": _country,
    "identifier": _identifier,
    "bank_alone": _bank_alone,
    "iban": _iban,
    "account_number": _account_number,
    "proxy": _proxy,
    "number": _number,
    "scheme": _scheme,
    "scheme_text": _scheme_text,
    "issuer": _issuer,
    "clearing_number": _clearing_number,
    "clearing_system": _clearing_system,
    "birth_date": _birth_date,
    "address_part": _address_part,
    "address_line": _address_line,
    "reference": _reference,
    "amount": _amount,
    "date": _date,
    "message_id": _message_id,
    "count": _count,
}
