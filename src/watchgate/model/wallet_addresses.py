"""Addresses as people write them: made from what a script holds, and checked when somebody gives one.

base58check; bech32 (BIP 173) and bech32m (BIP 350); EIP-55 for hexadecimal ones. A checksum that does not fit means
that the address was mistyped or is meant to look like another one: it is refused, never repaired.
"""

from __future__ import annotations

import hashlib
import re

from watchgate.model.errors import BadInputError

ALPHABET58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ALPHABET32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
BECH32, BECH32M = 1, 0x2BC830A3
VERSIONS = {"btc": (0x00, 0x05, "bc"), "testnet": (0x6F, 0xC4, "tb"), "ltc": (0x30, 0x32, "ltc")}
"""Chain -> version of a public key's hash, of a script's hash, prefix of bech32."""
_HEX = re.compile(r"0x[0-9a-fA-F]{40}")
_TRON = re.compile(r"T[1-9A-HJ-NP-Za-km-z]{33}")
_BITCOIN = re.compile(r"[13][1-9A-HJ-NP-Za-km-z]{24,34}")
TRON_VERSION = 0x41
_TRON_HEX = re.compile(r"(?:41|0x41|0x)([0-9a-fA-F]{40})")


def base58check(version: int, payload: bytes) -> str:
    """The address of a payload."""
    data = bytes((version,)) + payload
    data += hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4]
    number = int.from_bytes(data, "big")
    text = ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET58[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def base58check_of(text: str) -> bytes | None:
    """Version and payload; None where the checksum does not fit."""
    number = 0
    for character in text:
        digit = ALPHABET58.find(character)
        if digit < 0:
            return None
        number = number * 58 + digit
    data = b"\0" * (len(text) - len(text.lstrip("1"))) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    body, check = data[:-4], data[-4:]
    return body if len(data) > 4 and hashlib.sha256(hashlib.sha256(body).digest()).digest()[:4] == check else None


def segwit(prefix: str, version: int, program: bytes) -> str:
    """The address of a witness program."""
    values = [version, *_regrouped(program)]
    constant = BECH32 if version == 0 else BECH32M
    checksum = _polymod([*_expanded(prefix), *values, 0, 0, 0, 0, 0, 0]) ^ constant
    values += [checksum >> 5 * (5 - at) & 31 for at in range(6)]
    return f"{prefix}1" + "".join(ALPHABET32[one] for one in values)


def segwit_of(text: str) -> tuple[str, int] | None:
    """Prefix and version; None where case is mixed, a letter is none of bech32's, or the checksum does not fit."""
    if text not in (text.lower(), text.upper()) or len(text) > 90:
        return None
    prefix, _, data = text.lower().rpartition("1")
    values = [ALPHABET32.find(character) for character in data]
    if not prefix or len(values) < 8 or -1 in values:
        return None
    constant = BECH32 if values[0] == 0 else BECH32M
    return (prefix, values[0]) if _polymod([*_expanded(prefix), *values]) == constant else None


def what_is_wrong(text: str, chain: str) -> str:
    """Why `text` is no address of `chain`; empty when nothing is known to be wrong. Chains that are not known here are
    not judged."""
    if chain in VERSIONS:
        return _of_bitcoin(text, chain)
    if chain == "trx":
        found = base58check_of(text)
        return (
            "" if found is not None and len(found) == 21 and found[0] == TRON_VERSION else "its checksum does not fit"
        )
    if chain == "eth":
        if not _HEX.fullmatch(text):
            return "it is not 0x and 40 hexadecimal digits"
        digits = text[2:]
        if digits in (digits.lower(), digits.upper()):
            return ""
        return "" if text == eip55(text) else "its upper and lower case letters (EIP-55) do not fit"
    return ""


def wrong_by_form(text: str) -> str:
    """Why `text` is no address of the chain whose addresses look like it; empty when nothing is known to be wrong.

    Of base58 addresses that begin with 1 or 3 several chains have some: the checksum has to fit, the chain is not told.
    """
    if text[:2] in ("0x", "0X"):
        return what_is_wrong("0x" + text[2:], "eth")
    prefix = text.lower().partition("1")[0]
    for chain, (_, _, known) in VERSIONS.items():
        if prefix == known:
            return what_is_wrong(text, chain)
    if _TRON.fullmatch(text):
        return what_is_wrong(text, "trx")
    if _BITCOIN.fullmatch(text) and base58check_of(text) is None:
        return "its checksum does not fit"
    return ""


def _of_bitcoin(text: str, chain: str) -> str:
    key, script, prefix = VERSIONS[chain]
    if text.lower().startswith(f"{prefix}1"):
        return "" if segwit_of(text) is not None else "its checksum (bech32) does not fit"
    found = base58check_of(text)
    if found is None or len(found) != 21:
        return "its checksum does not fit"
    return "" if found[0] in (key, script) else f"it is not of {chain}"


def eip55(text: str) -> str:
    """The address with the case that EIP-55 gives it."""
    digits = text[2:].lower()
    digest = keccak256(digits.encode()).hex()
    return "0x" + "".join(one.upper() if int(digest[at], 16) >= 8 else one for at, one in enumerate(digits))


def _regrouped(data: bytes) -> list[int]:
    """Bytes as groups of five bits, the last filled with zeros."""
    number, bits, found = 0, 0, []
    for byte in data:
        number, bits = number << 8 | byte, bits + 8
        while bits >= 5:
            bits -= 5
            found.append(number >> bits & 31)
    return [*found, number << 5 - bits & 31] if bits else found


def _expanded(prefix: str) -> list[int]:
    return [ord(one) >> 5 for one in prefix] + [0] + [ord(one) & 31 for one in prefix]


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATORS):
            if top >> bit & 1:
                checksum ^= generator
    return checksum


_ROUNDS = (
    0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008A, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000A, 0x000000008000808B, 0x800000000000008B, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
)  # fmt: skip
_WORD = (1 << 64) - 1
_RATE = 136


def keccak256(data: bytes) -> bytes:
    """Keccak-256 as Ethereum uses it: the padding of before FIPS 202, which hashlib has not."""
    state = [0] * 25
    padded = (
        data + b"\x01" + b"\0" * (-(len(data) + 2) % _RATE) + b"\x80" if (len(data) + 1) % _RATE else data + b"\x81"
    )
    for start in range(0, len(padded), _RATE):
        for lane in range(_RATE // 8):
            state[lane] ^= int.from_bytes(padded[start + 8 * lane : start + 8 * lane + 8], "little")
        state = _permuted(state)
    return b"".join(lane.to_bytes(8, "little") for lane in state[:4])


def _permuted(state: list[int]) -> list[int]:
    for constant in _ROUNDS:
        parity = [state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20] for x in range(5)]
        effect = [parity[(x - 1) % 5] ^ _turned(parity[(x + 1) % 5], 1) for x in range(5)]
        state = [lane ^ effect[at % 5] for at, lane in enumerate(state)]
        x, y, moving = 1, 0, state[1]
        turned = list(state)
        for step in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            moving, turned[x + 5 * y] = state[x + 5 * y], _turned(moving, (step + 1) * (step + 2) // 2 % 64)
        state = [
            turned[at] ^ (~turned[at - at % 5 + (at + 1) % 5] & turned[at - at % 5 + (at + 2) % 5]) & _WORD
            for at in range(25)
        ]
        state[0] ^= constant
    return state


def _turned(lane: int, by: int) -> int:
    return ((lane << by) | (lane >> (64 - by))) & _WORD if by else lane


def address_of(text: str, coin: str) -> str:
    """`text` as the chain `eth` or `trx` writes it; hexadecimal TRON addresses (41.., or as in the TRON virtual machine
    0x..) become base58check. BadInputError says why it is none."""
    given = text.strip()
    if coin == "trx" and not given.startswith("T"):
        form = _TRON_HEX.fullmatch(given)
        if form is not None:
            return base58check(TRON_VERSION, bytes.fromhex(form[1]))
    wrong = what_is_wrong(given, coin)
    if wrong:
        raise BadInputError(f"{given[:90]!r} is no address of {coin}: {wrong}")
    return given.lower() if coin == "eth" else given
