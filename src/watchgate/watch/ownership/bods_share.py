"""The `share` of an interest in BODS as one text: `60`, `>25-50`, `75-100`; empty when it says nothing.

Until 0.3 `exclusiveMinimum` and `exclusiveMaximum` are true or false beside the bounds; from 0.4 on they are bounds.
"""

from __future__ import annotations

from typing import Any


def share_text(share: Any) -> str:
    """The share in percent, exact or between its bounds."""
    if not isinstance(share, dict):
        return ""
    exact = _number(share.get("exact"))
    if exact:
        return exact
    low, above = _bound(share, "minimum", "exclusiveMinimum")
    high, below = _bound(share, "maximum", "exclusiveMaximum")
    if not low and not high:
        return ""
    least = f"{'>' if above else ''}{low or '0'}"
    most = f"{'<' if below else ''}{high or '100'}"
    return f"{least}-{most}"


def _bound(share: dict[str, Any], name: str, exclusive: str) -> tuple[str, bool]:
    other = share.get(exclusive)
    if isinstance(other, bool) or other is None:
        return _number(share.get(name)), other is True
    own = _number(share.get(name))
    return (own, False) if own else (_number(other), True)


def _number(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 100:
        return ""
    return f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
