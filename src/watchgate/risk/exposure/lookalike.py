"""How an address looks to who copies it: by its first and last characters, which are all that explorers show.

Whoever wants a payment to go astray makes an address that begins and ends like a true one (address poisoning).
"""

from __future__ import annotations

BEGIN, END = 4, 4
"""Characters behind what all of a kind begin with, and at the end: two strangers share all eight by chance once in 4
thousand million pairs of hexadecimal ones, and more seldom in other alphabets."""
_SEGWIT = ("bc1", "ltc1", "tb1")


def shape_of(address: str) -> str:
    """Its kind, beginning and end; empty where it is too short to look like another one."""
    text = address.partition(":")[2] if address[:12].lower() == "bitcoincash:" else address
    if text[:2] in ("0x", "0X"):
        kind, body = "0x", text[2:].lower()
    elif text[:4].lower().startswith(_SEGWIT):
        text = text.lower()
        first = text.index("1") + 2
        kind, body = text[:first], text[first:]
    else:
        kind, body = text[:1], text[1:]
    return f"{kind}{body[:BEGIN]}..{body[-END:]}" if len(body) > 2 * (BEGIN + END) else ""
