"""A party as it is being read from a message, and the RecordParty it becomes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchgate.gate.records.address import Address, is_placeholder, weakest
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
from watchgate.risk.identifiers.doubts import failed_check
from watchgate.risk.identifiers.kinds import UNKNOWN
from watchgate.risk.identifiers.normal import normal

LONGEST_NAME = 1_000
"""Characters; ISO 20022 allows 140. Longer ones are compared as text."""

_NO_NAME = re.compile(r"(?:NOT ?PROVIDED|NOT ?AVAILABLE|N/?A|NONE|[\W_]+)", re.IGNORECASE)


class Number:
    """A number whose scheme and issuer follow it."""

    __slots__ = ("element", "issuer", "scheme", "value")

    def __init__(self, element: str, value: str) -> None:
        self.element = element
        self.value = value
        self.scheme = ""
        self.issuer = ""


class PartyBuilding:
    """What has been read of one party, account or agent. `finished` says what can be compared."""

    __slots__ = (
        "addresses",
        "bank_names",
        "birth_dates",
        "clearing",
        "countries",
        "element",
        "identifiers",
        "names",
        "not_compared",
        "numbers",
        "role",
        "schema",
        "texts",
    )

    def __init__(self, role: str, element: str) -> None:
        self.role = role
        self.element = element
        self.schema = "LegalEntity"
        self.names: list[Name] = []
        self.bank_names: list[tuple[str, str]] = []
        self.identifiers: list[Identifier] = []
        self.countries: list[str] = []
        self.birth_dates: list[str] = []
        self.addresses: list[Address] = []
        self.numbers: list[Number] = []
        self.clearing: list[Number] = []
        self.texts: list[Text] = []
        self.not_compared: list[NotCompared] = []

    def name(self, text: str, element: str, kind: NameKind = NameKind.PRIMARY) -> None:
        """A name as written, white space folded; a placeholder is none."""
        name = " ".join(text.split())
        if _NO_NAME.fullmatch(name):
            self.not_compared.append(NotCompared(element, f"{name[:40]!r} is a placeholder, not a name"))
        elif len(name) > LONGEST_NAME:
            self.texts.append(Text(name, element, "name"))
        else:
            self.names.append(Name(name, kind))

    def country(self, text: str, element: str) -> None:
        """A country code."""
        code = country_code(text)
        if code is None:
            self.not_compared.append(NotCompared(element, f"{text[:40]!r} is no country"))
            self.texts.append(Text(text, element, "place"))
        elif code not in self.countries:
            self.countries.append(code)

    def identifier(self, kind: str, text: str, element: str, country: str | None = None) -> None:
        """An identifier of a known kind; one that fails its check is kept, and said."""
        found = normal(kind, text, country)
        if found is None or kind == UNKNOWN:
            found = wallet(text.strip()) or found
        if found is None:
            self.no_number(text, element)
            return
        self.take(found, element)

    def take(self, found: Identifier, element: str) -> None:
        """An identifier in normal form, with the country it says."""
        if found not in self.identifiers:
            self.identifiers.append(found)
        valid = valid_iban(found.value) if found.kind == "iban" else None
        doubt = None if valid or found.kind == UNKNOWN else failed_check(found)
        if doubt:
            self.not_compared.append(NotCompared(element, doubt))
        country = None
        if found.kind == "iban":
            country = iban_country(found.value)
        elif found.kind == "swiftBic":
            country = bic_country(found.value)
        elif found.kind == "publicKey":
            self.schema = "CryptoWallet"
        if country and country not in self.countries:
            self.countries.append(country)

    def finished(self) -> Iterator[RecordParty]:
        """The party, if anything of it can be compared; `texts` and `not_compared` are complete after that."""
        self._numbers()
        self._bank_names()
        addresses, form = self._addresses()
        if not (self.names or self.identifiers or self.countries or self.birth_dates or addresses):
            return
        party = Party(
            id=self.role,
            schema=self.schema,
            names=tuple(self.names),
            birth_dates=tuple(self.birth_dates),
            countries=tuple(self.countries),
            identifiers=tuple(self.identifiers),
            addresses=addresses,
        )
        yield RecordParty(self.role, party, self.element, form)

    def _numbers(self) -> None:
        for number in self.numbers:
            scheme = number.scheme.strip().upper()
            if scheme in OWN_NUMBERS:
                self.not_compared.append(NotCompared(number.element, OWN_NUMBERS[scheme]))
                continue
            issuer = country_code(number.issuer) if number.issuer else None
            self.identifier(scheme_kind(scheme), number.value, number.element, issuer)
        for number in self.clearing:
            found = clearing_number(number.value, number.scheme)
            if found is None:
                self.no_number(number.value, number.element)
            else:
                self.take(found, number.element)

    def _bank_names(self) -> None:
        """A bank is known by its BIC; its name is compared where there is none that can be right."""
        known = any(one.kind == "swiftBic" and bic_country(one.value) for one in self.identifiers)
        for text, element in self.bank_names:
            if known:
                self.not_compared.append(NotCompared(element, "the BIC names the bank"))
            else:
                self.name(text, element)

    def _addresses(self) -> tuple[tuple[str, ...], AddressForm]:
        found: list[str] = []
        forms: list[AddressForm] = []
        for address in self.addresses:
            forms.append(address.form)
            if address.text:
                found.append(address.text)
            if address.free_text:
                self.texts.append(Text(address.free_text, address.element, "address"))
        return tuple(found), weakest(forms)

    def no_number(self, text: str, element: str) -> None:
        """Too short, or without a digit: no identifier; still read as text, for what is written there may be a name."""
        if is_placeholder(text.strip()):
            self.not_compared.append(NotCompared(element, f"{text.strip()[:40]!r} is a placeholder, not a number"))
        else:
            self.texts.append(Text(text.strip(), element, "identifier"))
