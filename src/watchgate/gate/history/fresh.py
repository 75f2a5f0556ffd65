"""Fresh: what was sealed just now, for whoever files it and reads it next: then it need not be opened."""

from __future__ import annotations

MOST = 20_000
"""Contents, some megabytes; who reads more slowly opens rows."""


class Fresh:
    """Contents by the secret of their row, which no two rows share; each is given once. Safe for several threads."""

    def __init__(self) -> None:
        self.wanted = False
        """Whether somebody reads in this process what is filed in it."""
        self._contents: dict[bytes, bytes] = {}

    def put(self, secret: bytes, content: bytes) -> None:
        """Sealed just now."""
        if self.wanted:
            if len(self._contents) >= MOST:
                self._contents.clear()
            self._contents[secret] = content

    def take(self, secret: bytes) -> bytes | None:
        """What a row holds that is there; None where it is not remembered."""
        return self._contents.pop(secret, None)
