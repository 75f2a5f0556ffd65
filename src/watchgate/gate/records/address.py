"""Postal addresses: their form, their text, and what in them is no place at all."""

from __future__ import annotations

import re

from watchgate.model.record import AddressForm

PLACEHOLDER = re.compile(r"(?:CUTOVER\d*|NOT ?PROVIDED|NOT ?AVAILABLE|UNKNOWN|N/?A|NONE|X+|\W+)", re.IGNORECASE)
"""What stands where nothing is known. CUTOVER2026: the industry's own placeholder town while addresses are changed."""

_FIRST = frozenset("CNUXcnux")
"""Letters a placeholder begins with: most parts of addresses begin with another, and need no more to be looked at."""

MAY_HOLD_NAMES = frozenset({"CareOf", "Dept", "SubDept", "BldgNm"})
"""Parts in which people write names, beside free lines. Streets and towns are compared as places alone: they are named
after people."""


class Address:
    """An address as it is being read: (part, text) and free lines, in the order they stand."""

    __slots__ = ("element", "has_country", "lines", "parts")

    def __init__(self, element: str, lines: list[str] | None = None) -> None:
        self.element = element
        self.parts: list[tuple[str, str]] = []
        self.lines: list[str] = lines or []
        self.has_country = False

    @property
    def form(self) -> AddressForm:
        """Structured parts only, free lines only, or both (hybrid); a country beside free lines makes no hybrid."""
        if self.lines:
            return AddressForm.HYBRID if self.parts else AddressForm.UNSTRUCTURED
        return AddressForm.STRUCTURED if self.parts or self.has_country else AddressForm.NONE

    @property
    def text(self) -> str:
        """The whole of it in one line."""
        return ", ".join([text for _, text in self.parts] + self.lines)

    @property
    def free_text(self) -> str:
        """What may hold names: free lines and the parts people write names into, one to a line."""
        named = [text for part, text in self.parts if part in MAY_HOLD_NAMES]
        return "\n".join(named + self.lines) if named or self.lines else ""


def is_placeholder(text: str) -> bool:
    """Whether `text` stands for an unknown value."""
    return (text[:1] in _FIRST or not text[:1].isalnum()) and PLACEHOLDER.fullmatch(text) is not None


def weakest(forms: list[AddressForm]) -> AddressForm:
    """The form a party's addresses have together: what is weakest in evidence counts."""
    order = (AddressForm.UNSTRUCTURED, AddressForm.HYBRID, AddressForm.STRUCTURED)
    return next((form for form in order if form in forms), AddressForm.NONE)
