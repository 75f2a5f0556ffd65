"""Numbers as they read: what nobody sees in them is no part of them."""

from __future__ import annotations

import unicodedata


def legible(text: str) -> str:
    """Full-width signs as plain ones, without signs that are not shown: zero-width spaces, soft hyphens, marks of
    writing direction."""
    if text.isascii():
        return text
    folded = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in folded if unicodedata.category(sign) != "Cf")
