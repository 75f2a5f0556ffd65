"""Identifiers that stand in free text, found by their form and proved by their check digits."""

from __future__ import annotations

import re

from watchgate.gate.records.numbers import valid_iban, wallet
from watchgate.gate.records.refused import RefusedError
from watchgate.model.party import Identifier, Party
from watchgate.model.record import RecordParty, Text
from watchgate.risk.identifiers.kinds import KINDS
from watchgate.risk.identifiers.legible import legible
from watchgate.risk.identifiers.normal import normal
from watchgate.risk.identifiers.standards import is_valid

TEXT = "text"
"""The role of what was spotted with a label or a check that only that kind has."""

TEXT_NUMBER = "text_number"
"""The role of seven digits without the word IMO: one invoice number in five passes the check, so it identifies nothing
for certain."""

MOST = 1_000
"""Identifiers of one text; a text of numbers alone is no payment, and what stands behind them is not left out."""

LONGEST_NUMBER = 110
"""Signs of the longest wallet address (Monero's integrated ones)."""

MOST_LINES = 4
"""Lines that a number may be written over."""

_TOKEN = re.compile(r"[A-Za-z0-9]{7,110}")
_START = re.compile(r"[A-Za-z0-9]+")
_END = re.compile(r"[A-Za-z0-9]+$")
_LABELLED_IMO = re.compile(r"\bIMO[\s.:#/-]{0,3}(?:NO|NR|NUMBER)?[\s.:#/-]{0,3}([0-9]{7})\b", re.IGNORECASE)
_BIC = re.compile(r"[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?")
_SPACED_IBAN = re.compile(r"\b(?=([A-Z]{2}[0-9]{2}(?:[ -][A-Z0-9]{4}){2,7}(?:[ -][A-Z0-9]{1,4}\b)?))")
"""Looked for at every word: a reference before it may look like the beginning of one."""


def spotted(text: Text) -> list[RecordParty]:
    """The parties that `text` names by number, each with one identifier; the text itself is still compared.

    RefusedError for more than MOST of them.
    """
    written = legible(text.text)
    tokens = _TOKEN.findall(written)
    spaced = _SPACED_IBAN.findall(written)
    if not tokens and not spaced and "\n" not in written:
        return []
    found: dict[Identifier, str] = {}
    if "imo" in written or "IMO" in written or "Imo" in written:
        for match in _LABELLED_IMO.finditer(written):
            _keep(found, "imoNumber", match.group(1), TEXT)
    for token in tokens:
        _look(found, token)
    for written_apart in spaced:
        _look_apart(found, written_apart)
    if "\n" in written:
        _look_over_lines(found, written)
    if len(found) > MOST:
        raise RefusedError(f"names more than {MOST:,} identifiers", element=text.element)
    return [_party(identifier, role, text.element) for identifier, role in found.items()]


def _party(identifier: Identifier, role: str, element: str) -> RecordParty:
    schema = "CryptoWallet" if KINDS[identifier.kind].space == "wallet" else "Thing"
    return RecordParty(role, Party(id=role, schema=schema, identifiers=(identifier,)), element)


def _look(found: dict[Identifier, str], token: str) -> None:
    """What one run of letters and digits proves to be."""
    length = len(token)
    if length == 7:
        if token.isdigit():
            _keep(found, "imoNumber", token, TEXT_NUMBER)
        return
    if length in (8, 11) and _BIC.fullmatch(token):
        _keep(found, "swiftBic", token, TEXT)
        return
    if length < 15:
        if length == 10 and token[:3].upper() == "IMO" and token[3:].isdigit():
            _keep(found, "imoNumber", token[3:], TEXT)
        return
    if length == 20 and token[-2:].isdigit():
        _keep(found, "leiCode", token, TEXT)
    upper = token.upper()
    if length <= 34 and upper[:2].isalpha() and upper[2:4].isdigit() and valid_iban(upper):
        found.setdefault(Identifier("iban", upper), TEXT)
    elif length >= 25:
        address = wallet(token)
        if address is not None:
            found.setdefault(address, TEXT)


def _look_apart(found: dict[Identifier, str], written: str) -> None:
    """An IBAN in groups of four; the words after it may look like more groups."""
    groups = re.split("[ -]", written)
    for count in range(len(groups), 3, -1):
        value = "".join(groups[:count])
        if valid_iban(value):
            found.setdefault(Identifier("iban", value), TEXT)
            return


def _look_over_lines(found: dict[Identifier, str], written: str) -> None:
    """Wallets, IBANs and LEIs that go on in the next lines: they prove themselves however they are cut."""
    open_ones: list[str] = []
    for line in written.split("\n"):
        text = line.strip()
        start = _START.match(text)
        begin = start.group() if start else ""
        for piece in open_ones:
            _look_joined(found, piece + begin)
        whole = begin == text
        kept = [piece + begin for piece in open_ones if begin and whole and len(piece + begin) < LONGEST_NUMBER]
        end = _END.search(text)
        open_ones = [*kept[-MOST_LINES:], *([end.group()] if end else [])]


def _look_joined(found: dict[Identifier, str], token: str) -> None:
    upper = token.upper()
    if 15 <= len(token) <= 34 and upper[:2].isalpha() and upper[2:4].isdigit() and valid_iban(upper):
        found.setdefault(Identifier("iban", upper), TEXT)
    elif 25 <= len(token) <= LONGEST_NUMBER:
        address = wallet(token)
        if address is not None:
            found.setdefault(address, TEXT)
    if len(token) == 20:
        _keep(found, "leiCode", token, TEXT)


def _keep(found: dict[Identifier, str], kind: str, text: str, role: str) -> None:
    identifier = normal(kind, text)
    if identifier is not None and is_valid(kind, identifier.value):
        found.setdefault(identifier, role)
