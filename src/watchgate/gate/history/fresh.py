"""Fresh: what was sealed just now, for whoever files it and reads it next: then it need not be opened."""

from __future__ import annotations

MOST_BYTES = 8 << 20
"""Contents, a row's secret and place counted with each; who reads more slowly opens rows."""
_PLACE_BYTES = 200


class Fresh:
    """Contents by the secret of their row, which no two rows share; each is given once. Safe for several threads."""

    def __init__(self) -> None:
        self.wanted = False
        """Whether somebody reads in this process what is filed in it."""
        self._contents: dict[bytes, bytes] = {}
        self._bytes = 0
        """Put since none was there, those among it that were taken."""

    def put(self, secret: bytes, content: bytes) -> None:
        """Sealed just now."""
        size = len(content) + _PLACE_BYTES
        if self.wanted:
            if self._bytes + size > MOST_BYTES:
                self._contents.clear()
                self._bytes = 0
            if size <= MOST_BYTES:
                self._bytes += size
                self._contents[secret] = content

    def take(self, secret: bytes) -> bytes | None:
        """What a row holds that is there; None where it is not remembered."""
        content = self._contents.pop(secret, None)
        if content is not None and not self._contents:
            self._bytes = 0
        return content
