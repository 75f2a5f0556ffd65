"""What is remembered of feeds between updates: validators of the files kept, when they were asked for, what failed.

None of it is evidence: losing it costs one full download. The evidence is in the ledger.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from watchgate.ledger.home import PRIVATE_FILE, private_folder
from watchgate.watch.lists.fetch_words import Validators


class FeedState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One feed. `validators` and `sha256` by file name; `asked_at`, `answered_at`: UTC microseconds.

    `error`: why the last try failed, None when it did not.
    """

    validators: dict[str, Validators] = msgspec.field(default_factory=dict)
    sha256: dict[str, str] = msgspec.field(default_factory=dict)
    asked_at: int = 0
    answered_at: int = 0
    error: str | None = None


class FeedStates:
    """The states of all feeds, in one file that is replaced whole."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "lists"
        private_folder(self.folder)
        self._path = self.folder / "feeds.json"

    def read(self) -> dict[str, FeedState]:
        """By source; empty when there is none, or none that can be read."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, FeedState])
        except (FileNotFoundError, msgspec.DecodeError, UnicodeDecodeError):
            return {}

    def write(self, source: str, state: FeedState) -> None:
        """Remember `state`."""
        states = {**self.read(), source: state}
        temporary = self._path.with_suffix(".new")
        with temporary.open("wb") as file:
            os.fchmod(file.fileno(), PRIVATE_FILE)
            file.write(msgspec.json.format(msgspec.json.encode(states)))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._path)
