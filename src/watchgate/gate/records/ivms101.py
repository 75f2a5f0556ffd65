"""IVMS101: who sends crypto-assets to whom, and by which service providers (VASPs), as the travel rule has them tell.

Read are the form of 2020 and that of 2023 (`originatorPersons`, `originatorPerson`; `nameIdentifierType`,
`naturalPersonNameIdentifierType`; `customerNumber`, `customerIdentification`), and what implementations make of keys:
capitals, underscores, plurals, one object in place of a list. Every text in a payload is compared as what it is, as
free text where its key is not known here, or named with the reason why it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from watchgate.gate.records.address import Address
from watchgate.gate.records.numbers import account, wallet
from watchgate.gate.records.party_building import Number, PartyBuilding
from watchgate.gate.records.refused import RefusedError
from watchgate.model.party import Identifier, NameKind
from watchgate.model.record import NotCompared, RecordParty, Text
from watchgate.risk.identifiers.wallets import has_checksum

MOST_PARTIES = 1_000
MOST_TEXTS = 10_000
LONGEST = 20_000
DEEPEST = 16


def _key(text: str) -> str:
    """As keys are compared: `originator_persons`, `originatorPerson` and `OriginatorPersons` are one."""
    return text.replace("_", "").lower().removesuffix("s")


def _keys(*names: str) -> frozenset[str]:
    return frozenset(_key(name) for name in names)


_ORIGINATOR, _BENEFICIARY = _keys("originator"), _keys("beneficiary")
_VASPS = {
    _key("originatingVASP"): "originating_vasp",
    _key("beneficiaryVASP"): "beneficiary_vasp",
    _key("intermediaryVASP"): "intermediary_vasp",
}
_PATH, _METADATA = _keys("transferPath"), _keys("payloadMetadata")
_PARTS = _ORIGINATOR | _BENEFICIARY | frozenset(_VASPS) | _PATH | _METADATA
_PERSONS = _keys("originatorPersons", "beneficiaryPersons")
_PERSON = _keys("naturalPerson", "legalPerson")
_NATURAL = _keys("naturalPerson")
_ACCOUNTS = _keys("accountNumber")
_NAMES = _keys("nameIdentifier", "localNameIdentifier", "phoneticNameIdentifier", "name")
_FAMILY, _GIVEN, _LEGAL = _keys("primaryIdentifier"), _keys("secondaryIdentifier"), _keys("legalPersonName")
_ADDRESS, _LINE = _keys("geographicAddress"), _keys("addressLine")
_COUNTRIES = _keys("country", "countryOfResidence", "countryOfRegistration", "countryOfIssue")
_NATIONAL, _BIRTH = _keys("nationalIdentification"), _keys("dateAndPlaceOfBirth")
_LEFT = {
    _key("customerNumber"): "a number that one firm gives its customer",
    _key("customerIdentification"): "a number that one firm gives its customer",
    _key("registrationAuthority"): "a code of the register",
    _key("sequence"): "a place in the order",
    **dict.fromkeys(
        _keys(
            *("addressType", "nameIdentifierType", "naturalPersonNameIdentifierType", "legalPersonNameIdentifierType"),
            *("nationalIdentifierType", "transliterationMethod", "payloadVersion"),
        ),
        "a code",
    ),
}
_OTHER_NAMES = ("ALIA", "BIRT", "MAID", "SHRT", "TRAD", "MISC")
_SCHEMES = {"LEIX": "LEI", "SOCS": "SOSE", "RAID": "COID", "FIIN": "TXID", "IDCD": "NIDN"}
"""IVMS101's codes of national identifiers that ISO 20022 calls otherwise."""


def is_part(key: str) -> bool:
    """Whether `key` is one that stands outermost in a payload."""
    return _key(key) in _PARTS


class Ivms101:
    """`take` reads; parties, texts and what is not compared add up."""

    def __init__(self) -> None:
        self.parties: list[RecordParty] = []
        self.texts: list[Text] = []
        self.not_compared: list[NotCompared] = []

    def take(self, key: str, value: object) -> None:
        """A part of a payload under its key, or, without a key, a payload whole."""
        name, where = _key(key), key or "ivms101"
        if name in _ORIGINATOR or name in _BENEFICIARY:
            role = "originator" if name in _ORIGINATOR else "beneficiary"
            for one in _listed(value):
                self._side(role, one, where)
        elif name in _VASPS:
            for one in _listed(value):
                self._vasp(_VASPS[name], one, where)
        elif name in _PATH or not key:
            for one in _listed(value):
                for inner_key, inner in _object(one, where).items():
                    if is_part(inner_key):
                        self.take(inner_key, inner)
                    else:
                        self._rest(inner_key, inner, where)
        else:
            self._rest(key, value, where)

    def _side(self, role: str, value: object, where: str) -> None:
        """Originator or beneficiary: persons and accounts."""
        for key, inner in _object(value, where).items():
            if _key(key) in _PERSONS:
                for one in _listed(inner):
                    self._person(role, one, f"{where}/{key}")
            elif _key(key) in _ACCOUNTS:
                for one in _listed(inner):
                    self._account(role, one, f"{where}/{key}")
            elif _key(key) in _PERSON:
                self._person(role, {key: inner}, where)
            else:
                self._rest(key, inner, where)

    def _vasp(self, role: str, value: object, where: str) -> None:
        """A person, or, as the form of 2020 has it, a person under the same key once more."""
        for key, inner in _object(value, where).items():
            if _key(key) in _VASPS:
                for one in _listed(inner):
                    self._vasp(role, one, f"{where}/{key}")
            elif _key(key) in _PERSON:
                self._person(role, {key: inner}, where)
            else:
                self._rest(key, inner, where)

    def _person(self, role: str, value: object, where: str) -> None:
        for key, inner in _object(value, where).items():
            if _key(key) not in _PERSON:
                self._rest(key, inner, where)
                continue
            party = PartyBuilding(role, f"{where}/{key}")
            party.schema = "Person" if _key(key) in _NATURAL else "LegalEntity"
            for name, said in _object(inner, where).items():
                self._said(party, name, said, f"{where}/{key}/{name}")
            self._finish(party)

    def _said(self, party: PartyBuilding, key: str, value: object, where: str) -> None:
        """One property of a person."""
        name = _key(key)
        if name in _NAMES:
            self._names(party, value, where)
        elif name in _ADDRESS:
            for one in _listed(value):
                self._address(party, one, where)
        elif name in _NATIONAL:
            for one in _listed(value):
                self._national(party, _object(one, where), where)
        elif name in _BIRTH:
            for inner_key, inner in _object(value, where).items():
                if _key(inner_key) == _key("dateOfBirth"):
                    party.birth_date(_text(inner, where), where)
                else:
                    self._rest(inner_key, inner, where, role="place")
        elif name in _COUNTRIES and isinstance(value, str) and value:
            party.country(value, where)
        else:
            self._rest(key, value, where)

    def _names(self, party: PartyBuilding, value: object, where: str) -> None:
        """Names in all the shapes there are: a list of names, an object of lists, a list of such objects."""
        for one in _listed(value):
            if isinstance(one, str):
                party.name(_text(one, where), where, NameKind.ALIAS if party.names else NameKind.PRIMARY)
                continue
            found = _object(one, where)
            family, given, legal = (_first(found, wanted, where) for wanted in (_FAMILY, _GIVEN, _LEGAL))
            kind = str(next((said for key, said in found.items() if _key(key).endswith("type")), ""))
            other = kind.rpartition("_")[2].upper() in _OTHER_NAMES or bool(party.names)
            whole = legal or " ".join(part for part in (given, family) if part)
            if whole:
                party.name(whole, where, NameKind.ALIAS if other else NameKind.PRIMARY)
            if not legal and given and family:
                party.name(f"{family} {given}", where, NameKind.ALIAS)
            for key, inner in found.items():
                if _key(key) in _NAMES:
                    self._names(party, inner, f"{where}/{key}")
                elif _key(key) not in _FAMILY | _GIVEN | _LEGAL:
                    self._rest(key, inner, where)

    def _address(self, party: PartyBuilding, value: object, where: str) -> None:
        address = Address(where)
        for key, inner in _object(value, where).items():
            if _key(key) in _COUNTRIES and isinstance(inner, str) and inner:
                party.country(inner, where)
                address.has_country = True
            elif _key(key) in _LINE:
                address.lines += [_text(one, where) for one in _listed(inner) if one]
            elif _key(key) in _LEFT or not isinstance(inner, str):
                self._rest(key, inner, where)
            elif inner:
                address.parts.append((key, _text(inner, where)))
        party.addresses += (address,)

    def _national(self, party: PartyBuilding, value: Mapping[str, Any], where: str) -> None:
        number, scheme, country = "", "", ""
        for key, inner in value.items():
            if _key(key) == _key("nationalIdentifier"):
                number = _text(inner, where)
            elif _key(key) == _key("nationalIdentifierType"):
                scheme = str(inner).rpartition("_")[2].upper()
            elif _key(key) in _COUNTRIES:
                country = _text(inner, where) if inner else ""
            else:
                self._rest(key, inner, where)
        if number:
            party.numbers += (Number(where, number, _SCHEMES.get(scheme, scheme), country),)

    def _account(self, role: str, value: object, where: str) -> None:
        """Each address of a wallet between colons (`eip155:1:0x...`, or a tag or memo behind), or another number."""
        text = _text(value, where)
        whole, parts = account(text), text.split(":")
        wallets = list(dict.fromkeys(one for part in parts if (one := _wallet(part)) is not None))
        is_wallet = wallets and (whole is None or whole.kind != "iban")
        for found in wallets if is_wallet else [whole]:
            holder = PartyBuilding(f"{role}_account", where)
            if found is None:
                holder.no_number(text, where)
            else:
                holder.take(found, where)
            if is_wallet and len(parts) > len(wallets):
                holder.leave(where, "what stands beside the address is the name of a chain, or a tag or memo")
            self._finish(holder)

    def _finish(self, party: PartyBuilding) -> None:
        finished = party.finished()
        if finished is not None:
            self.parties.append(finished)
        if len(self.parties) > MOST_PARTIES:
            raise RefusedError(f"names more than {MOST_PARTIES:,} parties")
        self.texts += party.texts
        self.not_compared += party.not_compared

    def _rest(self, key: str, value: object, where: str, *, role: str = "unknown") -> None:
        """What has no meaning of its own here: free text, or left out with the reason."""
        reason = _LEFT.get(_key(key))
        for text in _texts(value, DEEPEST):
            if reason is not None:
                self.not_compared.append(NotCompared(f"{where}/{key}", reason))
            elif text:
                self.texts.append(Text(text, f"{where}/{key}", role))
            if len(self.texts) + len(self.not_compared) > MOST_TEXTS:
                raise RefusedError(f"has more than {MOST_TEXTS:,} texts without a meaning of their own")


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else () if value is None else (value,)


def _object(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise RefusedError("is no JSON object, as IVMS101 has it there", element=where[:200])
    return value


def _first(found: Mapping[str, Any], wanted: frozenset[str], where: str) -> str:
    """The one text under these keys. RefusedError where two spellings of a key say two: one would be lost."""
    said = dict.fromkeys(_text(one, where) for key, one in found.items() if _key(key) in wanted and one)
    if len(said) > 1:
        raise RefusedError("is named twice, by two spellings of its key", element=where[:200])
    return next(iter(said), "")


def _wallet(text: str) -> Identifier | None:
    """An address, also one that was broken by spaces where its checksum proves it."""
    whole = wallet("".join(text.split()))
    return wallet(text.strip()) or (whole if whole is not None and has_checksum(whole.value) else None)


def _text(value: object, where: str) -> str:
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise RefusedError("is neither text nor a number", element=where[:200])
    text = str(value)
    if len(text) > LONGEST:
        raise RefusedError(f"is longer than {LONGEST:,} characters", element=where[:200])
    return text


def _texts(value: object, deepest: int) -> Iterator[str]:
    """All texts and numbers in a value, however deep."""
    if deepest < 0:
        raise RefusedError(f"is nested deeper than {DEEPEST}")
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner, deepest - 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, deepest - 1)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield _text(value, "")
