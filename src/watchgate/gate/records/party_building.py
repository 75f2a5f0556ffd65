"""A party as it is being read from a message, and the RecordParty it becomes."""

from __future__ import annotations

import re
from functools import lru_cache

from watchgate.gate.records.address import Address, is_placeholder, weakest
from watchgate.gate.records.joined_lines import joined_lines
from watchgate.gate.records.numbers import (
    OWN_NUMBERS,
    bic_country,
    clearing_number,
    iban_country,
    scheme_kind,
    valid_iban,
    wallet,
)
from watchgate.model.countries import country_code
from watchgate.model.party import Identifier, Name, NameKind, Party
from watchgate.model.record import AddressForm, NotCompared, RecordParty, Text
from watchgate.risk.birth_dates import comparable_date
from watchgate.risk.identifiers.doubts import failed_check
from watchgate.risk.identifiers.kinds import UNKNOWN
from watchgate.risk.identifiers.normal import normal

LONGEST_NAME = 1_000
"""Characters; ISO 20022 allows 140. Longer ones are compared as text."""

MOST_REPEATED = 8
"""Name elements of one party that may be one name; the schemas allow one."""

BANK_NAME = "bank_name"
"""The role of a bank's name that stands beside its BIC: compared as text, and only as a whole."""

_NO_NAME = re.compile(r"(?:NOT ?PROVIDED|NOT ?AVAILABLE|N/?A|NONE|[\W_]+)", re.IGNORECASE)


@lru_cache(maxsize=65_536)
def _said_by(found: Identifier) -> tuple[str | None, str | None]:
    """The country an identifier says, and why it is none of its kind; the same banks stand in most payments."""
    if found.kind == "iban":
        return iban_country(found.value), None if valid_iban(found.value) else failed_check(found)
    country = bic_country(found.value) if found.kind == "swiftBic" else None
    return country, None if found.kind == UNKNOWN else failed_check(found)


class Number:
    """A number whose scheme and issuer follow it."""

    __slots__ = ("element", "issuer", "scheme", "value")

    def __init__(self, element: str, value: str, scheme: str = "", issuer: str = "") -> None:
        self.element = element
        self.value = value
        self.scheme = scheme
        self.issuer = issuer


class PartyBuilding:
    """What has been read of one party, account or agent. `finished` says what can be compared.

    Most parties have few of these, so that the empty ones cost nothing.
    """

    schema = "LegalEntity"
    names: tuple[Name, ...] = ()
    bank_names: tuple[tuple[str, str], ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    countries: tuple[str, ...] = ()
    birth_dates: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    numbers: tuple[Number, ...] = ()
    clearing: tuple[Number, ...] = ()
    texts: tuple[Text, ...] = ()
    not_compared: tuple[NotCompared, ...] = ()
    values = 0

    def __init__(self, role: str, element: str) -> None:
        self.role = role
        self.element = element

    def name(self, text: str, element: str, kind: NameKind = NameKind.PRIMARY) -> None:
        """A name as written, white space folded; a placeholder is none."""
        name = " ".join(text.split())
        if _NO_NAME.fullmatch(name):
            self.leave(element, f"{name[:40]!r} is a placeholder, not a name")
        elif len(name) > LONGEST_NAME:
            self.text(name, element, "name")
        else:
            self.names += (Name(name, kind),)

    def text(self, text: str, element: str, role: str) -> None:
        """What is read as free text beside the party."""
        self.texts += (Text(text, element, role),)

    def leave(self, element: str, reason: str) -> None:
        """What is not compared, and why."""
        self.not_compared += (NotCompared(element, reason),)

    def country(self, text: str, element: str) -> None:
        """A country code."""
        code = country_code(text)
        if code is None:
            self.leave(element, f"{text[:40]!r} is no country")
            self.text(text, element, "place")
        elif code not in self.countries:
            self.countries += (code,)

    def birth_date(self, text: str, element: str) -> None:
        """An ISO date, at its own precision."""
        date = comparable_date(text)
        if date is None:
            self.leave(element, f"{text[:40]!r} is no date")
        else:
            self.birth_dates += (date,)

    def identifier(self, kind: str, text: str, element: str, country: str | None = None) -> None:
        """An identifier of a known kind; one that fails its check is kept, and said."""
        found = normal(kind, text, country)
        if found is None or kind == UNKNOWN:
            found = wallet(text.strip()) or found
        if found is None:
            self.no_number(text, element)
        else:
            self.take(found, element)

    def take(self, found: Identifier, element: str) -> None:
        """An identifier in normal form, with the country it says."""
        if found in self.identifiers:
            return
        self.identifiers += (found,)
        country, doubt = _said_by(found)
        if country and country not in self.countries:
            self.countries += (country,)
        if doubt:
            self.leave(element, doubt)
        if found.kind == "publicKey":
            self.schema = "CryptoWallet"

    def no_number(self, text: str, element: str) -> None:
        """Too short, or without a digit: no identifier; still read as text, for what is written there may be a name."""
        text = text.strip()
        if is_placeholder(text):
            self.leave(element, f"{text[:40]!r} is a placeholder, not a number")
        elif not any(sign.isalpha() for sign in text):
            self.leave(element, f"{text[:40]!r} is too short or too plain to identify anybody")
        else:
            self.text(text, element, "identifier")

    def finished(self) -> RecordParty | None:
        """The party, if anything of it can be compared; `texts` and `not_compared` are complete after that."""
        if self.numbers or self.clearing:
            self._numbers()
        if self.bank_names:
            self._bank_names()
        if len(self.names) == 1 and self.addresses:
            self._joined_name(self.names[0].text)
        elif 1 < len(self.names) <= MOST_REPEATED:
            self._repeated_name()
        addresses, form = self._addresses() if self.addresses else ((), AddressForm.NONE)
        if not (self.names or self.identifiers or self.countries or addresses or self.birth_dates):
            return None
        party = Party(
            id=self.role,
            schema=self.schema,
            names=self.names,
            birth_dates=self.birth_dates,
            countries=self.countries,
            identifiers=self.identifiers,
            addresses=addresses,
        )
        return RecordParty(self.role, party, self.element, form)

    def _numbers(self) -> None:
        for number in self.numbers:
            scheme = number.scheme.strip().upper()
            if scheme in OWN_NUMBERS:
                self.leave(number.element, OWN_NUMBERS[scheme])
                continue
            issuer = country_code(number.issuer) if number.issuer else None
            self.identifier(scheme_kind(scheme), number.value, number.element, issuer)
        for number in self.clearing:
            found = clearing_number(number.value, number.scheme)
            if found is None:
                self.no_number(number.value or number.scheme, number.element)
            else:
                self.take(found, number.element)

    def _bank_names(self) -> None:
        """Most listed banks are listed without a BIC: beside one the name is compared as text, which generic words
        alone never meet; as a name where no BIC can be right."""
        known = any(one.kind == "swiftBic" and bic_country(one.value) for one in self.identifiers)
        for text, element in self.bank_names:
            if known:
                self.text(text, element, BANK_NAME)
            else:
                self.name(text, element)

    def _joined_name(self, name: str) -> None:
        """The name with the first free lines of an unstructured address below it, as aliases."""
        first = self.addresses[0]
        if first.lines and not first.parts:
            for candidate in joined_lines(name, first.lines):
                self.name(candidate, self.element, NameKind.ALIAS)

    def _repeated_name(self) -> None:
        """A name element that stands there more than once: each is a name, and together they may be one."""
        given = [one.text for one in self.names if one.kind is NameKind.PRIMARY]
        if len(given) > 1:
            self.name(" ".join(given), self.element, NameKind.ALIAS)

    def _addresses(self) -> tuple[tuple[str, ...], AddressForm]:
        for address in self.addresses:
            free = address.free_text
            if free:
                self.text(free, address.element, "address")
        if len(self.addresses) == 1:
            only = self.addresses[0]
            return ((only.text,) if only.parts or only.lines else ()), only.form
        found = tuple(address.text for address in self.addresses if address.text)
        return found, weakest([address.form for address in self.addresses])
