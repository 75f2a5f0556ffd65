"""What an output's script says: its type, and the address people write for it."""

from __future__ import annotations

import hashlib

from watchgate.model.wallet_addresses import VERSIONS, base58check, segwit

MEMO_MAX = 250
"""Bytes; longer texts are no memos."""
_KEYS = {33: (2, 3), 65: (4, 6, 7)}
"""Length of a public key -> its first bytes."""


def script_address(script: bytes, chain: str) -> tuple[str, str]:
    """(type as the node names it, address), the address empty where there is none."""
    key, by_script, prefix = VERSIONS[chain]
    if len(script) == 25 and script[:3] == b"\x76\xa9\x14" and script[23:] == b"\x88\xac":
        return "pubkeyhash", base58check(key, script[3:23])
    if len(script) == 23 and script[:2] == b"\xa9\x14" and script[22] == 0x87:
        return "scripthash", base58check(by_script, script[2:22])
    if 4 <= len(script) <= 42 and script[1] + 2 == len(script) and (script[0] == 0 or 0x51 <= script[0] <= 0x60):
        return _witness(script, prefix)
    if len(script) in (35, 67) and script[0] + 2 == len(script) and script[-1] == 0xAC:
        body = script[1:-1]
        return ("pubkey", base58check(key, _hash160(body))) if body[0] in _KEYS[len(body)] else ("nonstandard", "")
    if script[:1] == b"\x6a":
        return "nulldata", ""
    keys = _multisig_keys(script)
    if keys:
        return "multisig", "|".join(base58check(key, _hash160(one)) for one in keys)
    return "nonstandard", ""


def memo_of(script: bytes) -> str:
    """The text that an output carries (OP_RETURN), where it looks like the memo of a bridge: ASCII, in parts between
    colons; else empty."""
    if script[:1] != b"\x6a":
        return ""
    parts: list[bytes] = []
    at = 1
    while at < len(script):
        length, at = script[at], at + 1
        if length > 0x4B:
            if length > 0x4D:  # no push of bytes
                return ""
            size = length - 0x4B
            length, at = int.from_bytes(script[at : at + size], "little"), at + size
        parts.append(script[at : at + length])
        at += length
    text = b"".join(parts)
    good = at == len(script) and 3 <= len(text) <= MEMO_MAX and b":" in text and min(text) >= 0x20 and max(text) < 0x7F
    return text.decode("ascii") if good else ""


def _witness(script: bytes, prefix: str) -> tuple[str, str]:
    version = script[0] - 0x50 if script[0] else 0
    program = script[2:]
    if version == 0:
        if len(program) not in (20, 32):
            return "nonstandard", ""
        kind = "witness_v0_keyhash" if len(program) == 20 else "witness_v0_scripthash"
    else:
        kind = "witness_v1_taproot" if version == 1 and len(program) == 32 else "witness_unknown"
    return kind, segwit(prefix, version, program)


def _multisig_keys(script: bytes) -> list[bytes]:
    """The public keys of `m <key>... n OP_CHECKMULTISIG`; none where it is something else."""
    if len(script) < 3 or script[-1] != 0xAE or not 0x51 <= script[0] <= 0x60 or not 0x51 <= script[-2] <= 0x60:
        return []
    found: list[bytes] = []
    at = 1
    while at < len(script) - 2:
        length = script[at]
        part = script[at + 1 : at + 1 + length]
        if length not in _KEYS or len(part) != length:
            return []
        found.append(part)
        at += 1 + length
    return found if len(found) == script[-2] - 0x50 >= script[0] - 0x50 else []


def _hash160(data: bytes) -> bytes:
    return hashlib.new("ripemd160", hashlib.sha256(data).digest()).digest()
