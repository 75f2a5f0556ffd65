"""Keeping blocks of the past, under the name of what made them."""

from __future__ import annotations

from functools import cache
from importlib import resources

from watchgate.gate.history.past_blocks import PastBlocks
from watchgate.gate.lookback.past_block import AnyBlock
from watchgate.gate.lookback.past_limits import Limits
from watchgate.risk.version import ROOMS, fingerprint

MADE_BY = (
    *ROOMS,
    *("model/party.py", "risk/query.py", "risk/texts"),
    *("gate/history/history.py", "gate/history/packing.py", "gate/history/past_blocks.py"),
    *(f"gate/decide/{one}.py" for one in ("doubts", "hashed", "past_spellings", "spellings")),
    *(
        f"gate/lookback/{one}.py"
        for one in ("kept_array", "known_parties", "past_block", "past_keeping", "past_names", "past_numbers")
    ),
    *(f"gate/lookback/{one}.py" for one in ("past_parties", "past_spoken", "past_texts")),
    *("gate/customers/customer_block.py", "gate/history/customer_tables.py"),
)
"""The code and tables that decide what a block says."""


def keep(block: AnyBlock, files: PastBlocks, acts: int) -> bool:
    """Keep a block as it is, where it may be; `acts` as of `PastBlocks.keep`."""
    body = block.kept()
    if body is None or not files.keep(block.what, block.number, block.last, made_by(block.limits), body, acts):
        return False
    block.kept_last = block.last
    return True


def made_by(limits: Limits) -> str:
    """What a block is made by; that of names is asked with any threshold."""
    return f"{_code()} {limits.text}"


@cache
def _code() -> str:
    return fingerprint(resources.files("watchgate"), MADE_BY)
