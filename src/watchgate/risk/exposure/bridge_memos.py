"""Memos by which THORChain, and bridges that speak as it does (MAYAChain), are told what to do and say what they did.

As https://dev.thorchain.org/concepts/memos.html has them: a deposit says
`=:ASSET:DESTINATION[/REFUND]:LIMIT/INTERVAL/QUANTITY:AFFILIATE:POINTS` (or `s`, `swap`), a payout `OUT:HASH` or
`REFUND:HASH`, where HASH is the transaction by which the value came in. Assets are `CHAIN.SYMBOL[-CONTRACT]`, with `/`
or `~` for ones that never leave the bridge, or one letter for a coin. Anybody can write a memo: that the bridge obeyed
it is shown by a payout alone.
"""

from __future__ import annotations

import re

import msgspec

SWAP, OUT, REFUND = "swap", "out", "refund"
_FUNCTIONS = {"=": SWAP, "=<": SWAP, "s": SWAP, "swap": SWAP, "out": OUT, "refund": REFUND}
_LETTERS = {
    "a": "AVAX.AVAX",
    "b": "BTC.BTC",
    "c": "BCH.BCH",
    "d": "DOGE.DOGE",
    "e": "ETH.ETH",
    "f": "BASE.ETH",
    "g": "GAIA.ATOM",
    "l": "LTC.LTC",
    "n": "BSC.BNB",
    "s": "BSC.BNB",
    "r": "THOR.RUNE",
    "x": "XRP.XRP",
    "tr": "TRON.TRX",
}
_HASH = re.compile(r"(?:0x)?([0-9a-fA-F]{64})")
_ASSET = re.compile(r"([A-Z]{2,8})([./~])([A-Z0-9]{1,20})(?:-(\w{1,80}))?", re.ASCII)
CHAINS = {"BTC": "btc", "LTC": "ltc", "BCH": "bch", "DOGE": "doge", "ETH": "eth", "TRON": "trx"}
"""What memos call a chain -> the coin of chains here."""


class Memo(msgspec.Struct, frozen=True):
    """`asset`, `destination`: of a swap; `inbound`: hash of the transaction a payout answers, small letters, no 0x."""

    function: str
    asset: str = ""
    destination: str = ""
    inbound: str = ""

    @property
    def chain(self) -> str:
        """The coin of the chain a swap pays out on; empty where it is not known, or the value stays in the bridge."""
        found = _ASSET.fullmatch(self.asset)
        return CHAINS.get(found[1], "") if found is not None and found[2] == "." else ""

    @property
    def symbol(self) -> str:
        """Of the asset a swap asks for."""
        found = _ASSET.fullmatch(self.asset)
        return found[3] if found is not None else ""

    @property
    def contract(self) -> str:
        """Of the token a swap asks for, or the end of it: memos shorten contracts. In capitals."""
        found = _ASSET.fullmatch(self.asset)
        return (found[4] or "").upper() if found is not None else ""


def parsed(text: str) -> Memo | None:
    """What a memo says; None where it is none of these."""
    parts = text.strip().split(":")
    function = _FUNCTIONS.get(parts[0].lower())
    if function is None or len(parts) < 2:
        return None
    if function != SWAP:
        inbound = _HASH.fullmatch(parts[1])
        return Memo(function, inbound=inbound[1].lower()) if inbound is not None else None
    asset = _LETTERS.get(parts[1].lower(), parts[1].upper())
    if _ASSET.fullmatch(asset) is None or len(parts) < 3 or not parts[2]:
        return None
    return Memo(SWAP, asset=asset, destination=parts[2].partition("/")[0])
