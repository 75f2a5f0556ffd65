"""Texts that others wrote, given to a terminal or another program: characters to be read, never orders to be obeyed."""

from __future__ import annotations


def shown(text: str) -> str:
    """`text` with a replacement character for each control character but the line feed, and each bidirectional mark
    that turns what follows round: a terminal would obey them."""
    return text if text.isprintable() else text.translate(_OBEYED)


_OBEYED = dict.fromkeys(
    [*range(0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd"
)
