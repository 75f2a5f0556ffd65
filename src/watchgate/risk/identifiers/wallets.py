"""Wallet addresses: compared with their case, where case carries meaning.

Base58 addresses (Bitcoin, Tron, Ripple, Monero, Solana) differ by case. Hexadecimal ones (Ethereum) and bech32 ones
do not: case is a checksum there, or must be uniform. Some lists give base58 addresses in lower case, and payments in
capitals: such an address has lost its case, can only be compared case-folded, and is never given out as an address.
"""

from __future__ import annotations

import hashlib
import re

from watchgate.risk.identifiers.legible import legible

_HEX = re.compile(r"^0x[0-9a-f]{40}$|^0x[0-9a-f]{64}$", re.IGNORECASE)
_BASE58 = re.compile(r"^[1-9A-HJ-NP-Za-km-z]{25,110}$")
_FOLDED = re.compile(r"^[0-9a-z]{25,110}$")
_BECH32 = re.compile(r"^([a-z]{1,20})1([02-9ac-hj-np-z]{6,90})$")
_SCHEMES = ("bitcoin:", "ethereum:", "bitcoincash:", "litecoin:", "tron:", "dash:")
_ALPHABET58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ALPHABET32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
SHORTEST = 20
"""Characters; no chain in use has shorter addresses, shorter text is something else."""

LONGER_THAN_WORDS = 30
"""Characters; an address may have no digit (one listed Tron address has none), and words are shorter than this."""


def normal_wallet(text: str) -> str | None:
    """The address without URI scheme; lower case where case carries no meaning, or was lost (MT is mostly written in
    capitals). None when it cannot be an address."""
    address = legible(text).strip()
    for scheme in _SCHEMES:
        if address.lower().startswith(scheme):
            address = address[len(scheme) :]
    if len(address) < SHORTEST or any(character.isspace() for character in address):
        return None
    if _HEX.match(address) or (_BECH32.match(address.lower()) and address in (address.lower(), address.upper())):
        return address.lower()
    if address == address.upper() and _FOLDED.match(address.lower()):
        return address.lower()
    return address


def looks_like_wallet(text: str) -> bool:
    """Whether text of unknown kind has the form of an address."""
    address = normal_wallet(text)
    if address is None or not any(c.isalpha() for c in address):
        return False
    if len(address) < LONGER_THAN_WORDS and not any(c.isdigit() for c in address):
        return False
    forms = (_HEX, _BASE58, _FOLDED, _BECH32)
    return any(form.match(address) for form in forms)


def lost_case(address: str) -> bool:
    """Whether a normal address carries no upper-case letter and so must be compared case-folded."""
    return address == address.lower()


def same_wallet(left: str, right: str) -> bool:
    """Whether two normal addresses are one: equal, or equal but for case when one of them has lost its case."""
    return left == right or (left.lower() == right.lower() and (lost_case(left) or lost_case(right)))


def has_checksum(address: str) -> bool:
    """Whether the address proves itself: hexadecimal of full length, base58check, or bech32/bech32m."""
    return bool(_HEX.match(address)) or _base58check(address) or _bech32(address)


def _base58check(address: str) -> bool:
    if not _BASE58.match(address) or len(address) > 40:
        return False
    number = 0
    for character in address:
        number = number * 58 + _ALPHABET58.index(character)
    zeros = len(address) - len(address.lstrip("1"))
    data = b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
    if len(data) < 25:
        data = data.rjust(25, b"\0")
    body, check = data[:-4], data[-4:]
    return hashlib.sha256(hashlib.sha256(body).digest()).digest()[:4] == check


def _bech32(address: str) -> bool:
    """BIP 173 (constant 1) and BIP 350 (bech32m, constant 0x2bc830a3)."""
    match = _BECH32.match(address)
    if not match:
        return False
    prefix, data = match.groups()
    values = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + [_ALPHABET32.index(c) for c in data]
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATORS):
            if top >> bit & 1:
                checksum ^= generator
    return checksum in (1, 0x2BC830A3)
