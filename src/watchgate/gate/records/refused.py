"""Refusal: a message that cannot be decided, with the place and the reason."""

from __future__ import annotations


class RefusedError(Exception):
    """Raised inside this room only; it becomes a Message with outcome REFUSED."""

    def __init__(self, reason: str, *, element: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.element = element
