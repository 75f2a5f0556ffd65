"""How many tokens a name has, without its analysis where a kernel took it apart lately (`engine/asked_plain.py`)."""

from __future__ import annotations

from collections.abc import Iterable

from watchgate.risk.names.analysis import analyse

_MOST = 16_384
_counts: dict[str, int] = {}
"""Of names met lately; all are forgotten when there are too many."""


def count_tokens(text: str) -> int:
    """How many tokens of a name are compared: MAX_TOKENS at most."""
    known = _counts.get(text)
    return len(analyse(text).tokens) if known is None else known


def note_counts(told: Iterable[tuple[str, int]]) -> None:
    """Keep what was told of names that were not analysed."""
    if len(_counts) > _MOST:
        _counts.clear()
    _counts.update(told)
