"""Party fields of MT messages: customers (50a, 59a) and banks (51a to 58a), by their options."""

from __future__ import annotations

import re

from watchgate.gate.records.address import Address, is_placeholder
from watchgate.gate.records.joined_lines import CUT
from watchgate.gate.records.mt_fields import Field
from watchgate.gate.records.numbers import account
from watchgate.gate.records.party_building import Number, PartyBuilding
from watchgate.model.party import NameKind

_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_NUMBERED = re.compile(r"([1-8])/(.*)", re.DOTALL)
_CODED = re.compile(r"([A-Z]{4})/([A-Z]{2})/(.+)")
_DEBIT_CREDIT = re.compile(r"/[CD]/(?=.)")
_CLEARING = re.compile(r"//([A-Z]{2})(\w*)")

CLEARING: dict[str, str] = {
    "AT": "AT",
    "AU": "AU",
    "BL": "DE",
    "CC": "CA",
    "CH": "US",
    "CN": "CN",
    "CP": "US",
    "ES": "ES",
    "FW": "US",
    "GR": "GR",
    "HK": "HK",
    "IE": "IE",
    "IN": "IN",
    "IT": "IT",
    "NZ": "NZ",
    "PL": "PL",
    "PT": "PT",
    "RU": "RUCBC",
    "SC": "GB",
    "SW": "CH",
    "ZA": "ZA",
}
"""Two letters after `//` -> clearing system or its country."""


def customer(field: Field, role: str) -> list[PartyBuilding]:
    """50a or 59a: the customer, and its account as a party of its own."""
    party = PartyBuilding(role, field.tag)
    lines, accounts = _party_line(list(field.lines), field, party, role)
    option = field.tag[2:]
    if option == "F" or (lines and all(_NUMBERED.fullmatch(line) for line in lines)):
        _numbered(lines, field, party)
    elif option == "A" and lines and _BIC.fullmatch(lines[0]):
        party.identifier("swiftBic", lines[0], field.tag)
        _name_and_address(lines[1:], field, party)
    else:
        _name_and_address(lines, field, party)
    return [party, *accounts]


def agent(field: Field, role: str) -> list[PartyBuilding]:
    """51a to 58a: the bank, and the account or clearing number before it."""
    party = PartyBuilding(role, field.tag)
    lines, accounts = _party_line(list(field.lines), field, party, role)
    option = field.tag[2:]
    if option == "B":
        if lines:
            party.text("\n".join(lines), field.tag, "place")
    elif lines and _BIC.fullmatch(lines[0]) and option != "D":
        party.identifier("swiftBic", lines[0], field.tag)
        if lines[1:]:
            party.text("\n".join(lines[1:]), field.tag, "bank")
    elif option == "A" and lines:
        _no_bic(lines, field, party)
    else:
        _name_and_address(lines, field, party)
    return [party, *accounts]


def instructing_agents(field: Field, prefix: str) -> list[PartyBuilding]:
    """`/INS/` in 72: the banks that sent it on before, the nearest to the ordering customer first."""
    found: list[PartyBuilding] = []
    lines: list[str] = []
    for line in (*field.lines, "/"):
        if line.startswith("//") and lines:
            lines.append(line[2:])
            continue
        if lines:
            party = PartyBuilding(f"{prefix}previous_instructing_agent_{len(found) + 1}", field.tag)
            if _BIC.fullmatch(lines[0].strip()):
                party.identifier("swiftBic", lines[0], field.tag)
            elif lines[0].strip():
                _name_and_address(lines, field, party)
            found.append(party)
        lines = [line[5:]] if line.startswith("/INS/") else []
    return found


def _no_bic(lines: list[str], field: Field, party: PartyBuilding) -> None:
    """Option A promises a BIC: what is none is said, and read as text, for it may be anything."""
    if re.fullmatch(r"[A-Za-z0-9]{8}|[A-Za-z0-9]{11}", lines[0]):
        party.identifier("swiftBic", lines[0], field.tag)
    else:
        party.leave(field.tag, f"{lines[0][:40]!r} is no BIC")
    party.text("\n".join(lines), field.tag, "bank")


def _party_line(
    lines: list[str], field: Field, party: PartyBuilding, role: str
) -> tuple[list[str], list[PartyBuilding]]:
    """The first line's account, clearing number or coded identifier; what it is beside that is read as text."""
    accounts: list[PartyBuilding] = []
    while lines and lines[0].startswith("/"):
        line = lines.pop(0)
        cleared = _CLEARING.fullmatch(line)
        if cleared and cleared.group(1) in CLEARING:
            if cleared.group(2):
                party.clearing += (Number(field.tag, cleared.group(2), CLEARING[cleared.group(1)]),)
            continue
        text = _DEBIT_CREDIT.sub("", line, count=1).lstrip("/").strip()
        found = account(text) if text else None
        if found is not None:
            holder = PartyBuilding(f"{role}_account", field.tag)
            holder.take(found, field.tag)
            accounts.append(holder)
        elif text:
            party.no_number(text, field.tag)
    if lines and field.tag[2:] == "F" and (coded := _CODED.fullmatch(lines[0])):
        _coded(coded, field, party)
        lines.pop(0)
    return lines, accounts


def _coded(found: re.Match[str], field: Field, party: PartyBuilding) -> None:
    """`CCPT/KP/563410081`; with the issuer between where the code has one (`CUST/US/BANK/1234`)."""
    scheme, country, rest = found.groups()
    issuer, slash, value = rest.rpartition("/")
    party.numbers += (Number(field.tag, value, scheme, country),)
    if slash and issuer:
        party.text(issuer, field.tag, "issuer")


def _numbered(lines: list[str], field: Field, party: PartyBuilding) -> None:
    """Options F: 1 name, 2 street, 3 country and town, 4 birth date, 5 its place, 6 customer number, 7 national number.

    8 goes on with what did not fit.
    """
    names: list[str] = []
    address = Address(field.tag)
    last = ""
    for line in lines:
        found = _NUMBERED.fullmatch(line)
        code, text = (found.group(1), found.group(2).strip()) if found else (last, line)
        last = code
        if not text:
            continue
        if code == "1":
            names.append(text)
        elif code == "2":
            address.lines.append(text)
        elif code in ("3", "5"):
            _place(code, text, field, party, address)
        elif code == "4":
            party.birth_date(f"{text[:4]}-{text[4:6]}-{text[6:8]}" if text[:8].isdigit() else text, field.tag)
        elif code in ("6", "7"):
            _coded_line(code, text, field, party)
        else:
            party.text(text, field.tag, "additional")
    if names:
        _names(names, field, party)
    if address.lines or address.has_country:
        party.addresses += (address,)


def _place(code: str, text: str, field: Field, party: PartyBuilding, address: Address) -> None:
    country, _, town = text.partition("/")
    if len(country.strip()) == 2:
        party.country(country.strip(), field.tag)
        address.has_country = address.has_country or code == "3"
    else:
        town = text
    if not town.strip():
        return
    if code == "3" and is_placeholder(town.strip()):
        return
    if code == "3":
        address.parts.append(("TwnNm", town.strip()))
    else:
        party.text(town.strip(), field.tag, "place")


def _coded_line(code: str, text: str, field: Field, party: PartyBuilding) -> None:
    """6 and 7: country, issuer (6 only), number."""
    country, _, rest = text.partition("/")
    issuer, _, value = rest.rpartition("/")
    party.numbers += (Number(field.tag, value or rest or text, "CUST" if code == "6" else "NIDN", country),)
    if issuer:
        party.text(issuer, field.tag, "issuer")


def _names(lines: list[str], field: Field, party: PartyBuilding) -> None:
    """All name lines are one name; cut within a word, they are one more."""
    party.name(" ".join(lines), field.tag)
    if len(lines) > 1 and len(lines[0]) >= CUT - len("1/"):
        party.name(lines[0] + " ".join(lines[1:]), field.tag, NameKind.ALIAS)


def _name_and_address(lines: list[str], field: Field, party: PartyBuilding) -> None:
    """The first line is the name, the others its address; the name may go on there."""
    if not lines:
        return
    name, rest = lines[0], lines[1:]
    party.name(name, field.tag)
    given = [line for line in rest if not is_placeholder(line)]
    if given:
        party.addresses += (Address(field.tag, given),)
